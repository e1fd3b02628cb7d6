"""What the renewals of a month should bring, against which the forecast and the result are held (REV-21)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.permissions import Permission, Reach
from hourglass.base.refusals import Forbidden, Refused
from hourglass.base.revisions import ChangedMeanwhile, revise
from hourglass.revenue.models import Target


class TargetRefused(Refused):
    """A target cannot be set like this."""


def find(month: date, *, currency: str) -> Target | None:
    """This function will give the target of a month, named by any of its days."""
    return Target.objects.filter(month=month.replace(day=1), amount_currency=currency).first()


def of(months: Iterable[date], *, currency: str) -> dict[date, Money]:
    """This function will give the targets of months by their first days; months without one are left out."""
    rows = Target.objects.filter(month__in=list(months), amount_currency=currency)
    return {row.month: row.amount for row in rows}


def may_set(person: User) -> bool:
    """This function will tell whether somebody sets targets: who approves and sees all customers."""
    return person.can(Permission.RENEWALS_APPROVE) and person.reach is Reach.ALL


@transaction.atomic
def put(month: date, amount: Money, *, version: int, by: Actor, at: datetime) -> Target:
    """This function will say what the renewals of a month should bring in a year's amount; any day names the month.

    `version` is that of the target it was opened on, 0 where there was none.

    :raises TargetRefused: the amount is not above zero.
    :raises ChangedMeanwhile: somebody set it in the meantime.
    """
    require(by, Permission.RENEWALS_APPROVE)
    if isinstance(by, User) and not may_set(by):
        raise Forbidden(_("Targets are for the whole company; who sees all customers sets them."))
    if amount.minor <= 0:
        raise TargetRefused(_("Give an amount above zero."), field="amount")
    found = find(month, currency=amount.currency)
    old = {"amount": found.amount.full()} if found else {}
    if found is None:
        found = _added(month, amount, version)
    elif not revise(found, version=version, changes={"amount_minor": amount.minor})[1]:
        return found
    new = {"amount": amount.full(), "month": f"{found.month:%Y-%m}"}
    timeline.record("target.set", on=found, by=by, at=at, old=old, new=new)
    return found


def _added(month: date, amount: Money, version: int) -> Target:
    made = Target(month=month.replace(day=1))
    made.amount = amount
    try:
        with transaction.atomic():
            if version:
                raise ChangedMeanwhile
            made.save(force_insert=True)
    except IntegrityError:
        raise ChangedMeanwhile from None
    return made
