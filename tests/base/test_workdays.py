"""Working days, in China and elsewhere, and the limits counted in them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.china import china
from hourglass.base.instants import end_of_day
from hourglass.base.labels import Label
from hourglass.base.periods import Period
from hourglass.base.workdays import LONGEST_LIMIT, WEEKDAYS, Kind, WorkingCalendar

pytestmark = pytest.mark.once

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2003, 1, 1), date(2030, 12, 31))
CALENDARS = st.one_of(
    st.just(WEEKDAYS),
    st.just(china()),
    st.builds(
        WorkingCalendar,
        weekdays=st.frozensets(st.integers(0, 6), min_size=1),
        holidays=st.dictionaries(DAYS, st.just(Label("休", "off")), max_size=30),
        made_up=st.dictionaries(DAYS, st.just(Label("班", "on")), max_size=30),
    ),
)


def why(text: str) -> Label:
    return Label.same(text)


@pytest.mark.parametrize(
    ("event", "n", "landed"),
    [
        (date(2024, 1, 15), 2, date(2024, 1, 17)),  # signed 01-15, submission due 01-17 (Appendix E)
        (date(2024, 3, 1), 1, date(2024, 3, 4)),  # Friday to Monday
        (date(2024, 3, 2), 1, date(2024, 3, 4)),  # Saturday to Monday
        (date(2024, 3, 4), 5, date(2024, 3, 11)),  # HAND-09: Monday to Monday
        (date(2024, 3, 4), 0, date(2024, 3, 4)),
        (date(2024, 3, 4), -1, date(2024, 3, 1)),
        (date(2024, 10, 1), 3, date(2024, 10, 4)),  # no holidays in any Check
    ],
)
def test_conv_02_counts_working_days_after_the_day_of_the_event(event: date, n: int, landed: date) -> None:
    assert WEEKDAYS.add_working_days(event, n) == landed


def test_conv_02_a_limit_of_working_days_ends_at_23_59_59() -> None:
    friday_night = datetime(2024, 3, 1, 23, 30, tzinfo=SHANGHAI)
    assert WEEKDAYS.due(friday_night, 3, SHANGHAI) == end_of_day(date(2024, 3, 6), SHANGHAI)
    # The same instant is Friday afternoon in UTC and Saturday in Auckland: the local day decides.
    assert WEEKDAYS.due(friday_night, 1, UTC) == datetime(2024, 3, 4, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "kind", "zh"),
    [
        (date(2024, 10, 1), Kind.HOLIDAY, "国庆节"),
        (date(2024, 2, 4), Kind.MADE_UP, "春节"),  # a Sunday worked for Spring Festival
        (date(2024, 2, 12), Kind.HOLIDAY, "春节"),
        (date(2026, 10, 7), Kind.HOLIDAY, "国庆节"),
        (date(2026, 10, 10), Kind.MADE_UP, "国庆节"),
    ],
)
def test_china_knows_its_holidays_and_made_up_days(day: date, kind: Kind, zh: str) -> None:
    name = china().name(day)
    assert (china().kind(day), name and name.zh) == (kind, zh)


def test_china_agrees_with_its_library_on_every_day() -> None:
    known = china().known
    assert known
    assert known.days > 20 * 365
    for day in known:
        assert china().is_working(day) == chinese_calendar.is_workday(day)


def test_a_limit_jumps_over_golden_week() -> None:
    assert china().add_working_days(date(2024, 9, 30), 1) == date(2024, 10, 8)
    assert china().add_working_days(date(2024, 9, 27), 1) == date(2024, 9, 29)  # a Sunday worked instead


def test_years_that_are_not_published_work_weekdays_and_are_named() -> None:
    known = china().known
    assert known
    beyond = Period.year(known.end)
    assert china().kind(date(known.end.year, 10, 1)) in {Kind.WORKING, Kind.WEEKEND}
    assert china().gaps(beyond) == [known.end.year]
    assert china().gaps(Period(known.last, known.end)) == []
    assert china().gaps(Period(date(2003, 6, 1), date(2004, 6, 1))) == [2003]
    assert WEEKDAYS.gaps(beyond) == []


def test_a_company_closes_and_opens_days_of_its_own() -> None:
    calendar = china().with_exceptions(
        closed={date(2024, 10, 8): why("公司年会")}, opened={date(2024, 10, 5): why("双节值班")}
    )
    assert calendar.kind(date(2024, 10, 8)) is Kind.CLOSED
    assert calendar.kind(date(2024, 10, 5)) is Kind.OPENED
    assert calendar.add_working_days(date(2024, 9, 30), 2) == date(2024, 10, 9)
    assert calendar.name(date(2024, 10, 8)) == why("公司年会")
    assert calendar.name(date(2024, 10, 9)) is None


def test_a_day_cannot_be_closed_and_opened() -> None:
    with pytest.raises(ValueError, match="both"):
        WEEKDAYS.with_exceptions(closed={date(2024, 1, 1): why("a")}, opened={date(2024, 1, 1): why("b")})


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_a_calendar_works_on_some_weekday(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekday"):
        WorkingCalendar(weekdays=weekdays)


def test_a_limit_is_not_endless() -> None:
    with pytest.raises(ValueError, match="at most"):
        WEEKDAYS.add_working_days(date(2024, 1, 1), LONGEST_LIMIT + 1)


def test_opening_days_of_a_customer_are_a_calendar_too() -> None:
    clinic = WorkingCalendar(weekdays=frozenset(range(6)))
    # CHURN-05: last use on Friday 05-03, seven opening days without use end on Saturday 05-11.
    assert clinic.add_working_days(date(2024, 5, 3), 7) == date(2024, 5, 11)


@given(CALENDARS, DAYS, st.integers(-60, 60))
def test_counting_undoes_adding(calendar: WorkingCalendar, day: date, n: int) -> None:
    landed = calendar.add_working_days(day, n)
    assert calendar.working_days_between(day, landed) == n
    assert n == 0 or calendar.is_working(landed)


@given(CALENDARS, DAYS, st.integers(0, 30), st.integers(0, 30))
def test_adding_in_two_steps_is_adding_once(calendar: WorkingCalendar, day: date, a: int, b: int) -> None:
    once = calendar.add_working_days(day, a + b)
    assert calendar.add_working_days(calendar.add_working_days(day, a), b) == once


@given(CALENDARS, DAYS, st.integers(0, 400))
def test_working_days_of_a_period_are_those_of_its_parts(calendar: WorkingCalendar, day: date, days: int) -> None:
    period = Period(day, day + timedelta(days=days))
    whole = list(calendar.working_days(period))
    assert whole == [found for piece in period.by_month() for found in calendar.working_days(piece)]
    assert len(whole) == sum(calendar.kind(each) in {Kind.WORKING, Kind.MADE_UP, Kind.OPENED} for each in period)
