"""When a renewal begins, when it is over, and whether the paperwork will be done in time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.periods import Period
from hourglass.revenue.windows import Limits, Standing, begins, finish, reminders, standing


def to(day: str) -> Period:
    """A term of a year and a bit whose last day is `day`."""
    last = date.fromisoformat(day)
    return Period(last - timedelta(days=380), last + timedelta(days=1))


@pytest.mark.parametrize(("expiry", "start"), [("2024-05-31", date(2024, 2, 29)), ("2025-01-14", date(2024, 10, 14))])
def test_rev_01_work_begins_three_months_before_expiry(expiry: str, start: date) -> None:
    assert begins(to(expiry)) == start


def test_rev_01_a_short_term_begins_at_half_of_it() -> None:
    assert begins(Period.of_months(date(2024, 1, 1), 6)) == date(2024, 4, 1)
    assert begins(Period.of_months(date(2024, 1, 1), 1)) == date(2024, 1, 16)
    assert begins(Period.of_months(date(2024, 1, 1), 7)) == date(2024, 4, 30)
    assert begins(Period.of_months(date(2024, 1, 1), 12), Limits(months_before=4)) == date(2024, 8, 31)


def test_rev_07_grace_lasts_thirty_days_and_a_renewal_is_late_for_ninety() -> None:
    expiry = date(2024, 6, 30)
    assert standing(expiry, expiry) is Standing.AHEAD
    assert standing(expiry, date(2024, 7, 30)) is Standing.GRACE
    assert standing(expiry, date(2024, 7, 31)) is Standing.OVER  # day 31
    assert standing(expiry, date(2024, 9, 10)) is Standing.OVER  # day 72: may still be renewed, late
    assert standing(expiry, date(2024, 9, 28)) is Standing.OVER
    assert standing(expiry, date(2024, 10, 15)) is Standing.TOO_LATE


def test_rev_18_grace_follows_a_bridge() -> None:
    expiry, bridge = date(2024, 6, 30), date(2024, 7, 20)
    assert standing(expiry, date(2024, 7, 20), bridged_to=bridge) is Standing.BRIDGED
    assert standing(expiry, date(2024, 8, 19), bridged_to=bridge) is Standing.GRACE
    assert standing(expiry, date(2024, 8, 20), bridged_to=bridge) is Standing.OVER


def test_rev_18_forty_five_days_of_steps_with_thirty_left_leave_a_gap_of_fifteen() -> None:
    day = date(2024, 6, 1)
    ends = day + timedelta(days=30)
    assert finish(day, [5, 20, 10, 3, 7], service_ends=ends).gap == 15
    assert finish(day, [5, 20, 10, 3, 7], service_ends=ends + timedelta(days=15)).gap == 0
    assert finish(day, [], service_ends=ends).on == day


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.lists(st.integers(0, 60), max_size=6), st.integers(-60, 120))
def test_the_gap_is_never_negative_and_grows_with_the_steps(day: date, days: list[int], left: int) -> None:
    ends = day + timedelta(days=left)
    gap = finish(day, days, service_ends=ends).gap
    assert gap == max(0, sum(days) - left)
    assert finish(day, [*days, 7], service_ends=ends).gap >= gap


def test_a_reminder_goes_out_once_and_what_was_missed_is_not_repeated() -> None:
    expiry = date(2024, 6, 30)
    days = [60, 30, 7, 0]

    def on(left: int, last: int | None) -> int | None:
        return reminders(expiry, expiry - timedelta(days=left), days, last=last)

    assert on(61, None) is None
    assert on(60, None) == 60
    assert on(45, 60) is None
    assert on(29, 60) == 30
    assert on(5, None) == 7  # opened late: the nearest one, not all of them
    assert on(0, 7) == 0
    assert on(-3, 0) is None
