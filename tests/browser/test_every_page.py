"""Every page, in both languages and themes, on a desk and on a phone: sound, accessible, and kept as a picture."""

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from tests.browser.conftest import SCREENSHOTS, House, Opening, Sight, prefer

pytestmark = [pytest.mark.browser, pytest.mark.once]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Every two of language, theme and width meet; a fault that needs three of them at once was never seen.
COMBINATIONS = [("zh-hans", "light", 1440), ("en", "dark", 1440), ("zh-hans", "dark", 390), ("en", "light", 390)]
# axe costs the most; both themes and both languages are covered by these two.
AXED = {("zh-hans", "light", 1440), ("en", "dark", 1440)}


@dataclass(frozen=True)
class Found:
    """The GET pages of the product, as a person who is logged in and as a stranger."""

    inside: tuple[str, ...]
    outside: tuple[str, ...]


def addresses(patterns: list[Any], prefix: str = "") -> list[str]:
    """This function will return every address that needs no argument, from the resolver."""
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and not re.search(r"[<(\\\[]", route):
            found.append("/" + route)
    return found


def opens(sight: Sight, path: str) -> bool:
    """This function will tell whether a GET of `path` is a page of its own, not a redirect, a file or a fragment."""
    answer = sight.page.request.get(sight.home + path, max_redirects=0)
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")


def links(page: Page) -> set[str]:
    """This function will return the addresses within the product that the page links to, without their queries."""
    hrefs = page.eval_on_selector_all("a[href^='/']", "list => list.map(a => a.getAttribute('href'))")
    return {href.split("?")[0].split("#")[0] for href in hrefs}


def shape(path: str) -> str:
    """This function will name what serves `path`, so that one page stands for all that differ in an argument only."""
    try:
        return resolve(path).route
    except Resolver404:
        return path


@pytest.fixture(scope="module")
def found(house: House, browser: Any, state: Any) -> Found:
    """What there is to walk: addresses without arguments, and one of each shape that a page links to."""
    with_it = browser.new_context(storage_state=state)
    without = browser.new_context()
    inside, outside = Sight(with_it.new_page(), house.url), Sight(without.new_page(), house.url)
    plain = addresses(get_resolver().url_patterns)
    pages = {shape(path): path for path in plain if opens(inside, path)}
    todo = list(pages.values())
    while todo:
        for path in sorted(links(inside.open(todo.pop()))):
            if shape(path) not in pages and opens(inside, path):
                pages[shape(path)] = path
                todo.append(path)
    strange = tuple(path for path in plain if opens(outside, path))
    with_it.close()
    without.close()
    return Found(tuple(pages.values()), strange)


def test_the_walk_finds_the_pages(found: Found) -> None:
    assert {"/", "/preferences/", "/gallery/", "/admin/"} <= set(found.inside)
    assert "/accounts/login/" in found.outside
    assert "/" not in found.outside


@pytest.mark.parametrize(("lang", "theme", "width"), COMBINATIONS)
def test_every_page_is_sound(opening: Opening, found: Found, lang: str, theme: str, width: int) -> None:
    sight = opening(width=width)
    prefer(sight, language=lang, theme=theme)
    faults = [fault for path in found.inside for fault in look(sight, path, lang, theme, width)]
    locale = {"zh-hans": "zh-CN", "en": "en-US"}[lang]
    stranger = opening(width=width, logged_in=False, color_scheme=theme, locale=locale)
    faults += [fault for path in found.outside for fault in look(stranger, path, lang, theme, width, as_="stranger")]
    write_contact_sheet()
    assert not faults, "\n".join(faults)


def look(sight: Sight, path: str, lang: str, theme: str, width: int, as_: str = "") -> list[str]:
    """This function will open the page, keep its picture, and return what is wrong with it."""
    sight.faults.clear()
    sight.page.set_viewport_size({"width": width, "height": 900 if width > 500 else 844})
    page = sight.open(path)
    page.evaluate("document.fonts.ready")
    name = re.sub(r"[^a-z0-9]+", "-", f"{as_}{path}".lower()).strip("-") or "today"
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_selector("figure[data-chart]:not(.is-drawn):not(.is-table)", state="detached")
    faults = list(sight.faults)
    if (wide := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
        faults.append(f"{wide} px wider than the window")
    if (titles := page.locator("h1").count()) != 1:
        faults.append(f"{titles} h1")
    expected = {"zh-hans": "zh-Hans", "en": "en"}[lang]
    if (said := page.locator("html").get_attribute("lang")) != expected:
        faults.append(f"lang is {said}")
    if (lang, theme, width) in AXED:
        faults += axe(page)
    grow(page, width)
    page.screenshot(path=SCREENSHOTS / f"{name}-{lang}-{theme}-{width}.png")
    return [f"{path}: {fault}" for fault in faults]


def grow(page: Page, width: int) -> None:
    """This function will make the window as tall as the page, so that the picture shows all of it."""
    tall = "(document.querySelector('.page') ?? document.documentElement).scrollHeight + 64"
    height = min(page.evaluate(tall), 6000)
    if height > page.evaluate("innerHeight"):
        page.set_viewport_size({"width": width, "height": height})


def axe(page: Page) -> list[str]:
    """This function will return every violation of WCAG 2.2 AA that axe finds, with the element."""
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    return [
        f"axe {fault['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def write_contact_sheet() -> None:
    """This function will write a page that shows every picture taken so far."""
    pictures = sorted(path.name for path in SCREENSHOTS.glob("*.png"))
    rows = "\n".join(
        f'<figure><a href="{escape(name)}"><img src="{escape(name)}" width="320" loading="lazy" alt=""></a>'
        f"<figcaption>{escape(name.removesuffix('.png'))}</figcaption></figure>"
        for name in pictures
    )
    head = "<!doctype html><meta charset=utf-8><title>Screens</title><style>figure{display:inline-block}</style>"
    (SCREENSHOTS / "index.html").write_text(f"{head}\n{rows}\n")
