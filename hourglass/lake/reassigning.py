"""Rows that are given to another customer: who somebody is turned out after their events had been kept."""

from collections.abc import Sequence
from datetime import date

import duckdb
from arro3.core import Table as Arrow
from deltalake import DeltaTable

from hourglass.lake import arrows, duck
from hourglass.lake.rewriting import Rewrite, rewrite
from hourglass.lake.store import Columns, Lake
from hourglass.lake.tables import DAY, Table, day_period, month_period

NAME = f"cast({DAY} as varchar)"
OWNERS = ("user_id", "group_id", "account_id", "store_id")


def reassign(lake: Lake, table: Table, owners: Columns, *, days: Sequence[date]) -> bool:
    """This function will give the rows of each user in each group to an account and store, in one commit.

    `owners` holds the four columns of OWNERS, each pair of user and group once. Only rows of `days` are touched.
    Appends go on meanwhile: what they add is seen by a next try, never lost. False when nothing had to change.
    """
    if not days or not owners["user_id"]:
        return False
    shelf = lake.shelves[table]
    rows_of = list(zip(*(owners[name] for name in OWNERS), strict=True))
    given = arrows.small("owners", dict.fromkeys(OWNERS, "BIGINT"), rows_of)
    listed = ", ".join(f"({user}, {group})" for user, group, *_rest in rows_of)

    def plan(snapshot: DeltaTable) -> Rewrite | None:
        closed = {month_period(day) for day in days} & set(shelf.periods(snapshot))
        periods = [*map(day_period, days), *closed]
        months = ", ".join(map(duck.text, sorted(closed or {""})))
        with duck.connect(shelf.spill, memory=lake.memory) as connection:
            rows = moved(connection, table, duck.scan(table, shelf.files_of(snapshot, periods)), given)
        if rows is None:
            return None
        return Rewrite(
            periods=periods,
            period=f"left({NAME}, if(left({NAME}, 7) in ({months}), 7, 10))",
            keep=f"(user_id, group_id) not in ({listed})",
            fresh=rows,
        )

    return rewrite(shelf, plan, memory=lake.memory)


def moved(connection: duckdb.DuckDBPyConnection, table: Table, source: str, given: Arrow) -> Arrow | None:
    """This function will give every row of the users and groups as it is to be, or None if all are so already."""
    connection.register("owners", given)
    columns = ", ".join(f"o.{name}" if name in OWNERS[2:] else f"e.{name}" for name in table.columns)
    joined = f"from ({source}) e join owners o on e.user_id = o.user_id and e.group_id = o.group_id"
    other = "e.account_id <> o.account_id or e.store_id <> o.store_id"
    counted = connection.execute(f"select count(*) {joined} where {other}").fetchone()
    if not counted or not counted[0]:
        return None
    return Arrow.from_arrow(connection.sql(f"select {columns} {joined}"))
