"""Small drawings made on the server: they need no script, follow the theme and print cleanly."""

from collections.abc import Iterable, Sequence
from math import pi

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Number = int | float
EMPTY = format_html('<span class="mut">{}</span>', "—")


def spark(values: Iterable[Number | None], tone: str = "", width: int = 72, height: int = 22) -> SafeString:
    """This function will draw a short history as a line; fewer than two known values are a dash."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return EMPTY
    low, high = min(known), max(known)
    if high - low < 2:
        low, high = low - 1, high + 1
    points = [
        (1 + place * (width - 5) / (len(known) - 1), height - 3 - (value - low) / (high - low) * (height - 6))
        for place, value in enumerate(known)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    (left, _top), (right, end) = points[0], points[-1]
    return format_html(
        '<svg class="spark {}" width="{w}" height="{h}" viewBox="0 0 {w} {h}" aria-hidden="true">'
        '<polygon class="sa" points="{},{h} {line} {},{h}"/><polyline points="{line}"/>'
        '<circle cx="{}" cy="{}" r="2"/></svg>',
        tone, f"{left:.1f}", f"{right:.1f}", f"{right:.1f}", f"{end:.1f}", w=width, h=height, line=line,
    )  # fmt: skip


def bar(
    value: Number | None, of: Number = 100, tone: str = "", target: Number | None = None, label: str = ""
) -> SafeString:
    """This function will draw how much of `of` the value fills, with a tick at the target; nothing known is empty."""
    filled = min(max(100 * (value or 0) / of, 0), 100) if of else 0
    tick = (
        format_html('<rect class="tick" x="{}%" y="0" width="2" height="100%"/>', f"{100 * target / of:.1f}")
        if target is not None and of
        else ""
    )
    named = format_html(' role="img" aria-label="{}"', label) if label else format_html(' aria-hidden="{}"', "true")
    return format_html(
        '<svg class="bar {}" width="100%" height="6"{}><rect class="bg" width="100%" height="6" rx="3"/>'
        '<rect class="fg" width="{}%" height="6" rx="3"/>{}</svg>',
        tone, named, f"{filled:.1f}", tick,
    )  # fmt: skip


def stack(parts: Sequence[tuple[str, Number]]) -> SafeString:
    """This function will draw (tone, amount) parts beside each other as shares of their sum."""
    total = sum(amount for _tone, amount in parts)
    if not total:
        return format_html('<svg class="stack" width="100%" height="{}" aria-hidden="true"></svg>', 8)
    start, shapes = 0.0, []
    for tone, amount in parts:
        width = 100 * amount / total
        shapes.append((tone, f"{start:.2f}", f"{width:.2f}"))
        start += width
        shapes.append(("gap", f"{start - 0.35:.2f}", "0.70"))
    drawn = format_html_join("", '<rect class="{}" x="{}%" width="{}%" height="100%"/>', shapes[:-1])
    return format_html('<svg class="stack" width="100%" height="8" aria-hidden="true">{}</svg>', drawn)


def ring(value: Number | None, tone: str = "", size: int = 20, width: float = 2.6) -> SafeString:
    """This function will draw a share of 100 as a ring; a value that is not known leaves the ring empty."""
    radius = (size - width) / 2
    around = 2 * pi * radius
    share = min(max(value or 0, 0), 100) / 100
    arc = format_html(
        '<circle class="fg" cx="{m}" cy="{m}" r="{r}" fill="none" stroke-width="{}" stroke-linecap="round"'
        ' stroke-dasharray="{} {}" transform="rotate(-90 {m} {m})"/>',
        width, f"{around * share:.2f}", f"{around:.2f}", m=size / 2, r=f"{radius:.2f}",
    )  # fmt: skip
    return format_html(
        '<svg class="ring {}" width="{s}" height="{s}" viewBox="0 0 {s} {s}" aria-hidden="true">'
        '<circle class="bg" cx="{m}" cy="{m}" r="{r}" fill="none" stroke-width="{w}"/>{}</svg>',
        tone, arc if share else "", s=size, m=size / 2, r=f"{radius:.2f}", w=width,
    )  # fmt: skip


def pips(reached: int, of: int = 5) -> SafeString:
    """This function will draw how many of the stages are reached, the present one darkest."""
    shapes = (("cur on" if n == reached - 1 else "on" if n < reached else "", n * 6) for n in range(of))
    drawn = format_html_join("", '<rect class="{}" x="{}" width="4" height="10" rx="1.5"/>', shapes)
    return format_html('<svg class="pips" width="{}" height="10" aria-hidden="true">{}</svg>', of * 6 - 2, drawn)


def signal(level: int) -> SafeString:
    """This function will draw one to four rising bars."""
    shapes = (("on" if n < level else "", n * 4.5, 9 - 3 * n, 3 + 3 * n) for n in range(4))
    drawn = format_html_join("", '<rect class="{}" x="{}" y="{}" width="3" height="{}" rx="1"/>', shapes)
    return format_html('<svg class="signal u{}" width="17" height="12" aria-hidden="true">{}</svg>', level, drawn)


def steps(done: int, of: int) -> SafeString:
    """This function will draw how many steps of a playbook are done, and say it to a screen reader."""
    shapes = (("on" if n < done else "", n * 9) for n in range(of))
    drawn = format_html_join("", '<rect class="{}" x="{}" width="7" height="4" rx="2"/>', shapes)
    said = _("%(done)s of %(of)s steps done") % {"done": done, "of": of}
    return format_html(
        '<svg class="steps" width="{}" height="4" role="img" aria-label="{}">{}</svg>', max(of * 9 - 2, 0), said, drawn
    )
