"""The road of an open renewal: presented, agreed, committed, or back with a reason; its owner and its forecast."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.models import User
from hourglass.base.revisions import revise
from hourglass.revenue.models import Category, Renewal, State
from hourglass.revenue.renewals import checking, reporting
from hourglass.revenue.renewals.authority import (
    RenewalRefused,
    require_lead,
    require_open,
    require_owner,
    require_work,
)

# What is forgotten on the way back to a state: the moments of those after it.
BACK: dict[State, dict[str, Any]] = {
    State.PREPARING: {"presented_on": None, "attendees": "", "report": None, "agreed_at": None, "committed_at": None},
    State.PRESENTED: {"agreed_at": None, "committed_at": None},
    State.AGREED: {"committed_at": None},
}
ORDER = (State.PREPARING, State.PRESENTED, State.AGREED, State.COMMITTED)


@transaction.atomic
def present(renewal: Renewal, *, on: date, attendees: str, version: int, by: Actor, at: datetime) -> Renewal:
    """This function will note that the results were presented, and keep the report as it was presented (REV-03).

    :raises RenewalRefused: the self-check is not answered, the day lies ahead, nobody is named, or it is not its turn.
    """
    require_work(renewal, by)
    _require_state(renewal, State.PREPARING)
    if not attendees.strip():
        raise RenewalRefused(_("Say who was there."), field="attendees")
    if on > configuration.today(at):
        raise RenewalRefused(_("Choose the day on which it was presented, not one ahead."), field="on")
    if checking.missing(renewal):
        raise RenewalRefused(_("Answer the three questions of the self-check first."))
    changes = {
        "presented_on": on,
        "attendees": attendees.strip(),
        "report": reporting.drafted(renewal, at=at),
    }
    revise(renewal, version=version, changes=changes)
    about = str(renewal.account_id)
    new = {"presented_on": on, "attendees": attendees.strip()}
    timeline.record("renewal.presented", on=renewal, by=by, at=at, new=new, about=about)
    return renewal


@transaction.atomic
def agree(renewal: Renewal, *, version: int, by: Actor, at: datetime) -> Renewal:
    """This function will note that the customer agreed to the plan of the next year."""
    require_work(renewal, by)
    _require_state(renewal, State.PRESENTED)
    revise(renewal, version=version, changes={"agreed_at": at})
    timeline.record("renewal.agreed", on=renewal, by=by, at=at, about=str(renewal.account_id))
    return renewal


@transaction.atomic
def commit(renewal: Renewal, *, version: int, by: Actor, at: datetime) -> Renewal:
    """This function will note that the customer committed to renew; only the owner or their lead says so."""
    require_owner(renewal, by)
    _require_state(renewal, State.AGREED)
    revise(renewal, version=version, changes={"committed_at": at, "category": Category.COMMIT})
    timeline.record("renewal.committed", on=renewal, by=by, at=at, about=str(renewal.account_id))
    return renewal


@transaction.atomic
def set_back(renewal: Renewal, *, to: State, version: int, by: Actor, at: datetime, reason: str) -> Renewal:
    """This function will take a renewal back to an earlier state; only a lead or the head may, with a reason.

    :raises RenewalRefused: the state does not lie behind it, or no reason is given.
    """
    require_lead(renewal, by)
    require_open(renewal)
    if not reason.strip():
        raise RenewalRefused(_("Say why; the reason is kept with the change."), field="reason")
    if renewal.state not in ORDER or to not in BACK or ORDER.index(to) >= ORDER.index(renewal.state):
        raise RenewalRefused(_("Choose a state that lies behind the present one."), field="to")
    old = {"state": renewal.state}
    revise(renewal, version=version, changes=BACK[to])
    about = str(renewal.account_id)
    new = {"state": to}
    timeline.record("renewal.set_back", on=renewal, by=by, at=at, old=old, new=new, reason=reason.strip(), about=about)
    return renewal


@transaction.atomic
def categorise(renewal: Renewal, *, category: Category, version: int, by: Actor, at: datetime) -> Renewal:
    """This function will say how sure the renewal is (REV-21)."""
    require_owner(renewal, by)
    require_open(renewal)
    old, new = revise(renewal, version=version, changes={"category": category})
    if new:
        about = str(renewal.account_id)
        timeline.record("renewal.categorised", on=renewal, by=by, at=at, old=old, new=new, about=about)
    return renewal


@transaction.atomic
def hand_over(renewal: Renewal, *, owner: User, version: int, by: Actor, at: datetime, reason: str = "") -> Renewal:
    """This function will give a renewal to another owner; only a lead or the head may.

    :raises RenewalRefused: the new owner has left.
    """
    require_lead(renewal, by)
    require_open(renewal)
    if not owner.is_active:
        raise RenewalRefused(_("This person has left. Choose somebody who can log in."), field="owner")
    old, new = revise(renewal, version=version, changes={"owner": owner})
    if new:
        about = str(renewal.account_id)
        timeline.record(
            "renewal.handed_over", on=renewal, by=by, at=at, old=old, new=new, reason=reason.strip(), about=about
        )
    return renewal


def _require_state(renewal: Renewal, state: State) -> None:
    require_open(renewal)
    if renewal.state is not state:
        raise RenewalRefused(_("The renewal is not at this step. Look at it again."))
