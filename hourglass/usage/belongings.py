"""What becomes of the rows about use when an account goes into another one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hourglass.customers.estate import Belonging, Moving, Settled, declare
from hourglass.customers.models import Account
from hourglass.usage.models import (
    Course,
    HandedIn,
    OpeningHours,
    OtherDay,
    ProductGroup,
    ProductUser,
    Snapshot,
    Stand,
    Switch,
)

REASON = "a merge reaches everything of both accounts"


def settle_hours(moving: Moving) -> Settled:
    """This function will leave the hours of the whole account with it where the other one has its own."""
    everyone = OpeningHours.objects.unscoped(reason=REASON).filter(store=None)
    return Settled(stay=_double(everyone, moving.winner, moving.loser))


def settle_days(moving: Moving) -> Settled:
    """This function will do the same for the days that are otherwise."""
    everyone = OtherDay.objects.unscoped(reason=REASON).filter(store=None)
    return Settled(stay=_double(everyone, moving.winner, moving.loser))


def settle_switches(moving: Moving) -> Settled:
    """This function will leave with the account the switches of features for which the other one has its own."""
    everyone = Switch.objects.unscoped(reason=REASON)
    own = set(everyone.filter(account=moving.winner).values_list("feature", flat=True))
    return Settled(stay=set(everyone.filter(account=moving.loser, feature__in=own).values_list("pk", flat=True)))


def _double(everyone: QuerySet[Any], winner: Account, loser: Account) -> set[int]:
    if not everyone.filter(account=winner).exists():
        return set()
    return set(everyone.filter(account=loser).values_list("pk", flat=True))


def rewrite(accounts: Collection[int], _at: datetime) -> None:
    """This function will have the events of these accounts written anew, under whom they belong to now."""
    for model in (ProductUser, ProductGroup):
        model._default_manager.filter(account__in=accounts).update(stale=True)


declare(
    Belonging(ProductUser),
    Belonging(ProductGroup),
    Belonging(HandedIn),
    Belonging(OpeningHours, settle=settle_hours),
    Belonging(OtherDay, settle=settle_days),
    Belonging(Switch, settle=settle_switches),
    # What was measured is told of the account it was measured of; the next night measures both together.
    Belonging(Snapshot, stays=True),
    Belonging(Stand, stays=True),
    Belonging(Course, stays=True),
    refresh=rewrite,
)
