"""Contracts: how they come in with their lines, change and end, and what is paid for them."""

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
from hourglass.base.periods import Period
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise, told
from hourglass.customers.accounts import require_reached
from hourglass.customers.models import Account, Edition, Module
from hourglass.revenue import publishing
from hourglass.revenue.annualising import annual
from hourglass.revenue.models import Contract, Line, Payment, Recurrence
from hourglass.revenue.renewals import closing

EDITABLE = frozenset(
    ("number", "signed_on", "auto_renew", "owner", "note", "handover_accepted_on", "delivery_accepted_on")
)
WHOLE = 10_000  # a discount of everything, in hundredths of a percent
LARGEST_ANNUAL = 10**15  # whole coins; a page that shows more than this shows a slip of the hand


class ContractRefused(Refused):
    """A contract cannot be added or changed like this."""


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """One line of a contract as it is agreed: `amount` for its whole term, the last day included in it.

    `annual` is given where a price by the month or year was agreed, so that odd days of the term round nothing.
    """

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
    annual: Money | None = None

    @property
    def term(self) -> Period:
        """The days of the line."""
        return Period.through(self.starts_on, self.ends_on)


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
    require_written(account, by)
    return conclude(
        account,
        number=number,
        lines=lines,
        signed_on=signed_on,
        auto_renew=auto_renew,
        owner=owner,
        note=note,
        by=by,
        at=at,
    )


