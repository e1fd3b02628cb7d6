"""Without scripts everything can still be done; on paper it can be read; and the first visit is small."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, Opening, prefer

pytestmark = [pytest.mark.browser, pytest.mark.once]

BUDGET = 150 * 1024


@pytest.fixture
def plain(opening: Opening) -> Page:
    """The gallery in a browser that runs no scripts."""
    sight = opening(java_script_enabled=False)
    prefer(sight, language="zh-hans", theme="light", density="comfortable")
    return sight.open("/gallery/")


def test_log_in_and_out_without_scripts(opening: Opening, house: House) -> None:
    page = opening(java_script_enabled=False, logged_in=False).open("/")
    page.fill("[name=login]", "kexin@hourglass.example")
    page.fill("[name=password]", house.password)
    page.click("main button[type=submit]")
    expect(page.locator(".nav .me")).to_contain_text("林可欣")
    page.click(".nav .me")
    page.click(".nav .menu form button")
    page.goto(f"{house.url}/preferences/")
    expect(page.locator("[name=login]")).to_be_visible()


def test_preferences_are_kept_without_scripts(plain: Page, house: House) -> None:
    plain.goto(f"{house.url}/preferences/")
    plain.check("input[name=density][value=compact]")
    plain.click("main button[type=submit]")
    expect(plain.locator("[data-toast]")).to_be_visible()
    expect(plain.locator("html")).to_have_attribute("data-density", "compact")


def test_language_and_theme_change_without_scripts(plain: Page) -> None:
    light = plain.locator("link[data-dark]").get_attribute("media")
    plain.click("[data-theme-form] button")
    assert (light, plain.locator("link[data-dark]").get_attribute("media")) == ("not all", "screen")
    plain.click("form[action*=language] button")
    expect(plain.locator("html")).to_have_attribute("lang", "en")
    expect(plain.locator("h1")).to_have_text("Components and their states")


def test_a_dialog_opens_confirms_and_undoes_without_scripts(plain: Page) -> None:
    plain.click("a[href='#gallery-confirm']")
    expect(plain.locator("#gallery-confirm")).to_be_visible()
    plain.click("#gallery-confirm button[type=submit]")
    expect(plain.locator("[data-toast]")).to_contain_text("草稿已删除。")
    plain.click("[data-toast] button")
    expect(plain.locator("[data-toast]")).to_contain_text("草稿已恢复。")


def test_a_menu_opens_without_scripts(plain: Page) -> None:
    plain.click(".nav .me")
    expect(plain.locator(".nav .menu a").first).to_be_visible()


def test_every_chart_is_a_table_without_scripts(plain: Page) -> None:
    figures = plain.locator("figure[data-chart]")
    assert figures.count() == 7
    for place in range(7):
        expect(figures.nth(place).locator("table")).to_be_visible()
        expect(figures.nth(place).locator(".chart")).to_be_hidden()


def test_buttons_that_need_scripts_are_not_shown_without_them(plain: Page) -> None:
    shown = plain.locator(".js-only").evaluate_all(
        "list => list.filter(n => getComputedStyle(n).visibility == 'visible')"
    )
    assert shown == []


def test_a_chart_whose_engine_cannot_be_fetched_stays_a_table(opening: Opening) -> None:
    sight = opening()
    sight.page.route("**/echarts*", lambda route: route.abort())
    page = sight.open("/gallery/")
    expect(page.locator("figure[data-chart=chart-line] table")).to_be_visible()


def test_paper_is_light_whole_and_without_the_frame(opening: Opening, tmp_path: Path) -> None:
    sight = opening()
    prefer(sight, theme="dark")
    page = sight.open("/gallery/")
    page.wait_for_selector("figure.is-drawn canvas")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(22, 26, 34)"
    for part in (".nav", ".top", "[data-as-table]"):
        expect(page.locator(part).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.page')).overflowY") == "visible"
    page.emulate_media(media=None)
    pdf = page.pdf(path=tmp_path / "gallery.pdf", format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3
    prefer(sight, theme="light")


def test_charts_are_light_on_paper(opening: Opening) -> None:
    sight = opening()
    prefer(sight, theme="dark")
    page = sight.open("/gallery/")
    canvas = page.locator("figure[data-chart=chart-pareto] canvas")
    dark = canvas.evaluate("canvas => canvas.toDataURL()")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    light = canvas.evaluate("canvas => canvas.toDataURL()")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert light != dark
    assert canvas.evaluate("canvas => canvas.toDataURL()") == dark
    prefer(sight, theme="light")


def test_a_first_visit_fetches_less_than_the_budget(opening: Opening) -> None:
    sight = opening()
    sizes: dict[str, int] = {}

    def weigh(response: object) -> None:
        path = urlsplit(response.url).path  # type: ignore[attr-defined]
        if re.search(r"\.(css|js|woff2)$", path):
            sizes[path] = len(gzip.compress(response.body(), 9))  # type: ignore[attr-defined]

    sight.page.on("requestfinished", lambda request: weigh(request.response()))
    sight.open("/").wait_for_load_state("networkidle")
    assert any("htmx" in path for path in sizes)
    assert any("geist" in path for path in sizes)
    assert not any("echarts" in path or "drawings" in path for path in sizes)
    total = sum(sizes.values())
    print(f"first visit: {total} bytes in {len(sizes)} files")  # noqa: T201  a figure that reports quote
    assert total < BUDGET, sizes
