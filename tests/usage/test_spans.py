"""Time depth (USE-03)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.ratios import percent
from hourglass.usage.metrics import spans
from hourglass.usage.metrics.spans import MINUTE, Span

pytestmark = pytest.mark.once
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def at(start: float, end: float, day: int = 0) -> Span:
    return int(day * DAY + start * HOUR), int(day * DAY + end * HOUR)


def test_use_03_182_of_260_opening_hours_are_70_percent() -> None:
    opened = [at(8, 18, day) for day in range(26)]
    worked = [at(8, 15, day) for day in range(26)]
    found = spans.time_depth({1: worked}, {1: opened})
    assert (found.above, found.below, percent(found.value)) == (182 * HOUR, 260 * HOUR, "70.0%")


def test_use_03_two_people_at_once_are_six_hours_not_eight() -> None:
    assert spans.length(spans.union([at(8, 12), at(10, 14)])) == 6 * HOUR


def test_use_03_time_outside_of_opening_hours_is_told_apart() -> None:
    used, opened = {1: [at(6, 10)]}, {1: [at(8, 18)]}
    assert (spans.time_depth(used, opened).above, spans.outside(used, opened)) == (2 * HOUR, 2 * HOUR)


def test_use_03_several_stores_are_sum_over_sum_and_one_without_hours_is_in_neither_number() -> None:
    used = {1: [at(8, 18)], 2: [at(8, 9)], 3: [at(8, 18)]}
    found = spans.time_depth(used, {1: [at(8, 18)], 2: [at(8, 18), at(8, 18, 1), at(8, 18, 2)], 3: None})
    assert (found.above, found.below, found.of) == (11 * HOUR, 40 * HOUR, {3})


def test_use_03_without_opening_hours_there_is_no_value() -> None:
    found = spans.time_depth({1: [at(8, 18)]}, {1: None})
    assert (found.value, found.above, found.of) == (None, None, {1})


def test_use_03_who_does_nothing_for_five_minutes_is_idle() -> None:
    assert spans.active([0, 4 * MINUTE, 20 * MINUTE]) == [(0, 9 * MINUTE), (20 * MINUTE, 25 * MINUTE)]


SPANS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=20)


def minutes(some: list[Span]) -> set[int]:
    return {minute for start, end in some for minute in range(start, end)}


@given(used=SPANS, opened=SPANS, parts=st.integers(1, 4))
def test_a_union_counts_every_minute_once_however_its_spans_are_cut(
    used: list[Span], opened: list[Span], parts: int
) -> None:
    cut = [
        (start + (end - start) * n // parts, start + (end - start) * (n + 1) // parts)
        for start, end in used
        for n in range(parts)
        if start < end
    ]
    found = spans.time_depth({1: reversed(cut)}, {1: opened})
    assert found.above == len(minutes(used) & minutes(opened))
    assert found.below == len(minutes(opened))
    assert spans.outside({1: used + used}, {1: opened}) == len(minutes(used) - minutes(opened))
