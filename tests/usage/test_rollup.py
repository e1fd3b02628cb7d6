"""From events to daily usage and sessions."""

from datetime import date, timedelta
from typing import Any

import pytest

from hourglass.lake.tables import SESSIONS, USAGE_DAILY
from hourglass.usage import memory, rollup
from hourglass.usage.metrics.spans import MINUTE
from hourglass.usage.models import Feature, SourceDay
from tests.conftest import NOON
from tests.usage.clinic import Happen, clinic, happen, local

__all__ = ["clinic", "happen"]

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
NEXT = DAY + timedelta(days=1)


def rows(table: Any) -> list[tuple[Any, ...]]:
    names = ", ".join(table.columns)
    found = memory.engine().run(
        f"select {names} from {table}", lake=memory.lake(), spans={table.name: (None, None)}
    )  # fmt: skip
    return sorted(found)


def test_events_become_uses_with_the_time_until_the_next_one(clinic: dict[str, Feature], happen: Happen) -> None:
    happen(DAY, "book", "09:00", "09:02")
    happen(DAY, "charge", "09:03")
    happen(DAY, "opened", "09:04")  # means no feature, but whoever does it is active
    happen(DAY, "book", "09:30", account=0)  # nobody knows whose it is
    assert rollup.roll([DAY], at=NOON) == 1
    book, charge = clinic["book"].pk, clinic["charge"].pk
    assert rows(USAGE_DAILY) == [
        (DAY, 1, 0, 1, 1, book, 2, 3 * MINUTE),
        (DAY, 1, 0, 1, 1, charge, 1, MINUTE),
    ]
    assert rows(SESSIONS) == [(DAY, 1, 0, 1, local(DAY, "09:00"), local(DAY, "09:09"))]
    assert list(SourceDay.objects.values_list("source", "day", "accounts")) == [(1, DAY, 1)]


def test_use_03_a_session_ends_where_somebody_is_idle_and_goes_on_past_midnight(
    clinic: dict[str, Feature], happen: Happen
) -> None:
    happen(DAY, "book", "09:00", "09:05", "09:20", "23:58")
    happen(NEXT, "book", "00:01")
    rollup.roll([DAY, NEXT], at=NOON)
    assert [row[0:1] + row[4:] for row in rows(SESSIONS)] == [
        (DAY, local(DAY, "09:00"), local(DAY, "09:10")),
        (DAY, local(DAY, "09:20"), local(DAY, "09:25")),
        (DAY, local(DAY, "23:58"), local(NEXT, "00:00")),
        (NEXT, local(NEXT, "00:00"), local(NEXT, "00:06")),
    ]
    before = rows(SESSIONS), rows(USAGE_DAILY)
    rollup.roll([NEXT], at=NOON)  # a day by itself gives what it gave among others
    rollup.roll([DAY], at=NOON)
    assert (rows(SESSIONS), rows(USAGE_DAILY)) == before


def test_late_events_restate_their_day_and_no_other(clinic: dict[str, Feature], happen: Happen) -> None:
    happen(DAY, "book", "09:00")
    happen(NEXT, "book", "09:00")
    rollup.roll([DAY, NEXT], at=NOON)
    happen(DAY, "charge", "10:00")
    happen(NEXT, "charge", "10:00")
    rollup.roll([DAY], at=NOON)
    assert [(row[0], row[5]) for row in rows(USAGE_DAILY)] == [
        (DAY, clinic["book"].pk),
        (DAY, clinic["charge"].pk),
        (NEXT, clinic["book"].pk),
    ]


def test_use_14_days_that_were_handed_in_count_once_and_stay(clinic: dict[str, Feature], happen: Happen) -> None:
    book = clinic["book"].pk
    happen(DAY, "book", "09:00")
    handed = (DAY, 1, 0, 7, 9, book, 4, 0)
    for _time in range(2):
        rollup.roll([DAY], at=NOON, handed=[handed], told=[9])
    rollup.roll([DAY], at=NOON, told=[9])
    assert [row for row in rows(USAGE_DAILY) if row[4] == 9] == [handed]
    rollup.roll([DAY], at=NOON, handed=[(*handed[:6], 6, 0)], told=[9])
    assert [row[6] for row in rows(USAGE_DAILY) if row[4] == 9] == [6]


def test_days_are_computed_in_runs_that_follow_each_other() -> None:
    first = [DAY + timedelta(days=step) for step in range(33)]
    assert [len(run) for run in rollup.portions([*first, DAY + timedelta(days=99)])] == [7, 7, 7, 7, 5, 1]
    assert list(rollup.portions([])) == []
