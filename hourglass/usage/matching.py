"""Rules by which a user or group of a product is somebody we know, without a person having to say so.

A group is the customer that people gave the same identifier, under the name of the source. A user is the contact whose
user in the product it is, and never one of another customer than the user's group.
"""

from collections.abc import Collection

from hourglass.customers.models import Contact, ExternalId
from hourglass.usage.identity import Register
from hourglass.usage.models import ProductGroup, ProductUser

AT_ONCE = 400
REASON = "events are matched with whatever customer they are of"


def match(register: Register) -> None:
    """This function will match the users and groups of some messages of which nobody knows whose they are."""
    match_groups([group for group in register.groups.values() if not group.account_id], fresh=True)
    users = [user for user in register.people.values() if not user.account_id and not user.anonymous]
    match_users(users, register.by_id, fresh=True)


def match_groups(groups: Collection[ProductGroup], *, fresh: bool = False) -> int:
    """This function will give groups the customers that have their identifiers, and return how many it gave.

    `fresh` says that no event of theirs has been flushed since, so that nothing in the lake is to be rewritten.
    """
    names = {group.source.name.casefold() for group in groups}
    keys = sorted({group.key for group in groups})
    known: dict[tuple[str, str], int] = {}
    for start in range(0, len(keys), AT_ONCE):
        rows = ExternalId.objects.unscoped(reason=REASON).filter(value__in=keys[start : start + AT_ONCE])
        for source, value, account in rows.values_list("source", "value", "account_id"):
            if source.casefold() in names:
                known[source.casefold(), value] = account
    done = 0
    for group in groups:
        found = known.get((group.source.name.casefold(), group.key))
        if found:
            stale = {} if fresh and not group.events else {"stale": True}
            done += ProductGroup.objects.filter(pk=group.pk, account=None).update(account_id=found, **stale)
            group.account_id = found
    return done


def match_users(users: Collection[ProductUser], groups: dict[int, ProductGroup], *, fresh: bool = False) -> int:
    """This function will give users the contacts whose users in the product they are, and return how many it gave."""
    keys = sorted({user.key for user in users})
    contacts: dict[str, list[tuple[int, int]]] = {}
    for start in range(0, len(keys), AT_ONCE):
        rows = Contact.objects.unscoped(reason=REASON).active().filter(product_user__in=keys[start : start + AT_ONCE])
        for key, pk, account in rows.values_list("product_user", "pk", "account_id"):
            contacts.setdefault(key, []).append((pk, account))
    done = 0
    for user in users:
        group = groups.get(user.group_id) if user.group_id else None
        found = contacts.get(user.key, [])
        if group and group.account_id:
            found = [(pk, account) for pk, account in found if account == group.account_id]
        if len(found) == 1:
            done += _give(user, *found[0], fresh=fresh)
    return done


def _give(user: ProductUser, contact: int, account: int, *, fresh: bool) -> int:
    stale = {} if fresh and not user.events else {"stale": True}
    free = ProductUser.objects.filter(pk=user.pk, account=None)
    done = free.update(contact_id=contact, account_id=account, **stale)
    user.contact_id, user.account_id = contact, account
    return done


def _some(after: int, model: type[ProductUser] | type[ProductGroup]) -> list[int]:
    rows = model.objects.unmapped().filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def match_all() -> int:
    """This function will match everybody of whom nobody knows whose they are, after people entered identifiers."""
    done, after = 0, 0
    while some := _some(after, ProductGroup):
        done += match_groups(list(ProductGroup.objects.filter(pk__in=some).select_related("source")))
        after = some[-1]
    after = 0
    while some := _some(after, ProductUser):
        users = list(ProductUser.objects.filter(pk__in=some, anonymous=False).select_related("group"))
        done += match_users(users, {user.group_id: user.group for user in users if user.group_id and user.group})
        after = some[-1]
    return done
