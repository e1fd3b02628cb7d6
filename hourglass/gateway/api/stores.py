"""Stores of customers, as other machines read and write them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.customers import stores
from hourglass.customers.models import Account, Store
from hourglass.gateway.api import paging
from hourglass.gateway.api.asked import Asked, address, belonging, find, now
from hourglass.gateway.api.fields import Body, Day, Key, Text64, Text80, Text120, Text300, Version

router = Router(tags=["stores"])
VIEW, EDIT = [Permission.ACCOUNTS_VIEW], [Permission.ACCOUNTS_EDIT]


class Place(Body):
    """What is known of a store."""

    number: Text64 = ""
    city: Text80 = ""
    address: Text300 = ""
    opened_on: Day | None = None


class StoreIn(Place):
    """A new store of a customer."""

    account: Key = Field(description="The id of the customer.")
    name: Text120 = Field(min_length=1)


class StoreChange(Place):
    """What is known of a store; what is left out stays as it is."""

    version: Version
    name: Text120 = Field("", min_length=1)


class StoreOut(Schema):
    """A store of a customer."""

    id: int
    version: int
    account: int
    name: str
    number: str
    city: str
    address: str
    opened_on: date | None
    closed_on: date | None


class StorePage(Schema):
    """Stores of one page."""

    data: list[StoreOut]
    next: str | None = Field(description="The address of the next page; null on the last one.")


class StoreFilters(paging.Since):
    """Which stores are wanted."""

    account: int | None = Field(None, ge=1, le=2**63 - 1, description="The id of the customer.")
    number: str | None = Field(None, max_length=64)


@address(router, "GET", "", name="list_stores", needs=VIEW, says=_("Stores, page by page"), gives={200: StorePage})
def index(request: Asked, wanted: Query[StoreFilters]) -> Any:
    rows = seen(request.by).filter(narrowed(wanted))
    found, following = paging.page(request, rows, wanted, noun="stores")
    return {"data": [told(store) for store in found], "next": following}


@address(router, "GET", "/{int:pk}", name="get_store", needs=VIEW, says=_("One store"), gives={200: StoreOut})
def show(request: Asked, pk: int) -> Any:
    return told(find(seen(request.by), pk))


@address(router, "POST", "", name="add_store", needs=EDIT, says=_("Add a store"), gives={201: StoreOut})
@transaction.atomic
def add(request: Asked, body: StoreIn) -> Any:
    account = belonging(Account.objects.visible_to(request.by), body.account, field="account")
    values = body.model_dump(exclude={"account", "name"}, exclude_unset=True)
    return Status(201, told(stores.add(account, body.name, by=request.by, at=now(), **values)))


@address(
    router, "PATCH", "/{int:pk}", name="edit_store", needs=EDIT, says=_("Change a store"), gives={200: StoreOut}
)  # fmt: skip
@transaction.atomic
def edit(request: Asked, pk: int, body: StoreChange) -> Any:
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    return told(
        stores.edit(find(seen(request.by), pk), version=body.version, by=request.by, at=now(), **changes)
    )  # fmt: skip


def seen(person: User) -> QuerySet[Store]:
    """This function will give the stores of the customers that a person sees."""
    return Store.objects.visible_to(person).select_related("account")


def narrowed(wanted: StoreFilters) -> Q:
    """This function will make a condition of what was asked for."""
    given = {"account": wanted.account, "number": wanted.number}
    found = Q(**{name: value for name, value in given.items() if value is not None})
    if wanted.updated_since:
        found &= Q(pk__in=paging.changed("customers.store", wanted.updated_since))
    return found


def told(store: Store) -> dict[str, Any]:
    """This function will write a store."""
    fields = ("version", "name", "number", "city", "address", "opened_on", "closed_on")
    return {"id": store.pk, "account": store.account_id, **{name: getattr(store, name) for name in fields}}
