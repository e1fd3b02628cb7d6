"""How people stand, from what was judged of them over time."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.customers.stances import Judged, Stands, index, saved, stands

pytestmark = pytest.mark.once

JAN, MARCH = Judged(date(2026, 1, 10), 1), Judged(date(2026, 3, 10), -1)
judgements = st.lists(st.builds(Judged, st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(-2, 2)))


def test_key_01_the_latest_attitude_counts_and_its_fall_is_seen() -> None:
    found = stands([JAN, MARCH], date(2026, 3, 20))
    assert (found.current, found.before, found.trend) == (-1, 1, -1)


def test_key_01_an_attitude_counts_for_90_days() -> None:
    assert stands([MARCH], date(2026, 6, 8)).current == -1
    outdated = stands([MARCH], date(2026, 6, 9))
    assert (outdated.current, outdated.stance) == (None, -1)


def test_nothing_judged_is_not_known() -> None:
    assert stands([], date(2026, 1, 1)) == Stands()
    assert stands([JAN], date(2026, 1, 9)) == Stands()


@given(judgements, st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_what_was_judged_later_changes_nothing_before(judged: list[Judged], day: date) -> None:
    assert stands(judged, day) == stands([one for one in judged if one.on <= day], day)


def test_the_index_is_the_mean_of_what_counts() -> None:
    assert index([1, None, -2]) == Fraction(-1, 2)
    assert index([None]) is None
    assert index([]) is None


def test_key_06_less_work_is_told_as_a_share() -> None:
    told = [(date(2026, 1, 1), 120), (date(2026, 6, 1), 80)]
    assert saved(told) == Fraction(-1, 3)
    assert saved(list(reversed(told))) == Fraction(-1, 3)


@pytest.mark.parametrize("told", [[], [(date(2026, 1, 1), 120)], [(date(2026, 1, 1), 0), (date(2026, 6, 1), 80)]])
def test_key_06_without_two_words_of_it_nothing_is_known(told: list[tuple[date, int]]) -> None:
    assert saved(told) is None
