"""Cells of long tables, written without a template: a list of two hundred rows has two thousand of them."""

from collections.abc import Iterable
from datetime import date

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from hourglass.ui.templatetags.ui import hue, initial

Cell = SafeString  # what a cell is: text that is safe to stand in a page
NOTHING = mark_safe('<span class="mut">—</span>')


def text(value: object) -> SafeString:
    """This function will show a text as it is; nothing is a dash."""
    return NOTHING if value is None or value == "" else conditional_escape(str(value))


def toned(value: object, tone: str = "", aside: str = "") -> SafeString:
    """This function will show a value in a tone, with a quiet word behind it."""
    if value is None or value == "":
        return NOTHING
    said = format_html('<span class="nw {}">{}</span>', tone, value)
    return format_html('{} <span class="meta nw">{}</span>', said, aside) if aside else said


def day(value: date | None, tone: str = "ink2", aside: str = "") -> SafeString:
    """This function will show a date."""
    return toned(None if value is None else value.isoformat(), tone, aside)


def beside(glyph: SafeString, word: str) -> SafeString:
    """This function will show a glyph with its word."""
    return format_html('<span class="row">{}<span class="nw">{}</span></span>', glyph, word)


def tags(words: Iterable[str]) -> SafeString:
    """This function will show several words as tags."""
    shown = format_html_join(" ", '<span class="tag line">{}</span>', ((word,) for word in words))
    return shown or NOTHING


def person(name: str | None) -> SafeString:
    """This function will show somebody by name, with what stands for a picture."""
    if not name:
        return NOTHING
    return format_html(
        '<span class="row"><span class="av hue-{}" aria-hidden="true">{}</span><span class="nw">{}</span></span>',
        hue(name), initial(name), name,
    )  # fmt: skip


def tier(code: str, name: str = "") -> SafeString:
    """This function will show the tier as its glyph; without one a dash keeps its place, so that names line up."""
    if not code:
        return mark_safe('<span class="tier none" aria-hidden="true">–</span>')
    return format_html('<span class="tier {}" title="{}">{}</span>', code, name or code, code[:2])


def named(name: str, *, under: str, href: str, peek: str, before: SafeString) -> SafeString:
    """This function will show what a row is about: a glyph, the name that opens it, and a line under it."""
    return format_html(
        '<a class="cust" href="{}" data-peek="{}">{}<span><b>{}</b><small>{}</small></span></a>',
        href, peek, before, name, under,
    )  # fmt: skip


def line(shown: Iterable[tuple[str, object]]) -> SafeString:
    """This function will put the cells of a row beside each other, each with its classes."""
    return format_html_join("", '<td class="{}">{}</td>', shown)
