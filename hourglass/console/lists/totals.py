"""How many rows a list has and what they come to: exact up to a limit, and honest beyond it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Total:
    """The number of rows, whether there are more than that, and the sums of all of them."""

    count: int
    more: bool = False
    sums: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.count:,}+" if self.more else f"{self.count:,}"


def of(rows: QuerySet[Any], sums: Mapping[str, Any], *, exact: bool = False, narrowed: bool = True) -> Total:
    """This function will count and add up rows; beyond the limit it stops, unless asked to be `exact`.

    Of a list that nothing narrows an index counts faster than rows are read; otherwise one reading gives both.
    """
    rows = rows.order_by()
    if not narrowed and not exact and rows[: MOST + 1].count() > MOST:
        return Total(MOST, more=True)
    found = (rows if exact else rows[: MOST + 1]).aggregate(**sums, rows_counted=Count("pk"))
    counted = found.pop("rows_counted")
    return Total(MOST, more=True) if counted > MOST and not exact else Total(counted, sums=found)


def count(rows: QuerySet[Any], *, most: int = MOST) -> Total:
    """This function will count rows up to a limit."""
    found = rows.order_by()[: most + 1].count()
    return Total(min(found, most), more=found > most)
