"""What runs by the clock about events and the use that they tell of."""

from time import monotonic

from django.utils import timezone

from hourglass.base.schedule import Work
from hourglass.usage import flushing, ingest, matching, restating, rolling, snapshots

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
