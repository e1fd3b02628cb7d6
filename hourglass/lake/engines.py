"""One SQL text, several engines: what a metric asks of the lake is written once, in the words all engines share.

The shared words: BIGINT, DATE, VARCHAR, DOUBLE; instants and lengths of time as whole milliseconds; the stored `day` in
place of any function that makes a day out of an instant; a tie-break in every window's order. The text is DuckDB's; for
Spark it is translated. `docs/concepts/lake.md` lists what to leave out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar

import duckdb
from arro3.core import Table as Arrow

from hourglass.lake import arrows, duck
from hourglass.lake.store import Lake
from hourglass.lake.tables import TABLES

T = TypeVar("T")
Span = tuple[date | None, date | None]
READS = 3  # a file may be swept between listing and reading it; the next snapshot no longer names it
BY_NAME = {table.name: table for table in TABLES}


@dataclass(frozen=True, slots=True)
class Small:
    """A table handed in beside the lake, such as who may use which feature: column to type, and rows in that order."""

    columns: Mapping[str, str]
    rows: Sequence[Sequence[Any]]


class Engine(Protocol):
    """Something that answers the SQL of a metric."""

    def run(
        self, sql: str, *, lake: Lake, spans: Mapping[str, Span], small: Mapping[str, Small] | None = None
    ) -> list[tuple[Any, ...]]:
        """This function will answer `sql` over the tables named in `spans`, each cut to the days [since, until).

        All tables are read from snapshots taken when it begins. Every table of the text is named in `spans` or `small`.
        """

    def table(
        self,
        sql: str,
        columns: Mapping[str, str],
        *,
        lake: Lake,
        spans: Mapping[str, Span],
        small: Mapping[str, Small] | None = None,
    ) -> Arrow:
        """This function will answer as `run` does, as an Arrow table with `columns` (name to type) in their order.

        For millions of rows that go on to the lake: none of them becomes an object of Python on the way.
        """


class Duck:
    """DuckDB inside this process: one instance with bounded memory for all threads, a cursor for each call."""

    def __init__(self, *, spill: Path, memory: str = duck.MEMORY, threads: int | None = None) -> None:
        self._spill = spill
        self._memory = memory
        self._threads = threads
        self._lock = Lock()
        self._instance: duck.Instance | None = None

    def run(
        self, sql: str, *, lake: Lake, spans: Mapping[str, Span], small: Mapping[str, Small] | None = None
    ) -> list[tuple[Any, ...]]:
        """See `Engine.run`. A text that DuckDB cannot answer, or not within its memory, raises `duckdb.Error`."""
        return self._tried(lambda cursor: cursor.execute(sql).fetchall(), lake, spans, small or {})

    def table(
        self,
        sql: str,
        columns: Mapping[str, str],
        *,
        lake: Lake,
        spans: Mapping[str, Span],
        small: Mapping[str, Small] | None = None,
    ) -> Arrow:
        """See `Engine.table`."""
        return self._tried(lambda cursor: duck.arrow(cursor, sql, columns), lake, spans, small or {})

    def _tried(
        self,
        answer: Callable[[duckdb.DuckDBPyConnection], T],
        lake: Lake,
        spans: Mapping[str, Span],
        small: Mapping[str, Small],
    ) -> T:
        for tries_left in reversed(range(READS)):
            try:
                return self._answered(answer, lake, spans, small)
            except duckdb.IOException:
                if not tries_left:
                    raise
        raise AssertionError("unreachable")

    def _answered(
        self,
        answer: Callable[[duckdb.DuckDBPyConnection], T],
        lake: Lake,
        spans: Mapping[str, Span],
        small: Mapping[str, Small],
    ) -> T:
        with self._cursor() as cursor:
            for name, (since, until) in spans.items():
                cursor.execute(f"create temp view {name} as {view(lake, name, since, until)}")
            for name, given in small.items():
                cursor.register("given", arrows.small(name, given.columns, given.rows))
                cursor.execute(f"create temp table {name} as select * from given")  # noqa: S608  a name of ours
                cursor.unregister("given")
            return answer(cursor)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """This function will open a connection of its own, whose views no other call sees, to the one instance."""
        with self._lock:
            if self._instance is None:
                self._instance = duck.Instance(self._spill, memory=self._memory, threads=self._threads)
            return self._instance.connection.cursor()

    def close(self) -> None:
        """This function will end the instance; the next call begins a new one."""
        with self._lock:
            if self._instance:
                self._instance.close()
            self._instance = None


def chosen(
    name: str, *, spill: Path, memory: str, master: str = "", settings: Mapping[str, str] | None = None
) -> Engine:
    """This function will make the engine that an installation chose: `duckdb`, or `spark` on the cluster at `master`.

    Spark without an address, or a name of neither, raises ValueError. Keep what it returns for as long as the process.
    """
    if name == "duckdb":
        return Duck(spill=spill, memory=memory)
    if name != "spark" or not master:
        raise ValueError("The engine is duckdb, or spark with the address of its cluster")
    from hourglass.lake.spark import Spark  # noqa: PLC0415  it stands on this module

    return Spark(master=master, settings=settings)


def view(lake: Lake, name: str, since: date | None, until: date | None) -> str:
    """This function will write the SQL of the rows of a table in [`since`, `until`), from its present snapshot."""
    table = BY_NAME[name]
    rows = duck.scan(table, lake.files(table, since=since, until=until))
    bounds = [f"day >= DATE '{since}'"] * bool(since) + [f"day < DATE '{until}'"] * bool(until)
    return f"select * from ({rows}) where {' and '.join(bounds)}" if bounds else rows  # noqa: S608  names of ours
