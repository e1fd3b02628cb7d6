"""Instants, spans of time, and the local day they belong to (CONV-2).

Everything here answers in UTC: Python compares and subtracts two datetimes of one zone by their wall clocks, which
is wrong in the hour that daylight saving repeats.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@cache
def zones() -> frozenset[str]:
    """This function will name every time zone this machine knows."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def zone(name: str) -> ZoneInfo:
    """This function will give the time zone called `name`; an unknown name is a ValueError."""
    if name not in zones():
        raise ValueError(f"{name!r} is no time zone")
    return ZoneInfo(name)


def utc(at: datetime) -> datetime:
    """This function will give the same instant in UTC; a datetime without a zone is no instant."""
    if at.tzinfo is None:
        raise TypeError(f"{at} has no time zone")
    return at.astimezone(UTC)


def local_day(at: datetime, tz: tzinfo) -> date:
    """This function will tell which day it is at that instant, where `tz` holds."""
    return utc(at).astimezone(tz).date()


def start_of_day(day: date, tz: tzinfo) -> datetime:
    """This function will give the first instant of `day`, also where the clocks skip or repeat midnight."""
    return datetime.combine(day, time.min, tz).astimezone(UTC)


def end_of_day(day: date, tz: tzinfo) -> datetime:
    """This function will give the instant at which a due date ends: 23:59:59, the later one where it comes twice."""
    return start_of_day(day + DAY, tz) - SECOND


def due_in(event: datetime, wait: timedelta) -> datetime:
    """This function will give the deadline that lies `wait` of real time after `event`, exact to the second."""
    return (utc(event) + wait).replace(microsecond=0)


def is_late(at: datetime, due: datetime) -> bool:
    """This function will tell whether `at` is past `due`: the whole second of the deadline is still in time."""
    return utc(at).replace(microsecond=0) > utc(due)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Time from `start` up to, not including, `end`; kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", utc(self.start))
        object.__setattr__(self, "end", utc(self.end))
        if self.end < self.start:
            raise ValueError(f"A span cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def day(cls, day: date, tz: tzinfo) -> "Span":
        """This function will give the span of a local day: 23, 24 or 25 hours, or none where a zone skipped it."""
        return cls(start_of_day(day, tz), start_of_day(day + DAY, tz))

    @classmethod
    def days(cls, first: date, end: date, tz: tzinfo) -> "Span":
        """This function will give the span of the local days from `first` up to, not including, `end`."""
        return cls(start_of_day(first, tz), start_of_day(end, tz))

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def __bool__(self) -> bool:
        return self.start < self.end

    def __contains__(self, at: datetime) -> bool:
        return self.start <= utc(at) < self.end

    def overlap(self, other: "Span") -> "Span":
        """This function will give the time in both; empty where they do not meet."""
        start = max(self.start, other.start)
        return Span(start, max(start, min(self.end, other.end)))

    def by_day(self, tz: tzinfo) -> Iterator[tuple[date, "Span"]]:
        """This function will cut the span at each local midnight, and name the day of each piece."""
        start = self.start
        while start < self.end:
            day = local_day(start, tz)
            piece = self.overlap(Span.day(day, tz))
            yield day, piece
            start = piece.end


def merged(spans: list[Span]) -> list[Span]:
    """This function will join spans that overlap or touch, so that no moment is counted twice."""
    joined: list[Span] = []
    for span in sorted(span for span in spans if span):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