@transaction.atomic
def conclude(
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
    """This function will add the contract of a rule that has asked who may: a renewal is signed by its owner."""
    refuse_unfit_contract(number, lines)
    contract = Contract(
        account=account,
        currency=lines[0].amount.currency,
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
        raise taken() from None
    for line in lines:
        add_line(contract, line)
    new = {"number": contract.number, "term": f"{contract.effective_from}/{contract.ends_on}", "owner": told(owner)}
    timeline.record("contract.added", on=contract, by=by, at=at, new=new, about=str(account.pk))
    publishing.publish([account.pk], at=at)
    return contract


@transaction.atomic
def edit(contract: Contract, *, version: int, by: Actor, at: datetime, **changes: Any) -> Contract:
    """This function will change what a contract says beside its lines.

    :raises ContractRefused: the number is missing or taken.
    :raises ChangedMeanwhile: somebody saved it in the meantime.
    """
    require_written(contract.account, by)
    refuse_merged(contract)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    if "number" in changes and not changes["number"].strip():
        raise ContractRefused(_("Give the contract a number."), field="number")
    try:
        with transaction.atomic():
            old, new = revise(contract, version=version, changes=changes)
    except IntegrityError:
        raise taken() from None
    if new:
        about = str(contract.account_id)
        timeline.record("contract.changed", on=contract, by=by, at=at, old=old, new=new, about=about)
        publishing.publish([contract.account_id], at=at)
    return contract


@transaction.atomic
def end(contract: Contract, *, on: date, version: int, by: Actor, at: datetime, reason: str) -> Contract:
    """This function will end a contract early; `on` is the last day of service, and later lines never begin.

    :raises ContractRefused: the day is no day of the contract before its last, or no reason is given.
    """
    require_written(contract.account, by)
    refuse_merged(contract)
    if not reason.strip():
        raise ContractRefused(_("Say why; the reason is kept with the change."), field="reason")
    if not contract.effective_from <= on < contract.last:
        raise ContractRefused(_("Choose a day of the contract that lies before its last day."), field="on")
    revise(contract, version=version, changes={"ended_on": on})
    for line in lines_of(contract):
        if line.last > on:
            revise(line, version=line.version, changes={"ended_on": on})
    about = str(contract.account_id)
    new = {"ended_on": on}
    timeline.record("contract.ended", on=contract, by=by, at=at, new=new, reason=reason.strip(), about=about)
    publishing.publish([contract.account_id], at=at)
    return contract


@transaction.atomic
def pay(contract: Contract, *, amount: Money, on: date, by: Actor, at: datetime, reference: str = "") -> Payment:
    """This function will confirm that money arrived, or with a negative amount that it went back (REV-22)."""
    require(by, Permission.PAYMENTS_CONFIRM)
    require_reached(contract.account, by)
    refuse_merged(contract)
    refuse_unfit_payment(amount, contract.currency)
    payment = Payment(
        contract=contract,
        paid_on=on,
        reference=reference,
        confirmed_by=by if isinstance(by, User) else None,
        confirmed_at=at,
    )
    payment.amount = amount
    payment.save(force_insert=True)
    new: dict[str, Any] = {"contract": contract.number, "amount": amount.full(), "paid_on": on}
    timeline.record("payment.confirmed", on=payment, by=by, at=at, new=new, about=str(contract.account_id))
    if amount.minor > 0:
        closing.paid(contract, on=on, by=by, at=at)
    publishing.publish([contract.account_id], at=at)
    return payment


@transaction.atomic
def void(payment: Payment, *, by: Actor, at: datetime, reason: str) -> Payment:
    """This function will mark a payment as booked wrongly; it stays readable and counts no longer.

    :raises ContractRefused: it is voided already, or no reason is given.
    """
    require(by, Permission.PAYMENTS_CONFIRM)
    account = payment.contract.account
    require_reached(account, by)
    if not reason.strip():
        raise ContractRefused(_("Say why; the reason is kept with the change."), field="reason")
    unvoided = Payment.objects.unscoped(reason="a payment is voided once").filter(pk=payment.pk, voided_at=None)
    if not unvoided.update(voided_at=at):
        raise ContractRefused(_("This payment is voided already."))
    payment.voided_at = at
    old = {"amount": payment.amount.full(), "paid_on": payment.paid_on}
    timeline.record("payment.voided", on=payment, by=by, at=at, old=old, reason=reason.strip(), about=str(account.pk))
    closing.unpaid(payment.contract, by=by, at=at)
    publishing.publish([account.pk], at=at)
    return payment


def require_written(account: Account, by: Actor) -> None:
    """This function will refuse who may not change contracts, or does not see the account."""
    require(by, Permission.CONTRACTS_EDIT)
    require_reached(account, by)


def lines_of(contract: Contract) -> list[Line]:
    """This function will give the lines of a contract whose account was asked for, in their order."""
    everyone = Line.objects.unscoped(reason="whoever sees the contract sees its lines")
    return list(everyone.filter(contract=contract).order_by("starts_on", "pk"))


def add_line(contract: Contract, ordered: Ordered) -> Line:
    """This function will add the row of a line that was checked."""
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
    line.annual = ordered.annual or annual(ordered.amount, line.term)
    line.save(force_insert=True)
    return line


def refuse_unfit(lines: Sequence[Ordered]) -> None:
    """This function will refuse lines that cannot be: none, of two currencies, with days or numbers out of order."""
    if not lines:
        raise ContractRefused(_("A contract has at least one line."), field="lines")
    if len({money.currency for line in lines for money in (line.amount, line.annual) if money}) > 1:
        raise ContractRefused(_("A contract has one currency. Make two contracts."), field="amount")
    for line in lines:
        _refuse_unfit_line(line)


def _refuse_unfit_line(line: Ordered) -> None:
    if line.ends_on < line.starts_on:
        raise ContractRefused(_("A line cannot end before it starts."), field="ends_on")
    if line.quantity < 1:
        raise ContractRefused(_("The quantity is at least 1."), field="quantity")
    if line.amount.minor < 0:
        raise ContractRefused(_("The amount is not negative."), field="amount")
    if not 0 <= line.discount <= WHOLE:
        raise ContractRefused(_("A discount lies between 0 and 100 percent."), field="discount")
    if line.amount.minor * 366 > LARGEST_ANNUAL * line.term.days:
        raise ContractRefused(_("This amount is larger than any contract. Correct it."), field="amount")


def refuse_unfit_contract(number: str, lines: Sequence[Ordered]) -> None:
    """This function will refuse a contract without a number, or with lines that cannot be."""
    if not number.strip():
        raise ContractRefused(_("Give the contract a number."), field="number")
    refuse_unfit(lines)


def refuse_unfit_payment(amount: Money, currency: str) -> None:
    """This function will refuse a payment of nothing, or in another currency than its contract's."""
    if not amount:
        raise ContractRefused(_("Give an amount other than zero."), field="amount")
    if amount.currency != currency:
        raise ContractRefused(_("Give the amount in the currency of the contract."), field="amount")


def refuse_merged(contract: Contract) -> None:
    """This function will refuse work on a contract that went into another one."""
    if contract.merged_into_id:
        raise ContractRefused(_("This contract was merged into another one. Continue there."))


def taken() -> ContractRefused:
    """This function will make the refusal of a number that another contract has."""
    return ContractRefused(_("Another contract has this number; give each its own."), field="number")
