"""Lines of a running contract: what is added, cut, replaced and stepped in price while it runs (REV-08, REV-10)."""

from dataclasses import replace as varied
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor
from hourglass.base.money import Money
from hourglass.base.periods import DAY
from hourglass.base.revisions import revise
from hourglass.revenue import publishing
from hourglass.revenue.contracts import (
    ContractRefused,
    Ordered,
    add_line,
    lines_of,
    refuse_merged,
    refuse_unfit,
    require_written,
)
from hourglass.revenue.models import Contract, Line, Recurrence


@transaction.atomic
def add(contract: Contract, ordered: Ordered, *, by: Actor, at: datetime) -> Line:
    """This function will add something bought while the contract runs; its amount is that of its own days (REV-10).

    :raises ContractRefused: the contract was ended, or the line cannot be like this.
    """
    _require_open(contract, by)
    _refuse_foreign(contract, ordered.amount)
    refuse_unfit([ordered])
    line = add_line(contract, ordered)
    _stretch(contract)
    new = _told(line)
    timeline.record("line.added", on=line, by=by, at=at, new=new, about=str(contract.account_id))
    publishing.publish([contract.account_id], at=at)
    return line


@transaction.atomic
def cut(line: Line, *, on: date, version: int, by: Actor, at: datetime, reason: str) -> Line:
    """This function will end a line early; `on` is its last day of service.

    :raises ContractRefused: the day is no day of the line before its last, or no reason is given.
    """
    contract = line.contract
    _require_open(contract, by)
    if not reason.strip():
        raise ContractRefused(_("Say why; the reason is kept with the change."), field="reason")
    _refuse_outside(line, on, field="on")
    revise(line, version=version, changes={"ended_on": on})
    about = str(contract.account_id)
    new = {"ended_on": on}
    timeline.record("line.cut", on=line, by=by, at=at, new=new, reason=reason.strip(), about=about)
    publishing.publish([contract.account_id], at=at)
    return line


@transaction.atomic
def replace(line: Line, following: Ordered, *, version: int, by: Actor, at: datetime, reason: str = "") -> Line:
    """This function will let another quantity and price run to the end of the line; the old one ends the day before.

    The amount of `following` is that of its own days. An agreed price step is no upsell (REV-08).

    :raises ContractRefused: its first day is not within the line, or quantity or amount cannot be.
    """
    contract = line.contract
    _require_open(contract, by)
    _refuse_outside(line, following.starts_on - DAY, field="on")
    _refuse_foreign(contract, following.amount)
    refuse_unfit([following])
    revise(line, version=version, changes={"ended_on": following.starts_on - DAY})
    new = add_line(contract, following)
    told: dict[str, Any] = {
        "old": _told(line),
        "new": _told(new),
        "reason": reason.strip(),
        "about": str(contract.account_id),
    }
    if following.price_step:
        timeline.record("line.stepped", on=new, by=by, at=at, **told)
    else:
        timeline.record("line.replaced", on=new, by=by, at=at, **told)
    publishing.publish([contract.account_id], at=at)
    return new


def step(line: Line, *, on: date, amount: Money, version: int, by: Actor, at: datetime, reason: str = "") -> Line:
    """This function will let an agreed price step take effect on `on`: the same quantity, for another amount."""
    following = varied(ordered(line), starts_on=on, amount=amount, price_step=True)
    return replace(line, following, version=version, by=by, at=at, reason=reason)


def ordered(line: Line) -> Ordered:
    """This function will give a line as it was agreed."""
    return Ordered(
        name=line.name,
        amount=line.amount,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        quantity=line.quantity,
        discount=line.discount,
        recurrence=Recurrence(line.recurrence),
        edition=line.edition,
        module=line.module,
        price_step=line.price_step,
    )


def _require_open(contract: Contract, by: Actor) -> None:
    require_written(contract.account, by)
    refuse_merged(contract)
    if contract.ended_on:
        raise ContractRefused(_("This contract was ended. Add another one for what follows."))


def _refuse_outside(line: Line, last: date, *, field: str) -> None:
    if not line.starts_on <= last < line.last:
        raise ContractRefused(_("Choose a day within the line, after its first and up to its last."), field=field)


def _refuse_foreign(contract: Contract, amount: Money) -> None:
    if amount.currency != contract.currency:
        raise ContractRefused(_("Give the amount in the currency of the contract."), field="amount")


def _stretch(contract: Contract) -> None:
    """This function will give a contract the term of its lines."""
    lines = lines_of(contract)
    term = {"effective_from": min(line.starts_on for line in lines), "ends_on": max(line.ends_on for line in lines)}
    revise(contract, version=contract.version, changes=term)


def _told(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "quantity": line.quantity,
        "amount": line.amount.full(),
        "term": f"{line.starts_on}/{line.last}",
    }
