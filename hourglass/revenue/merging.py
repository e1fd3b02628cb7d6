"""Contracts merged into one and split into several: lines move, and no total changes (REV-12)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor
from hourglass.base.revisions import revise
from hourglass.revenue import publishing
from hourglass.revenue.contracts import ContractRefused, lines_of, refuse_merged, require_written
from hourglass.revenue.models import Contract, Line, Payment, Renewal

REASON = "whoever changes the contract changes all of it"


@transaction.atomic
def merge(into: Contract, others: Collection[Contract], *, by: Actor, at: datetime, reason: str = "") -> Contract:
    """This function will move the lines and payments of `others` to one contract; their numbers stay readable.

    :raises ContractRefused: none is given, or one is of another customer, another currency or was merged before.
    """
    require_written(into.account, by)
    refuse_merged(into)
    if not others:
        raise ContractRefused(_("Choose the contracts to merge."), field="others")
    for other in others:
        _refuse_unlike(into, other)
    Line.objects.unscoped(reason=REASON).filter(contract__in=others).update(contract=into)
    Payment.objects.unscoped(reason=REASON).filter(contract__in=others).update(contract=into)
    Contract.objects.unscoped(reason=REASON).filter(split_from__in=others).update(split_from=into)
    Renewal.objects.unscoped(reason=REASON).filter(contract__in=others).update(contract=into)
    for other in others:
        revise(other, version=other.version, changes={"merged_into": into})
        old, new = {"number": other.number}, {"number": into.number}
        about = str(into.account_id)
        timeline.record("contract.merged", on=other, by=by, at=at, old=old, new=new, reason=reason, about=about)
    _fit(into)
    publishing.publish([into.account_id], at=at)
    return into


@transaction.atomic
def split(
    contract: Contract, *, number: str, quantities: Mapping[int, int], by: Actor, at: datetime, reason: str = ""
) -> Contract:
    """This function will move lines to a new contract; `quantities` says by the key of a line how many of it go.

    Part of a line's quantity takes its share of both amounts, to the last coin.

    :raises ContractRefused: nothing or everything would go, a quantity is not there, or the number is taken.
    """
    require_written(contract.account, by)
    refuse_merged(contract)
    lines = lines_of(contract)
    _refuse_unfit_split(lines, number, quantities)
    part = Contract(
        account=contract.account,
        number=number.strip(),
        signed_on=contract.signed_on,
        effective_from=contract.effective_from,
        ends_on=contract.ends_on,
        ended_on=contract.ended_on,
        auto_renew=contract.auto_renew,
        owner=contract.owner,
        currency=contract.currency,
        handover_accepted_on=contract.handover_accepted_on,
        delivery_accepted_on=contract.delivery_accepted_on,
        split_from_id=contract.split_from_id or contract.pk,
        created_at=at,
    )
    try:
        with transaction.atomic():
            part.save(force_insert=True)
    except IntegrityError:
        raise ContractRefused(_("Another contract has this number; give each its own."), field="number") from None
    for line in lines:
        if taken := quantities.get(line.pk, 0):
            _move(line, taken, part)
    _fit(contract)
    _fit(part)
    new = {"number": part.number, "split_from": contract.number}
    timeline.record("contract.split", on=part, by=by, at=at, new=new, reason=reason, about=str(contract.account_id))
    publishing.publish([contract.account_id], at=at)
    return part


def _move(line: Line, taken: int, part: Contract) -> None:
    if taken == line.quantity:
        revise(line, version=line.version, changes={"contract": part})
        return
    stays, goes = line.amount.allocate([line.quantity - taken, taken])
    yearly_stays, yearly_goes = line.annual.allocate([line.quantity - taken, taken])
    piece = Line(
        contract=part,
        **{
            name: getattr(line, name)
            for name in (
                *("name", "recurrence", "discount", "edition", "module", "starts_on", "ends_on", "ended_on"),
                "price_step",
            )
        },
    )
    piece.quantity, piece.amount, piece.annual = taken, goes, yearly_goes
    piece.save(force_insert=True)
    rest = {"quantity": line.quantity - taken, "amount_minor": stays.minor, "annual_minor": yearly_stays.minor}
    revise(line, version=line.version, changes=rest)


def _fit(contract: Contract) -> None:
    """This function will give a contract the term of its lines, and forget an early end that not all of them share."""
    lines = lines_of(contract)
    ended = max(line.last for line in lines)
    ends = max(line.ends_on for line in lines)
    changes = {
        "effective_from": min(line.starts_on for line in lines),
        "ends_on": ends,
        "ended_on": ended if contract.ended_on and ended < ends else None,
    }
    revise(contract, version=contract.version, changes=changes)


def _refuse_unlike(into: Contract, other: Contract) -> None:
    refuse_merged(other)
    if other.pk == into.pk or other.account_id != into.account_id:
        raise ContractRefused(_("Only other contracts of the same customer can be merged."), field="others")
    if other.currency != into.currency:
        raise ContractRefused(_("Only contracts of one currency can be merged."), field="others")


def _refuse_unfit_split(lines: Collection[Line], number: str, quantities: Mapping[int, int]) -> None:
    if not number.strip():
        raise ContractRefused(_("Give the contract a number."), field="number")
    there = {line.pk: line.quantity for line in lines}
    if any(not 0 <= taken <= there.get(key, 0) for key, taken in quantities.items()):
        raise ContractRefused(_("A line has no more than its quantity to give."), field="quantities")
    if not any(quantities.values()):
        raise ContractRefused(_("Say how many of at least one line go to the new contract."), field="quantities")
    if all(quantities.get(key, 0) == quantity for key, quantity in there.items()):
        raise ContractRefused(_("Leave at least one line where it is."), field="quantities")
