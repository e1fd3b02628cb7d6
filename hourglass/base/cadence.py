"""When a recurring job is due: at fixed intervals, or by a cron expression in a time zone.

A cadence answers from its definition alone: whoever asks, and from whichever instant, gets the same ticks. Ticks are
instants in UTC, strictly rising. A wall-clock time that the clocks skip comes at the first instant after the gap, and
one that they repeat comes once; a cadence within every hour ticks through the repeated hour as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import takewhile

from cronsim import CronSim, CronSimError

from hourglass.base.instants import SECOND, utc

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Every:
    """Each whole multiple of an interval since 1970, so that all schedulers agree without asking each other."""

    interval: timedelta

    def __post_init__(self) -> None:
        if self.interval < SECOND:
            raise ValueError("an interval is a second or longer")

    def ticks(self, after: datetime, tz: tzinfo) -> Iterator[datetime]:  # noqa: ARG002  an interval is the same anywhere
        """This function will give every tick later than `after`."""
        tick = EPOCH + ((utc(after) - EPOCH) // self.interval) * self.interval
        while True:
            tick += self.interval
            yield tick


@dataclass(frozen=True, slots=True)
class Cron:
    """The five fields of cron: minute, hour, day of month, month, day of week."""

    expression: str

    def __post_init__(self) -> None:
        if len(self.expression.split()) != 5:
            raise ValueError(f"{self.expression!r} does not have the five fields of cron")
        try:
            next(CronSim(self.expression, EPOCH))
        except (CronSimError, StopIteration) as error:
            raise ValueError(f"{self.expression!r} never comes: {error}") from error

    def ticks(self, after: datetime, tz: tzinfo) -> Iterator[datetime]:
        """This function will give every tick later than `after`, by the clocks of `tz`."""
        last = utc(after)
        # In the repeated hour and after a gap the library may give an instant that is past, or the same one twice.
        for local in CronSim(self.expression, last.astimezone(tz)):
            tick = local.astimezone(UTC)
            if tick > last:
                yield tick
                last = tick


Cadence = Every | Cron

# Windows to look back for the latest tick: wide enough for 29 February across a century without one.
LOOK_BACK = [timedelta(hours=2), timedelta(days=2), timedelta(days=64), timedelta(days=8 * 366 + 2)]


@lru_cache(maxsize=1024)
def next_tick(cadence: Cadence, after: datetime, tz: tzinfo) -> datetime:
    """This function will give the first tick later than `after`."""
    return next(cadence.ticks(after, tz))


def ticks_between(cadence: Cadence, after: datetime, until: datetime, tz: tzinfo) -> Iterator[datetime]:
    """This function will give every tick later than `after` and not later than `until`."""
    return takewhile(lambda tick: tick <= until, cadence.ticks(after, tz))


def latest_tick(cadence: Cadence, after: datetime, until: datetime, tz: tzinfo) -> datetime | None:
    """This function will give the last tick later than `after` and not later than `until`, without walking them all."""
    if isinstance(cadence, Every):
        tick = next_tick(cadence, utc(until) - cadence.interval, tz)
        return tick if tick > after else None
    for window in LOOK_BACK:
        last = None
        for last in ticks_between(cadence, max(after, until - window), until, tz):  # noqa: B007  the last one counts
            pass
        if last or until - window <= after:
            return last
    return None
