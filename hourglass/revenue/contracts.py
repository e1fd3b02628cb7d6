"""Contracts: how they come in with their lines, and what is paid for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import told
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account, Edition, Module
from hourglass.revenue.annualising import annual
from hourglass.revenue.models import Contract, Line, Payment, Recurrence


class ContractRefused(Refused):
    """A contract cannot be added or changed like this."""


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """One line of a contract as it is agreed: `amount` for its whole term, the last day included in it."""

    name: str
    amount: Money
    starts_on: date
    ends_on: date
    quantity: int = 1
    discount: int = 0
    recurrence: Recurrence = Recurrence.RECURRING
    edition: Edition | None = None
    module: Module | None = None
    price_step: bool = False


@transaction.atomic
def add(
    account: Account,
    *,
    number: str,
    lines: Sequence[Ordered],
    by: Actor,
    at: datetime,
    signed_on: date | None = None,
    auto_renew: bool = False,
    owner: User | None = None,
    note: str = "",
) -> Contract:
    """This function will add a contract with its lines; its term is that of its lines.

    :raises ContractRefused: the number is taken, there is no line, or a line ends before it starts.
    """
    require(by, Permission.CONTRACTS_EDIT)
    require_worked(account, by)
    _refuse_unfit(number, lines)
    contract = Contract(
        account=account,
        number=number.strip(),
        signed_on=signed_on,
        effective_from=min(line.starts_on for line in lines),
        ends_on=max(line.ends_on for line in lines),
        auto_renew=auto_renew,
        owner=owner,
        note=note,
        created_at=at,
    )
    try:
        with transaction.atomic():
            contract.save(force_insert=True)
    except IntegrityError:
        raise ContractRefused(_("Another contract has this number; give each its own."), field="number") from None
    for line in lines:
        _add_line(contract, line)
    new = {"number": contract.number, "term": f"{contract.effective_from}/{contract.ends_on}", "owner": told(owner)}
    timeline.record("contract.added", on=contract, by=by, at=at, new=new, about=str(account.pk))
    return contract


@transaction.atomic
def pay(contract: Contract, *, amount: Money, on: date, by: Actor, at: datetime, reference: str = "") -> Payment:
    """This function will confirm that money arrived, or with a negative amount that it went back (REV-22)."""
    require(by, Permission.PAYMENTS_CONFIRM)
    if not amount:
        raise ContractRefused(_("Give an amount other than zero."), field="amount")
    payment = Payment(
        contract=contract,
        paid_on=on,
        reference=reference,
        confirmed_by=by if isinstance(by, User) else None,
        confirmed_at=at,
    )
    payment.amount = amount
    payment.save()
    new: dict[str, Any] = {"contract": contract.number, "amount": amount.full(), "paid_on": on}
    timeline.record("payment.confirmed", on=payment, by=by, at=at, new=new, about=str(contract.account_id))
    return payment


def _add_line(contract: Contract, ordered: Ordered) -> Line:
    line = Line(
        contract=contract,
        name=ordered.name,
        recurrence=ordered.recurrence,
        quantity=ordered.quantity,
        discount=ordered.discount,
        edition=ordered.edition,
        module=ordered.module,
        starts_on=ordered.starts_on,
        ends_on=ordered.ends_on,
        price_step=ordered.price_step,
    )
    line.amount = ordered.amount
    line.annual = annual(ordered.amount, line.term)
    line.save()
    return line


def _refuse_unfit(number: str, lines: Sequence[Ordered]) -> None:
    if not number.strip():
        raise ContractRefused(_("Give the contract a number."), field="number")
    if not lines:
        raise ContractRefused(_("A contract has at least one line."), field="lines")
    for line in lines:
        if line.ends_on < line.starts_on:
            raise ContractRefused(_("A line cannot end before it starts."), field="ends_on")
        if line.quantity < 1:
            raise ContractRefused(_("The quantity is at least 1."), field="quantity")
