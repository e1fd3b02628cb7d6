"""Stores: the branches of an account."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers import standing
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account, Store

EDITABLE = frozenset({"name", "number", "city", "address", "opened_on"})


class StoreRefused(Refused):
    """A store cannot be added or changed like this."""


@transaction.atomic
def add(account: Account, name: str, *, by: Actor, at: datetime, **fields: Any) -> Store:
    """This function will add a branch; `fields` may name number, city, address and opened_on.

    :raises StoreRefused: the account has a store of this name.
    """
    require_worked(account, by)
    if not name.strip():
        raise StoreRefused(_("Give the store a name."), field="name")
    store = Store(account=account, name=name.strip(), **fields)
    try:
        with transaction.atomic():
            store.save(force_insert=True)
    except IntegrityError:
        raise _taken() from None
    timeline.record("store.added", on=store, by=by, at=at, new={"name": store.name}, about=str(account.pk))
    count(account)
    return store


@transaction.atomic
def edit(store: Store, *, version: int, by: Actor, at: datetime, **changes: Any) -> Store:
    """This function will change a branch.

    :raises StoreRefused: the account has another store of this name.
    """
    require_worked(store.account, by)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    if "name" in changes and not changes["name"].strip():
        raise StoreRefused(_("Give the store a name."), field="name")
    try:
        with transaction.atomic():
            old, new = revise(store, version=version, changes=changes)
    except IntegrityError:
        raise _taken() from None
    if new:
        timeline.record("store.changed", on=store, by=by, at=at, old=old, new=new, about=str(store.account_id))
    return store


@transaction.atomic
def close(store: Store, *, on: date, version: int, by: Actor, at: datetime) -> Store:
    """This function will end a branch; what happened there stays.

    :raises StoreRefused: the day lies before the one it opened.
    """
    require_worked(store.account, by)
    if store.opened_on and on < store.opened_on:
        raise StoreRefused(_("A store cannot close before the day it opened."), field="on")
    revise(store, version=version, changes={"closed_on": on})
    timeline.record("store.closed", on=store, by=by, at=at, new={"closed_on": on}, about=str(store.account_id))
    count(store.account)
    return store


@transaction.atomic
def reopen(store: Store, *, version: int, by: Actor, at: datetime) -> Store:
    """This function will let a branch that was closed do business again."""
    require_worked(store.account, by)
    old, _new = revise(store, version=version, changes={"closed_on": None})
    if old:
        timeline.record("store.reopened", on=store, by=by, at=at, old=old, about=str(store.account_id))
    count(store.account)
    return store


def count(account: Account) -> None:
    """This function will publish how many branches do business."""
    stores = Store.objects.unscoped(reason="the count is about all of them").of(account)
    standing.publish({account.pk: {"store_count": stores.open().count()}})
    account.refresh_from_db(fields=["store_count"])


def _taken() -> StoreRefused:
    return StoreRefused(_("The customer has a store of this name; tell them apart."), field="name")
