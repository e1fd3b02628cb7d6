"""DuckDB as the lake uses it: inside the process, with a bound on its memory and a folder to spill into."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from hourglass.lake.tables import Table

MEMORY = "1GB"  # without a bound, one exact count over many rows takes all memory there is


def connect(spill: Path, *, memory: str = MEMORY, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """This function will open a DuckDB of its own that keeps nothing, fetches nothing and spills into `spill`."""
    spill.mkdir(parents=True, exist_ok=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    if threads:
        settings["threads"] = threads
    return duckdb.connect(":memory:", config=settings)


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
    every = ", ".join(f"count({name})" for name in table.columns)
    hashed = ", ".join(table.columns)
    try:
        found = connection.execute(
            f"select count(*), sum(hash({hashed}) % 2), {every} from ({scan(table, [str(file)])})"  # noqa: S608
        ).fetchone()
    except duckdb.Error:
        return False
    return found is not None and found[0] == rows
