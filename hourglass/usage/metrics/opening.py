"""When a store is open: a week that holds from a day on, and days that are otherwise (USE-03)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from hourglass.base.instants import start_of_day, utc
from hourglass.base.periods import DAY, Period
from hourglass.usage.metrics.spans import Span

Times = tuple[tuple[int, int], ...]  # minutes of the day: from, up to
Week = tuple[Times, ...]  # Monday first
MINUTES = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")
BETWEEN = " ,，;；、\t"


def read(text: str) -> Times:
    """This function will read times as people write them, such as "09:00-12:00, 14:00-18:00"; nothing is closed.

    :raises ValueError: it is no list of times in order, each ending after it begins and none meeting the next.
    """
    rest, found = text.strip(), []
    while rest:
        part = SPAN.match(rest)
        if part is None:
            raise ValueError(text)
        hour, minute, until, last = map(int, part.groups())
        found.append((hour * 60 + minute, until * 60 + last))
        if minute > 59 or last > 59:
            raise ValueError(text)
        rest = rest[part.end() :].lstrip(BETWEEN)
    ends = [edge for span in found for edge in span]
    if ends != sorted(set(ends)) or (ends and ends[-1] > MINUTES):
        raise ValueError(text)
    return tuple(found)


def write(times: Sequence[Sequence[int]]) -> str:
    """This function will write times as they are read."""
    return ", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in times)


@dataclass(frozen=True)
class Pattern:
    """The hours of one place: its weeks in order, each from a day on, and the days that are otherwise."""

    weeks: tuple[tuple[date, Week], ...]
    otherwise: Mapping[date, Times] = field(default_factory=dict)

    def on(self, day: date) -> Times | None:
        """This function will give the times of a day: none where it is closed, None where nobody said."""
        if day in self.otherwise:
            return self.otherwise[day]
        known = [week for begins, week in self.weeks if begins <= day]
        return known[-1][day.weekday()] if known else None

    def spans(self, window: Period, tz: tzinfo) -> Iterator[tuple[date, Span]]:
        """This function will give the opening hours of a window in milliseconds, each with its day."""
        for day in window:
            for start, end in self.on(day) or ():
                yield day, (_instant(day, start, tz), _instant(day, end, tz))

    def days(self, window: Period) -> frozenset[date]:
        """This function will give the days of a window on which the place opens."""
        return frozenset(day for day in window if self.on(day))

    def known(self, window: Period) -> bool:
        """This function will tell whether the hours of any day of the window are known."""
        return any(self.on(day) is not None for day in window)


def _instant(day: date, minute: int, tz: tzinfo) -> int:
    if minute == MINUTES:
        return millis(start_of_day(day + DAY, tz))
    return millis(utc(datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=tz)))


def millis(at: datetime) -> int:
    """This function will give an instant in milliseconds since 1970."""
    return (utc(at) - EPOCH) // timedelta(milliseconds=1)
