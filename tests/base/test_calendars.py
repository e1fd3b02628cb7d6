"""The workspace chooses a calendar and decides single days for itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils.translation import override

from hourglass.base import calendars
from hourglass.base.calendars import CalendarRefused, add_exception, remove_exception, working_calendar, working_hours
from hourglass.base.configuration import change
from hourglass.base.models import CalendarException, Entry, User
from hourglass.base.workdays import Kind
from hourglass.base.workspace import CALENDAR, DAY_OPENS

AT = datetime(2026, 9, 1, 4, tzinfo=UTC)
GOLDEN = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def test_conv_02_the_calendar_has_no_holidays_until_the_workspace_chooses_them(db: None) -> None:
    assert working_calendar(on=GOLDEN).is_working(GOLDEN)
    change(CALENDAR, "china", effective_from=GOLDEN, by="test", at=AT, reason="our customers are in China")
    assert not working_calendar(on=GOLDEN).is_working(GOLDEN)
    # A limit that began before the change is counted as it was then.
    assert working_calendar(on=GOLDEN - timedelta(days=1)).is_working(GOLDEN)


def test_a_day_of_our_own_beats_the_calendar(db: None, admin: User) -> None:
    row = add_exception(GOLDEN, worked=False, by=admin, at=AT, reason="公司日")
    add_exception(date(2026, 10, 3), worked=True, by=admin, at=AT, reason="值班")
    calendar = working_calendar(on=GOLDEN)
    assert (calendar.kind(GOLDEN), calendar.kind(date(2026, 10, 3))) == (Kind.CLOSED, Kind.OPENED)
    assert calendar.add_working_days(date(2026, 9, 30), 2) == date(2026, 10, 3)
    assert (row.author, row.recorded_at) == (admin, AT)
    entry = Entry.objects.get(verb="calendar_exception.added", object_id=str(row.pk))
    assert (entry.actor, entry.reason, entry.new) == (admin, "公司日", {"day": "2026-10-01", "worked": False})


def test_a_day_is_decided_once(db: None) -> None:
    add_exception(GOLDEN, worked=False, by="test", at=AT, reason="a")
    with pytest.raises(CalendarRefused, match="decided already"):
        add_exception(GOLDEN, worked=True, by="test", at=AT, reason="b")
    assert Entry.objects.filter(verb="calendar_exception.added").count() == 1


def test_a_removed_day_is_the_calendars_again_and_leaves_its_trace(db: None) -> None:
    row = add_exception(GOLDEN, worked=False, by="test", at=AT, reason="a")
    same = CalendarException.objects.get()
    remove_exception(row, by="test", at=AT, reason="moved to November")
    assert working_calendar(on=GOLDEN).is_working(GOLDEN)
    entry = Entry.objects.get(verb="calendar_exception.removed")
    assert (entry.reason, entry.old) == (
        "moved to November",
        {"day": "2026-10-01", "worked": False, "reason": "a"},
    )
    with pytest.raises(CalendarRefused, match="removed already"):
        remove_exception(same, by="test", at=AT, reason="again")
    assert Entry.objects.filter(verb="calendar_exception.removed").count() == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_day_without_a_reason(db: None, reason: str) -> None:
    with pytest.raises(CalendarRefused, match="why"):
        add_exception(GOLDEN, worked=False, by="test", at=AT, reason=reason)
    row = add_exception(GOLDEN, worked=False, by="test", at=AT, reason="a")
    with pytest.raises(CalendarRefused, match="why"):
        remove_exception(row, by="test", at=AT, reason=reason)
    assert CalendarException.objects.get() == row


def test_answer_times_follow_the_hours_of_the_workspace(db: None) -> None:
    change(DAY_OPENS, time(10), effective_from=GOLDEN, by="test", at=AT, reason="later start")
    assert working_hours(on=GOLDEN).opens == time(10)
    before = working_hours(on=date(2026, 9, 30))
    assert (before.opens, before.closes) == (time(9), time(18))
    tuesday = datetime(2026, 9, 29, 10, tzinfo=UTC)  # 18:00 in Shanghai
    assert before.due(tuesday, timedelta(minutes=5)) == datetime(2026, 9, 30, 1, 5, tzinfo=UTC)


def test_the_calendar_costs_two_queries(db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        calendars.working_calendar(on=GOLDEN)
