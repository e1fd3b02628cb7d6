"""What a customer bought and does not want: features switched off for one account, and on again (USE-04)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.models import User
from hourglass.base.refusals import Refused
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account
from hourglass.usage.models import Feature, Switch

REASON = "what is off does not depend on who looks"
READ = 2000


class SwitchRefused(Refused):
    """A feature cannot be switched like this."""


@transaction.atomic
def switch(
    account: Account, feature: Feature, *, on: bool, effective_from: date, by: Actor, at: datetime, reason: str = ""
) -> Switch:
    """This function will switch a feature off for a customer from a day on, or on again.

    From that day it leaves, or joins, the denominators of depth and breadth; the days before keep what held.

    :raises SwitchRefused: the day is past, nothing would change on it, or a person gives no reason.
    """
    require_worked(account, by)
    if effective_from < configuration.today(at):
        raise SwitchRefused(
            _("It holds from today or later, so that no figure of the past changes. Give such a day."),
            field="effective_from",
        )
    if isinstance(by, User) and not reason.strip():
        raise SwitchRefused(_("Give the reason, so that others understand what moved."), field="reason")
    if (feature.pk in off([account.pk], on=effective_from).get(account.pk, ())) is not on:
        raise SwitchRefused(_("It is so already on that day."), field="effective_from")
    rows = Switch.objects.unscoped(reason=REASON)
    made, _new = rows.update_or_create(
        account=account, feature=feature, effective_from=effective_from, defaults={"on": on, "made_at": at}
    )
    told: dict[str, Any] = {"on": made, "by": by, "at": at, "reason": reason.strip(), "about": str(account.pk)}
    told["new"] = {"effective_from": effective_from.isoformat()}
    if on:
        timeline.record("feature.switched_on", **told)
    else:
        timeline.record("feature.switched_off", **told)
    return made


def off(accounts: Collection[int], *, on: date) -> dict[int, frozenset[int]]:
    """This function will tell which features are off for whom on a day: account to features, those without left out."""
    last: dict[tuple[int, int], bool] = {}
    keys = sorted(accounts)
    for start in range(0, len(keys), READ):
        rows = Switch.objects.unscoped(reason=REASON).filter(account__in=keys[start : start + READ])
        told = rows.filter(effective_from__lte=on).order_by("effective_from")
        for account, feature, works in told.values_list("account_id", "feature_id", "on"):
            last[account, feature] = works
    found: dict[int, set[int]] = defaultdict(set)
    for (account, feature), works in last.items():
        if not works:
            found[account].add(feature)
    return {account: frozenset(features) for account, features in found.items()}


def anybody(*, on: date) -> dict[int, frozenset[int]]:
    """This function will tell the same of every account for which anything is off."""
    everyone = Switch.objects.unscoped(reason=REASON).values_list("account_id", flat=True).distinct()
    return off(list(everyone), on=on)
