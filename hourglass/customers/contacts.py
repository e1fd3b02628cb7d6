"""Contacts: the people of an account whom the vendor knows."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers import standing
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account, Contact

EDITABLE = frozenset(
    (
        *("name", "job_title", "roles", "email", "phone", "im", "store", "level", "influence", "is_buyer", "is_user"),
        "product_user",
    )
)


class ContactRefused(Refused):
    """A contact cannot be added or changed like this."""


@transaction.atomic
def add(account: Account, name: str, *, by: Actor, at: datetime, **fields: Any) -> Contact:
    """This function will add a person of the customer; `fields` may name what can be edited."""
    require_worked(account, by)
    if not name.strip():
        raise ContactRefused(_("Give the contact a name."), field="name")
    contact = Contact.objects.create(account=account, name=name.strip(), created_at=at, **fields)
    new = {"name": contact.name, "job_title": contact.job_title}
    timeline.record("contact.added", on=contact, by=by, at=at, new=new, about=str(account.pk))
    count(account)
    return contact


@transaction.atomic
def edit(contact: Contact, *, version: int, by: Actor, at: datetime, **changes: Any) -> Contact:
    """This function will change what is known of a person."""
    require_worked(contact.account, by)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    if "name" in changes and not changes["name"].strip():
        raise ContactRefused(_("Give the contact a name."), field="name")
    old, new = revise(contact, version=version, changes=changes)
    if new:
        timeline.record("contact.changed", on=contact, by=by, at=at, old=old, new=new, about=str(contact.account_id))
    return contact


def count(account: Account) -> None:
    """This function will publish how many people of the account are known and have not left."""
    people = Contact.objects.unscoped(reason="the count is about all of them").of(account)
    standing.publish({account.pk: {"contact_count": people.active().count()}})
    account.refresh_from_db(fields=["contact_count"])
