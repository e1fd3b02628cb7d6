"""Tabler icons, drawn into the page; the few we use are kept in static/ui/vendor/tabler."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = Path(__file__).parent / "static" / "ui" / "vendor" / "tabler" / "icons"
FILLED = 'fill="currentColor"'
DRAWN = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'


@cache
def shapes(name: str) -> SafeString:
    """This function will return what is inside the icon's drawing; a name we do not keep is a FileNotFoundError."""
    source = re.sub(r"<!--.*?-->", "", (ICONS / f"{name}.svg").read_text(), flags=re.DOTALL)
    inside = source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
    inside = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inside)
    return mark_safe(re.sub(r"\s*\n\s*", "", inside).strip())  # noqa: S308  our own vendored files


@lru_cache(maxsize=1024)
def icon(name: str, size: int = 16, classes: str = "") -> SafeString:
    """This function will draw the icon in the colour of the text around it."""
    paint = mark_safe(FILLED if name.endswith("-filled") else DRAWN)  # noqa: S308  one of two constants
    return format_html(
        '<svg class="i {}" width="{s}" height="{s}" viewBox="0 0 24 24" {} aria-hidden="true">{}</svg>',
        classes, paint, shapes(name), s=size,
    )  # fmt: skip
