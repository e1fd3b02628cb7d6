"""What runs by the clock about events and the use that they tell of."""

from time import monotonic

from django.utils import timezone

from hourglass.base.schedule import Work
from hourglass.usage import erasing, flushing, ingest, matching, restating, rolling, snapshots, upkeep
from hourglass.usage.models import Erasure

SECONDS = 40.0  # of one run; the next one goes on


def flush(_work: Work) -> int:
    """This function will bring what waits in the inbox to the lake, as long as the time of a run lasts."""
    total, end = 0, monotonic() + SECONDS
    while monotonic() < end and (number := flushing.flush(at=timezone.now())) is not None:
        total += number
    return total


def match(_work: Work) -> int:
    """This function will match users and groups anew, and rewrite the events of those whose customer has changed."""
    matching.match_all()
    total, end = 0, monotonic() + SECONDS
    while monotonic() < end and (days := restating.restate()) is not None:
        total += days
    return total


def forget(work: Work) -> int:
    """This function will delete what the inbox need not keep any longer."""
    return ingest.forget(at=work.at)


def roll(work: Work) -> int:
    """This function will compute the days anew whose events or handed-in rows have changed."""
    return rolling.roll_touched(at=work.at)


def measure(work: Work) -> int:
    """This function will measure every customer up to yesterday, with what came late."""
    rolling.roll_touched(at=work.at)
    late = rolling.restated()
    made = snapshots.keep_all(at=work.at, again=late)
    rolling.measured(late)
    return made


def compact(_work: Work) -> int:
    """This function will gather what many flushes scattered over the files of a day."""
    return upkeep.compact()


def close_months(work: Work) -> int:
    """This function will gather the days of the months that are over."""
    return upkeep.close_months(at=work.at)


def sweep(_work: Work) -> int:
    """This function will remove files of the lake that nobody reads any more."""
    return upkeep.sweep()


def check(_work: Work) -> None:
    """This function will fail, and so be seen on the page of jobs, when a file of the lake is damaged."""
    upkeep.check()


def erase(work: Work) -> None:
    """This function will forget a person of a product, in the inbox and in the lake."""
    for erasure in Erasure.objects.filter(pk=int(work.payload.get("erasure", 0))):
        erasing.carry_out(erasure, at=work.at)
