"""A person or an account taken out of the history, down to the bytes on the disk."""

from collections.abc import Callable, Collection
from datetime import timedelta

from deltalake import DeltaTable

from hourglass.lake import damage, duck
from hourglass.lake.maintenance import vacuum
from hourglass.lake.rewriting import Rewrite, rewrite
from hourglass.lake.shelf import Shelf, period_of


def erase(shelf: Shelf, column: str, ids: Collection[int], *, memory: str) -> None:
    """This function will remove every row whose `column` is one of `ids`, and every file that held one.

    Rows that others append meanwhile are found by the next round, which begins from a fresh snapshot; the last round
    found none. Then all files go that no snapshot names, those in quarantine too: a reader that still works on an older
    snapshot has to ask for the next one. Only ids ever reach the log of commits, no texts.
    """
    while periods := _periods(shelf, column, ids, memory=memory):
        for period in periods:
            rewrite(shelf, _without(period, column, ids), memory=memory)
    damage.forget(shelf)
    vacuum(shelf, retention=timedelta(0))  # also when nothing was found: an earlier erasure may have been killed here


def _periods(shelf: Shelf, column: str, ids: Collection[int], *, memory: str) -> list[str]:
    """This function will list the periods of the present snapshot with a row whose `column` is one of `ids`."""
    files = shelf.files()
    if not files:
        return []
    listed = ", ".join(duck.text(name) for name in files)
    doomed = ", ".join(str(int(value)) for value in ids)
    with duck.connect(shelf.spill, memory=memory) as connection:
        found = connection.execute(f"""
            select distinct filename from read_parquet([{listed}], hive_partitioning = false, filename = true)
            where {column} in ({doomed})
        """).fetchall()  # noqa: S608  a name and numbers of ours
    return sorted({period_of(name) for (name,) in found})


def _without(period: str, column: str, ids: Collection[int]) -> Callable[[DeltaTable], Rewrite]:
    """This function will plan one period without the rows of `ids`."""
    doomed = ", ".join(str(int(value)) for value in ids)
    return lambda _snapshot: Rewrite([period], duck.text(period), keep=f"{column} not in ({doomed})")
