"""The page of the working calendar: a year, days of our own, and where a limit ends."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from hourglass.base.calendars import add_exception
from hourglass.base.configuration import change
from hourglass.base.models import CalendarException, User
from hourglass.base.workspace import CALENDAR, WEEK_START
from hourglass.console.yearly import Year

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False), override("en"):
        yield


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    admin.language = "en"
    admin.save()
    client.force_login(admin)
    return client


@pytest.fixture
def chinese_days(db: None) -> None:
    change(
        CALENDAR,
        "china",
        effective_from=date(2026, 4, 1),
        by="test",
        at=datetime(2026, 4, 1, tzinfo=UTC),
        reason="our customers",
    )


def test_a_year_names_its_holidays_and_counts_its_working_days(page: Client, chinese_days: None) -> None:
    text = page.get("/admin/calendar/?year=2026").content.decode()
    assert "National Day" in text
    assert re.search(r'class="holiday"[^>]*title="Public holiday · Spring Festival"', text)
    assert re.search(r'class="made_up"[^>]*title="Worked in exchange', text)
    assert "248 working days" in text


def test_a_year_without_published_holidays_says_so(page: Client, chinese_days: None) -> None:
    assert "The public holidays of 2027 are not in this version" in page.get("/admin/calendar/").content.decode()
    with time_machine.travel(datetime(2026, 5, 4, tzinfo=UTC), tick=False):
        assert "are not in this version" not in page.get("/admin/calendar/").content.decode()
        assert "holidays of 2027" in page.get("/admin/calendar/?year=2027").content.decode()


def test_weekdays_alone_need_no_warning(page: Client) -> None:
    assert "are not in this version" not in page.get("/admin/calendar/?year=2031").content.decode()


def test_weeks_begin_where_the_workspace_says(page: Client) -> None:
    change(WEEK_START, "6", effective_from=TODAY, by="test", at=NOW, reason="habit")
    year = page.get("/admin/calendar/").context["year"]
    assert isinstance(year, Year)
    assert [str(short) for _, short in year.weekdays()] == ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]
    for month in year.months():
        days = [cell.day for week in month.weeks for cell in week if cell]
        assert days == sorted(set(days))
        assert all(len(week) == 7 for week in month.weeks)
        assert all(
            cell.day.isoweekday() % 7 == column for week in month.weeks for column, cell in enumerate(week) if cell
        )


@pytest.mark.parametrize("year", ["x", "", "1", "99999999999999999999", "-5", "٢٠٢٦"])
def test_a_year_that_is_none_shows_this_year(page: Client, year: str) -> None:
    answer = page.get("/admin/calendar/", {"year": year})
    assert (answer.status_code, answer.context["year"].number) == (200, 2026)


def test_a_day_of_our_own_is_added_and_shown(page: Client, admin: User) -> None:
    sent = {"day": "2026-12-04", "worked": "off", "reason": "Company day"}
    answer = page.post("/admin/calendar/days/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/calendar/?year=2026")
    row = CalendarException.objects.get()
    assert (row.day, row.worked, row.reason, row.author) == (date(2026, 12, 4), False, "Company day", admin)
    assert "Next day off: Company day, 2026-12-04." in page.get("/admin/calendar/").content.decode()


def test_a_day_decided_twice_is_refused_beside_its_field(page: Client) -> None:
    sent = {"day": "2026-12-04", "worked": "on", "reason": "x"}
    page.post("/admin/calendar/days/", sent)
    answer = page.post("/admin/calendar/days/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["day"] == ["This day is decided already. Remove that decision first."]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "2026-02-30"),
        ("day", "31.12.2026"),
        ("day", "1000-01-01"),
        ("day", "\u202e2026-12-04"),
        ("worked", "maybe"),
        ("reason", ""),
    ],
)
def test_bad_input_is_named_and_kept(page: Client, name: str, value: str) -> None:
    answer = page.post("/admin/calendar/days/", {"day": "2026-12-04", "worked": "off", "reason": "x", name: value})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not CalendarException.objects.exists()


def test_a_day_is_removed_with_a_reason(page: Client) -> None:
    row = add_exception(date(2026, 12, 4), worked=False, by="test", at=NOW, reason="x")
    path = f"/admin/calendar/days/{row.pk}/removal/"
    assert page.post(path, {"reason": " "}).status_code == 422
    assert CalendarException.objects.exists()
    assert page.post(path, {"reason": "moved"}).status_code == 302
    assert not CalendarException.objects.exists()
    assert page.post(path, {"reason": "again"}).status_code == 404


def test_a_limit_is_counted(page: Client, chinese_days: None) -> None:
    answer = page.get("/admin/calendar/", {"day": "2027-02-26", "n": "3"})
    assert answer.context["limit"]["ends"] == date(2027, 3, 3)
    assert "The holidays of 2027 are not published here" in answer.content.decode()
    back = page.get("/admin/calendar/", {"day": "2026-11-23", "n": "-1"}).context["limit"]
    assert (back["ends"], back["skipped"]) == (date(2026, 11, 20), 2)


@pytest.mark.parametrize(
    "sent", [{"n": "x"}, {"n": "1"}, {"day": "2026-01-01", "n": "999999999999"}, {"day": "\u202e", "n": "1"}]
)
def test_a_limit_that_is_none_is_named(page: Client, sent: dict[str, str]) -> None:
    answer = page.get("/admin/calendar/", sent)
    assert answer.status_code == 200
    assert answer.context["limit"]["form"].errors
    assert "ends" not in answer.context["limit"]


def test_everybody_reads_the_calendar_and_only_some_change_it(client: Client, csm: User) -> None:
    row = add_exception(date(2026, 12, 4), worked=False, by="test", at=NOW, reason="x")
    client.force_login(csm)
    answer = client.get("/admin/calendar/")
    assert answer.status_code == 200
    assert "calendar/days/" not in answer.content.decode()
    assert client.post("/admin/calendar/days/", {}).status_code == 403
    assert client.post(f"/admin/calendar/days/{row.pk}/removal/", {"reason": "x"}).status_code == 403


def test_the_page_asks_the_database_a_fixed_number_of_times(
    page: Client, django_assert_max_num_queries: object
) -> None:
    for day in range(1, 20):
        add_exception(date(2026, 12, day), worked=False, by="test", at=NOW, reason="x")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page.get("/admin/calendar/")
