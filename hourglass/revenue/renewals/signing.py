"""Signing: what is offered becomes a contract, or a contract that is there already is the renewal (REV-06, REV-08)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.revisions import revise
from hourglass.revenue import contracts, publishing, rules
from hourglass.revenue.contracts import Ordered, lines_of
from hourglass.revenue.models import Contract, Line, Outcome, Renewal, RenewalLine, State
from hourglass.revenue.renewals import closing
from hourglass.revenue.renewals.authority import RenewalRefused, require_lead, require_open, require_owner
from hourglass.revenue.renewals.offering import as_offered, items_of, reduces
from hourglass.revenue.windows import Standing, standing

REASON = "the renewal was asked for"
READY = (State.COMMITTED, State.LOST)


@transaction.atomic
def sign(renewal: Renewal, *, number: str, on: date, version: int, by: Actor, at: datetime) -> Contract:
    """This function will make a contract of what is offered; each new line is linked to the one it renews.

    A renewal that was lost can still be signed while it counts as late (REV-07).

    :raises RenewalRefused: the customer has not committed, nothing is offered, or it would be a win-back.
    """
    require_owner(renewal, by)
    _require_ready(renewal, at)
    if on > configuration.today(at):
        raise RenewalRefused(_("Choose the day on which it was signed, not one ahead."), field="on")
    items = items_of(renewal)
    offered = [item for item in items if not item.dropped]
    if not offered:
        raise RenewalRefused(_("Nothing is offered. Keep at least one line, or close the renewal as lost."))
    contract = contracts.conclude(
        renewal.account,
        number=number,
        lines=[_ordered(item) for item in offered],
        signed_on=on,
        owner=renewal.owner,
        by=by,
        at=at,
    )
    for item, line in zip(offered, lines_in_order(contract), strict=True):
        revise(item, version=item.version, changes={"renewed": line})
    _signed(renewal, contract, on=on, version=version, by=by, at=at)
    return contract


@transaction.atomic
def link(renewal: Renewal, contract: Contract, *, version: int, by: Actor, at: datetime) -> Renewal:
    """This function will say that a contract which is there already renews what expires; its lines replace the offer.

    Lines are matched by what they are about; what finds no partner is dropped or added. If it is paid, it is renewed.

    :raises RenewalRefused: the contract is of another customer, or renews something already.
    """
    require_owner(renewal, by)
    _require_ready(renewal, at, committed=False)
    if contract.account_id != renewal.account_id or contract.currency != renewal.due.currency:
        raise RenewalRefused(_("Choose a contract of the same customer and currency."), field="contract")
    free = [
        line for line in lines_of(contract) if line.starts_on > renewal.due_on and not hasattr(line, "renewed_from")
    ]
    if not free:
        raise RenewalRefused(_("No line of this contract begins after the expiry."), field="contract")
    _match(renewal, free)
    _signed(renewal, contract, on=contract.signed_on or contract.effective_from, version=version, by=by, at=at)
    if (paid := publishing.first_payments([contract]).get(contract.pk)) is not None:
        closing.settle(renewal, on=paid, by=by, at=at)
    publishing.publish([renewal.account_id], at=at)
    return renewal


@transaction.atomic
def unsign(renewal: Renewal, *, version: int, by: Actor, at: datetime, reason: str) -> Renewal:
    """This function will take a signature back; only a lead or the head may. The contract stays and has to be ended."""
    require_lead(renewal, by)
    require_open(renewal)
    if renewal.state is not State.SIGNED:
        raise RenewalRefused(_("The renewal is not signed."))
    if not reason.strip():
        raise RenewalRefused(_("Say why; the reason is kept with the change."), field="reason")
    old = {"state": renewal.state, "contract": str(renewal.contract)}
    revise(renewal, version=version, changes={"signed_on": None, "contract": None})
    RenewalLine.objects.unscoped(reason=REASON).filter(renewal=renewal).update(renewed=None)
    about = str(renewal.account_id)
    new = {"state": renewal.state}
    timeline.record("renewal.unsigned", on=renewal, by=by, at=at, old=old, new=new, reason=reason.strip(), about=about)
    publishing.publish([renewal.account_id], at=at)
    return renewal


def lines_in_order(contract: Contract) -> list[Line]:
    """This function will give the lines of a new contract in the order in which they were ordered."""
    return sorted(lines_of(contract), key=lambda line: line.pk)


def _require_ready(renewal: Renewal, at: datetime, *, committed: bool = True) -> None:
    day = configuration.today(at)
    stands = standing(renewal.due_on, day, bridged_to=renewal.bridged_to, limits=rules.limits(day))
    if stands is Standing.TOO_LATE:
        raise RenewalRefused(_("It is too late for this renewal. Add a contract to the customer: it is a win-back."))
    if renewal.outcome in {Outcome.RENEWED, Outcome.PARTIAL} or renewal.signed_on:
        raise RenewalRefused(_("This renewal is signed already."))
    if committed and renewal.state not in READY:
        raise RenewalRefused(_("The customer has to commit first."))


def _signed(renewal: Renewal, contract: Contract, *, on: date, version: int, by: Actor, at: datetime) -> None:
    changes = {"signed_on": on, "contract": contract, "outcome": "", "closed_at": None, "reason": "", "reason_note": ""}
    revise(renewal, version=version, changes=changes)
    new = {"signed_on": on, "contract": contract.number}
    timeline.record("renewal.signed", on=renewal, by=by, at=at, new=new, about=str(renewal.account_id))
    publishing.publish([renewal.account_id], at=at)


def _match(renewal: Renewal, lines: Sequence[Line]) -> None:
    """This function will pair what expires with what begins: the same name, else the same thing, else in order."""
    waiting = list(lines)
    for item in items_of(renewal):
        if item.expiring is None:
            item.delete()
            continue
        partner = _partner(item.expiring, waiting)
        if partner is None:
            revise(item, version=item.version, changes={"dropped": True, "reason": item.reason or closing.LAPSED})
            continue
        waiting.remove(partner)
        revise(
            item,
            version=item.version,
            changes={"dropped": False, "reason": _why_less(item, partner), **_copied(partner)},
        )
    for line in waiting:
        item = RenewalLine(renewal=renewal, **_copied(line))
        item.save(force_insert=True)


def _why_less(item: RenewalLine, partner: Line) -> str:
    """This function will give the reason of what was signed for less; nobody asked where no offer told it before."""
    if item.expiring is None or not reduces(item.expiring, as_offered(partner)):
        return ""
    return item.reason or closing.LAPSED


def _partner(expiring: Line, lines: Sequence[Line]) -> Line | None:
    same = [line for line in lines if (line.edition_id, line.module_id) == (expiring.edition_id, expiring.module_id)]
    named = [line for line in same if line.name == expiring.name]
    return next(iter(named or same or lines), None)


def _copied(line: Line) -> dict[str, object]:
    names = ("name", "edition", "module", "quantity", "discount", "starts_on", "ends_on")
    money = {"amount_minor": line.amount.minor, "amount_currency": line.amount.currency}
    return {name: getattr(line, name) for name in names} | money | {"renewed": line}


def _ordered(item: RenewalLine) -> Ordered:
    return Ordered(
        name=item.name,
        amount=item.amount,
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        quantity=item.quantity,
        discount=item.discount,
        edition=item.edition,
        module=item.module,
    )
