"""What was added by mistake taken out again, as long as nobody worked with it since; the record keeps that it was."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.models import Entry
from hourglass.base.refusals import Refused
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import contacts, estate, people, stores, touches
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account, Candidate, Contact, ExternalId, Placement, Profile, Store

REASON = "whether somebody worked with a row does not depend on who looks"
# What rules write of an account by themselves; it goes with the account. What another system calls it goes as well.
OF_ITSELF = (Candidate, ExternalId, Placement)


class WorkedWith(Refused):
    """Something cannot be taken out again, because something was built on it."""

    def __init__(self, what: Any) -> None:
        """`what` names the things that were added to it."""
        super().__init__(_("Somebody worked with it since: %(what)s. Remove that first.") % {"what": what})


@transaction.atomic
def account(account: Account, *, version: int, by: Actor, at: datetime, reason: str) -> None:
    """This function will take out an account that was added by mistake; its number and name are free again.

    :raises WorkedWith: it has contacts, contracts, touch points or anything else by now.
    :raises ChangedMeanwhile: somebody saved it in the meantime.
    """
    require_worked(account, by)
    hold(account, version)
    if what := next((what for _key, what in built_on_accounts(_only(account))), None):
        raise WorkedWith(what)
    old = {"name": account.name, "number": account.number} if account.number else {"name": account.name}
    said: dict[str, Any] = {"old": old, "reason": reason, "about": str(account.pk)}
    timeline.record("account.taken_back", on=account, by=by, at=at, **said)
    account.delete()


@transaction.atomic
def contact(contact: Contact, *, version: int, by: Actor, at: datetime, reason: str) -> None:
    """This function will take out a person who was added by mistake; somebody who left is not taken out but leaves.

    :raises WorkedWith: what they want, how they stand or what they were asked is known by now.
    :raises ChangedMeanwhile: somebody saved it in the meantime.
    """
    require_worked(contact.account, by)
    hold(contact, version)
    if what := next((what for _key, what in built_on_contacts(_only(contact))), None):
        raise WorkedWith(what)
    account = contact.account
    said: dict[str, Any] = {"old": {"name": contact.name}, "reason": reason, "about": str(account.pk)}
    timeline.record("contact.taken_back", on=contact, by=by, at=at, **said)
    contact.delete()
    contacts.count(account)
    people.publish([account.pk], on=configuration.today(at))


@transaction.atomic
def store(store: Store, *, version: int, by: Actor, at: datetime, reason: str) -> None:
    """This function will take out a store that was added by mistake; one that does business no longer is closed.

    :raises WorkedWith: people or anything else belong to it by now.
    :raises ChangedMeanwhile: somebody saved it in the meantime.
    """
    require_worked(store.account, by)
    hold(store, version)
    if what := next((what for _key, what in built_on_stores(_only(store))), None):
        raise WorkedWith(what)
    account = store.account
    said: dict[str, Any] = {"old": {"name": store.name}, "reason": reason, "about": str(account.pk)}
    timeline.record("store.taken_back", on=store, by=by, at=at, **said)
    store.delete()
    stores.count(account)


def hold(row: models.Model, version: int) -> None:
    """This function will hold a row against every other writer, and against rows that would point to it.

    :raises ChangedMeanwhile: it has another version by now, or is gone.
    """
    rows: models.QuerySet[Any] = models.QuerySet(type(row))
    if rows.select_for_update().filter(pk=row.pk, version=version).first() is None:
        raise ChangedMeanwhile


def built_on_accounts(accounts: models.QuerySet[Account]) -> Iterator[tuple[int, Any]]:
    """This function will name which of some accounts have something, and what, in one query for each kind of thing."""
    for belonging in estate.belongings():
        if belonging.model not in OF_ITSELF:
            yield from _pointing(belonging.model, belonging.path, accounts)
    yield from _pointing(Account, "merged_into", accounts)
    yield from _touched(accounts, "about")


def built_on_contacts(people: models.QuerySet[Contact]) -> Iterator[tuple[int, Any]]:
    """This function will do the same of people; the draft of a profile that nobody looked at is nothing."""
    for relation in Contact._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and model is not Profile:
            yield from _pointing(model, relation.field.name, people)
    profiles = Profile.objects.unscoped(reason=REASON).filter(version__gt=0)
    yield from _pointing(Profile, "contact", people, profiles)
    yield from _touched(people, "object_id", object_type=Contact._meta.label_lower)


def built_on_stores(stores: models.QuerySet[Store]) -> Iterator[tuple[int, Any]]:
    """This function will do the same of stores."""
    for relation in Store._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type):
            yield from _pointing(model, relation.field.name, stores)


def _pointing(
    model: type[models.Model], path: str, rows: models.QuerySet[Any], some: models.QuerySet[Any] | None = None
) -> Iterator[tuple[int, Any]]:
    every: models.QuerySet[Any] = models.QuerySet(model) if some is None else some
    keys = every.filter(**{f"{path}__in": rows.values("pk")}).order_by().values_list(path, flat=True).distinct()
    yield from ((key, model._meta.verbose_name_plural) for key in keys)


def _touched(rows: models.QuerySet[Any], name: str, **more: str) -> Iterator[tuple[int, Any]]:
    keys = rows.annotate(told=Cast("pk", CharField(max_length=20))).values("told")
    story = Entry.objects.unscoped(reason=REASON).filter(verb=touches.VERB, **{f"{name}__in": keys}, **more)
    yield from ((int(key), _("touch points")) for key in story.values_list(name, flat=True).distinct())


def _only(row: models.Model) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = models.QuerySet(type(row))
    return rows.filter(pk=row.pk)
