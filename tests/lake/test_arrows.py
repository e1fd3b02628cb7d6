"""Rows that do not fit a table are refused before anything is written."""

from datetime import date
from typing import Any

import pytest

from hourglass.lake import arrows
from hourglass.lake.tables import EVENTS, PANEL, TABLES
from tests.lake.history import DAY, events

pytestmark = pytest.mark.once


def panel(**columns: Any) -> dict[str, list[Any]]:
    row = {"day": DAY, "account_id": 1, "fact": "usage.days", "value": 1.5, "text": None, "known_ms": 1}
    return {name: [value] for name, value in (row | columns).items()}


def test_the_period_is_that_of_the_day() -> None:
    rows = arrows.rows(EVENTS, events([1, 2]) | {"day": [DAY, date(2026, 1, 1)]})
    assert rows.column("period").to_pylist() == ["2026-11-27", "2026-01-01"]
    assert rows.column("day").to_pylist() == [DAY, date(2026, 1, 1)]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_rows_are_rows(table: Any) -> None:
    assert arrows.rows(table, {name: [] for name in table.columns}).num_rows == 0


def test_what_may_be_empty_may_be_empty() -> None:
    rows = arrows.rows(PANEL, panel(value=None, text="续航"))
    assert (rows.column("value").to_pylist(), rows.column("text").to_pylist()) == ([None], ["续航"])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("account_id", None),
        ("account_id", 2**63),
        ("account_id", 1.5),
        ("account_id", "7"),
        ("fact", None),
        ("fact", 7),
        ("fact", "\ud800"),
        ("value", float("nan")),
        ("value", float("inf")),
        ("value", "much"),
        ("day", "2026-11-27"),
        ("day", None),
    ],
)
def test_a_value_that_is_none_of_the_column_is_refused(column: str, value: Any) -> None:
    with pytest.raises(ValueError, match=column):
        arrows.rows(PANEL, panel(**{column: value}))


def test_columns_that_are_missing_unknown_or_uneven_are_refused() -> None:
    whole = events([1, 2])
    with pytest.raises(ValueError, match="missing or unknown: batch"):
        arrows.rows(EVENTS, {name: values for name, values in whole.items() if name != "batch"})
    with pytest.raises(ValueError, match="missing or unknown: period"):
        arrows.rows(EVENTS, whole | {"period": ["2026-11-27"] * 2})
    with pytest.raises(ValueError, match="length"):
        arrows.rows(EVENTS, whole | {"message": [1]})
