"""What keeps the lake quick: open days compacted, past months closed, and what nobody reads any more swept away."""

import math
from datetime import date, timedelta

from deltalake import DeltaTable

from hourglass.lake import disk, duck
from hourglass.lake.rewriting import Rewrite, rewrite
from hourglass.lake.shelf import HOOKS, Shelf
from hourglass.lake.tables import day_period, month_period

RETENTION = timedelta(hours=24)  # longer than any reader holds a snapshot


def compact(shelf: Shelf, day: date, *, memory: str) -> bool:
    """This function will make the files of an open day into one that is sorted; False when there is but one."""
    period = day_period(day)

    def plan(snapshot: DeltaTable) -> Rewrite | None:
        if len(shelf.files_of(snapshot, [period])) < 2:
            return None
        return Rewrite([period], duck.text(period))

    return rewrite(shelf, plan, memory=memory)


def close_month(shelf: Shelf, month: date, *, memory: str) -> bool:
    """This function will gather the days of a month into one sorted period; False when no day lies open.

    A day that comes late opens again beside the closed month; closing once more takes it in.
    """
    closed = month_period(month)

    def plan(snapshot: DeltaTable) -> Rewrite | None:
        periods = [period for period in shelf.periods(snapshot) if period.startswith(closed)]
        return Rewrite([*periods, closed], duck.text(closed)) if set(periods) - {closed} else None

    return rewrite(shelf, plan, memory=memory)


def vacuum(shelf: Shelf, *, retention: timedelta = RETENTION) -> int:
    """This function will remove the files that no snapshot of the last `retention` names, and return how many.

    Among them are those that a killed or refused write left without a commit. Appends wait while it runs, which is
    what lets a retention of nothing be safe for them; a reader of an older snapshot then has to ask for the next one.
    """
    with shelf.alone():
        snapshot = shelf.snapshot()
        shelf.settle(snapshot.version())
        gone = snapshot.vacuum(
            math.ceil(retention / timedelta(hours=1)),
            dry_run=False,
            enforce_retention_duration=False,
            full=bool(shelf.folder) or retention >= RETENTION,
            post_commithook_properties=HOOKS,
        )
        shelf.settle(snapshot.version())
        shelf.checkpoint()
        if shelf.folder:
            disk.fold_seals(shelf.folder)
            duck.sweep(shelf.spill)
    return len(gone)
