"""Opening hours as people write them, and what of a window they make."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from hourglass.base.periods import Period
from hourglass.usage.metrics import opening
from hourglass.usage.metrics.opening import Pattern

pytestmark = pytest.mark.once
MONDAY = date(2024, 5, 6)
WEEK = Period.week(MONDAY)
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("09:00-12:00, 14:00-18:00", ((540, 720), (840, 1080))),
        ("9:00–12:00；14：00至18：00", ((540, 720), (840, 1080))),
        ("00:00-24:00", ((0, 1440),)),
        ("", ()),
    ],
)
def test_times_are_read_and_written(text: str, minutes: tuple[tuple[int, int], ...]) -> None:
    assert opening.read(text) == minutes
    assert opening.read(opening.write(minutes)) == minutes


@pytest.mark.parametrize(
    "text", ["nine", "09:00", "12:00-09:00", "09:00-12:00, 11:00-13:00", "09:70-12:00", "09:00-25:00", "9:00-9:00"]
)
def test_what_is_no_list_of_times_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        opening.read(text)


def test_use_03_a_week_holds_from_its_day_and_single_days_are_otherwise() -> None:
    week = tuple([((480, 1080),)] * 6 + [()])
    pattern = Pattern(((MONDAY + timedelta(days=1), week),), {MONDAY + timedelta(days=2): ()})
    found = list(pattern.spans(WEEK, ZoneInfo("Asia/Shanghai")))
    assert [day.day for day, _span in found] == [7, 9, 10, 11]  # not known on the 6th, closed on the 8th and 12th
    assert sum(end - start for _day, (start, end) in found) == 40 * HOUR
    assert pattern.days(WEEK) == {day for day, _span in found}
    assert pattern.known(WEEK)
    assert not pattern.known(Period(MONDAY, MONDAY + timedelta(days=1)))


def test_a_day_on_which_the_clocks_move_has_the_hours_it_has() -> None:
    day = date(2024, 3, 31)
    pattern = Pattern(((day, (((0, 1440),),) * 7),))
    [(_day, (start, end))] = pattern.spans(Period(day, day + timedelta(days=1)), ZoneInfo("Europe/Berlin"))
    assert end - start == 23 * HOUR
