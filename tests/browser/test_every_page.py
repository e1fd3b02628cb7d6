"""Every page, in both languages and themes, on a desk and on a phone: sound, accessible, and kept as a picture."""

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from tests.browser.conftest import SCREENSHOTS, House, Opening, Sight, prefer
from tests.databases import once, run_folder

pytestmark = [pytest.mark.browser, pytest.mark.once]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
LINK = re.compile(r"<a\b[^>]*\shref=\"(/[^\"?#]*)")
STANDS = """async () => { await document.fonts.ready; const root = document.documentElement
  const waits = "figure[data-chart]:not(.is-drawn):not(.is-table)"
  while (document.querySelector(waits)) await new Promise(requestAnimationFrame)
  return [root.scrollWidth - innerWidth, document.querySelectorAll("h1").length, root.lang] }"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Every two of language, theme and width meet; a fault that needs three of them at once was never seen. A page is
# opened once in each language, and then changes its theme and its width as it would before a person's eyes.
LOOKS = {"zh-hans": (("light", 1440), ("dark", 390)), "en": (("dark", 1440), ("light", 390))}
# What axe looks for costs the most: all of it once, and where colours and language differ, what depends on them.
OF_COLOUR_AND_LANGUAGE = ["color-contrast", "link-in-text-block", "html-has-lang", "html-lang-valid", "valid-lang"]
PARTS = 3  # so that several workers share the walk
AXED = {
    ("zh-hans", "light"): {"type": "tag", "values": RULES},
    ("en", "dark"): {"type": "rule", "values": OF_COLOUR_AND_LANGUAGE},
}


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


def read(sight: Sight, path: str) -> str:
    """This function will return the text of a page; empty where `path` is a redirect, a file or a fragment."""
    answer = sight.page.request.get(sight.home + path, max_redirects=0)
    is_page = answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")
    return answer.text() if is_page else ""


def links(text: str) -> set[str]:
    """This function will return the addresses within the product that a page links to, without their queries."""
    return set(LINK.findall(text))


def shape(path: str) -> str:
    """This function will name what serves `path`, so that one page stands for all that differ in an argument only."""
    try:
        return resolve(path).route
    except Resolver404:
        return path


@pytest.fixture(scope="module")
def found(house: House, browser: Any, state: Any, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What there is to walk, looked for once a run; every worker's house is a copy of one."""
    kept = run_folder(tmp_path_factory) / "pages.json"
    with once(kept.parent, "pages") as first:
        if first:
            kept.write_text(json.dumps(sought(house, browser, state)))
    inside, outside = json.loads(kept.read_text())
    return Found(tuple(inside), tuple(outside))


def sought(house: House, browser: Any, state: Any) -> tuple[list[str], list[str]]:
    """This function will find addresses without arguments, and one of each shape that a page links to."""
    with_it = browser.new_context(storage_state=state)
    without = browser.new_context()
    inside, outside = Sight(with_it.new_page(), house.url), Sight(without.new_page(), house.url)
    plain = addresses(get_resolver().url_patterns)
    texts = {path: text for path in plain if (text := read(inside, path))}
    pages = {shape(path): path for path in texts}
    while texts:
        _path, text = texts.popitem()
        for path in sorted(links(text)):
            if shape(path) not in pages and (found := read(inside, path)):
                pages[shape(path)] = path
                texts[path] = found
    strange = [path for path in plain if read(outside, path)]
    with_it.close()
    without.close()
    return list(pages.values()), strange


def test_the_walk_finds_the_pages(found: Found) -> None:
    assert {"/", "/preferences/", "/gallery/", "/admin/"} <= set(found.inside)
    assert "/accounts/login/" in found.outside
    assert "/" not in found.outside


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("lang", LOOKS)
def test_every_page_is_sound(opening: Opening, found: Found, lang: str, part: int) -> None:
    sight = opening()
    prefer(sight, language=lang, theme="auto")
    faults = [fault for path in found.inside[part::PARTS] for fault in look(sight, path, lang)]
    stranger = opening(logged_in=False, locale={"zh-hans": "zh-CN", "en": "en-US"}[lang])
    faults += [fault for path in found.outside[part::PARTS] for fault in look(stranger, path, lang, as_="stranger")]
    write_contact_sheet()
    assert not faults, "\n".join(faults)


def look(sight: Sight, path: str, lang: str, as_: str = "") -> list[str]:
    """This function will open the page, keep a picture of each of its looks, and return what is wrong with them."""
    sight.faults.clear()
    faults = []
    for place, (theme, width) in enumerate(LOOKS[lang]):
        sight.page.set_viewport_size({"width": width, "height": 900 if width > 500 else 844})
        sight.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page = sight.open(path) if place == 0 else sight.page
        found = judged(page, lang)
        if rules := AXED.get((lang, theme)):
            found += axe(page, rules)
        grow(page, width)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", f"{as_}{path}".lower()).strip("-") or "today"
        page.screenshot(path=SCREENSHOTS / f"{name}-{lang}-{theme}-{width}.jpg", quality=80)
        faults += [f"{path} {theme} {width}: {fault}" for fault in found]
    return faults + [f"{path}: {fault}" for fault in sight.faults]


def judged(page: Page, lang: str) -> list[str]:
    """This function will return what is wrong with a page as it stands there."""
    faults = []
    wide, titles, said = page.evaluate(STANDS)
    if wide > 0:
        faults.append(f"{wide} px wider than the window")
    if titles != 1:
        faults.append(f"{titles} h1")
    if said != {"zh-hans": "zh-Hans", "en": "en"}[lang]:
        faults.append(f"lang is {said}")
    return faults


def grow(page: Page, width: int) -> None:
    """This function will make the window as tall as the page, so that the picture shows all of it."""
    tall = "(document.querySelector('.page') ?? document.documentElement).scrollHeight + 64"
    height = min(page.evaluate(tall), 6000)
    if height > page.evaluate("innerHeight"):
        page.set_viewport_size({"width": width, "height": height})


def axe(page: Page, rules: dict[str, Any]) -> list[str]:
    """This function will return every violation of WCAG 2.2 AA that axe finds by these rules, with the element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false})", rules
    )
    return [
        f"axe {fault['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def write_contact_sheet() -> None:
    """This function will write a page that shows every picture taken so far."""
    pictures = sorted(path.name for path in SCREENSHOTS.glob("*.jpg"))
    rows = "\n".join(
        f'<figure><a href="{escape(name)}"><img src="{escape(name)}" width="320" loading="lazy" alt=""></a>'
        f"<figcaption>{escape(name.removesuffix('.jpg'))}</figcaption></figure>"
        for name in pictures
    )
    head = "<!doctype html><meta charset=utf-8><title>Screens</title><style>figure{display:inline-block}</style>"
    (SCREENSHOTS / "index.html").write_text(f"{head}\n{rows}\n")
