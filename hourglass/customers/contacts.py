"""Contacts: the people of an account whom the vendor knows."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers import notices, people, person_roles, standing
from hourglass.customers.accounts import require_worked
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
    new = {"name": contact.name, "job_title": contact.job_title, "level": contact.level}
    timeline.record("contact.added", on=contact, by=by, at=at, new=new, about=str(account.pk))
    count(account)
    people.publish([account.pk], on=configuration.today(at))
    return contact


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


def count(account: Account) -> None:
    """This function will publish how many people of the account are known and have not left."""
    people = Contact.objects.unscoped(reason="the count is about all of them").of(account)
    standing.publish({account.pk: {"contact_count": people.active().count()}})
    account.refresh_from_db(fields=["contact_count"])
