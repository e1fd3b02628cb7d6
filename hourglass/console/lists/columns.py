"""Columns that need no hand of their own: every fact of the language is one."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from hourglass.console.lists.nouns import Column, Facts, Sight
from hourglass.customers import values
from hourglass.customers.conditions import wording
from hourglass.customers.registry import Fact, Kind, Words
from hourglass.ui import cells
from hourglass.ui.cells import Cell

SIZES = (_("lowest first"), _("highest first"))
TEXTS = (_("from A to Z"), _("from Z to A"))
DAYS = (_("earliest first"), _("latest first"))
SAID: dict[Kind, tuple[Words, Words]] = {
    Kind.NUMBER: SIZES,
    Kind.MONEY: SIZES,
    Kind.DAY: DAYS,
    Kind.TEXT: TEXTS,
    Kind.CHOICE: TEXTS,
    Kind.YES_NO: (_("no first"), _("yes first")),
}
RIGHT = frozenset({Kind.NUMBER, Kind.MONEY})


def of_facts(facts: Facts, *, apart_from: frozenset[str]) -> Iterator[Column]:
    """This function will make a column of every fact that has none of its own."""
    for fact in facts.values():
        if fact.key not in apart_from:
            yield of_fact(fact)


def of_fact(fact: Fact) -> Column:
    """This function will make the column of one fact."""

    def cell(row: Any, sight: Sight) -> Cell:
        return shown(found(row, fact, sight), fact, sight)

    def plain(row: Any, sight: Sight) -> object:
        return exported(found(row, fact, sight), fact, sight)

    sortable = fact.sortable and fact.kind in SAID
    return Column(
        key=fact.key,
        label=fact.label,
        group=fact.group,
        cell=cell,
        plain=plain,
        sort=fact.path if sortable else "",
        said=SAID.get(fact.kind, TEXTS),
        right=fact.kind in RIGHT,
    )


def found(row: Any, fact: Fact, sight: Sight) -> Any:
    """This function will read the value of a fact from a row that was fetched with it."""
    at: Any = row
    for name in fact.path.split("__"):
        at = at.get(name) if isinstance(at, dict) else getattr(at, name, None)
    return values.plain(at.pk if isinstance(at, Model) else at, fact, sight.frame)


def shown(value: Any, fact: Fact, sight: Sight) -> Cell:
    """This function will show a value of a fact."""
    if value is None or value in ("", []):
        return cells.NOTHING
    if fact.kind is Kind.CHOICES:
        words = fact.choices()
        return cells.tags(wording.worded(words.get(str(item), item)) for item in value)
    if fact.kind is Kind.DAY and not isinstance(value, str):
        return cells.day(value)
    return cells.toned(wording.value(value, fact, sight.frame))


def exported(value: Any, fact: Fact, sight: Sight) -> object:
    """This function will give a value as a spreadsheet keeps it: numbers and days as they are, all else as words."""
    if value is None or value in ("", []):
        return None
    if fact.kind in {Kind.NUMBER, Kind.MONEY} or isinstance(value, date):
        return value
    return wording.value(value, fact, sight.frame)
