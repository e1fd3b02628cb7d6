"""What keeps the lake quick and whole: days compacted, months closed, what nobody reads swept away, damage mended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from hourglass.base import configuration
from hourglass.base.periods import DAY
from hourglass.lake.damage import Damaged
from hourglass.lake.tables import EVENTS, SESSIONS, TABLES, USAGE_DAILY, month_period
from hourglass.usage import flushing, memory
from hourglass.usage.models import Batch
from hourglass.usage.steps import Around

# Most of what comes late comes within these days; a month is closed after them.
LATE = timedelta(days=3)
REFILL = "refill"
COMPUTED = (USAGE_DAILY, SESSIONS)


class LakeDamaged(Exception):  # noqa: N818  what an administrator reads about the job
    """Files of the lake that are not as they were acknowledged, and what to do."""


def compact() -> int:
    """This function will make one sorted file of each open day that has several, and return how many days it was."""
    lake = memory.lake()
    scattered = [(table, day) for table in TABLES for day, files in lake.lying_open(table).items() if files > 1]
    return sum(lake.compact(table, day) for table, day in scattered)


def close_months(*, at: datetime) -> int:
    """This function will gather the open days of each month that is over, and return how many months it was."""
    lake, today = memory.lake(), configuration.today(at - LATE)
    closed = 0
    for table in TABLES:
        months = {day.replace(day=1) for day in lake.lying_open(table) if month_period(day) < month_period(today)}
        closed += sum(lake.close_month(table, month) for month in sorted(months))
    return closed


def sweep() -> int:
    """This function will remove the files that no snapshot of the last day names, and return how many."""
    return memory.lake().vacuum()


def check() -> None:
    """This function will read every byte of the lake.

    :raises LakeDamaged: some file is not as it was acknowledged.
    """
    found = memory.lake().check()
    if found:
        named = ", ".join(f"{damaged.table} {damaged.file.name} ({damaged.why})" for damaged in found[:5])
        raise LakeDamaged(f"{len(found)} damaged: {named}. Run: bin/hourglass lake mend --backup FOLDER")


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a damaged file: the same file from a backup, or set aside and so many events filled in again."""

    damaged: Damaged
    healed: bool
    events: int = 0

    @property
    def computed(self) -> bool:
        """Whether its rows can be made anew from the events."""
        return self.damaged.table in COMPUTED


def mend(*, backup: Path | None, at: datetime) -> list[Mended]:
    """This function will take damaged files from a backup of the lake, or set them aside and fill their days again.

    Computed days are touched, so that the next roll makes them anew from the events; events come again from the inbox,
    which holds those of a week. Killed at any moment, it is begun anew: what is there already is not added twice.
    """
    lake, done = memory.lake(), []
    for damaged in lake.check():
        if backup and lake.heal(damaged, backup=backup):
            done.append(Mended(damaged, healed=True))
            continue
        lake.quarantine(damaged)
        done.append(Mended(damaged, healed=False, events=refill(at=at) if damaged.table is EVENTS else 0))
        if damaged.table is EVENTS or damaged.table in COMPUTED:
            flushing.touch(_past(damaged, configuration.today(at)))
    return done


def _past(damaged: Damaged, today: date) -> set[date]:
    number = (min(damaged.until, today + DAY) - damaged.since).days
    return {damaged.since + step * DAY for step in range(number)}


def refill(*, at: datetime) -> int:
    """This function will add what the inbox holds and the lake does not, and return how many events it was.

    It appends under an application of its own: the mark of how far the inbox was flushed stays where it is.
    """
    lake, added = memory.lake(), 0
    flushed = Batch.objects.exclude(flushed_at=None)
    for stamp in sorted({stamp for stamp in flushed.values_list("stamp", flat=True) if stamp is not None}):
        rows = list(flushed.filter(stamp=stamp).select_related("source").order_by("pk"))
        register, events = flushing.opened(rows, at=at)
        there = flushing.present(events)
        around = Around(register, {}, configuration.business_zone(at))
        kept, _dropped = flushing.led([event for event in events if event.id not in there], around)
        if kept:
            version = lake.applied(EVENTS, REFILL) + 1
            lake.append(EVENTS, flushing.columns(kept, around, stamp), app=REFILL, version=version)
            added += len(kept)
    return added
