"""Rows of some periods read, sorted and written back in one commit: compaction, closing and erasure are this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deltalake import DeltaTable

from hourglass.lake import duck
from hourglass.lake.shelf import TRIES, Contended, Shelf
from hourglass.lake.tables import PERIOD


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What becomes of the rows in `periods` of one snapshot.

    `period` is the SQL of the period each row goes to, `keep` the SQL of which rows stay, `fresh` Arrow rows that come
    in addition.
    """

    periods: Sequence[str]
    period: str
    keep: str = "true"
    fresh: Any = None


def rewrite(
    shelf: Shelf,
    plan: Callable[[DeltaTable], Rewrite | None],
    *,
    memory: str = duck.MEMORY,
    transaction: tuple[str, int] | None = None,
) -> bool:
    """This function will carry out what `plan` says about a snapshot, and anew whenever others wrote to these periods.

    Readers and appends go on meanwhile. False when the plan says that there is nothing to do; `Contended` when others
    were always faster.
    """
    for _ in range(TRIES):
        snapshot = shelf.snapshot()
        work = plan(snapshot)
        if work is None:
            return False
        with duck.connect(shelf.spill, memory=memory) as connection:
            old = duck.scan(shelf.table, shelf.files_of(snapshot, work.periods))
            names = ", ".join(shelf.table.columns)
            source = f"select {names} from ({old}) where {work.keep}"  # noqa: S608  our own names and plans
            if work.fresh is not None:
                connection.register("fresh", work.fresh)
                source = f"{source} union all select {names} from fresh"  # noqa: S608  as above
            rows = connection.sql(f"""
                select {work.period} as {PERIOD}, {names} from ({source})
                order by {PERIOD}, {", ".join(shelf.table.order)}
            """)  # noqa: S608  as above
            if shelf.overwrite(snapshot, rows, periods=work.periods, transaction=transaction):
                return True
    raise Contended(f"{shelf.table} could not be rewritten")
