"""Setting an account's start of service by hand (section 0.4)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers.accounts import require_reached
from hourglass.customers.models import Account


class StartRefused(Refused):
    """The start of service cannot be set like this."""


@transaction.atomic
def override(account: Account, *, to: date | None, version: int, by: Actor, at: datetime, reason: str) -> Account:
    """This function will set the start of service by hand, or with None let the rule decide again.

    Whoever publishes the start does so afterwards: the rule needs contracts, which this package does not know.

    :raises StartRefused: no reason is given.
    """
    require(by, Permission.RENEWALS_APPROVE)
    require_reached(account, by)
    if not reason.strip():
        raise StartRefused(_("Say why; the reason is kept with the change."), field="reason")
    old, new = revise(account, version=version, changes={"start_override": to})
    if new:
        about = str(account.pk)
        timeline.record(
            "account.start_set", on=account, by=by, at=at, old=old, new=new, reason=reason.strip(), about=about
        )
    return account
