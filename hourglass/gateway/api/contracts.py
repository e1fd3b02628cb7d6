"""Contracts with their lines and payments, as other machines read and write them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status
from pydantic import Field

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.customers.models import Account
from hourglass.gateway.api import paging
from hourglass.gateway.api.asked import Asked, address, belonging, find, now, person_of
from hourglass.gateway.api.papers import (
    ContractChange,
    ContractIn,
    ContractOut,
    ContractPage,
    PaymentIn,
    ordered,
    sum_of,
    told,
)
from hourglass.revenue import contracts
from hourglass.revenue.models import Contract, Line, Payment

router = Router(tags=["contracts"])
VIEW, EDIT = [Permission.CONTRACTS_VIEW], [Permission.CONTRACTS_EDIT]
PAY = [Permission.CONTRACTS_VIEW, Permission.PAYMENTS_CONFIRM]


class ContractFilters(paging.Since):
    """Which contracts are wanted."""

    account: int | None = Field(None, ge=1, le=2**63 - 1, description="The id of the customer.")
    owner: str | None = Field(None, max_length=254, description="The e-mail address of the owner.")
    number: str | None = Field(None, max_length=80)


@address(
    router, "GET", "", name="list_contracts", needs=VIEW, says=_("Contracts, page by page"), gives={200: ContractPage}
)
def index(request: Asked, wanted: Query[ContractFilters]) -> Any:
    rows = seen(request.by).filter(narrowed(wanted))
    found, following = paging.page(request, rows, wanted, noun="contracts")
    return {"data": [told(contract) for contract in found], "next": following}


@address(router, "GET", "/{int:pk}", name="get_contract", needs=VIEW, says=_("One contract"), gives={200: ContractOut})
def show(request: Asked, pk: int) -> Any:
    return told(find(seen(request.by), pk))


@address(
    router,
    "POST",
    "",
    name="add_contract",
    needs=EDIT,
    says=_("Add a contract with its lines"),
    gives={201: ContractOut},
)
@transaction.atomic
def add(request: Asked, body: ContractIn) -> Any:
    account = belonging(Account.objects.visible_to(request.by).select_related("owner"), body.account, field="account")
    contract = contracts.add(
        account,
        number=body.number,
        lines=[ordered(line, body.currency, place) for place, line in enumerate(body.lines)],
        signed_on=body.signed_on,
        auto_renew=body.auto_renew,
        owner=person_of(body.owner) if "owner" in body.model_fields_set else account.owner,
        note=body.note,
        by=request.by,
        at=now(),
    )
    return Status(201, told(again(contract)))


@address(
    router, "PATCH", "/{int:pk}", name="edit_contract", needs=EDIT,
    says=_("Change what a contract says beside its lines"), gives={200: ContractOut},
)  # fmt: skip
@transaction.atomic
def edit(request: Asked, pk: int, body: ContractChange) -> Any:
    contract = find(seen(request.by), pk)
    changes = body.model_dump(exclude_unset=True, exclude={"version", "owner"})
    if "owner" in body.model_fields_set:
        changes["owner"] = person_of(body.owner)
    contracts.edit(contract, version=body.version, by=request.by, at=now(), **changes)
    return told(again(contract))


@address(
    router, "POST", "/{int:pk}/payments", name="add_payment", needs=PAY,
    says=_("Confirm that money arrived for a contract, or with a negative amount that it went back"),
    gives={201: ContractOut},
)  # fmt: skip
@transaction.atomic
def pay(request: Asked, pk: int, body: PaymentIn) -> Any:
    contract = find(seen(request.by), pk)
    amount = sum_of(body.amount, contract.currency, field="amount")
    contracts.pay(contract, amount=amount, on=body.paid_on, reference=body.reference, by=request.by, at=now())
    return Status(201, told(again(contract)))


def seen(person: User) -> QuerySet[Contract]:
    """This function will give the contracts of the customers that a person sees, with all that is told of them."""
    rows = Contract.objects.visible_to(person).select_related("account", "owner")
    return with_parts(rows, "whoever sees a contract sees its lines and payments")


def again(contract: Contract) -> Contract:
    """This function will read a contract again, as it is after a change."""
    reason = "the one that was changed"
    return with_parts(Contract.objects.unscoped(reason=reason).select_related("owner"), reason).get(pk=contract.pk)


def with_parts(rows: QuerySet[Contract], reason: str) -> QuerySet[Contract]:
    """This function will fetch the lines and payments of contracts with them."""
    lines: QuerySet[Line] = Line.objects.unscoped(reason=reason).order_by("starts_on", "pk")
    payments: QuerySet[Payment] = Payment.objects.unscoped(reason=reason).order_by("paid_on", "pk")
    return rows.prefetch_related(Prefetch("lines", lines), Prefetch("payments", payments))


def narrowed(wanted: ContractFilters) -> Q:
    """This function will make a condition of what was asked for."""
    given = {"account": wanted.account, "owner__email__iexact": wanted.owner, "number": wanted.number}
    found = Q(**{name: value for name, value in given.items() if value is not None})
    return found & touched(wanted.updated_since) if wanted.updated_since else found


def touched(since: datetime) -> Q:
    """This function will keep the contracts that somebody changed, or a line or a payment of them."""
    reason = "contracts that may be seen are narrowed by it"
    lines = Line.objects.unscoped(reason=reason).filter(pk__in=paging.changed("revenue.line", since))
    payments = Payment.objects.unscoped(reason=reason).filter(pk__in=paging.changed("revenue.payment", since))
    own = Q(pk__in=paging.changed("revenue.contract", since))
    return own | Q(pk__in=lines.values("contract")) | Q(pk__in=payments.values("contract"))
