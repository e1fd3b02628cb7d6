"""Cadences: the same ticks for everybody, in every zone and through every change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hourglass.base.cadence import Cadence, Cron, Every, latest_tick, next_tick, ticks_between
from hourglass.base.instants import local_day, zones

pytestmark = pytest.mark.once

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
CADENCES: list[Cadence] = [
    Every(timedelta(seconds=5)),
    Every(timedelta(minutes=7)),
    Every(timedelta(hours=36)),
    Cron("*/15 * * * *"),
    Cron("5 * * * *"),
    Cron("30 2 * * *"),
    Cron("0,30 1-3 * * *"),
    Cron("0 0 * * *"),
    Cron("59 23 * * *"),
    Cron("0 3 * * MON"),
    Cron("15 4 1 * *"),
    Cron("0 6 L * *"),
    Cron("0 12 29 2 *"),
]
instants = st.datetimes(datetime(2015, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants naive bounds
some_zone = st.sampled_from(sorted(zones())).map(ZoneInfo)


def local(ticks: list[datetime], tz: ZoneInfo) -> list[str]:
    return [f"{tick.astimezone(tz):%d %H:%M%z}" for tick in ticks]


def test_a_skipped_time_comes_at_the_first_instant_after_the_gap() -> None:
    ticks = Cron("30 2 * * *").ticks(datetime(2026, 3, 28, tzinfo=UTC), BERLIN)
    assert local(list(islice(ticks, 3)), BERLIN) == ["28 02:30+0100", "29 03:00+0200", "30 02:30+0200"]


def test_two_skipped_times_come_as_one() -> None:
    ticks = Cron("15,45 2 * * *").ticks(datetime(2026, 3, 28, 12, tzinfo=UTC), BERLIN)
    assert local(list(islice(ticks, 2)), BERLIN) == ["29 03:00+0200", "30 02:15+0200"]


def test_a_repeated_time_comes_once() -> None:
    ticks = Cron("30 2 * * *").ticks(datetime(2026, 10, 24, 12, tzinfo=UTC), BERLIN)
    assert local(list(islice(ticks, 2)), BERLIN) == ["25 02:30+0200", "26 02:30+0100"]


def test_asked_within_the_repeated_hour_it_does_not_come_again() -> None:
    within = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    assert local([next_tick(Cron("30 2 * * *"), within, BERLIN)], BERLIN) == ["26 02:30+0100"]


def test_a_cadence_within_the_hour_ticks_through_the_repeated_hour() -> None:
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    ticks = list(ticks_between(Cron("*/30 * * * *"), start, start + timedelta(hours=2), BERLIN))
    assert local(ticks, BERLIN) == ["25 02:30+0200", "25 02:00+0100", "25 02:30+0100", "25 03:00+0100"]


def test_an_interval_counts_from_1970() -> None:
    assert next_tick(Every(timedelta(minutes=5)), datetime(2026, 1, 1, 0, 3, tzinfo=UTC), SHANGHAI).minute == 5


@given(st.sampled_from(CADENCES), instants, st.timedeltas(timedelta(0), timedelta(days=3)), some_zone)
@example(Cron("30 2 * * *"), datetime(2026, 10, 25, 0, 0, tzinfo=UTC), timedelta(minutes=70), BERLIN)
@example(Cron("0,30 1-3 * * *"), datetime(2026, 3, 29, 0, 0, tzinfo=UTC), timedelta(minutes=61), BERLIN)
def test_it_does_not_matter_from_where_one_asks(
    cadence: Cadence, early: datetime, gap: timedelta, tz: ZoneInfo
) -> None:
    late = early + gap
    until = late + timedelta(days=3)
    from_early = [tick for tick in ticks_between(cadence, early, until, tz) if tick > late]
    assert from_early == list(ticks_between(cadence, late, until, tz))


@given(st.sampled_from(CADENCES), instants, some_zone)
def test_ticks_rise_and_lie_after_the_start(cadence: Cadence, start: datetime, tz: ZoneInfo) -> None:
    ticks = [start, *islice(cadence.ticks(start, tz), 8)]
    assert all(earlier < later for earlier, later in pairwise(ticks))
    assert all(tick.tzinfo is UTC for tick in ticks)


@given(st.sampled_from(CADENCES), instants, st.timedeltas(timedelta(0), timedelta(days=90)), some_zone)
def test_the_latest_tick_is_the_last_of_all(cadence: Cadence, start: datetime, span: timedelta, tz: ZoneInfo) -> None:
    if cadence == Every(timedelta(seconds=5)):
        span /= 1000
    every = list(ticks_between(cadence, start, start + span, tz))
    assert latest_tick(cadence, start, start + span, tz) == (every[-1] if every else None)


def test_the_latest_tick_of_a_rare_cadence_is_found_across_years() -> None:
    leap = Cron("0 12 29 2 *")
    found = latest_tick(leap, datetime(1996, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC), SHANGHAI)
    assert found == datetime(2024, 2, 29, 4, tzinfo=UTC)
    assert latest_tick(leap, datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC), SHANGHAI) is None


@given(st.integers(2016, 2036), some_zone)
def test_a_daily_job_comes_once_every_local_day_of_the_year(year: int, tz: ZoneInfo) -> None:
    start, end = (datetime(year + n, 1, 1, tzinfo=tz).astimezone(UTC) for n in (0, 1))
    days = [local_day(tick, tz) for tick in ticks_between(Cron("30 2 * * *"), start, end, tz)]
    first = date(year, 1, 1)
    expected = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert days == expected


@pytest.mark.parametrize("expression", ["", "* * * *", "* * * * * *", "61 * * * *", "0 0 31 2 *", "0 0 * * NOD"])
def test_it_refuses_an_expression_that_never_comes(expression: str) -> None:
    with pytest.raises(ValueError, match=r"cron|never comes"):
        Cron(expression)


def test_it_refuses_an_interval_of_nothing() -> None:
    with pytest.raises(ValueError, match="second"):
        Every(timedelta(0))
