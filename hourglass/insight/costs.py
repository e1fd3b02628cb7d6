"""Costs: how they are entered, corrected and taken back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Forbidden, Refused
from hourglass.base.revisions import revise
from hourglass.customers.models import Account
from hourglass.insight.models import Block, CostEntry


class CostRefused(Refused):
    """A cost cannot be entered or changed like this."""


@transaction.atomic
def enter(
    *,
    block: Block,
    month: date,
    amount: Money,
    by: Actor,
    at: datetime,
    account: Account | None = None,
    referred: bool = False,
    note: str = "",
) -> CostEntry:
    """This function will enter what one month cost; any day of the month names it.

    :raises CostRefused: the amount is not above zero, or only acquisition can be for referred customers.
    """
    require(by, Permission.COSTS_EDIT)
    _require_seen(account, by)
    _refuse_unfit(block, amount, referred=referred)
    entry = CostEntry(
        block=block,
        month=month.replace(day=1),
        account=account,
        referred=referred,
        note=note.strip(),
        created_at=at,
    )
    entry.amount = amount
    entry.save(force_insert=True)
    timeline.record("cost.entered", on=entry, by=by, at=at, new=_told(entry), about=_about(entry))
    return entry


@transaction.atomic
def change(entry: CostEntry, *, amount: Money, note: str, version: int, by: Actor, at: datetime) -> CostEntry:
    """This function will set right what was entered; what stood before stays in the record.

    :raises CostRefused: the amount is not above zero, or it was withdrawn.
    """
    require(by, Permission.COSTS_EDIT)
    _require_seen(entry.account, by)
    _refuse_withdrawn(entry)
    _refuse_unfit(Block(entry.block), amount, referred=entry.referred)
    old = _told(entry)
    changes = {"amount_minor": amount.minor, "amount_currency": amount.currency, "note": note.strip()}
    _before, after = revise(entry, version=version, changes=changes)
    if after:
        timeline.record("cost.changed", on=entry, by=by, at=at, old=old, new=_told(entry), about=_about(entry))
    return entry


@transaction.atomic
def withdraw(entry: CostEntry, *, version: int, by: Actor, at: datetime, reason: str) -> CostEntry:
    """This function will take a cost back; it stays readable and counts no longer.

    :raises CostRefused: no reason is given, or it was withdrawn already.
    """
    require(by, Permission.COSTS_EDIT)
    _require_seen(entry.account, by)
    _refuse_withdrawn(entry)
    if not reason.strip():
        raise CostRefused(_("Say why; the reason is kept with the change."), field="reason")
    revise(entry, version=version, changes={"withdrawn_at": at})
    old = _told(entry)
    timeline.record("cost.withdrawn", on=entry, by=by, at=at, old=old, reason=reason.strip(), about=_about(entry))
    return entry


def _require_seen(account: Account | None, by: Actor) -> None:
    seen = account is None or not isinstance(by, User)
    if not seen and not Account.objects.visible_to(by).filter(pk=account.pk).exists():  # type: ignore[union-attr, arg-type]
        raise Forbidden(_("This customer is not yours; ask its owner or their lead."))


def _refuse_withdrawn(entry: CostEntry) -> None:
    if entry.withdrawn_at:
        raise CostRefused(_("This cost was withdrawn. Enter a new one."))


def _refuse_unfit(block: Block, amount: Money, *, referred: bool) -> None:
    if amount.minor <= 0:
        raise CostRefused(_("Give an amount above zero."), field="amount")
    if referred and block is not Block.ACQUISITION:
        raise CostRefused(_("Only acquisition can be spent on referred customers."), field="referred")


def _about(entry: CostEntry) -> str | None:
    return str(entry.account_id) if entry.account_id else None


def _told(entry: CostEntry) -> dict[str, Any]:
    told = {"block": entry.block, "month": f"{entry.month:%Y-%m}", "amount": entry.amount.full(), "note": entry.note}
    return {name: value for name, value in told.items() if value}
