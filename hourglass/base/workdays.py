"""Which days are worked, and the deadlines that are counted in working days (CONV-2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum

from hourglass.base.instants import end_of_day, local_day
from hourglass.base.labels import Label
from hourglass.base.periods import DAY, Period

MONDAY_TO_FRIDAY = frozenset(range(5))
LONGEST_LIMIT = 3660


class Kind(StrEnum):
    """What makes a day what it is."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MADE_UP = "made_up"
    CLOSED = "closed"
    OPENED = "opened"


WORKED = {Kind.WORKING, Kind.MADE_UP, Kind.OPENED}


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of a company, or the opening days of a customer.

    `weekdays` are worked (0 is Monday), but for `holidays` and with `made_up` days; `closed` and `opened` are one
    company's own and win over both. `known` is the range of days for which the holidays are published; outside it
    weekdays alone decide, and `gaps` names the years so that people are warned.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: Mapping[date, Label] = field(default_factory=dict)
    made_up: Mapping[date, Label] = field(default_factory=dict)
    closed: Mapping[date, Label] = field(default_factory=dict)
    opened: Mapping[date, Label] = field(default_factory=dict)
    known: Period | None = None

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("A calendar works on at least one weekday from 0 (Monday) to 6")
        if self.closed.keys() & self.opened.keys():
            raise ValueError("A day cannot be both closed and opened")

    def kind(self, day: date) -> Kind:
        """This function will tell what `day` is and what decides it."""
        for kind, days in (
            (Kind.CLOSED, self.closed),
            (Kind.OPENED, self.opened),
            (Kind.HOLIDAY, self.holidays),
            (Kind.MADE_UP, self.made_up),
        ):
            if day in days:
                return kind
        return Kind.WORKING if day.weekday() in self.weekdays else Kind.WEEKEND

    def name(self, day: date) -> Label | None:
        """This function will give the name of the holiday or the reason of the exception; a plain day has none."""
        for days in (self.closed, self.opened, self.holidays, self.made_up):
            if day in days:
                return days[day]
        return None

    def is_working(self, day: date) -> bool:
        """This function will tell whether `day` is worked."""
        return self.kind(day) in WORKED

    def working_days(self, period: Period) -> Iterator[date]:
        """This function will list the working days of `period`."""
        return (day for day in period if self.is_working(day))

    def add_working_days(self, event_day: date, n: int) -> date:
        """This function will give the n-th working day after `event_day`, or before it where `n` is negative.

        The day of the event never counts, worked or not; zero gives the day itself.
        """
        if abs(n) > LONGEST_LIMIT:
            raise ValueError(f"A limit has at most {LONGEST_LIMIT} working days")
        day, step = event_day, DAY if n > 0 else -DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def due(self, event: datetime, n: int, tz: tzinfo) -> datetime:
        """This function will give the end of a limit of `n` working days: 23:59:59 of the n-th one."""
        return end_of_day(self.add_working_days(local_day(event, tz), n), tz)

    def working_days_between(self, event_day: date, day: date) -> int:
        """This function will count the working days after `event_day` up to and with `day`; negative backwards.

        It undoes `add_working_days`: between a day and its n-th working day lie n.
        """
        if day < event_day:
            return -sum(1 for _ in self.working_days(Period(day, event_day)))
        return sum(1 for _ in self.working_days(Period.through(event_day + DAY, day)))

    def gaps(self, period: Period) -> list[int]:
        """This function will name the years of `period` whose holidays are not published yet; people must see them."""
        if self.known is None:
            return []
        return sorted({day.year for day in (piece.start for piece in period.by_year()) if day not in self.known})

    def with_exceptions(self, *, closed: Mapping[date, Label], opened: Mapping[date, Label]) -> "WorkingCalendar":
        """This function will give the same calendar with a company's own days."""
        return replace(self, closed=closed, opened=opened)


WEEKDAYS = WorkingCalendar()
