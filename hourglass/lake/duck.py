"""DuckDB as the lake uses it: inside the process, with a bound on its memory and a folder to spill into."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import duckdb
from arro3.core import Table as Arrow

from hourglass.lake.tables import Table

MEMORY = "1GB"  # without a bound, one exact count over many rows takes all memory there is
LOCK = "held"


class Instance:
    """A DuckDB of its own that keeps nothing and fetches nothing, with a folder to spill into that no other one uses.

    The folder goes when the instance is closed; that of a killed process is found by its free lock, see `sweep`.
    """

    def __init__(self, spill: Path, *, memory: str = MEMORY, threads: int | None = None) -> None:
        spill.mkdir(parents=True, exist_ok=True)
        self._folder = Path(mkdtemp(dir=spill))
        self._held = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._held, fcntl.LOCK_EX)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": str(self._folder),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }
        if threads:
            settings["threads"] = threads
        self.connection = duckdb.connect(":memory:", config=settings)

    def close(self) -> None:
        """This function will end the instance and remove what it spilled."""
        self.connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._held)


@contextmanager
def connect(spill: Path, *, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """This function will lend a DuckDB of its own, and clear it away."""
    instance = Instance(spill, memory=memory)
    try:
        yield instance.connection
    finally:
        instance.close()


def arrow(connection: duckdb.DuckDBPyConnection, sql: str, columns: Mapping[str, str]) -> Arrow:
    """This function will answer SQL as an Arrow table with these columns, of these types, whatever they are called."""
    names = ", ".join(columns)
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())
    return Arrow.from_arrow(connection.sql(f"select {typed} from ({sql}) as answer({names})"))  # noqa: S608  our own


def sweep(spill: Path) -> None:
    """This function will remove what instances spilled whose process was killed."""
    for lock in spill.glob(f"*/{LOCK}"):
        handle = os.open(lock, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(handle)


def text(value: str) -> str:
    """This function will quote a text for SQL."""
    return "'" + value.replace("'", "''") + "'"


def scan(table: Table, files: Iterable[str]) -> str:
    """This function will write the SQL that reads rows of `table` from `files`, without their period."""
    listed = ", ".join(text(name) for name in files)
    if not listed:
        empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in table.columns.items())
        return f"select {empty} where false"
    names = ", ".join(table.columns)
    return f"select {names} from read_parquet([{listed}], hive_partitioning = false)"  # noqa: S608  our own names


def readable(connection: duckdb.DuckDBPyConnection, table: Table, file: Path, rows: int) -> bool:
    """This function will say whether every value of a file can be read, and whether it has so many rows."""
    values = ", ".join(f"sum(hash({name}) % 2)" for name in table.columns)
    try:
        found = connection.execute(f"select count(*), {values} from ({scan(table, [str(file)])})").fetchone()  # noqa: S608
    except duckdb.Error:
        return False
    return found is not None and found[0] == rows
