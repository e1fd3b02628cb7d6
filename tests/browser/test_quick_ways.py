"""The quick ways: palette, keys, dialogs, menus, toasts, theme. Each has a plain way that other tests walk."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening, prefer

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def gallery(opening: Opening) -> Page:
    """The gallery in Chinese, with every key switched on."""
    sight = opening()
    prefer(sight, language="zh-hans", theme="light", shortcuts="on")
    return sight.open("/gallery/")


@pytest.mark.parametrize("typed", ["今日", "jr", "jinri", "today", "TODAY"])
def test_the_palette_finds_by_chinese_pinyin_and_english(gallery: Page, typed: str) -> None:
    gallery.keyboard.press("Control+k")
    gallery.keyboard.type(typed)
    expect(gallery.locator("#palette [role=option]").first).to_contain_text("今日")
    gallery.keyboard.press("Enter")
    gallery.wait_for_url(re.compile(r"://[^/]+/$"))


def test_the_palette_runs_an_action(gallery: Page) -> None:
    gallery.keyboard.press("Control+k")
    gallery.keyboard.type("qhsqs")
    gallery.keyboard.press("Enter")
    expect(gallery.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_palette_moves_by_arrows_and_tells_a_screen_reader(gallery: Page) -> None:
    gallery.keyboard.press("Control+k")
    field = gallery.locator("#palette input")
    first = field.get_attribute("aria-activedescendant")
    gallery.keyboard.press("ArrowDown")
    second = field.get_attribute("aria-activedescendant")
    assert first != second
    expect(gallery.locator(f"#{second}")).to_have_attribute("aria-selected", "true")
    gallery.keyboard.press("ArrowUp")
    gallery.keyboard.press("ArrowUp")
    expect(gallery.locator("#palette [role=option]").last).to_have_attribute("aria-selected", "true")


def test_the_palette_says_when_nothing_matches_and_esc_closes_it(gallery: Page) -> None:
    gallery.keyboard.press("Control+k")
    gallery.keyboard.type("zzzzzz")
    expect(gallery.locator("#palette [data-none]")).to_be_visible()
    gallery.keyboard.press("Enter")
    expect(gallery.locator("#palette")).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#palette")).to_be_hidden()


def test_enter_that_ends_a_composition_does_not_run_anything(gallery: Page) -> None:
    gallery.keyboard.press("Control+k")
    gallery.keyboard.type("jr")
    gallery.locator("#palette input").dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "keyCode": 229}
    )
    expect(gallery.locator("#palette")).to_be_visible()
    assert gallery.url.endswith("/gallery/")


def test_g_and_a_letter_goes_to_a_page(gallery: Page) -> None:
    gallery.keyboard.press("g")
    gallery.keyboard.press("t")
    gallery.wait_for_url(re.compile(r"://[^/]+/$"))


def test_question_mark_lists_the_keys_and_bracket_folds_the_navigation(gallery: Page) -> None:
    gallery.keyboard.press("?")
    expect(gallery.locator("#keys")).to_be_visible()
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("[")
    expect(gallery.locator("[data-app]")).to_have_class(re.compile("nav-min"))
    gallery.reload()
    expect(gallery.locator("[data-app]")).to_have_class(re.compile("nav-min"))
    gallery.keyboard.press("[")
    expect(gallery.locator("[data-app]")).not_to_have_class(re.compile("nav-min"))


def test_rows_are_walked_and_ticked_by_keys(gallery: Page) -> None:
    rows = gallery.locator("[data-row]")
    for key in ("j", "j", "x"):
        gallery.keyboard.press(key)
    expect(rows.nth(1)).to_have_class(re.compile("cur"))
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    gallery.keyboard.press("k")
    expect(rows.nth(0)).to_have_class(re.compile("cur"))


def test_keys_are_text_while_typing(gallery: Page) -> None:
    gallery.locator("#id_name").fill("")
    gallery.locator("#id_name").press_sequentially("g?[jx/t")
    expect(gallery.locator("#id_name")).to_have_value("g?[jx/t")
    expect(gallery.locator("#keys")).to_be_hidden()
    assert gallery.url.endswith("/gallery/")


def test_single_keys_can_be_switched_off_but_not_the_palette(opening: Opening) -> None:
    sight = opening()
    prefer(sight, shortcuts="")
    page = sight.open("/gallery/")
    for key in ("?", "[", "j"):
        page.keyboard.press(key)
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator("[data-app]")).not_to_have_class(re.compile("nav-min"))
    expect(page.locator("[data-row].cur")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    prefer(sight, shortcuts="on")


def test_a_dialog_keeps_the_focus_and_gives_it_back(gallery: Page) -> None:
    opener = gallery.locator("[data-open=gallery-dialog]")
    opener.focus()
    gallery.keyboard.press("Enter")
    expect(gallery.locator("#gallery-dialog")).to_be_visible()
    for _time in range(8):
        gallery.keyboard.press("Tab")
        where = "document.activeElement.closest('#gallery-dialog') || document.activeElement === document.body"
        assert gallery.evaluate(f"Boolean({where})")
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#gallery-dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_space_opens_a_dialog_as_it_does_with_every_button(gallery: Page) -> None:
    gallery.locator("[data-open=gallery-dialog]").press(" ")
    expect(gallery.locator("#gallery-dialog")).to_be_visible()


def test_a_toast_offers_undo_and_leaves_by_itself(gallery: Page) -> None:
    gallery.clock.install()
    gallery.click("#gallery-toast")
    toast = gallery.locator("[data-toast]")
    expect(toast).to_contain_text("草稿已删除。")
    toast.get_by_role("button").click()
    expect(gallery.locator("[data-toast]")).to_contain_text("草稿已恢复。")
    gallery.clock.fast_forward(5100)
    expect(gallery.locator("[data-toast]")).to_have_count(0)


def test_a_toast_stays_while_it_is_read(gallery: Page) -> None:
    gallery.clock.install()
    gallery.click("#gallery-toast")
    gallery.locator("[data-toast]").hover()
    gallery.clock.fast_forward(20_000)
    expect(gallery.locator("[data-toast]")).to_be_visible()


def test_a_confirmed_deletion_is_sent(gallery: Page) -> None:
    gallery.click("[data-open=gallery-confirm]")
    expect(gallery.locator("#gallery-confirm")).to_be_visible()
    gallery.click("#gallery-confirm button[type=submit]")
    expect(gallery.locator("[data-toast]")).to_contain_text("草稿已删除。")


def test_a_menu_opens_walks_and_closes_by_keys(gallery: Page) -> None:
    summary = gallery.locator(".nav .me")
    summary.focus()
    gallery.keyboard.press("Enter")
    menu = gallery.locator(".nav .menu")
    expect(menu).to_be_visible()
    gallery.keyboard.press("ArrowDown")
    expect(menu.locator("a").first).to_be_focused()
    gallery.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_theme_changes_at_once_and_is_kept(gallery: Page) -> None:
    light = gallery.evaluate("getComputedStyle(document.body).backgroundColor")
    with gallery.expect_response("**/preferences/theme/") as kept:
        gallery.click("[data-theme-form] button")
    assert kept.value.status == 204
    assert gallery.evaluate("getComputedStyle(document.body).backgroundColor") != light
    gallery.reload()
    expect(gallery.locator("html")).to_have_attribute("data-theme", "dark")


def test_charts_are_drawn_switch_to_their_table_and_follow_the_theme(gallery: Page) -> None:
    figure = gallery.locator("figure[data-chart=chart-waterfall]")
    expect(figure.locator("canvas")).to_be_visible()
    expect(figure.locator("table")).to_be_hidden()
    before = figure.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    gallery.click("[data-theme-form] button")
    gallery.wait_for_timeout(200)
    assert figure.locator("canvas").evaluate("canvas => canvas.toDataURL()") != before
    figure.locator("[data-as-table]").click()
    expect(figure.locator("table")).to_be_visible()
    expect(figure.locator("[data-as-table]")).to_have_attribute("aria-pressed", "true")
    figure.locator("[data-as-table]").click()
    expect(figure.locator("canvas")).to_be_visible()


def test_a_tooltip_shows_what_stands_behind_a_rate(gallery: Page) -> None:
    figure = gallery.locator("figure[data-chart=chart-line]")
    figure.locator("canvas").scroll_into_view_if_needed()
    box = figure.locator("canvas").bounding_box()
    assert box
    gallery.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(figure.locator(".tip")).to_contain_text("162/193")
