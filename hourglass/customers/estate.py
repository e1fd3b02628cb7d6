"""What belongs to an account, and what becomes of it when the account goes into another one.

A package declares its models in its own `belongings.py`; they are found there by name. What nobody declared moves all
the same, row by row, and a row that does not fit beside one of the other account stays where it is.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.module_loading import autodiscover_modules

from hourglass.base.grants import Actor
from hourglass.customers.models import Account

Model = type[models.Model]
Changes = dict[str, dict[str, list[Any]]]  # by the key of a row: a field, before and after


@dataclass
class Settled:
    """How rows were made to fit: which stay where they are, and what was changed of the others."""

    stay: set[int] = field(default_factory=set)
    changed: Changes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moving:
    """One account goes into another: who does it, and when."""

    loser: Account
    winner: Account
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows of one model that belong to an account.

    `stays` says that they tell the past of the account they were written for. `settle` makes rows fit beside those
    of the other account before they move.
    """

    model: Model
    path: str = "account"
    stays: bool = False
    settle: Callable[[Moving], Settled] | None = None

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def rows(self, account: Account) -> models.QuerySet[Any]:
        """This function will give the rows of an account."""
        return models.QuerySet(self.model).filter(**{self.path: account.pk})


Refresh = Callable[[Collection[int], datetime], object]
_declared: dict[tuple[str, str], Belonging] = {}
_refreshing: list[Refresh] = []


def declare(*belongings: Belonging, refresh: Refresh | None = None) -> None:
    """This function will add a package's models; `refresh` publishes anew what it says of accounts whose rows moved."""
    for belonging in belongings:
        _declared[belonging.label, belonging.path] = belonging
    if refresh is not None:
        _refreshing.append(refresh)


def belongings() -> Iterator[Belonging]:
    """This function will give everything that points to an account, as it was declared or by default."""
    _discover()
    for relation in Account._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and model is not Account:
            path = relation.field.name
            yield _declared.get((model._meta.label_lower, path)) or Belonging(model, path)


def undeclared() -> list[str]:
    """This function will name the models that point to an account and say nothing of what becomes of them."""
    _discover()
    return [f"{one.label}.{one.path}" for one in belongings() if (one.label, one.path) not in _declared]


def move(moving: Moving) -> tuple[dict[str, list[int]], dict[str, Changes]]:
    """This function will hand all that belongs to one account to the other, and tell what moved and changed."""
    moved: dict[str, list[int]] = {}
    changed: dict[str, Changes] = {}
    for belonging in belongings():
        if belonging.stays:
            continue
        settled = belonging.settle(moving) if belonging.settle else Settled()
        keys = belonging.rows(moving.loser).exclude(pk__in=settled.stay).order_by("pk").values_list("pk", flat=True)
        if went := _hand(belonging, list(keys), moving.winner):
            moved[f"{belonging.label}.{belonging.path}"] = went
        if settled.changed:
            changed[belonging.label] = settled.changed
    return moved, changed


def give_back(moved: dict[str, list[int]], changed: dict[str, Changes], *, winner: Account, loser: Account) -> None:
    """This function will hand rows back that are still where they were moved to, and undo what was changed of them."""
    for belonging in belongings():
        keys = moved.get(f"{belonging.label}.{belonging.path}", [])
        still = belonging.rows(winner).filter(pk__in=keys)
        still.update(**{belonging.path: loser.pk})
        for key, fields in changed.get(belonging.label, {}).items():
            for name, (old, new) in fields.items():
                belonging.rows(loser).filter(pk=int(key), **{name: new}).update(**{name: old})


def refresh(accounts: Collection[int], at: datetime) -> None:
    """This function will have every package publish anew what it says of `accounts`."""
    _discover()
    for publish in _refreshing:
        publish(accounts, at)


def _hand(belonging: Belonging, keys: list[int], winner: Account) -> list[int]:
    """All rows at once; where some do not fit, one by one, and those stay."""
    rows: models.QuerySet[Any] = models.QuerySet(belonging.model)
    try:
        with transaction.atomic():
            rows.filter(pk__in=keys).update(**{belonging.path: winner.pk})
    except IntegrityError:
        return [key for key in keys if _fits(rows.filter(pk=key), belonging.path, winner)]
    return keys


def _fits(row: models.QuerySet[Any], path: str, winner: Account) -> bool:
    try:
        with transaction.atomic():
            row.update(**{path: winner.pk})
    except IntegrityError:
        return False
    return True


@cache
def _discover() -> None:
    autodiscover_modules("belongings")
