"""The tables of the lake: their columns, how rows are sorted, and the periods that files are kept by.

Types are those every engine knows: BIGINT, DATE, VARCHAR, DOUBLE. An instant is a BIGINT of milliseconds since 1970 in
UTC, a length of time whole milliseconds, because sums of them are equal on every engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

PERIOD = "period"
DAY = "day"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: column to type, the columns that may be empty, the sort order, and the columns whose least and
    greatest values are kept with each file. Those values stand in the commit log, so only opaque ids and moments."""

    name: str
    columns: Mapping[str, str] = field(hash=False)
    order: tuple[str, ...]
    statistics: tuple[str, ...]
    nullable: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.name


EVENTS = Table(
    "events",
    {
        "day": "DATE",  # of the workspace's time zone
        "account_id": "BIGINT",  # 0: not known yet
        "store_id": "BIGINT",  # 0: none
        "user_id": "BIGINT",  # of the product's user; 0: nobody
        "group_id": "BIGINT",  # of the product's group; 0: none
        "source_id": "BIGINT",
        "event": "VARCHAR",
        "ts_ms": "BIGINT",
        "received_ms": "BIGINT",
        "message": "BIGINT",  # 64 bits of the hash of the message id, which itself would be half of the table
        "batch": "BIGINT",
        "properties": "VARCHAR",  # JSON, allowed ones only
    },
    order=("account_id", "ts_ms", "message"),
    statistics=("account_id", "ts_ms"),
    nullable=frozenset({"properties"}),
)
USAGE_DAILY = Table(
    "usage_daily",
    {
        "day": "DATE",
        "account_id": "BIGINT",
        "store_id": "BIGINT",
        "user_id": "BIGINT",
        "source_id": "BIGINT",
        "feature_id": "BIGINT",
        "uses": "BIGINT",
        "active_ms": "BIGINT",
    },
    order=("account_id", "day", "user_id", "store_id", "feature_id", "source_id"),
    statistics=("account_id", "day"),
)
SESSIONS = Table(
    "sessions",
    {
        "day": "DATE",
        "account_id": "BIGINT",
        "store_id": "BIGINT",
        "user_id": "BIGINT",
        "start_ms": "BIGINT",
        "end_ms": "BIGINT",
    },
    order=("account_id", "start_ms", "user_id", "store_id", "end_ms"),
    statistics=("account_id", "start_ms"),
)
PANEL = Table(
    "panel",
    {
        "day": "DATE",
        "account_id": "BIGINT",
        "fact": "VARCHAR",
        "value": "DOUBLE",
        "text": "VARCHAR",
        "known_ms": "BIGINT",  # one day may have several rows of a fact, each as it was known then
    },
    order=("account_id", "fact", "day", "known_ms"),
    statistics=("account_id", "day", "known_ms"),
    nullable=frozenset({"value", "text"}),
)
TABLES = (EVENTS, USAGE_DAILY, SESSIONS, PANEL)


def day_period(day: date) -> str:
    """This function will name the period that new rows of `day` are kept in: the day."""
    return day.isoformat()


def month_period(day: date) -> str:
    """This function will name the period that the rows of `day` are kept in once its month is closed."""
    return day.isoformat()[:7]


def is_day(period: str) -> bool:
    """This function will say whether a period is a day, and not a month."""
    return len(period) == len("2026-01-01")


def days_of(period: str) -> tuple[date, date]:
    """This function will return the days of a period, the second not included."""
    if is_day(period):
        first = date.fromisoformat(period)
        return first, first + timedelta(days=1)
    first = date.fromisoformat(f"{period}-01")
    return first, (first + timedelta(days=31)).replace(day=1)


def touches(period: str, since: date | None, until: date | None) -> bool:
    """This function will say whether a period has a day in [`since`, `until`); a side left open reaches for ever."""
    first, end = days_of(period)
    return (since is None or since < end) and (until is None or first < until)
