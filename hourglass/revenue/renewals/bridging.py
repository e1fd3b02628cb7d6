"""Bridging: service goes on past expiry while the paperwork is done; the due date stays (REV-18)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.revisions import revise
from hourglass.revenue import publishing, rules
from hourglass.revenue.models import Renewal
from hourglass.revenue.renewals.authority import RenewalRefused, require_head, require_open


@transaction.atomic
def extend(renewal: Renewal, *, to: date, version: int, by: Actor, at: datetime, reason: str) -> Renewal:
    """This function will extend the service of a renewal once; the head alone approves it.

    :raises RenewalRefused: it was extended before, the day is past or too far after expiry, or no reason is given.
    """
    require_head(renewal, by)
    require_open(renewal)
    if renewal.bridged_to:
        raise RenewalRefused(_("Service was extended once already. Renew, or close the renewal."))
    if not reason.strip():
        raise RenewalRefused(_("Say why; the reason is kept with the change."), field="reason")
    day = configuration.today(at)
    limit = renewal.due_on + timedelta(days=rules.limits(day).bridge)
    if not max(renewal.due_on, day - timedelta(days=1)) < to <= limit:
        raise RenewalRefused(_("Choose a day after expiry and up to %(day)s.") % {"day": limit}, field="to")
    revise(renewal, version=version, changes={"bridged_to": to})
    about = str(renewal.account_id)
    new = {"bridged_to": to}
    timeline.record("renewal.extended", on=renewal, by=by, at=at, new=new, reason=reason.strip(), about=about)
    publishing.publish([renewal.account_id], at=at)
    return renewal
