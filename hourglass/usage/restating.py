"""Events that are in the lake already are given to the customer that their user or group turned out to be."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from hourglass.lake import reassigning
from hourglass.lake.engines import Small
from hourglass.lake.tables import EVENTS
from hourglass.usage import flushing, identity, memory
from hourglass.usage.models import ProductGroup, ProductUser

AT_ONCE = 200
Pair = tuple[int, int]

PAIRS = """
select distinct e.user_id, e.group_id, e.day
from events e
where e.user_id in (select id from users) or e.group_id in (select id from teams)
"""


def restate() -> int | None:
    """This function will rewrite the events of some whose customer has changed, and return how many days it touched.

    None when nobody's has. Events that come in meanwhile are not harmed: the lake rewrites from one of its versions,
    and begins anew when there is a later one.
    """
    users = list(ProductUser.objects.filter(stale=True).order_by("pk")[:AT_ONCE])
    groups = list(ProductGroup.objects.filter(stale=True).order_by("pk")[:AT_ONCE])
    if not users and not groups:
        return None
    found = _pairs([user.pk for user in users], [group.pk for group in groups])
    days = sorted({day for _pair, day in found})
    if days:
        reassigning.reassign(memory.lake(), EVENTS, owners({pair for pair, _day in found}), days=days)
    with transaction.atomic():
        flushing.touch(set(days))
        for user in users:
            ProductUser.objects.filter(pk=user.pk, version=user.version).update(stale=False)
        for group in groups:
            ProductGroup.objects.filter(pk=group.pk, version=group.version).update(stale=False)
    return len(days)


def _pairs(users: Collection[int], groups: Collection[int]) -> list[tuple[Pair, date]]:
    rows = memory.engine().run(
        PAIRS,
        lake=memory.lake(),
        spans={EVENTS.name: (None, None)},
        small={
            "users": Small({"id": "BIGINT"}, [(pk,) for pk in users]),
            "teams": Small({"id": "BIGINT"}, [(pk,) for pk in groups]),
        },
    )
    return [((int(user), int(group)), day) for user, group, day in rows]


def owners(pairs: Collection[Pair]) -> dict[str, list[int]]:
    """This function will say for each user in a group whose their events are, as columns."""
    ordered = sorted(pairs)
    users: dict[int, ProductUser] = {}
    groups: dict[int, ProductGroup] = {}
    for some in identity.portions({user for user, _group in ordered}):
        users |= ProductUser.objects.select_related("merged_into").in_bulk(some)
    for some in identity.portions({group for _user, group in ordered}):
        groups |= ProductGroup.objects.in_bulk(some)
    found = [identity.owner(_root(users.get(user)), groups.get(group)) for user, group in ordered]
    return {
        "user_id": [user for user, _group in ordered],
        "group_id": [group for _user, group in ordered],
        "account_id": [account for account, _store in found],
        "store_id": [store for _account, store in found],
    }


def _root(user: ProductUser | None) -> ProductUser | None:
    return user.merged_into or user if user else None
