"""The customer's plan for one to three years, and what it suggests they may buy (REV-17)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.periods import Period, add_years
from hourglass.base.permissions import Permission
from hourglass.customers.accounts import require_reached
from hourglass.customers.models import Account, Entitlement, Module
from hourglass.revenue.models import PlanItem, Suggestion
from hourglass.revenue.renewals.authority import RenewalRefused

REASON = "the account was asked for"
FURTHEST_YEARS = 5


def plan_of(account: Account) -> list[PlanItem]:
    """This function will give the points of an account's plan, the next first."""
    everyone = PlanItem.objects.unscoped(reason=REASON).filter(account=account, removed_at=None)
    return list(everyone.select_related("module", "suggestion").order_by("planned_on", "pk"))


@transaction.atomic
def add(
    account: Account, *, goal: str, planned_on: date, by: Actor, at: datetime, module: Module | None = None
) -> PlanItem:
    """This function will add a point of the plan for a quarter; a module the account does not have yet is suggested.

    :raises RenewalRefused: there is no goal, or the day is past or too far away.
    """
    require(by, Permission.RENEWALS_WORK)
    require_reached(account, by)
    day, quarter = configuration.today(at), Period.quarter(planned_on)
    if not goal.strip():
        raise RenewalRefused(_("Say what the customer plans."), field="goal")
    if not day < quarter.end <= add_years(day, FURTHEST_YEARS):
        raise RenewalRefused(
            _("Choose a quarter within the next %(n)s years.") % {"n": FURTHEST_YEARS}, field="planned_on"
        )
    item = PlanItem.objects.create(
        account=account, goal=goal.strip(), module=module, planned_on=quarter.start, added_at=at
    )
    if module is not None and not _has(account, module, day):
        Suggestion.objects.create(account=account, source=item, module=module, planned_on=quarter.start, made_at=at)
    new = {"goal": item.goal, "module": str(module) if module else "", "planned_on": item.planned_on}
    timeline.record("plan.added", on=item, by=by, at=at, new=new, about=str(account.pk))
    return item


@transaction.atomic
def remove(item: PlanItem, *, by: Actor, at: datetime) -> None:
    """This function will take a point out of the plan, and with it what it suggested."""
    require(by, Permission.RENEWALS_WORK)
    require_reached(item.account, by)
    PlanItem.objects.unscoped(reason=REASON).filter(pk=item.pk, removed_at=None).update(removed_at=at)
    Suggestion.objects.unscoped(reason=REASON).filter(source=item, settled_at=None).update(settled_at=at)
    old = {"goal": item.goal, "planned_on": item.planned_on}
    timeline.record("plan.removed", on=item, by=by, at=at, old=old, about=str(item.account_id))


def _has(account: Account, module: Module, day: date) -> bool:
    owned = Entitlement.objects.unscoped(reason=REASON).of(account).on(day)
    return bool(owned.filter(module=module).exists() or owned.filter(edition__modules=module).exists())
