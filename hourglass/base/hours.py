"""Working hours: answer times that stand still at night and on days off."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from hourglass.base.instants import Span, local_day, utc
from hourglass.base.periods import DAY
from hourglass.base.workdays import LONGEST_LIMIT, WorkingCalendar


@dataclass(frozen=True)
class WorkingHours:
    """The hours from `opens` up to `closes` on the working days of `calendar`, where `tz` holds."""

    calendar: WorkingCalendar
    tz: tzinfo
    opens: time = time(9)
    closes: time = time(18)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("Working hours open before they close, on the same day")

    def of(self, day: date) -> Span | None:
        """This function will give the working time of `day`; a day off, or a time the clocks skip, has none."""
        if not self.calendar.is_working(day):
            return None
        opens, closes = (utc(datetime.combine(day, at, self.tz)) for at in (self.opens, self.closes))
        return Span(opens, closes) if opens < closes else None

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """This function will count the working time from `start` to `end`."""
        total = timedelta()
        for day, piece in Span(start, end).by_day(self.tz):
            if hours := self.of(day):
                total += hours.overlap(piece).length
        return total

    def due(self, event: datetime, wait: timedelta) -> datetime:
        """This function will give the deadline that lies `wait` of working time after `event`, exact to the second."""
        now, day = utc(event), local_day(event, self.tz)
        for _ in range(LONGEST_LIMIT):
            hours = self.of(day)
            if hours and now < hours.end:
                now = max(now, hours.start)
                if now + wait <= hours.end:
                    return (now + wait).replace(microsecond=0)
                wait -= hours.end - now
            day += DAY
        raise ValueError(f"A limit of {wait} working time has no end within {LONGEST_LIMIT} days")


@dataclass(frozen=True)
class QuietHours:
    """The hours from `begins` to `ends` by the clocks of `tz`, often over midnight; of equal ends there are none."""

    tz: tzinfo
    begins: time
    ends: time

    def hold(self, at: datetime) -> bool:
        """This function will tell whether `at` lies in the quiet hours."""
        now = utc(at).astimezone(self.tz).time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends

    def after(self, at: datetime) -> datetime:
        """This function will give `at`, or the end of the quiet hours it lies in."""
        if not self.hold(at):
            return utc(at)
        day = local_day(at, self.tz)
        until = utc(datetime.combine(day, self.ends, self.tz))
        return until if until > utc(at) else utc(datetime.combine(day + DAY, self.ends, self.tz))
