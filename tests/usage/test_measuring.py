"""The figures of a window equal those that another package computes of the same events."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hourglass.base import configuration, workspace
from hourglass.base.periods import Period
from hourglass.customers import products
from hourglass.lake.tables import EVENTS
from hourglass.usage import features, measuring, memory, rollup
from tests import outside
from tests.conftest import NOON
from tests.usage.clinic import Happen, clinic, days, happen

__all__ = ["clinic", "happen"]

DAY = date(2026, 11, 20)
FIRST = date(2020, 1, 1)
# The package counts the events of 28 days before the midnight of a metric.
DAYS = timedelta(days=28)


def test_uses_are_counted_by_account_and_feature_within_the_window(clinic: Any, happen: Happen) -> None:
    happen(DAY, "book", "09:00", "09:02")
    happen(DAY, "charge", "09:03", account=2)
    happen(DAY - timedelta(days=1), "book", "09:00", account=2)
    rollup.roll(days(DAY - timedelta(days=1), 2), at=NOON)
    book, charge = clinic["book"].pk, clinic["charge"].pk
    window = Period(DAY, DAY + timedelta(days=1))
    assert measuring.uses(window) == {1: {book: 2}, 2: {charge: 1}}
    assert measuring.uses(window, [2, 3]) == {2: {charge: 1}}


def load(events: Path, names: dict[int, str]) -> date:
    """This function will bring the events of the package into the lake, and return the day after the last."""
    rows = duckdb.sql(f"select account_id, event_time, event_type_id from '{events}' order by event_time").fetchall()
    by_day: dict[date, list[Any]] = defaultdict(list)
    for row in rows:
        by_day[row[1].date()].append(row)
    number = 0
    for version, (day, found) in enumerate(sorted(by_day.items()), start=1):
        moments = [int(moment.replace(tzinfo=UTC).timestamp() * 1000) for _account, moment, _kind in found]
        columns: dict[str, list[Any]] = {name: [0] * len(found) for name in EVENTS.columns}
        columns |= {
            "day": [day] * len(found),
            "account_id": [account + 1 for account, _moment, _kind in found],
            "user_id": [account + 1 for account, _moment, _kind in found],
            "source_id": [1] * len(found),
            "event": [names[kind] for _account, _moment, kind in found],
            "ts_ms": moments,
            "received_ms": moments,
            "message": list(range(number, number + len(found))),
            "properties": [None] * len(found),
        }
        number += len(found)
        memory.lake().append(EVENTS, columns, app="peer", version=version)
    return max(by_day) + timedelta(days=1)


def recorded(folder: Path, wanted: set[str]) -> Iterator[tuple[date, str, tuple[int, float, int, int, int]]]:
    for row in outside.rows(folder / "oracle_metric_stats_by_week.csv"):
        if row["metric_name"] in wanted:
            n, least, most, total = (int(float(row[part])) for part in ("n", "min", "max", "sum"))
            numbers = (n, float(row["avg"]), least, most, total)
            yield datetime.fromisoformat(row["metric_time"]).date(), row["metric_name"], numbers


@pytest.mark.once
def test_the_28_day_metrics_of_fightchurn_equal_its_own_by_week(db: None, lake: Path) -> None:
    folder = outside.folder("fightchurn-small")
    configuration.change(
        workspace.TIME_ZONE, "UTC", effective_from=FIRST, by="test", at=datetime(2019, 12, 1, tzinfo=UTC), reason="peer"
    )
    product = products.add_product(name_zh="网", name_en="Network", by="test", at=NOON)
    module = products.add_module(product, name_zh="网", name_en="Network", by="test", at=NOON)
    names = {int(row["event_type_id"]): row["event_type_name"] for row in outside.rows(folder / "event_type.csv")}
    made = {}
    for name in names.values():
        made[name] = features.add(module, name_zh=name, name_en=name, key=name, core=True, by="test", at=NOON)
        features.listen(made[name], name, by="test", at=NOON)
    end = load(folder / "events.parquet", names)
    rollup.roll(days(FIRST, (end - FIRST).days), at=NOON)
    wanted = {f"{name}_per_month": made[name].pk for name in names.values()}
    compared = 0
    found: dict[date, dict[int, dict[int, int]]] = {}
    for day, name, (n, average, least, most, total) in recorded(folder, set(wanted)):
        if day not in found:
            found[day] = measuring.uses(Period(day - DAYS, day))
        counts = [uses[wanted[name]] for uses in found[day].values() if wanted[name] in uses]
        ours = (len(counts), min(counts), max(counts), sum(counts))
        assert ours == (n, least, most, total), (day, name)
        assert sum(counts) / len(counts) == pytest.approx(average, abs=5e-7)
        compared += 1
    assert compared == 8 * 15
