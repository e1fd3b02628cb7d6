"""Answer times run in working hours only."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.hours import QuietHours, WorkingHours
from hourglass.base.labels import Label
from hourglass.base.workdays import WEEKDAYS

pytestmark = pytest.mark.once

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = WorkingHours(WEEKDAYS, SHANGHAI)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia"]).map(ZoneInfo)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """2024-05-01 is a Wednesday."""
    return datetime(2024, 5, day, hour, minute, tzinfo=SHANGHAI)


def test_conv_02_a_night_takes_no_time() -> None:
    assert HOURS.worked(at(7, 18, 30), at(8, 9, 3)) == timedelta(minutes=3)  # SUP-03


def test_a_weekend_takes_no_time() -> None:
    assert HOURS.worked(at(3, 17), at(6, 10)) == timedelta(hours=2)
    assert HOURS.worked(at(4, 10), at(5, 16)) == timedelta(0)


def test_a_limit_goes_on_in_the_morning() -> None:
    assert HOURS.due(at(3, 17), timedelta(hours=2)) == at(6, 10)
    assert HOURS.due(at(4, 3), timedelta(minutes=5)) == at(6, 9, 5)
    assert HOURS.due(at(3, 17), timedelta(hours=1)) == at(3, 18)
    assert HOURS.due(at(3, 18), timedelta(minutes=1)) == at(6, 9, 1)


def test_a_day_off_has_no_hours() -> None:
    closed = WorkingHours(WEEKDAYS.with_exceptions(closed={date(2024, 5, 6): Label.same("团建")}, opened={}), SHANGHAI)
    assert closed.due(at(3, 17), timedelta(hours=2)) == at(7, 10)


def test_it_refuses_hours_that_close_before_they_open() -> None:
    with pytest.raises(ValueError, match="open before"):
        WorkingHours(WEEKDAYS, SHANGHAI, time(18), time(9))


def test_it_refuses_a_limit_without_end() -> None:
    with pytest.raises(ValueError, match="no end"):
        HOURS.due(at(1, 9), timedelta(days=100_000))


@given(INSTANTS, st.integers(1, 200_000), ZONES)
def test_the_time_worked_until_the_limit_is_the_limit(event: datetime, seconds: int, tz: ZoneInfo) -> None:
    hours = WorkingHours(WEEKDAYS, tz)
    event = event.replace(microsecond=0)
    due = hours.due(event, timedelta(seconds=seconds))
    assert hours.worked(event, due) == timedelta(seconds=seconds)
    assert WEEKDAYS.is_working(due.astimezone(tz).date())


NIGHT = QuietHours(SHANGHAI, time(21), time(9))


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        (at(7, 20, 59), at(7, 20, 59)),
        (at(7, 21), at(8, 9)),
        (at(8, 3), at(8, 9)),
        (at(8, 9), at(8, 9)),
        (at(8, 12), at(8, 12)),
    ],
)
def test_quiet_hours_last_over_midnight(asked: datetime, until: datetime) -> None:
    assert NIGHT.after(asked) == until


def test_a_quiet_noon_ends_the_same_day_and_equal_ends_are_no_quiet_hours() -> None:
    noon = QuietHours(SHANGHAI, time(12), time(14))
    assert [noon.after(at(7, hour)) for hour in (11, 13)] == [at(7, 11), at(7, 14)]
    assert QuietHours(SHANGHAI, time(9), time(9)).after(at(7, 9)) == at(7, 9)


@given(INSTANTS, st.times(), st.times(), ZONES)
def test_after_the_quiet_hours_it_is_loud_again(event: datetime, begins: time, ends: time, tz: ZoneInfo) -> None:
    quiet = QuietHours(tz, begins.replace(microsecond=0), ends.replace(microsecond=0))
    until = quiet.after(event)
    assert event <= until <= event + timedelta(hours=25)
    assert quiet.hold(event) or until == event
