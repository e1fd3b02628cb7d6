"""Lines of a running contract: what is added, cut, replaced and stepped in price while it runs (REV-08, REV-10)."""

from collections.abc import Sequence
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
from hourglass.revenue import contracts, publishing
from hourglass.revenue.annualising import annual
from hourglass.revenue.contracts import (
    ContractRefused,
    Ordered,
    add_line,
    lines_of,
    refuse_merged,
    refuse_unfit,
    require_written,
)
from hourglass.revenue.models import Contract, Line

COLUMNS = ("name", "recurrence", "quantity", "discount", "starts_on", "ends_on")


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


@transaction.atomic
def rewrite(
    contract: Contract,
    agreed: Sequence[tuple[Line | None, Ordered]],
    *,
    version: int,
    by: Actor,
    at: datetime,
    **header: Any,
) -> Contract:
    """This function will set right what was entered: the header, lines with what they should have said, and new lines.

    It corrects the past. What changes from a day on is a replacement, a cut or a price step.

    :raises ContractRefused: the number is taken, or a line cannot be like this or was ended early.
    """
    contracts.edit(contract, version=version, by=by, at=at, **header)
    refuse_unfit([one for _line, one in agreed])
    for line, one in agreed:
        _refuse_foreign(contract, one.amount)
        if line is None:
            new = add_line(contract, one)
            timeline.record("line.added", on=new, by=by, at=at, new=_told(new), about=str(contract.account_id))
        else:
            _correct(line, one, by=by, at=at)
    _stretch(contract)
    publishing.publish([contract.account_id], at=at)
    return contract


def _correct(line: Line, one: Ordered, *, by: Actor, at: datetime) -> None:
    yearly = one.annual or annual(one.amount, one.term)
    if ordered(line) == varied(one, annual=None) and (one.annual is None or line.annual == yearly):
        return
    if line.ended_on:
        raise ContractRefused(_("The line %(name)s was ended early and stays as it is.") % {"name": line.name})
    before = _told(line)
    changes = {name: getattr(one, name) for name in (*COLUMNS, "edition", "module")}
    changes |= {"amount_minor": one.amount.minor, "annual_minor": yearly.minor}
    revise(line, version=line.version, changes=changes)
    timeline.record(
        "line.corrected", on=line, by=by, at=at, old=before, new=_told(line), about=str(line.contract.account_id)
    )


def ordered(line: Line) -> Ordered:
    """This function will give a line as it was agreed."""
    words = {name: getattr(line, name) for name in (*COLUMNS, "edition", "module", "price_step")}
    return Ordered(amount=line.amount, **words)


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
