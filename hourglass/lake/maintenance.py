"""What keeps the lake quick: open days compacted, past months closed, and what nobody reads any more swept away."""

from datetime import date

from deltalake import DeltaTable

from hourglass.lake import duck
from hourglass.lake.rewriting import Rewrite, rewrite
from hourglass.lake.shelf import Shelf
from hourglass.lake.tables import day_period, month_period


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
