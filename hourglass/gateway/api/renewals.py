"""Renewals, as other machines read them."""

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.gateway.api import paging
from hourglass.gateway.api.asked import Asked, address, find
from hourglass.gateway.api.fields import MoneyOut, mail_of, money
from hourglass.revenue.models import Renewal

router = Router(tags=["renewals"])
VIEW = [Permission.CONTRACTS_VIEW]
Step = Literal["preparing", "presented", "agreed", "committed", "signed", "renewed", "partial", "lost", "moot"]


class RenewalOut(Schema):
    """A renewal: all recurring terms of a customer that end in one month."""

    id: int
    version: int
    account: int
    due_on: date = Field(description="When the terms expire.")
    starts_on: date = Field(description="When the work on it begins.")
    owner: str | None = Field(description="An e-mail address.")
    due: MoneyOut = Field(description="The annual amount that is to be renewed.")
    category: Literal["commit", "likely", "risk", "lost"] = Field(description="What counts in the forecast.")
    state: Step
    opened_at: datetime
    signed_on: date | None
    paid_on: date | None
    closed_at: datetime | None
    renewed: MoneyOut | None
    reason: str
    contract: int | None = Field(description="The id of the new contract.")
    bridged_to: date | None = Field(description="To when the service was extended.")


class RenewalPage(Schema):
    """Renewals of one page."""

    data: list[RenewalOut]
    next: str | None = Field(description="The address of the next page; null on the last one.")


class RenewalFilters(paging.Since):
    """Which renewals are wanted."""

    account: int | None = Field(None, ge=1, le=2**63 - 1, description="The id of the customer.")
    owner: str | None = Field(None, max_length=254, description="The e-mail address of the owner.")
    open: bool | None = Field(None, description="Only those that nothing became of yet, or only the others.")


@address(
    router, "GET", "", name="list_renewals", needs=VIEW, says=_("Renewals, page by page"), gives={200: RenewalPage}
)
def index(request: Asked, wanted: Query[RenewalFilters]) -> Any:
    rows = seen(request.by).filter(narrowed(wanted))
    found, following = paging.page(request, rows, wanted, noun="renewals")
    return {"data": [told(renewal) for renewal in found], "next": following}


@address(router, "GET", "/{int:pk}", name="get_renewal", needs=VIEW, says=_("One renewal"), gives={200: RenewalOut})
def show(request: Asked, pk: int) -> Any:
    return told(find(seen(request.by), pk))


def seen(person: User) -> QuerySet[Renewal]:
    """This function will give the renewals of the customers that a person sees."""
    return Renewal.objects.visible_to(person).select_related("account", "owner")


def narrowed(wanted: RenewalFilters) -> Q:
    """This function will make a condition of what was asked for."""
    given = {"account": wanted.account, "owner__email__iexact": wanted.owner}
    found = Q(**{name: value for name, value in given.items() if value is not None})
    if wanted.open is not None:
        found &= Q(outcome="") if wanted.open else ~Q(outcome="")
    if wanted.updated_since:
        found &= Q(pk__in=paging.changed("revenue.renewal", wanted.updated_since))
    return found


def told(renewal: Renewal) -> dict[str, Any]:
    """This function will write a renewal."""
    fields = (
        *("version", "due_on", "starts_on", "opened_at", "signed_on", "paid_on", "closed_at", "reason", "bridged_to"),
    )
    return {
        "id": renewal.pk,
        "account": renewal.account_id,
        **{name: getattr(renewal, name) for name in fields},
        "owner": mail_of(renewal.owner),
        "due": money(renewal.due),
        "renewed": money(renewal.renewed),
        "category": renewal.counts_as.value,
        "state": renewal.state.value,
        "contract": renewal.contract_id,
    }
