"""Contacts: the people of an account whom the vendor knows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from hourglass.base import adding, configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers import notices, people, person_roles, standing
from hourglass.customers.accounts import require_all_worked, require_worked
from hourglass.customers.models import Account, Contact, PersonRole, Profile

EDITABLE = frozenset(
    (
        *("name", "job_title", "roles", "email", "phone", "im", "store", "level", "influence", "is_buyer", "is_user"),
        *("product_user", "trust", "chain_place", "concern"),
    )
)
REASON = "the people of one account"


class ContactRefused(Refused):
    """A contact cannot be added or changed like this."""


@transaction.atomic
def add(account: Account, name: str, *, by: Actor, at: datetime, **fields: Any) -> Contact:
    """This function will add a person of the customer; `fields` may name what can be edited.

    Roles give their level where none is given, and the draft of a profile (KEY-04, KEY-11).
    """
    require_worked(account, by)
    if not name.strip():
        raise ContactRefused(_("Give the contact a name."), field="name")
    roles = person_roles.named(fields.get("roles", []))
    if fields.get("level") is None:
        fields["level"] = person_roles.level_of(roles)
    contact = Contact.objects.create(account=account, name=name.strip(), created_at=at, **fields)
    _draft(contact, roles)
    timeline.record("contact.added", on=contact, by=by, at=at, new=_told(vars(contact)), about=str(account.pk))
    count(account)
    people.publish([account.pk], on=configuration.today(at))
    return contact


@dataclass(frozen=True, slots=True)
class New:
    """One of many people to add: of which account, called what, and more as `add` takes it."""

    account: int
    name: str
    fields: Mapping[str, Any]


@transaction.atomic
def add_all(wanted: Sequence[New], *, by: Actor, at: datetime) -> list[int]:
    """This function will add many people at once, each as `add` would, and return their keys; all or none.

    :raises ContactRefused: one has no name.
    :raises Forbidden: `by` does not see one of the accounts, or may not edit it.
    """
    if not wanted:
        return []
    accounts = sorted({new.account for new in wanted})
    require_all_worked(accounts, by)
    if any(not new.name.strip() for new in wanted):
        raise ContactRefused(_("Give the contact a name."), field="name")
    by_key = {role.key: role for role in PersonRole.objects.all()}
    roles = [[role for key, role in by_key.items() if key in new.fields.get("roles", [])] for new in wanted]
    rows = [_row(new, held, at) for new, held in zip(wanted, roles, strict=True)]
    names = dict.fromkeys(name for row in rows for name in row)
    blank = Contact()
    keys: list[int] = adding.add_rows(
        Contact, {name: [row.get(name, getattr(blank, name)) for row in rows] for name in names}
    )
    _draft_all(keys, roles)
    told = [
        timeline.Told("contact.added", timeline.Thing(Contact, key, row["name"]), _told(row), str(row["account_id"]))
        for key, row in zip(keys, rows, strict=True)
    ]
    timeline.record_all(told, by=by, at=at)
    count_all(accounts)
    people.publish(accounts, on=configuration.today(at))
    return keys


def _row(new: New, roles: Collection[PersonRole], at: datetime) -> dict[str, Any]:
    """This function will write a person who is to be added by its columns."""
    row = {"level": None, "job_title": "", **new.fields}
    if row["level"] is None:
        row["level"] = person_roles.level_of(roles)
    return row | {"account_id": new.account, "name": new.name.strip(), "created_at": at}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("name", "job_title", "level")}


@transaction.atomic
def edit(contact: Contact, *, version: int, by: Actor, at: datetime, **changes: Any) -> Contact:
    """This function will change what is known of a person; other roles give their level, unless one is given too."""
    require_worked(contact.account, by)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    if "name" in changes and not changes["name"].strip():
        raise ContactRefused(_("Give the contact a name."), field="name")
    if "roles" in changes and changes["roles"] != contact.roles:
        roles = person_roles.named(changes["roles"])
        changes.setdefault("level", person_roles.level_of(roles))
        _draft(contact, roles)
    old, new = revise(contact, version=version, changes=changes)
    if new:
        timeline.record("contact.changed", on=contact, by=by, at=at, old=old, new=new, about=str(contact.account_id))
        people.publish([contact.account_id], on=configuration.today(at))
    return contact


@transaction.atomic
def leave(contact: Contact, *, on: date, version: int, by: Actor, at: datetime, reason: str = "") -> Contact:
    """This function will note that a person has left; of a key person the owner hears at once (KEY-12).

    :raises ContactRefused: the person has left already, or the day lies ahead.
    """
    require_worked(contact.account, by)
    if contact.left_on is not None:
        raise ContactRefused(_("This person has left already."))
    if on > configuration.today(at):
        raise ContactRefused(_("Choose a day that has come."), field="on")
    changes = {"left_on": on, "is_liaison": False, "is_deputy": False}
    _old, new = revise(contact, version=version, changes=changes)
    about = str(contact.account_id)
    timeline.record("contact.left", on=contact, by=by, at=at, new=new, reason=reason.strip(), about=about)
    count(contact.account)
    people.publish([contact.account_id], on=configuration.today(at))
    if contact.level is not None:
        notices.left(contact, people.successor_due(contact), at=at)
    return contact


@transaction.atomic
def come_back(contact: Contact, *, version: int, by: Actor, at: datetime) -> Contact:
    """This function will note that somebody who was noted as gone is there."""
    require_worked(contact.account, by)
    if contact.left_on is not None:
        old, _new = revise(contact, version=version, changes={"left_on": None})
        timeline.record("contact.returned", on=contact, by=by, at=at, old=old, about=str(contact.account_id))
        count(contact.account)
        people.publish([contact.account_id], on=configuration.today(at))
    return contact


@transaction.atomic
def follow(contact: Contact, *, gone: Contact, version: int, by: Actor, at: datetime) -> Contact:
    """This function will note that a person follows somebody who left, in whose place of the chain they stand.

    :raises ContactRefused: the other is of another customer, has not left, or has a successor already.
    """
    require_worked(contact.account, by)
    if gone.account_id != contact.account_id or gone.left_on is None or gone.pk == contact.pk:
        raise ContactRefused(_("Choose somebody of this customer who has left."), field="gone")
    if Contact.objects.unscoped(reason=REASON).filter(succeeds=gone).exclude(pk=contact.pk).exists():
        raise ContactRefused(_("Somebody else follows this person already."), field="gone")
    changes = {"succeeds": gone, "chain_place": contact.chain_place or gone.chain_place}
    old, new = revise(contact, version=version, changes=changes)
    if new:
        timeline.record("contact.followed", on=contact, by=by, at=at, old=old, new=new, about=str(contact.account_id))
    return contact


@transaction.atomic
def name_liaison(contact: Contact, *, version: int, by: Actor, at: datetime) -> Contact:
    """This function will make a person the one liaison; who was it before becomes a deputy (KEY-09)."""
    require_worked(contact.account, by)
    if contact.left_on is not None:
        raise ContactRefused(_("This person has left. Choose somebody who is there."))
    before = Contact.objects.unscoped(reason=REASON).of(contact.account).active().filter(is_liaison=True)
    about = str(contact.account_id)
    for other in before.exclude(pk=contact.pk):
        old, new = revise(other, version=other.version, changes={"is_liaison": False, "is_deputy": True})
        timeline.record("contact.changed", on=other, by=by, at=at, old=old, new=new, about=about)
    old, new = revise(contact, version=version, changes={"is_liaison": True, "is_deputy": False})
    if new:
        timeline.record("contact.changed", on=contact, by=by, at=at, old=old, new=new, about=about)
    return contact


def heard_of(contact: Contact, when: datetime) -> None:
    """This function will keep when somebody last spoke with a person."""
    everyone = Contact.objects.unscoped(reason=REASON).filter(pk=contact.pk)
    everyone.filter(Q(touched_at=None) | Q(touched_at__lt=when)).update(touched_at=when)


def _draft(contact: Contact, roles: Collection[PersonRole]) -> None:
    texts = person_roles.draft(roles)
    if not texts or Profile.objects.unscoped(reason=REASON).filter(contact=contact).exists():
        return
    Profile.objects.create(contact=contact, to_verify=sorted(texts), **texts)


def _draft_all(keys: Sequence[int], roles: Sequence[Collection[PersonRole]]) -> None:
    drafts = [(key, texts) for key, held in zip(keys, roles, strict=True) if (texts := person_roles.draft(held))]
    if drafts:
        columns: dict[str, list[Any]] = {
            name: [texts.get(name, "") for _key, texts in drafts] for name in person_roles.TEXTS
        }
        columns["contact_id"] = [key for key, _texts in drafts]
        columns["to_verify"] = [sorted(texts) for _key, texts in drafts]
        adding.add_rows(Profile, columns)


def count(account: Account) -> None:
    """This function will publish how many people of the account are known and have not left."""
    count_all([account.pk])
    account.refresh_from_db(fields=["contact_count"])


def count_all(accounts: Collection[int]) -> None:
    """This function will publish the same of several accounts."""
    people = Contact.objects.unscoped(reason="the count is about all of them").active().filter(account__in=accounts)
    found = dict(people.order_by().values_list("account").annotate(Count("pk")))
    standing.publish({key: {"contact_count": found.get(key, 0)} for key in accounts})
