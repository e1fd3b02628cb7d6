"""Customers, as other machines read and write them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.customers import accounts
from hourglass.customers.models import Account, ExternalId
from hourglass.customers.models.accounts import AccountQuerySet
from hourglass.gateway.api import paging
from hourglass.gateway.api.asked import Asked, address, find, now, person_of
from hourglass.gateway.api.fields import Body, Mail, MoneyOut, Name, Text64, Text80, Version, Word, mail_of, money

router = Router(tags=["accounts"])
VIEW, EDIT = [Permission.ACCOUNTS_VIEW], [Permission.ACCOUNTS_EDIT]


class Identifier(Body):
    """What another system calls a customer."""

    source: Word = Field(description="The other system.")
    value: Name


class AccountChange(Body):
    """What a customer is called and where it is; what is left out stays as it is."""

    version: Version
    name: Name = ""
    number: Text64 = ""
    registration: Text64 = ""
    city: Text80 = ""
    region: Text80 = ""
    industry: Text80 = ""
    owner: Mail | None = Field(None, description="The e-mail address of who looks after the customer; null for nobody.")


class AccountIn(Body):
    """A new customer."""

    name: Name
    number: Text64 = ""
    registration: Text64 = ""
    city: Text80 = ""
    region: Text80 = ""
    industry: Text80 = ""
    owner: Mail | None = Field(
        None, description="Who looks after the customer; left out, the person of the token; null for nobody."
    )
    external_ids: list[Identifier] = Field([], max_length=20)


class IdentifierOut(Schema):
    """What another system calls a customer."""

    source: str
    value: str


class AccountOut(Schema):
    """A customer."""

    id: int
    version: int
    name: str
    number: str
    registration: str
    city: str
    region: str
    industry: str
    owner: str | None = Field(description="An e-mail address.")
    external_ids: list[IdentifierOut]
    recurring: MoneyOut | None = Field(description="What is paid in a year, today.")
    due_on: date | None = Field(description="When the next renewal expires.")
    tier: str
    created_at: datetime
    closed_at: datetime | None
    merged_into: int | None = Field(description="The customer that this one became a part of.")


class AccountPage(Schema):
    """Customers of one page."""

    data: list[AccountOut]
    next: str | None = Field(description="The address of the next page; null on the last one.")


class AccountFilters(paging.Since):
    """Which customers are wanted."""

    owner: str | None = Field(None, max_length=254, description="The e-mail address of the owner.")
    number: str | None = Field(None, max_length=64)
    source: str | None = Field(None, max_length=60, description="The other system that `external` is of.")
    external: str | None = Field(None, max_length=200, description="What the other system calls the customer.")


@address(
    router, "GET", "", name="list_accounts", needs=VIEW, says=_("Customers, page by page"), gives={200: AccountPage}
)
def index(request: Asked, wanted: Query[AccountFilters]) -> Any:
    rows = seen(request.by).filter(narrowed(wanted))
    found, following = paging.page(request, rows, wanted, noun="accounts")
    return {"data": [told(account) for account in found], "next": following}


@address(router, "GET", "/{int:pk}", name="get_account", needs=VIEW, says=_("One customer"), gives={200: AccountOut})
def show(request: Asked, pk: int) -> Any:
    return told(find(seen(request.by), pk))


@address(router, "POST", "", name="add_account", needs=EDIT, says=_("Add a customer"), gives={201: AccountOut})
@transaction.atomic
def add(request: Asked, body: AccountIn) -> Any:
    at = now()
    values = body.model_dump(exclude={"owner", "external_ids"})
    owner = person_of(body.owner) if "owner" in body.model_fields_set else request.by
    account = accounts.add(values.pop("name"), owner=owner, by=request.by, at=at, **values)
    for identifier in body.external_ids:
        accounts.link(account, source=identifier.source, value=identifier.value, by=request.by, at=at)
    return Status(201, told(again(account)))


@address(
    router, "PATCH", "/{int:pk}", name="edit_account", needs=EDIT, says=_("Change a customer"), gives={200: AccountOut}
)
@transaction.atomic
def edit(request: Asked, pk: int, body: AccountChange) -> Any:
    account, at = find(seen(request.by), pk), now()
    changes = body.model_dump(exclude_unset=True, exclude={"version", "owner"})
    accounts.edit(account, version=body.version, by=request.by, at=at, **changes)
    if "owner" in body.model_fields_set:
        accounts.assign(
            account,
            owner=person_of(body.owner),
            team=account.team,
            version=account.version,
            by=request.by,
            at=at,
        )
    return told(again(account))


def seen(person: User) -> AccountQuerySet:
    """This function will give the customers that a person sees, with all that is told of them."""
    names = ExternalId.objects.unscoped(reason="whoever sees the customer sees what others call it").order_by("pk")
    rows = Account.objects.visible_to(person).select_related("owner", "team")
    return rows.prefetch_related(Prefetch("external_ids", names))


def again(account: Account) -> Account:
    """This function will read a customer again, as it is after a change that may have handed it on."""
    names = ExternalId.objects.unscoped(reason="what others call the customer that was changed").order_by("pk")
    everyone = Account.objects.unscoped(reason="the one that was changed").select_related("owner")
    return everyone.prefetch_related(Prefetch("external_ids", names)).get(pk=account.pk)


def narrowed(wanted: AccountFilters) -> Q:
    """This function will make a condition of what was asked for."""
    found = Q()
    if wanted.updated_since:
        found &= Q(pk__in=paging.changed("customers.account", wanted.updated_since))
    if wanted.owner is not None:
        found &= Q(owner__email__iexact=wanted.owner)
    if wanted.number is not None:
        found &= Q(number=wanted.number)
    named = {"source": wanted.source, "value": wanted.external}
    if given := {name: value for name, value in named.items() if value is not None}:
        names = ExternalId.objects.unscoped(reason="customers that may be seen are narrowed by it")
        found &= Q(pk__in=names.filter(**given).values("account"))
    return found


def told(account: Account) -> dict[str, Any]:
    """This function will write a customer."""
    fields = ("version", "name", "number", "registration", "city", "region", "industry", "due_on", "tier")
    return {
        **{name: getattr(account, name) for name in fields},
        "id": account.pk,
        "owner": mail_of(account.owner),
        "external_ids": [{"source": one.source, "value": one.value} for one in account.external_ids.all()],
        "recurring": money(account.recurring),
        "created_at": account.created_at,
        "closed_at": account.closed_at,
        "merged_into": account.merged_into_id,
    }
