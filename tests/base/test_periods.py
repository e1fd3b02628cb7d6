"""Periods end before their end, and months clip to their last day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.periods import Period, add_months, add_years, months_between

pytestmark = pytest.mark.once

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PERIODS = st.tuples(DAYS, st.integers(0, 2000)).map(lambda p: Period(p[0], p[0] + timedelta(days=p[1])))


@pytest.mark.parametrize(
    ("day", "months", "landed"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),  # README
        (date(2024, 5, 31), -3, date(2024, 2, 29)),  # README, REV-01
        (date(2025, 1, 14), -3, date(2024, 10, 14)),  # REV-01
        (date(2024, 1, 31), 4, date(2024, 5, 31)),  # LIFE-06
        (date(2024, 1, 31), 9, date(2024, 10, 31)),  # LIFE-06
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 1, 1), -1, date(2023, 12, 1)),
        (date(2024, 1, 1), Decimal("4.5"), date(2024, 5, 16)),  # LIFE-11
        (date(2024, 1, 1), Fraction(9 * 7, 12), date(2024, 6, 9)),
        (date(2024, 3, 1), Decimal("-0.5"), date(2024, 2, 16)),
    ],
)
def test_conv_03_clips_to_the_last_day(day: date, months: int | Decimal, landed: date) -> None:
    assert add_months(day, months) == landed


def test_conv_03_a_leap_day_has_its_year_on_the_28th() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


@given(DAYS, st.integers(-600, 600))
def test_conv_03_keeps_the_day_or_clips(day: date, months: int) -> None:
    landed = add_months(day, months)
    assert (landed.year - day.year) * 12 + landed.month - day.month == months
    assert landed.day == day.day or (landed.day < day.day and (landed + timedelta(days=1)).day == 1)


@given(DAYS, DAYS)
def test_months_between_is_the_most_that_fit(start: date, end: date) -> None:
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


def test_a_period_ends_before_its_end() -> None:
    may = Period.month(date(2024, 5, 17))
    assert (may.start, may.end, may.last, may.days) == (date(2024, 5, 1), date(2024, 6, 1), date(2024, 5, 31), 31)
    assert date(2024, 5, 31) in may
    assert date(2024, 6, 1) not in may


def test_a_term_is_written_with_its_last_day() -> None:
    term = Period.through(date(2024, 1, 15), date(2025, 1, 14))
    assert (term.days, term.months, term.last) == (366, 12, date(2025, 1, 14))


def test_it_refuses_to_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2024, 2, 1), date(2024, 1, 31))


def test_it_refuses_instants() -> None:
    with pytest.raises(TypeError):
        Period(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC))


def test_an_empty_period_has_no_day_and_no_last() -> None:
    empty = Period(date(2024, 1, 1), date(2024, 1, 1))
    assert not empty
    assert list(empty) == []
    with pytest.raises(ValueError, match="no last day"):
        empty.last  # noqa: B018
    with pytest.raises(ValueError, match="no shares"):
        empty.share_of(empty)


@pytest.mark.parametrize(
    ("day", "first_month", "start", "end"),
    [
        (date(2024, 5, 17), 1, date(2024, 4, 1), date(2024, 7, 1)),
        (date(2024, 5, 17), 2, date(2024, 5, 1), date(2024, 8, 1)),
        (date(2024, 1, 1), 12, date(2023, 12, 1), date(2024, 3, 1)),
    ],
)
def test_quarters_follow_the_fiscal_year(day: date, first_month: int, start: date, end: date) -> None:
    assert Period.quarter(day, first_month=first_month) == Period(start, end)


def test_the_fiscal_year_starts_in_its_month() -> None:
    assert Period.year(date(2024, 3, 31), first_month=4) == Period(date(2023, 4, 1), date(2024, 4, 1))
    assert Period.year(date(2024, 4, 1), first_month=4) == Period(date(2024, 4, 1), date(2025, 4, 1))


def test_weeks_start_where_the_workspace_says() -> None:
    assert Period.week(date(2024, 5, 19)).start == date(2024, 5, 13)
    assert Period.week(date(2024, 5, 19), first_weekday=6).start == date(2024, 5, 19)


def test_trailing_twelve_months_end_with_the_month() -> None:
    assert Period.trailing(12, date(2025, 1, 31)) == Period(date(2024, 2, 1), date(2025, 2, 1))


def test_a_sum_by_the_day_knows_its_share() -> None:
    january = Period.month(date(2024, 1, 1))
    assert Period(date(2024, 1, 16), date(2024, 3, 1)).share_of(january) == Fraction(16, 31)


def test_the_days_beyond_whole_months_count_thirtieths() -> None:
    assert Period.through(date(2024, 1, 1), date(2024, 5, 15)).months == Fraction(9, 2)


@given(PERIODS, PERIODS)
def test_an_overlap_holds_the_days_of_both(a: Period, b: Period) -> None:
    both = a.overlap(b)
    assert set(both) == set(a) & set(b)
    assert bool(both) == bool(b.overlap(a))
    assert a.covers(both)
    assert b.covers(both)


@given(PERIODS, st.integers(1, 12), st.integers(0, 6))
def test_cutting_loses_no_day_and_doubles_none(period: Period, first_month: int, first_weekday: int) -> None:
    for pieces in (
        period.by_month(),
        period.by_quarter(first_month=first_month),
        period.by_year(first_month=first_month),
        period.by_week(first_weekday=first_weekday),
    ):
        assert [day for piece in pieces for day in piece] == list(period)
        assert all(pieces)
    assert all(piece.start.month == piece.last.month for piece in period.by_month())


@given(PERIODS)
def test_longer_periods_never_have_fewer_months(period: Period) -> None:
    assert Period(period.start, period.end + timedelta(days=1)).months >= period.months
