"""Local days hold in every time zone, through skipped and repeated hours."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.instants import (
    SECOND,
    Span,
    due_in,
    end_of_day,
    is_late,
    local_day,
    merged,
    start_of_day,
    utc,
    zone,
    zones,
)

pytestmark = pytest.mark.once

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = st.sampled_from(sorted(zones())).map(ZoneInfo)
DAYS = st.dates(date(1975, 1, 1), date(2037, 12, 30))
INSTANTS = st.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
SPANS = st.tuples(INSTANTS, st.integers(0, 10**6)).map(lambda s: Span(s[0], s[0] + timedelta(seconds=s[1])))


def test_conv_02_a_due_date_ends_at_23_59_59_local_time() -> None:
    assert end_of_day(date(2024, 3, 1), SHANGHAI) == datetime(2024, 3, 1, 15, 59, 59, tzinfo=UTC)


def test_conv_02_the_last_second_is_still_in_time() -> None:
    due = end_of_day(date(2024, 3, 1), SHANGHAI)
    assert not is_late(due + timedelta(milliseconds=999), due)
    assert is_late(due + SECOND, due)


def test_conv_02_an_hour_based_deadline_is_exact_to_the_second() -> None:
    friday = datetime(2024, 3, 1, 17, 0, 5, 900_000, tzinfo=SHANGHAI)
    due = due_in(friday, timedelta(hours=24))
    assert due == datetime(2024, 3, 2, 17, 0, 5, tzinfo=SHANGHAI)
    assert is_late(datetime(2024, 3, 2, 17, 0, 6, tzinfo=SHANGHAI), due)


def test_conv_02_24_hours_are_real_hours_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    due = due_in(datetime(2024, 3, 30, 12, tzinfo=berlin), timedelta(hours=24))
    assert due.astimezone(berlin).hour == 13


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("Asia/Shanghai", date(2024, 3, 31), 24),
        ("Europe/Berlin", date(2024, 3, 31), 23),
        ("Europe/Berlin", date(2024, 10, 27), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),  # midnight is skipped
        ("America/Sao_Paulo", date(2018, 2, 17), 25),  # 23:00 to midnight comes twice
        ("America/Havana", date(2024, 11, 3), 25),  # midnight comes twice
        ("Australia/Lord_Howe", date(2024, 4, 7), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # the whole day is skipped
        ("Asia/Shanghai", date(1991, 4, 14), 23),
    ],
)
def test_a_local_day_is_as_long_as_its_clocks_say(name: str, day: date, hours: float) -> None:
    assert Span.day(day, ZoneInfo(name)).length == timedelta(hours=hours)


@given(DAYS, ZONES)
def test_days_follow_each_other_without_gap(day: date, tz: ZoneInfo) -> None:
    assert Span.day(day, tz).end == Span.day(day + timedelta(days=1), tz).start


@given(DAYS, ZONES)
def test_the_first_and_last_second_of_a_day_belong_to_it(day: date, tz: ZoneInfo) -> None:
    span = Span.day(day, tz)
    if span:
        assert local_day(start_of_day(day, tz), tz) == local_day(end_of_day(day, tz), tz) == day
    assert local_day(span.start - SECOND, tz) < local_day(span.end, tz)


@given(INSTANTS, ZONES)
def test_each_instant_lies_in_its_own_day(at: datetime, tz: ZoneInfo) -> None:
    assert at in Span.day(local_day(at, tz), tz)


@given(SPANS, ZONES)
def test_cutting_a_span_at_midnights_loses_nothing(span: Span, tz: ZoneInfo) -> None:
    pieces = list(span.by_day(tz))
    assert sum((piece.length for _, piece in pieces), timedelta()) == span.length
    assert all(local_day(piece.start, tz) == day and piece for day, piece in pieces)


def test_overlapping_spans_count_once() -> None:
    def at(hour: int) -> datetime:
        return datetime(2024, 5, 3, hour, tzinfo=SHANGHAI)

    spans = merged([Span(at(10), at(14)), Span(at(8), at(12)), Span(at(15), at(15)), Span(at(16), at(17))])
    assert [span.length for span in spans] == [timedelta(hours=6), timedelta(hours=1)]  # USE-03


@given(st.lists(SPANS, max_size=12), INSTANTS)
def test_merged_spans_hold_the_same_instants(spans: list[Span], at: datetime) -> None:
    joined = merged(spans)
    assert any(at in span for span in spans) == any(at in span for span in joined)
    assert all(a.end < b.start for a, b in pairwise(joined))


@given(SPANS, SPANS)
def test_an_overlap_is_inside_both(a: Span, b: Span) -> None:
    both = a.overlap(b)
    assert both == b.overlap(a) or not both
    assert both.length <= min(a.length, b.length)


def test_it_refuses_a_datetime_without_a_zone() -> None:
    with pytest.raises(TypeError, match="no time zone"):
        utc(datetime(2024, 1, 1))  # noqa: DTZ001


def test_it_refuses_a_zone_that_is_none() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zone("../../etc/passwd")
    assert zone("Asia/Shanghai") == SHANGHAI


def test_it_refuses_to_end_before_it_starts() -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="cannot end"):
        Span(at, at - SECOND)
