"""The lake: history that grows without end, kept as tables of files beside the working database.

`open` it once a process; any number of processes may read and write the same lake. A write that returned is on the
disk. A reader works on the snapshot it asked for, whatever others do meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Literal

from arro3.core import Table as Arrow
from deltalake import DeltaTable

from hourglass.lake import arrows, damage, disk, duck, erasure, maintenance
from hourglass.lake.damage import Damaged
from hourglass.lake.rewriting import Rewrite, rewrite
from hourglass.lake.shelf import Shelf, period_of
from hourglass.lake.tables import DAY, TABLES, Table, day_period, is_day, month_period

Guard = Callable[[], AbstractContextManager[Any]]
Columns = Mapping[str, Sequence[Any]]
BASIS = "basis"  # the application whose version says on which version of the events a computed table stands


class Stale(Exception):  # noqa: N818  it says what the rows are
    """Rows computed from an older version of the events than the table stands on; they were not written."""


class Lake:
    """Every table of a lake at one address. Made by `open`."""

    def __init__(self, root: str, *, guard: Guard | None, memory: str) -> None:
        self.root = root
        self.folder = None if "://" in root else Path(root)
        self.memory = memory
        self.spill = (self.folder or Path(gettempdir())) / "_spill"
        self.guard = guard or self._file_lock
        self.shelves = {table: Shelf(root, table, spill=self.spill) for table in TABLES}

    def append(self, table: Table, columns: Columns, *, app: str, version: int) -> bool:
        """This function will add rows exactly once: the version (1 or more) of `app` says which rows these are.

        False means that this version, or a later one, is there already, and that it is on the disk. Rows that are not
        of the table's shape raise ValueError; so much company that no try succeeded raises `Contended`.
        """
        if version < 1:
            raise ValueError("Versions count from 1")
        return self.shelves[table].append(arrows.rows(table, columns), transaction=(app, version))

    def replace(self, table: Table, given: Columns | Arrow, *, days: Sequence[date], based_on: int) -> None:
        """This function will make the given rows all that `table` holds of `days`, in one commit.

        They come as columns, or as the Arrow table of an engine. `based_on` is the version of the events they were
        computed from; if the table stands on a later one, `Stale` is raised. Rows of other days raise ValueError.
        """
        rows = given if isinstance(given, Arrow) else arrows.rows(table, given)
        if {day for (day,) in self.over(f"select distinct {DAY} from fresh", fresh=rows)} - set(days):  # noqa: S608
            raise ValueError(f"{table}: rows of days that are not to be replaced")

        def plan(snapshot: DeltaTable) -> Rewrite:
            if (snapshot.transaction_version(BASIS) or 0) > based_on:
                raise Stale(f"{table} stands on later events than version {based_on}")
            closed = {month_period(day) for day in days} & set(shelf.periods(snapshot))
            name = f"cast({DAY} as varchar)"
            listed, months = (", ".join(map(duck.text, sorted(each))) for each in ({*map(str, days)}, closed or {""}))
            return Rewrite(
                periods=[*map(day_period, days), *closed],
                period=f"left({name}, if(left({name}, 7) in ({months}), 7, 10))",
                keep=f"{name} not in ({listed})",
                fresh=rows,
            )

        shelf = self.shelves[table]
        if days:
            rewrite(shelf, plan, memory=self.memory, transaction=(BASIS, based_on))

    def over(self, sql: str, **tables: Arrow) -> list[tuple[Any, ...]]:
        """This function will answer SQL over Arrow tables that are at hand, within the lake's bounds."""
        with self._lent(tables) as connection:
            found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
            return found

    def table_over(self, sql: str, columns: Mapping[str, str], **tables: Arrow) -> Arrow:
        """This function will answer as `over` does, as an Arrow table with `columns`, name to type."""
        with self._lent(tables) as connection:
            return duck.arrow(connection, sql, columns)

    @contextmanager
    def _lent(self, tables: Mapping[str, Arrow]) -> Iterator[Any]:
        with duck.connect(self.spill, memory=self.memory) as connection:
            for name, rows in tables.items():
                connection.register(name, rows)
            yield connection

    def version(self, table: Table) -> int:
        """This function will return the version of the table's last commit."""
        with self.shelves[table].present() as snapshot:
            return int(snapshot.version())

    def applied(self, table: Table, app: str) -> int:
        """This function will return the last version of `app` that `table` holds, 0 when it holds none."""
        with self.shelves[table].present() as snapshot:
            return int(snapshot.transaction_version(app) or 0)

    def basis(self, table: Table) -> int:
        """This function will return the version of the events that a computed table stands on, 0 at the beginning."""
        return self.applied(table, BASIS)

    def files(self, table: Table, *, since: date | None = None, until: date | None = None) -> list[str]:
        """This function will list the files of the present snapshot that may hold rows of days in [`since`, `until`).

        A file may hold other days too. The folder itself must never be listed: what was removed lies there for a day.
        """
        return self.shelves[table].files(since=since, until=until)

    def lying_open(self, table: Table) -> dict[date, int]:
        """This function will give the days that lie in no month yet, each with its number of files."""
        periods = Counter(map(period_of, self.files(table)))
        return {date.fromisoformat(period): number for period, number in periods.items() if is_day(period)}

    def compact(self, table: Table, day: date) -> bool:
        """This function will make the files of an open day into one sorted file; False when there is nothing to do.

        Appends and readers go on meanwhile.
        """
        with self.guard():
            return maintenance.compact(self.shelves[table], day, memory=self.memory)

    def close_month(self, table: Table, month: date) -> bool:
        """This function will gather the open days of the month that `month` lies in; False when none lies open."""
        with self.guard():
            return maintenance.close_month(self.shelves[table], month, memory=self.memory)

    def vacuum(self, *, retention: timedelta = maintenance.RETENTION) -> int:
        """This function will remove files that no snapshot of the last `retention` names, and return how many."""
        with self.guard():
            return sum(maintenance.vacuum(shelf, retention=retention) for shelf in self.shelves.values())

    def erase(self, column: Literal["account_id", "user_id"], ids: Collection[int]) -> None:
        """This function will take accounts, or users of the product, out of every table, down to the bytes.

        Purge what feeds the lake first, or it comes back. Readers of an older snapshot have to ask for the next one.
        Copies in backups stay: restore them only together with the list of erasures to repeat.
        """
        if any(value < 1 for value in ids):
            raise ValueError("0 stands for nobody and cannot be erased")
        with self.guard():
            for table, shelf in self.shelves.items():
                if ids and column in table.columns:
                    erasure.erase(shelf, column, ids, memory=self.memory)

    def check(self) -> list[Damaged]:
        """This function will read every byte of the lake and list the files that are not as they were acknowledged."""
        return [found for shelf in self.shelves.values() for found in damage.check(shelf)]

    def heal(self, damaged: Damaged, *, backup: Path) -> bool:
        """This function will take a damaged file from a backup of the lake; False when it holds no sound one."""
        with self.guard():
            return damage.heal(self.shelves[damaged.table], damaged, backup=backup)

    def quarantine(self, damaged: Damaged) -> None:
        """This function will set a damaged file aside; its rows are missing until its days are filled again."""
        with self.guard():
            damage.quarantine(self.shelves[damaged.table], damaged)

    def _file_lock(self) -> AbstractContextManager[Any]:
        """This function will hold the lock of maintenance on this machine."""
        if not self.folder:
            raise ValueError("Maintenance of a lake on an object store needs a guard that all machines share")
        return disk.held(self.folder / "_maintenance.lock", alone=True)


def open(  # noqa: A001  the lake is opened as a file is
    root: str | Path, *, guard: Guard | None = None, memory: str = duck.MEMORY
) -> Lake:
    """This function will open the lake at a folder or the address of an object store, making what is missing.

    `guard` gives the context manager that lets one maintenance run at a time; without one, a file lock in the folder
    does so on one machine. `memory` bounds what maintenance takes. Commits that a power loss tore before they were
    acknowledged are taken back; their log entries lie in the folder's `quarantine`.
    """
    return Lake(str(root), guard=guard, memory=memory)
