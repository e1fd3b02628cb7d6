"""A touch point is logged from any page of a customer without the mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opening

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_c_opens_the_log_and_ctrl_enter_keeps_it(opening: Opening) -> None:
    sight = opening()
    page = sight.open("/customers/1/")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    page.keyboard.press("c")
    expect(page.locator("#touch")).to_be_visible()
    expect(page.locator("#touch textarea[name=note]")).to_be_focused()
    page.keyboard.type("Rang about the report")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/customers/1/timeline/")
    expect(page.locator(".tl li").first).to_contain_text("Rang about the report")
    assert not sight.faults


def test_the_letter_is_text_while_somebody_types(opening: Opening) -> None:
    page = opening().open("/customers/1/timeline/")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    page.focus("[name=q]")
    page.keyboard.type("c")
    expect(page.locator("#touch")).to_be_hidden()
    expect(page.locator("[name=q]")).to_have_value("c")


def test_without_script_the_log_is_a_page(opening: Opening) -> None:
    page = opening(java_script_enabled=False).open("/customers/1/touches/")
    page.check("input[name=channel][value=visit]")
    page.fill("main form.form textarea[name=note]", "Seen without script")
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/customers/1/timeline/")
    expect(page.locator(".tl li").first).to_contain_text("Seen without script")
