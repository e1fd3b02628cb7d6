"""Who is meant: the users and groups of a source, found or added while events come in, and what follows from calls.

What a product says of its users never reaches across customers by itself: the first group a user is told to be in
holds, the first user an anonymous visitor turns out to be holds, and everything else waits as a claim for a person.
Neither does it change what is known of a contact.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from hourglass.usage.messages import ALIAS, GROUP, IDENTIFY, Message
from hourglass.usage.models import Claim, ProductGroup, ProductUser

AT_ONCE = 400

UserKey = tuple[int, str, bool]
GroupKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose an event is; 0 where that is not known."""

    user: int = 0
    group: int = 0
    account: int = 0
    store: int = 0


@dataclass(slots=True)
class Register:
    """The users and groups that some messages speak of, as they are now, and what the messages changed of them."""

    users: dict[UserKey, ProductUser] = field(default_factory=dict)
    groups: dict[GroupKey, ProductGroup] = field(default_factory=dict)
    by_id: dict[int, ProductGroup] = field(default_factory=dict)
    people: dict[int, ProductUser] = field(default_factory=dict)
    described: dict[int, ProductUser] = field(default_factory=dict)
    joined: dict[int, tuple[int | None, int]] = field(default_factory=dict)  # user to group before, group now
    merged: dict[int, int] = field(default_factory=dict)
    named: dict[int, ProductGroup] = field(default_factory=dict)
    claims: dict[tuple[int, int, int], Claim] = field(default_factory=dict)

    def user_of(self, source: int, message: Message) -> ProductUser | None:
        """This function will give the user of a message: who is named, or else the anonymous visitor."""
        key = user_key(source, message)
        return self.users.get(key) if key else None

    def root(self, user: ProductUser) -> ProductUser:
        """This function will give who a user turned out to be."""
        return self.people.get(user.merged_into_id, user) if user.merged_into_id else user

    def group_of(self, source: int, message: Message, user: ProductUser | None) -> ProductGroup | None:
        """This function will give the group of a message: the one it names, or else the one its user is in."""
        if message.group:
            return self.groups.get((source, message.group))
        return self.by_id.get(user.group_id) if user and user.group_id else None

    def whose(self, source: int, message: Message) -> Whose:
        """This function will tell whose an event is: its group's customer, or else its user's."""
        user = self.user_of(source, message)
        root = self.root(user) if user else None
        group = self.group_of(source, message, root)
        account, store = owner(root, group)
        return Whose(root.pk if root else 0, group.pk if group else 0, account, store)


def owner(user: ProductUser | None, group: ProductGroup | None) -> tuple[int, int]:
    """This function will tell to which account and store an event of a user in a group belongs; 0 for neither known."""
    if group and group.account_id:
        return group.account_id, group.store_id or 0
    return (user.account_id or 0, 0) if user else (0, 0)


def user_key(source: int, message: Message) -> UserKey | None:
    """This function will give the key of the user of a message, if it names anybody."""
    if message.user:
        return source, message.user, False
    return (source, message.anonymous, True) if message.anonymous else None


def registered(messages: Sequence[tuple[int, Message]], *, at: datetime) -> Register:
    """This function will find the users and groups of messages with their sources, adding those that are new."""
    wanted_users: dict[UserKey, None] = {}
    wanted_groups: dict[GroupKey, None] = {}
    for source, message in messages:
        if message.user:
            wanted_users[source, message.user, False] = None
        if message.anonymous and (message.kind == IDENTIFY or not message.user):
            wanted_users[source, message.anonymous, True] = None
        if message.previous:
            wanted_users[source, message.previous, False] = None
        if message.group:
            wanted_groups[source, message.group] = None
    register = Register()
    _load_users(register, wanted_users, at)
    _load_groups(register, wanted_groups, at)
    return register


def _load_users(register: Register, wanted: Collection[UserKey], at: datetime) -> None:
    for some in portions(wanted):
        found = _users(some)
        missing = [key for key in some if key not in found]
        if missing:
            rows = [
                ProductUser(source_id=source, key=key, anonymous=anonymous, first_seen_at=at, last_seen_at=at)
                for source, key, anonymous in missing
            ]
            ProductUser.objects.bulk_create(rows, ignore_conflicts=True)
            found |= _users(missing)
        register.users |= found
    register.people = {user.pk: user for user in register.users.values()}
    roots = {user.merged_into_id for user in register.users.values() if user.merged_into_id} - set(register.people)
    register.people |= ProductUser.objects.in_bulk(roots)


def _load_groups(register: Register, wanted: Collection[GroupKey], at: datetime) -> None:
    for some in portions(wanted):
        found = _groups(some)
        missing = [key for key in some if key not in found]
        if missing:
            rows = [
                ProductGroup(source_id=source, key=key, first_seen_at=at, last_seen_at=at) for source, key in missing
            ]
            ProductGroup.objects.bulk_create(rows, ignore_conflicts=True)
            found |= _groups(missing)
        register.groups |= found
    register.by_id = {group.pk: group for group in register.groups.values()}
    held = {user.group_id for user in register.people.values() if user.group_id} - set(register.by_id)
    register.by_id |= ProductGroup.objects.in_bulk(held)


