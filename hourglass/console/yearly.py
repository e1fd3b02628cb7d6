"""A year of the working calendar, laid out in months and weeks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hourglass.base.periods import DAY, Period
from hourglass.base.workdays import Kind, WorkingCalendar

# What stands beside a day that is not as its weekday says; colour alone would not tell.
MARKS = {
    Kind.HOLIDAY: _("off"),
    Kind.CLOSED: _("off"),
    Kind.MADE_UP: _("on"),
    Kind.OPENED: _("on"),
}
KINDS = {
    Kind.WORKING: _("Working day"),
    Kind.WEEKEND: _("Weekend"),
    Kind.HOLIDAY: _("Public holiday"),
    Kind.MADE_UP: _("Worked in exchange"),
    Kind.CLOSED: _("Day off of our own"),
    Kind.OPENED: _("Working day of our own"),
}
SHORT = (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))


@dataclass(frozen=True)
class Cell:
    """One day as the calendar shows it."""

    day: date
    kind: Kind
    name: str
    today: bool

    @property
    def mark(self) -> object:
        return MARKS.get(self.kind, "")

    @property
    def says(self) -> object:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Month:
    """One month: its first day, its weeks of seven cells, None outside the month, and its working days."""

    first: date
    weeks: list[list[Cell | None]]
    worked: int


@dataclass(frozen=True)
class Stretch:
    """Days of one name that follow each other."""

    cells: list[Cell]

    @property
    def first(self) -> Cell:
        return self.cells[0]

    @property
    def last(self) -> Cell:
        return self.cells[-1]


class Year:
    """A calendar year in the reader's language."""

    def __init__(self, year: int, calendar: WorkingCalendar, *, today: date, first_weekday: int) -> None:
        self.number = year
        self.calendar = calendar
        self.today = today
        self.first_weekday = first_weekday
        self.period = Period(date(year, 1, 1), date(year + 1, 1, 1))

    def cell(self, day: date) -> Cell:
        """This function will give one day."""
        name = self.calendar.name(day)
        says = name.in_language(get_language() or "zh") if name else ""
        return Cell(day, self.calendar.kind(day), says, day == self.today)

    def weekdays(self) -> list[tuple[date, object]]:
        """This function will give a week of days in the workspace's order, each with its short name."""
        week = Period.week(self.period.start, first_weekday=self.first_weekday)
        return [(day, SHORT[day.weekday()]) for day in week]

    def months(self) -> Iterator[Month]:
        """This function will lay out the twelve months."""
        for month in self.period.by_month():
            start = Period.week(month.start, first_weekday=self.first_weekday).start
            end = Period.week(month.last, first_weekday=self.first_weekday).end
            cells = [self.cell(day) if day in month else None for day in Period(start, end)]
            weeks = [cells[n : n + 7] for n in range(0, len(cells), 7)]
            yield Month(month.start, weeks, sum(1 for _ in self.calendar.working_days(month)))

    def worked(self) -> int:
        """This function will count the year's working days."""
        return sum(1 for _ in self.calendar.working_days(self.period))

    def stretches(self, *kinds: Kind) -> list[Stretch]:
        """This function will list the days of `kinds`, those of one name in a row together."""
        cells = [cell for cell in map(self.cell, self.period) if cell.kind in kinds]
        runs = groupby(enumerate(cells), lambda pair: (pair[1].day - pair[0] * DAY, pair[1].kind, pair[1].name))
        return [Stretch([cell for _, cell in run]) for _, run in runs]
