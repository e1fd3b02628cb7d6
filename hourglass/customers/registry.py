"""Every fact that can be asked about an account: the one language of lists, segments, warnings and playbooks.

A package registers its facts in its own `facts.py`; they are found there by name.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.module_loading import autodiscover_modules

Words = Any  # a text that is translated when it is shown
Values = Mapping[int, Any]


class Kind(StrEnum):
    """What a fact's value is."""

    NUMBER = "number"  # int or Decimal
    MONEY = "money"  # whole coins of the workspace's currency
    TEXT = "text"
    CHOICE = "choice"  # one key of a list
    CHOICES = "choices"  # a list of keys
    YES_NO = "yes_no"
    DAY = "day"


class Missing(StrEnum):
    """What a value that is not there means."""

    UNKNOWN = "unknown"  # neither met nor not met
    NOTHING = "nothing"  # counts as zero, or as no


def no_choices() -> Mapping[str, Words]:
    """This function will give the choices of a fact that has none."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing to know about an account.

    `path` is where today's value stands, as a lookup from the account, so that lists can filter and sort by it.
    `values` gives the value of each of the accounts as of a day; without it, today's value stands for every day.
    """

    key: str
    kind: Kind
    label: Words
    group: Words
    path: str
    unit: Words = ""
    missing: Missing = Missing.UNKNOWN
    choices: Callable[[], Mapping[str, Words]] = no_choices
    sortable: bool = True
    instant: bool = False  # `path` holds the instant whose local day is the value
    values: Callable[[Collection[int], date], Values] | None = field(default=None, compare=False)


_registered: dict[str, Fact] = {}
_makers: list[Callable[[], Collection[Fact]]] = []


def register(*facts: Fact) -> None:
    """This function will add facts to the language; a key is taken once."""
    for fact in facts:
        if fact.key in _registered:
            raise ValueError(f"The fact {fact.key} is registered twice")
        _registered[fact.key] = fact


def register_maker(maker: Callable[[], Collection[Fact]]) -> None:
    """This function will add facts that configuration makes, such as portrait fields; they are read when asked."""
    _makers.append(maker)


def facts() -> dict[str, Fact]:
    """This function will give every fact by its key, those of the configuration as it is now."""
    _discover()
    made = {fact.key: fact for maker in _makers for fact in maker()}
    return _registered | made


@cache
def _discover() -> None:
    autodiscover_modules("facts")
