"""The record, as people use it: an entry is corrected in the page, and what it said first can still be read."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opening, prefer

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.mark.parametrize(
    ("language", "corrected", "first"), [("zh-hans", "已更正", "最初的内容"), ("en", "Corrected", "As first written")]
)
def test_an_entry_is_corrected_and_both_versions_are_read(
    opening: Opening, language: str, corrected: str, first: str
) -> None:
    sight = opening()
    prefer(sight, language=language)
    page = sight.open("/admin/settings/workspace.percent_places/")
    page.fill("[name=value]", "2")
    page.fill("[name=reason]", f"two plaxes, {language}")
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    sight.open("/admin/audit/?kind=settings")
    entry = page.locator(".aud > li").first
    entry.locator("summary").click()
    entry.locator("a.btn").click()
    page.fill("[name=reason]", f"two places, {language}")
    page.fill("[name=why]", "mistyped")
    page.click("main button[type=submit]")
    expect(page.locator("[data-toast]")).to_be_visible()
    versions = page.locator(".aud-versions > li")
    expect(versions).to_have_count(2)
    expect(versions.nth(0)).to_contain_text(first)
    expect(versions.nth(0)).to_contain_text("two plaxes")
    expect(versions.nth(1)).to_contain_text("mistyped")
    expect(versions.nth(1)).to_contain_text("two places")
    sight.open("/admin/audit/?kind=settings")
    expect(entry).to_contain_text(corrected)
    expect(entry.locator("summary")).to_contain_text("two places")
    entry.locator("summary").click()
    expect(entry.locator(".aud-versions")).to_contain_text("two plaxes")
    assert sight.faults == []
