"""An account's clock: the start of service set by hand, and whose service nobody paid for (REV-22, LIFE-05)."""

from datetime import date, datetime

from django.db import transaction

from hourglass.base.grants import Actor
from hourglass.customers import starts as by_hand
from hourglass.customers.models import Account
from hourglass.revenue import publishing


@transaction.atomic
def set_start(account: Account, *, to: date | None, version: int, by: Actor, at: datetime, reason: str) -> Account:
    """This function will set the start of service by hand and publish it; None lets the rule decide again."""
    by_hand.override(account, to=to, version=version, by=by, at=at, reason=reason)
    publishing.publish([account.pk], at=at)
    return account