def _users(keys: Iterable[UserKey]) -> dict[UserKey, ProductUser]:
    wanted = set(keys)
    rows = ProductUser.objects.filter(source__in={key[0] for key in wanted}, key__in={key[1] for key in wanted})
    found = {(row.source_id, row.key, row.anonymous): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def _groups(keys: Iterable[GroupKey]) -> dict[GroupKey, ProductGroup]:
    wanted = set(keys)
    rows = ProductGroup.objects.filter(source__in={key[0] for key in wanted}, key__in={key[1] for key in wanted})
    found = {(row.source_id, row.key): row for row in rows.select_related("source")}
    return {key: row for key, row in found.items() if key in wanted}


def portions(things: Collection[Any]) -> Iterator[list[Any]]:
    """This function will give things in portions that one statement takes."""
    left = iter(things)
    while some := list(islice(left, AT_ONCE)):
        yield some


def learn(register: Register, source: int, message: Message, *, at: datetime) -> None:
    """This function will take in what a call says of a user or a group; nothing is written yet."""
    user = register.user_of(source, message)
    group = register.groups.get((source, message.group)) if message.group else None
    if message.kind == GROUP and group:
        _name(register, group, message.traits)
        if user:
            _join(register, register.root(user), group, at)
    elif message.kind == IDENTIFY and user:
        _describe(register, user, message.traits)
        visitor = register.users.get((source, message.anonymous, True)) if message.user else None
        if visitor:
            _same(register, visitor, user, at)
        if group:
            _join(register, register.root(user), group, at)
    elif message.kind == ALIAS and user:
        before = register.users.get((source, message.previous, False))
        if before:
            _same(register, before, user, at)


def _name(register: Register, group: ProductGroup, traits: dict[str, Any] | None) -> None:
    called = told(traits, "name", 200)
    if called and called != group.called:
        group.called = called
        register.named[group.pk] = group


def _describe(register: Register, user: ProductUser, traits: dict[str, Any] | None) -> None:
    whole = " ".join(filter(None, (told(traits, "firstName", 90), told(traits, "lastName", 90))))
    called = told(traits, "name", 200) or whole or told(traits, "username", 200)
    email = told(traits, "email", 254)
    if (called and called != user.called) or (email and email != user.email):
        user.called, user.email = called or user.called, email or user.email
        register.described[user.pk] = user


def _join(register: Register, user: ProductUser, group: ProductGroup, at: datetime) -> None:
    """This function will put a user into a group: the first one, or one of the same customer; else it is a claim."""
    if user.group_id == group.pk:
        return
    present = register.by_id.get(user.group_id) if user.group_id else None
    known = (present.account_id if present else None) or user.account_id
    alike = known is not None and known == group.account_id
    if alike or (present is None and (user.account_id is None or group.account_id is None)):
        before = register.joined.get(user.pk, (user.group_id, 0))[0]
        register.joined[user.pk] = before, group.pk
        user.group = group
        register.by_id[group.pk] = group
    else:
        claim = Claim(kind=Claim.Kind.MOVED, user=user, group=group, made_at=at)
        register.claims.setdefault((user.pk, 0, group.pk), claim)


def _same(register: Register, one: ProductUser, other: ProductUser, at: datetime) -> None:
    """This function will join an anonymous visitor to the first user they turn out to be; else it is a claim."""
    if other.pk in (one.pk, one.merged_into_id):
        return
    root = register.root(other)
    if one.anonymous and one.merged_into_id is None and one.account_id is None and one.group_id is None:
        one.merged_into = root
        register.people[root.pk] = root
        register.merged[one.pk] = root.pk
    else:
        claim = Claim(kind=Claim.Kind.SAME, user=one, other=other, made_at=at)
        register.claims.setdefault((one.pk, other.pk, 0), claim)


def told(traits: dict[str, Any] | None, name: str, longest: int) -> str:
    """This function will give a trait that is a text, cut to what can be kept."""
    found = (traits or {}).get(name)
    return found[:longest] if isinstance(found, str) else ""


def keep(register: Register) -> None:
    """This function will write what was learnt, in short transactions; doing it twice changes nothing more.

    What a person decided meanwhile stands: a group or a user is set only where nobody has set another.
    """
    for some in portions(register.described.values()):
        with transaction.atomic():
            ProductUser.objects.bulk_update(some, ["called", "email"])
    for joined in portions(register.joined.items()):
        with transaction.atomic():
            for user, (before, group) in joined:
                ProductUser.objects.filter(pk=user, group=before).update(group=group)
    for merged in portions(register.merged.items()):
        with transaction.atomic():
            for user, root in merged:
                ProductUser.objects.filter(pk=user, merged_into=None).update(merged_into=root)
    for groups in portions(register.named.values()):
        with transaction.atomic():
            ProductGroup.objects.bulk_update(groups, ["called"])
    for claims in portions(register.claims.values()):
        Claim.objects.bulk_create(claims, ignore_conflicts=True)
