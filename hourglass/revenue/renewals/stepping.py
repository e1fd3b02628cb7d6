"""The commercial steps of a renewal, their lead times, and the gap they would leave (REV-18)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.models import User
from hourglass.base.revisions import revise
from hourglass.revenue.models import Renewal, RenewalStep, StepKind
from hourglass.revenue.renewals.authority import RenewalRefused, require_open, require_work
from hourglass.revenue.windows import Finish, finish

REASON = "the renewal was asked for"
SIDE = frozenset({StepKind.SELF_CHECK, StepKind.REPORT})


def steps_of(renewal: Renewal) -> list[RenewalStep]:
    """This function will give the steps in their order."""
    everyone = RenewalStep.objects.unscoped(reason=REASON).filter(renewal=renewal)
    return list(everyone.select_related("owner").order_by("order"))


def projected(renewal: Renewal, steps: Iterable[RenewalStep], *, day: date) -> Finish:
    """This function will tell when the commercial steps that remain will be done, and the days missing until then."""
    remaining = (step.lead_days for step in steps if step.done_on is None and step.kind not in SIDE)
    return finish(day, remaining, service_ends=renewal.service_ends)


@transaction.atomic
def schedule(step: RenewalStep, *, lead_days: int, version: int, by: Actor, at: datetime) -> RenewalStep:
    """This function will say how long a step takes this time."""
    renewal = step.renewal
    require_work(renewal, by)
    require_open(renewal)
    if not 0 <= lead_days <= 365:
        raise RenewalRefused(_("Give a number from %(least)s to %(most)s.") % {"least": 0, "most": 365})
    old, new = revise(step, version=version, changes={"lead_days": lead_days})
    if new:
        about = str(renewal.account_id)
        timeline.record("renewal.step_scheduled", on=step, by=by, at=at, old=old, new=new, about=about)
    return step


@transaction.atomic
def done(step: RenewalStep, *, on: date, version: int, by: Actor, at: datetime, evidence: str = "") -> RenewalStep:
    """This function will note that a step is done, with what shows it; the one it is meant for does its own.

    :raises RenewalRefused: the day lies ahead.
    """
    renewal = step.renewal
    require_work(renewal, by)
    require_open(renewal)
    if on > configuration.today(at):
        raise RenewalRefused(_("Choose the day on which it was done, not one ahead."), field="on")
    changes = {"done_on": on, "evidence": evidence.strip()}
    if step.owner is None and isinstance(by, User):
        changes["owner"] = by
    revise(step, version=version, changes=changes)
    about = str(renewal.account_id)
    timeline.record("renewal.step_done", on=step, by=by, at=at, new={"done_on": on}, about=about)
    return step


@transaction.atomic
def undone(step: RenewalStep, *, version: int, by: Actor, at: datetime) -> RenewalStep:
    """This function will take back that a step is done."""
    renewal = step.renewal
    require_work(renewal, by)
    require_open(renewal)
    old, _new = revise(step, version=version, changes={"done_on": None, "evidence": ""})
    if old:
        about = str(renewal.account_id)
        timeline.record("renewal.step_reopened", on=step, by=by, at=at, old=old, about=about)
    return step
