"""Periods of days, which end before their end, and month arithmetic that keeps the day (CONV-3)."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Self

from hourglass.base.rounding import Exact, exact, half_up

DAY = timedelta(days=1)
DAYS_PER_MONTH = 30


def add_months(day: date, months: Exact) -> date:
    """This function will move `day` by `months` and clip to the last day of the month it lands in (CONV-3).

    The part of a month beyond the whole ones counts 30 days a month, rounded half up. Always start from the first
    date of a series: clipping in between would lose the day (31 January, 29 February, 29 March).
    """
    whole = exact(months).__floor__()
    index = day.year * 12 + day.month - 1 + whole
    year, month = divmod(index, 12)
    landed = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return landed + timedelta(days=int(half_up((exact(months) - whole) * DAYS_PER_MONTH, 0)))


def months_between(start: date, end: date) -> int:
    """This function will count the whole months that fit from `start` to `end`: the most that do not pass `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def add_years(day: date, years: int) -> date:
    """This function will move `day` by `years`; 29 February becomes 28 February where there is none."""
    return add_months(day, 12 * years)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` up to, not including, `end`; a term that is written with its last day is `Period.through`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            raise TypeError("A Period is made of days; instants make a Span")
        if self.end < self.start:
            raise ValueError(f"A period cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def through(cls, first: date, last: date) -> Self:
        """This function will make the period from `first` to `last`, both included, as contracts write it."""
        return cls(first, last + DAY)

    @classmethod
    def of_months(cls, start: date, months: int) -> Self:
        """This function will make the period of `months` that begins on `start`."""
        return cls(start, add_months(start, months))

    @classmethod
    def month(cls, day: date) -> Self:
        """This function will give the calendar month that holds `day`."""
        return cls.of_months(day.replace(day=1), 1)

    @classmethod
    def quarter(cls, day: date, *, first_month: int = 1) -> Self:
        """This function will give the quarter that holds `day`, of a fiscal year that begins in `first_month`."""
        return cls._grid(day, 3, first_month)

    @classmethod
    def year(cls, day: date, *, first_month: int = 1) -> Self:
        """This function will give the fiscal year that holds `day`; with 1 it is the calendar year."""
        return cls._grid(day, 12, first_month)

    @classmethod
    def week(cls, day: date, *, first_weekday: int = 0) -> Self:
        """This function will give the week that holds `day`; 0 is Monday."""
        start = day - timedelta(days=(day.weekday() - first_weekday) % 7)
        return cls(start, start + 7 * DAY)

    @classmethod
    def trailing(cls, months: int, last: date) -> Self:
        """This function will give the `months` whole months that end with the month of `last`."""
        end = cls.month(last).end
        return cls(add_months(end, -months), end)

    @classmethod
    def _grid(cls, day: date, months: int, first_month: int) -> Self:
        passed = (day.month - first_month) % months
        return cls.of_months(add_months(day.replace(day=1), -passed), months)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day inside; an empty period has none."""
        if not self:
            raise ValueError(f"The empty period at {self.start} has no last day")
        return self.end - DAY

    @property
    def months(self) -> Fraction:
        """The length in months: the whole ones, and 30 days a month for the days that remain."""
        whole = months_between(self.start, self.end)
        rest = (self.end - add_months(self.start, whole)).days
        return whole + Fraction(rest, DAYS_PER_MONTH)

    def __bool__(self) -> bool:
        return self.start < self.end

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))

    def covers(self, other: "Period") -> bool:
        """This function will tell whether every day of `other` lies inside; an empty period lies inside all."""
        return not other or (self.start <= other.start and other.end <= self.end)

    def overlap(self, other: "Period") -> "Period":
        """This function will give the days in both; empty where they do not meet."""
        start = max(self.start, other.start)
        return Period(start, max(start, min(self.end, other.end)))

    def share_of(self, whole: "Period") -> Fraction:
        """This function will tell which part of the days of `whole` lies inside, for sums that run by the day."""
        if not whole:
            raise ValueError("An empty period has no shares")
        return Fraction(self.overlap(whole).days, whole.days)

    def by_month(self) -> list["Period"]:
        """This function will cut the period at each first of a month."""
        return self._cut(Period.month)

    def by_quarter(self, *, first_month: int = 1) -> list["Period"]:
        """This function will cut the period at each first day of a fiscal quarter."""
        return self._cut(lambda day: Period.quarter(day, first_month=first_month))

    def by_year(self, *, first_month: int = 1) -> list["Period"]:
        """This function will cut the period at each first day of a fiscal year."""
        return self._cut(lambda day: Period.year(day, first_month=first_month))

    def by_week(self, *, first_weekday: int = 0) -> list["Period"]:
        """This function will cut the period at each first day of a week."""
        return self._cut(lambda day: Period.week(day, first_weekday=first_weekday))

    def _cut(self, containing: Callable[[date], "Period"]) -> list["Period"]:
        pieces, start = [], self.start
        while start < self.end:
            piece = self.overlap(containing(start))
            pieces.append(piece)
            start = piece.end
        return pieces
