"""Glyphs are drawn to measure, escaped, and show what is not known as not known."""

import re
from html.parser import HTMLParser

import pytest
from django.template import engines

from hourglass.console.navigation import NAVIGATION
from hourglass.ui import glyphs
from hourglass.ui.icons import ICONS, icon


def drawn(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_a_line_ends_at_its_last_known_value() -> None:
    svg = glyphs.spark([1, None, 3, 9], width=72, height=22)
    ends = re.search(r'cx="([\d.]+)" cy="([\d.]+)"', svg)
    assert ends
    assert (float(ends[1]), float(ends[2])) == (68.0, 3.0)
    assert svg.count(",3.0") >= 1
    assert "None" not in svg


@pytest.mark.parametrize("values", [[], [None], [5], [None, 5]])
def test_a_line_needs_two_known_values(values: list[float | None]) -> None:
    assert "—" in glyphs.spark(values)
    assert "<svg" not in glyphs.spark(values)


def test_a_flat_line_lies_in_the_middle() -> None:
    assert 'cy="11.0"' in glyphs.spark([7, 7, 7], height=22)


@pytest.mark.parametrize(
    ("value", "of", "width"), [(50, 100, "50.0%"), (3, 2, "100.0%"), (-1, 2, "0.0%"), (None, 2, "0.0%"), (1, 0, "0.0%")]
)
def test_a_bar_fills_its_share_and_no_more(value: float | None, of: float, width: str) -> None:
    assert f'class="fg" width="{width}"' in glyphs.bar(value, of)


def test_a_bar_says_its_label_and_marks_its_target() -> None:
    svg = glyphs.bar(3, 4, target=2, label="3 <of> 4")
    assert 'aria-label="3 &lt;of&gt; 4"' in svg
    assert 'class="tick" x="50.0%"' in svg


def test_shares_of_a_stack_add_up() -> None:
    svg = glyphs.stack([("ok", 3), ("watch", 1)])
    assert 'class="ok" x="0.00%" width="75.00%"' in svg
    assert 'class="watch" x="75.00%" width="25.00%"' in svg
    assert svg.count('class="gap"') == 1


def test_a_stack_of_nothing_is_empty() -> None:
    assert "<rect" not in glyphs.stack([("ok", 0)])


def test_a_ring_without_a_value_has_no_arc() -> None:
    assert 'class="fg"' not in glyphs.ring(None)
    assert 'class="fg"' in glyphs.ring(1)


def test_pips_mark_the_present_stage() -> None:
    assert re.findall(r'class="([^"]*)" x', glyphs.pips(2, 3)) == ["on", "cur on", ""]


def test_signal_bars_rise() -> None:
    assert re.findall(r'class="(on)?"', glyphs.signal(3)) == ["on", "on", "on", ""]
    assert re.findall(r' height="(\d+)" rx', glyphs.signal(3)) == ["3", "6", "9", "12"]


def test_steps_are_said_to_a_screen_reader() -> None:
    assert 'role="img" aria-label="' in glyphs.steps(2, 4)
    assert glyphs.steps(2, 4).count('class="on"') == 2


def test_tags_draw_in_templates() -> None:
    html = drawn('{% stack ok=2 bad=2 %}{% icon "sun" 20 "x" %}{% ring 40 "ok" %}{{ -2|signed }}{{ 3|trend }}')
    assert 'class="ok" x="0.00%" width="50.00%"' in html
    assert 'class="i x" width="20"' in html
    assert html.endswith("−2up")


def test_a_tone_cannot_break_out_of_its_attribute() -> None:
    assert '"><script>' not in drawn("{% ring 40 tone %}", tone='"><script>')


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_we_keep_draws(path: "object") -> None:
    tags = Tags()
    tags.feed(icon(path.stem))  # type: ignore[attr-defined]
    assert {"svg", "path"} <= tags.seen <= {"svg", "path", "circle", "rect", "g", "line"}


def test_every_icon_the_templates_and_places_name_is_kept() -> None:
    root = ICONS.parents[6]
    named = {place.icon for group in NAVIGATION for place in group.places}
    for template in root.glob("hourglass/*/templates/**/*.html"):
        named |= set(re.findall(r'{% icon "([a-z0-9-]+)"|<c-[^>]* icon="([a-z0-9-]+)"', template.read_text()))
    names = {name for found in named for name in ([found] if isinstance(found, str) else found) if name}
    assert len(names) > 30
    assert names - {path.stem for path in ICONS.glob("*.svg")} == set()


def test_an_icon_we_do_not_keep_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")
