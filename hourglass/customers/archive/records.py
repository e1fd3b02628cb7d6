"""Filling in the documents of an account: draft, submitted, returned, confirmed, and a new version of any (FILE)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NoReturn

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import Role, User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import ChangedMeanwhile, revise
from hourglass.base.uniqueness import unless_taken
from hourglass.customers.accounts import require_reached
from hourglass.customers.archive import fields, sources
from hourglass.customers.archive.fields import Field, FieldFault
from hourglass.customers.models import Account, Filling, FormRecord, FormTemplate
from hourglass.customers.models.archive import Confirming

REASON = "the record was asked for"


class RecordRefused(Refused):
    """A form cannot be filled in, submitted, returned or confirmed like this."""


def fields_of(filling: Filling) -> tuple[Field, ...]:
    """This function will give the fields of the version by which something was filled in."""
    return fields.read(filling.form.fields)


def seen_by(person: Actor | None, known: Iterable[Field]) -> tuple[Field, ...]:
    """This function will keep the fields that somebody reads and fills in; nobody in particular, only what all see."""
    if isinstance(person, str):
        return tuple(known)  # a job or a command, which shows it to nobody
    held = {role.key for role in person.held_roles} if person else set()
    everything = Role.ADMINISTRATOR in held
    return tuple(field for field in known if everything or not field.roles or held.intersection(field.roles))


@transaction.atomic
def open_record(
    account: Account, template: FormTemplate, *, by: Actor, at: datetime, occasion: str = "", due_on: date | None = None
) -> FormRecord:
    """This function will open a document for an account; opening it again for the same occasion changes nothing.

    A training opens its return visit with `occasion` and `due_on` (FILE-05).
    """
    require(by, Permission.FORMS_FILL)
    require_reached(account, by)
    if template.retired_at:
        raise RecordRefused(_("This form is no longer in use."))
    if account.closed_at:
        raise RecordRefused(_("The customer is closed. Reopen it first."))
    row, new = FormRecord.objects.unscoped(reason=REASON).get_or_create(
        account=account, template=template, occasion=occasion.strip()[:80], defaults={"opened_at": at, "due_on": due_on}
    )
    if new:
        told = {"form": template.key, "occasion": row.occasion, "due_on": due_on}
        timeline.record("record.opened", on=row, by=by, at=at, new=told, about=str(account.pk))
    return row


def submissions(record: FormRecord) -> list[Filling]:
    """This function will give what was submitted, the newest first."""
    rows = Filling.objects.unscoped(reason=REASON).filter(record=record).exclude(submitted_at=None)
    return list(rows.select_related("form", "filled_by", "record").order_by("-number"))


def all_submissions(rows: QuerySet[FormRecord]) -> dict[int, list[Filling]]:
    """This function will give the same of many records by one query, by the key of the record."""
    found: dict[int, list[Filling]] = {}
    sent = Filling.objects.unscoped(reason=REASON).filter(record__in=rows.values("pk")).exclude(submitted_at=None)
    for filling in sent.select_related("form", "filled_by").order_by("record", "-number"):
        found.setdefault(filling.record_id, []).append(filling)
    return found


def draft_of(record: FormRecord, *, on: date) -> Filling:
    """This function will give the draft of a record, or one that is not saved yet: what was submitted last, else what
    is known of the account. A draft takes the fields of the newest version."""
    rows = Filling.objects.unscoped(reason=REASON).filter(record=record).select_related("form", "record")
    latest = rows.order_by("-number").first()
    form = record.template.latest
    if latest is not None and latest.submitted_at is None:
        latest.form = form
        return latest
    values = latest.values if latest else sources.known(record, fields.read(form.fields), on=on)
    keys = {field["key"] for field in form.fields}
    kept = {key: value for key, value in values.items() if key in keys}
    return Filling(record=record, number=latest.number + 1 if latest else 1, form=form, values=kept)


@transaction.atomic
def keep(record: FormRecord, values: Mapping[str, Any], *, version: int, by: Actor, at: datetime) -> Filling:
    """This function will keep a draft; what is mandatory may still be missing. `version` is that of the draft.

    :raises RecordRefused: a value does not fit into its field.
    """
    _require_fill(record, by)
    filling = draft_of(record, on=configuration.today(at))
    kept = _fitted(fields.read(filling.form.fields), _whole(filling, values, by))
    if filling._state.adding:
        if version:
            raise ChangedMeanwhile
        words = {"form": filling.form, "values": kept, "filled_by": _person(by)}
        with unless_taken(Filling, filling_number=ChangedMeanwhile(), filling_one_draft=ChangedMeanwhile()):
            # Version 0 is the form that nobody has kept yet, so that the second of two who begin it is told.
            filling = Filling.objects.create(record=record, number=filling.number, version=1, **words)
    else:
        revise(filling, version=version, changes={"values": kept, "filled_by": _person(by), "form": filling.form})
    if record.began_at is None:
        revise(record, version=record.version, changes={"began_at": at})
    return filling


@transaction.atomic
def submit(record: FormRecord, values: Mapping[str, Any], *, version: int, by: Actor, at: datetime) -> Filling:
    """This function will submit a record: from now on it can only be followed by another version.

    :raises RecordRefused: something mandatory is missing, or a value does not fit.
    """
    known = fields.read(record.template.latest.fields)
    whole = _whole(draft_of(record, on=configuration.today(at)), values, by)
    if lacking := fields.missing(known, _fitted(known, whole)):
        _refuse_lacking(lacking[0], known, by)
    filling = keep(record, values, version=version, by=by, at=at)
    revise(filling, version=filling.version, changes={"submitted_at": at})
    changes = {"submitted_at": at, "returned_at": None, "confirmed_at": None, "confirmed_by": ""}
    revise(record, version=record.version, changes=changes)
    new = {"form": record.template.key, "number": filling.number}
    timeline.record("record.submitted", on=record, by=by, at=at, new=new, about=str(record.account_id))
    return filling


@transaction.atomic
def give_back(record: FormRecord, *, reason: str, version: int, by: Actor, at: datetime) -> FormRecord:
    """This function will return what was submitted to whoever fills it in; the submission stays readable.

    :raises RecordRefused: nothing was submitted, it is confirmed already, or no reason is given.
    """
    require(by, Permission.FORMS_CONFIRM)
    require_reached(record.account, by)
    if not reason.strip():
        raise RecordRefused(_("Say why; the reason is kept with the change."), field="reason")
    filling = _waiting(record)
    revise(filling, version=filling.version, changes={"returned_at": at, "return_reason": reason.strip()})
    revise(record, version=version, changes={"submitted_at": None, "returned_at": at})
    about = str(record.account_id)
    new = {"number": filling.number}
    timeline.record("record.returned", on=record, by=by, at=at, new=new, reason=reason.strip(), about=about)
    return record


@transaction.atomic
def confirm(record: FormRecord, *, version: int, by: Actor, at: datetime) -> FormRecord:
    """This function will confirm for the vendor what was submitted; who submitted it does not confirm it as well.

    :raises RecordRefused: nothing was submitted, it is confirmed already, or the customer confirms it.
    """
    require(by, Permission.FORMS_CONFIRM)
    require_reached(record.account, by)
    filling = _waiting(record)
    if record.template.confirming == Confirming.CUSTOMER:
        raise RecordRefused(_("The customer confirms this form. Send them the link."))
    if isinstance(by, User) and filling.filled_by_id == by.pk:
        raise RecordRefused(_("Somebody else than who submitted it confirms it."))
    return _confirmed(record, name=str(by), version=version, by=by, at=at)


@transaction.atomic
def confirm_by_customer(record: FormRecord, *, name: str, by: Actor, at: datetime) -> FormRecord:
    """This function will note that the customer confirmed what was submitted last, by whom.

    :raises RecordRefused: nobody is named, nothing is submitted, or the customer is not asked.
    """
    if not name.strip():
        raise RecordRefused(_("Give your name."), field="name")
    if record.template.confirming != Confirming.CUSTOMER:
        raise RecordRefused(_("This form is not confirmed by customers."))
    if record.confirmed_at:
        return record
    _waiting(record)
    return _confirmed(record, name=name.strip()[:120], version=record.version, by=by, at=at)


def _confirmed(record: FormRecord, *, name: str, version: int, by: Actor, at: datetime) -> FormRecord:
    revise(record, version=version, changes={"confirmed_at": at, "confirmed_by": name})
    new = {"confirmed_by": name}
    timeline.record("record.confirmed", on=record, by=by, at=at, new=new, about=str(record.account_id))
    return record


def _waiting(record: FormRecord) -> Filling:
    if record.submitted_at is None:
        raise RecordRefused(_("Nothing is submitted that could be judged."))
    if record.confirmed_at:
        raise RecordRefused(_("It is confirmed already. A change makes a new version."))
    return submissions(record)[0]


def _whole(filling: Filling, values: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """This function will add what others filled in, which whoever fills in now does not see and cannot change."""
    known = fields.read(filling.form.fields)
    hidden = {field.key for field in known} - {field.key for field in seen_by(by, known)}
    if foreign := hidden.intersection(values):
        raise RecordRefused(_("Only some roles see this field."), field=min(foreign))
    return {**{key: value for key, value in filling.values.items() if key in hidden}, **values}


def _refuse_lacking(key: str, known: Sequence[Field], by: Actor) -> NoReturn:
    field = next(field for field in known if field.key == key.partition(".")[0])
    if field in seen_by(by, known):
        raise RecordRefused(_("This has to be filled in before the form is submitted."), field=key)
    roles = Role.objects.filter(key__in=field.roles).order_by("pk")
    words = {"roles": ", ".join(str(role) for role in roles)}
    raise RecordRefused(
        _("Keep it as a draft: something that only others see is to be filled in by %(roles)s.") % words
    )


def _fitted(known: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return fields.fitted(known, values)
    except FieldFault as fault:
        raise RecordRefused(_("This does not fit here."), field=fault.field) from None


def _require_fill(record: FormRecord, by: Actor) -> None:
    require(by, Permission.FORMS_FILL)
    require_reached(record.account, by)
    if record.account.closed_at:
        raise RecordRefused(_("The customer is closed. Reopen it first."))


def _person(by: Actor) -> User | None:
    return by if isinstance(by, User) else None
