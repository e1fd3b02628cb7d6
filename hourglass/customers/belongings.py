"""What becomes of the rows of this package when an account goes into another one."""

from collections.abc import Collection
from datetime import datetime

from hourglass.base import configuration, timeline
from hourglass.customers import contacts, people, standing, stores, touches
from hourglass.customers.estate import Belonging, Moving, Settled, declare
from hourglass.customers.models import (
    Account,
    Candidate,
    Contact,
    Entitlement,
    ExternalId,
    Finding,
    FormRecord,
    Handing,
    Link,
    Member,
    Merge,
    Override,
    Placement,
    Receipt,
    Store,
)

REASON = "a merge reaches everything of both accounts"


def settle_contacts(moving: Moving) -> Settled:
    """This function will leave one liaison: that of the account that stays."""
    people = Contact.objects.unscoped(reason=REASON)
    liaisons = people.active().filter(is_liaison=True)
    settled = Settled()
    if not liaisons.of(moving.winner).exists():
        return settled
    for contact in liaisons.of(moving.loser):
        people.filter(pk=contact.pk).update(is_liaison=False)
        settled.changed[str(contact.pk)] = {"is_liaison": [True, False]}
        told = {"old": {"is_liaison": True}, "new": {"is_liaison": False}, "about": str(moving.loser.pk)}
        timeline.record("contact.changed", on=contact, by=moving.by, at=moving.at, **told)  # type: ignore[arg-type]
    return settled


def settle_stores(moving: Moving) -> Settled:
    """This function will tell stores of one name apart by the customer they come from."""
    everyone = Store.objects.unscoped(reason=REASON)
    taken = set(everyone.of(moving.winner).values_list("name", flat=True))
    own = set(everyone.of(moving.loser).values_list("name", flat=True))
    settled = Settled()
    for store in everyone.of(moving.loser).filter(name__in=taken).order_by("pk"):
        name = told_apart(store.name, moving.loser.name, taken | own)
        taken.add(name)
        everyone.filter(pk=store.pk).update(name=name)
        settled.changed[str(store.pk)] = {"name": [store.name, name]}
        told = {"old": {"name": store.name}, "new": {"name": name}, "about": str(moving.loser.pk)}
        timeline.record("store.changed", on=store, by=moving.by, at=moving.at, **told)  # type: ignore[arg-type]
    return settled


def told_apart(name: str, owner: str, taken: Collection[str]) -> str:
    """This function will give a name that is free: with the customer it comes from, and a number where needed."""
    for number in range(1, len(taken) + 2):
        mark = f" ({owner})" if number == 1 else f" ({owner} {number})"
        wanted = f"{name[: 120 - min(len(mark), 100)]}{mark[:100]}"
        if wanted not in taken:
            return wanted
    raise AssertionError("one of as many numbers as there are names is free")


def settle_members(moving: Moving) -> Settled:
    """This function will let those stay who serve the other account with the same duty already."""
    everyone = Member.objects.unscoped(reason=REASON)
    there = set(everyone.of(moving.winner).values_list("person", "duty"))
    double = {row.pk for row in everyone.of(moving.loser) if (row.person_id, row.duty) in there}
    return Settled(stay=double)


def settle_records(moving: Moving) -> Settled:
    """This function will leave a document with its account where the other one has the same one."""
    everyone = FormRecord.objects.unscoped(reason=REASON)
    there = set(everyone.of(moving.winner).values_list("template", "occasion"))
    double = {row.pk for row in everyone.of(moving.loser) if (row.template_id, row.occasion) in there}
    return Settled(stay=double)


def publish(accounts: Collection[int], at: datetime) -> None:
    """This function will count stores and people anew, and tell when each was last heard of."""
    for account in Account.objects.unscoped(reason=REASON).filter(pk__in=accounts):
        stores.count(account)
        contacts.count(account)
        people.publish([account.pk], on=configuration.today(at))
        standing.publish({account.pk: {"touched_at": touches.last(account)}})


declare(
    Belonging(Contact, settle=settle_contacts),
    Belonging(Store, settle=settle_stores),
    Belonging(Member, settle=settle_members),
    Belonging(ExternalId),
    Belonging(Entitlement),
    Belonging(Receipt),
    Belonging(Finding),
    Belonging(FormRecord, settle=settle_records),
    # A link follows its account to the one that stands for it.
    Belonging(Link, stays=True),
    # In which class an account was is told of the account that was; the one that stays is classed by itself.
    Belonging(Placement, stays=True),
    Belonging(Override, stays=True),
    # Who owned an account when is told of the account that was owned.
    Belonging(Handing, stays=True),
    Belonging(Merge, "winner", stays=True),
    Belonging(Merge, "loser", stays=True),
    Belonging(Candidate, "first", stays=True),
    Belonging(Candidate, "second", stays=True),
    refresh=publish,
)
