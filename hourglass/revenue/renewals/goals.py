"""Goals of the next year, agreed in writing with the customer and confirmed by them (REV-16)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor
from hourglass.base.revisions import revise
from hourglass.revenue.models import NextYearGoal, Outcome, Renewal
from hourglass.revenue.renewals.authority import RenewalRefused, require_work

REASON = "the renewal was asked for"
MOST = 12


def goals_of(renewal: Renewal) -> list[NextYearGoal]:
    """This function will give the goals in the order of their days."""
    return list(NextYearGoal.objects.unscoped(reason=REASON).filter(renewal=renewal).order_by("due_on", "pk"))


@transaction.atomic
def add(renewal: Renewal, *, goal: str, method: str, due_on: date, by: Actor, at: datetime) -> NextYearGoal:
    """This function will add a goal: what is to be reached, how, and by when.

    :raises RenewalRefused: a part is missing, the day lies before the new term, or there are too many.
    """
    _require_workable(renewal, by)
    _refuse_unfit(renewal, goal, method, due_on)
    if len(goals_of(renewal)) >= MOST:
        raise RenewalRefused(_("More than %(n)s goals are no goals. Take one out first.") % {"n": MOST})
    row = NextYearGoal.objects.create(renewal=renewal, goal=goal.strip(), method=method.strip(), due_on=due_on)
    new = {"goal": row.goal, "due_on": due_on}
    timeline.record("goal.added", on=row, by=by, at=at, new=new, about=str(renewal.account_id))
    return row


@transaction.atomic
def edit(
    goal: NextYearGoal, *, goal_text: str, method: str, due_on: date, version: int, by: Actor, at: datetime
) -> NextYearGoal:
    """This function will change a goal; what the customer confirmed has to be confirmed again."""
    renewal = goal.renewal
    _require_workable(renewal, by)
    _refuse_unfit(renewal, goal_text, method, due_on)
    wanted = {"goal": goal_text.strip(), "method": method.strip(), "due_on": due_on}
    if any(getattr(goal, name) != value for name, value in wanted.items()):
        wanted |= {"confirmed_at": None, "confirmed_by": ""}
    old, new = revise(goal, version=version, changes=wanted)
    if new:
        timeline.record("goal.changed", on=goal, by=by, at=at, old=old, new=new, about=str(renewal.account_id))
    return goal


@transaction.atomic
def remove(goal: NextYearGoal, *, by: Actor, at: datetime) -> None:
    """This function will take a goal out."""
    renewal = goal.renewal
    _require_workable(renewal, by)
    old = {"goal": goal.goal, "due_on": goal.due_on}
    timeline.record("goal.removed", on=goal, by=by, at=at, old=old, about=str(renewal.account_id))
    goal.delete()


@transaction.atomic
def confirm(renewal: Renewal, *, name: str, by: Actor, at: datetime) -> int:
    """This function will note that the customer confirmed the goals, by whom; it returns how many were new.

    :raises RenewalRefused: there is no goal, or nobody is named.
    """
    if not name.strip():
        raise RenewalRefused(_("Give your name."), field="name")
    goals = goals_of(renewal)
    if not goals:
        raise RenewalRefused(_("There is no goal to confirm."))
    waiting = [goal for goal in goals if goal.confirmed_at is None]
    for goal in waiting:
        revise(goal, version=goal.version, changes={"confirmed_at": at, "confirmed_by": name.strip()[:120]})
    if waiting:
        new = {"confirmed_by": name.strip()[:120], "goals": [goal.goal for goal in waiting]}
        timeline.record("goal.confirmed", on=renewal, by=by, at=at, new=new, about=str(renewal.account_id))
    return len(waiting)


def _require_workable(renewal: Renewal, by: Actor) -> None:
    require_work(renewal, by)
    if renewal.outcome in {Outcome.LOST, Outcome.MOOT}:
        raise RenewalRefused(_("This renewal is closed. Its result stands in its history."))


def _refuse_unfit(renewal: Renewal, goal: str, method: str, due_on: date) -> None:
    for field, text in (("goal", goal), ("method", method)):
        if not text.strip():
            raise RenewalRefused(_("Say what is to be reached, and how."), field=field)
    if due_on <= renewal.due_on:
        raise RenewalRefused(
            _("Choose a day in the new term, after %(day)s.") % {"day": renewal.due_on}, field="due_on"
        )
