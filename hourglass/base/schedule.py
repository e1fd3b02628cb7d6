"""What a job is, and the one table that lists them all.

The table itself stands at the top of the product, where every package can be named; the setting SCHEDULE says where.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from hourglass.base.cadence import Cadence


class CatchUp(StrEnum):
    """What happens to periods that passed while no worker ran."""

    LATEST = "latest"  # one run covers them all
    EACH = "each"  # every one is run, in order
    SKIP = "skip"  # they are passed over


@dataclass(frozen=True, slots=True)
class Work:
    """What a job is told about the run: the span it covers (`since`, `until`], the time now, and its payload."""

    job: str
    at: datetime
    since: datetime | None
    until: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One row of the table.

    `atomic` work shares one transaction with the mark that it is done, so it counts exactly once; it must be short.
    Other work keeps its own short transactions and may be repeated from the start after a crash.
    """

    key: str
    title: str | Promise
    does: Callable[[Work], object]
    cadence: Cadence | None = None  # None: only when a rule or a person asks
    catch_up: CatchUp = CatchUp.LATEST
    atomic: bool = False
    time_limit: timedelta = timedelta(minutes=1)
    attempts: int = 5
    late_after: timedelta = timedelta(minutes=10)

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.time_limit <= timedelta(0):
            raise ValueError(f"{self.key}: a job needs an attempt and time for it")


def jobs() -> dict[str, Job]:
    """This function will give every job of the product by its key."""
    return _table(settings.SCHEDULE)


@lru_cache(maxsize=8)
def _table(path: str) -> dict[str, Job]:
    table: list[Job] = import_string(path)
    keyed = {job.key: job for job in table}
    if len(keyed) != len(table):
        raise ValueError(f"{path} names a job twice")
    return keyed
