"""A list as a table: what is shown of every row, each value in the form that spreadsheets keep."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from hourglass.console.lists.asking import Asked
from hourglass.console.lists.nouns import Column
from hourglass.customers.conditions import wording

PORTION = 500


def head(asked: Asked) -> list[str]:
    """This function will name the columns as the person reads them."""
    return [wording.worded(column.label) for column in columns(asked)]


def rows(asked: Asked, keys: list[int]) -> Iterator[list[object]]:
    """This function will read the rows in portions, in the order of their keys as given."""
    shown = columns(asked)
    for start in range(0, len(keys), PORTION):
        portion = keys[start : start + PORTION]
        found: dict[int, Any] = asked.noun.rows(asked.sight.person, asked.node).in_bulk(portion)
        for key in portion:
            if key in found:
                yield [column.plain(found[key], asked.sight) for column in shown]


def keys(asked: Asked, chosen: list[Any] | None, *, most: int) -> list[int]:
    """This function will name the rows that leave: those that were ticked, or all, in the order of the list."""
    found = asked.rows if chosen is None else asked.rows.filter(pk__in=chosen)
    by, key = F(asked.order.path), F("pk")
    order = (by.desc(nulls_last=True), key.desc()) if asked.order.descending else (by.asc(nulls_last=True), key.asc())
    return list(found.order_by(*order).values_list("pk", flat=True)[:most])


def columns(asked: Asked) -> list[Column]:
    """This function will give the columns that leave: those that are shown."""
    return asked.shown
