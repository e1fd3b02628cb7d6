"""Rows for the tests of the lake, and what a lake holds read back without it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS, Table

DAY = date(2026, 11, 27)
MORNING = 1_795_737_600_000  # of DAY, in UTC


def days(count: int) -> list[date]:
    """This function will return DAY and those after it."""
    return [DAY + timedelta(days=number) for number in range(count)]


def events(messages: Sequence[int], *, day: date = DAY, batch: int = 1, **columns: Any) -> dict[str, list[Any]]:
    """This function will make one event for each message, of seven accounts; `columns` gives one value for all."""
    rows: dict[str, list[Any]] = {
        "day": [day] * len(messages),
        "account_id": [message % 7 + 1 for message in messages],
        "store_id": [0] * len(messages),
        "user_id": [message % 50 + 1 for message in messages],
        "group_id": [0] * len(messages),
        "source_id": [1] * len(messages),
        "event": ["invoice sent"] * len(messages),
        "ts_ms": [MORNING + message * 1000 for message in messages],
        "received_ms": [MORNING + message * 1000 for message in messages],
        "message": list(messages),
        "batch": [batch] * len(messages),
        "properties": [None] * len(messages),
    }
    return rows | {name: [value] * len(messages) for name, value in columns.items()}


def usage(accounts: Sequence[int], *, day: date = DAY, uses: int = 1) -> dict[str, list[Any]]:
    """This function will make one row of daily usage for each account."""
    zeros = [0] * len(accounts)
    return {
        "day": [day] * len(accounts),
        "account_id": list(accounts),
        "store_id": zeros,
        "user_id": [account * 10 for account in accounts],
        "source_id": zeros,
        "feature_id": zeros,
        "uses": [uses] * len(accounts),
        "active_ms": zeros,
    }


def read(files: Sequence[str], columns: str) -> list[tuple[Any, ...]]:
    """This function will read columns of files as they lie there."""
    if not files:
        return []
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {columns} from read_parquet({list(files)}, hive_partitioning = false)"
        ).fetchall()


def content(lake: Lake, table: Table = EVENTS) -> Counter[tuple[Any, ...]]:
    """This function will return every row of a table, with how often it is there."""
    return Counter(read(lake.files(table), ", ".join(table.columns)))


def messages(lake: Lake) -> list[int]:
    """This function will return the messages of all events, in order."""
    return sorted(row[0] for row in read(lake.files(EVENTS), "message"))


def on_disk(lake: Lake, table: Table) -> list[Path]:
    """This function will list every data file of a table that lies in its folder, named by the snapshot or not."""
    assert lake.folder
    return sorted((lake.folder / table.name).glob("period=*/*.parquet"))
