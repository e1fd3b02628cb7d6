"""The documents of the archive: added, described anew and retired by configuration (FILE-10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.labels import Label
from hourglass.base.models import Role, User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise, touch
from hourglass.base.uniqueness import unless_taken
from hourglass.customers.archive import fields
from hourglass.customers.archive.fields import Fault, Field, FieldFault
from hourglass.customers.models import FormTemplate, FormVersion
from hourglass.customers.models.archive import Confirming, Due

EDITABLE = frozenset({"name_zh", "name_en", "due", "days", "confirming", "required", "order"})
LONGEST_WAIT = 365
WORDS = {
    Fault.KEY: _("The key “%(field)s” does not fit: it begins with a small letter and has letters, digits and _."),
    Fault.TWICE: _("The key “%(field)s” is there twice."),
    Fault.LABEL: _("The field “%(field)s” needs a name in Chinese and one in English."),
    Fault.KIND: _("The field “%(field)s” has a kind that does not exist here."),
    Fault.CHOICES: _("The field “%(field)s” needs choices, each with a key of its own and both names."),
    Fault.COLUMNS: _("The columns of “%(field)s” do not fit."),
    Fault.WHEN: _("The condition of “%(field)s” names a field that is not there, or no number."),
    Fault.ROLES: _(
        "Who sees “%(field)s” does not fit: name roles that exist; a baseline and a column are for everybody."
    ),
    Fault.MANY: _("A form has from 1 to 80 fields."),
}


class FormRefused(Refused):
    """A form cannot be described like this."""


@transaction.atomic
def add(
    *,
    key: str,
    label: Label,
    document: Sequence[dict[str, Any]],
    by: Actor,
    at: datetime,
    due: Due = Due.ASKED,
    days: int = 14,
    confirming: Confirming = Confirming.NOBODY,
    required: bool = True,
) -> FormTemplate:
    """This function will add a document with the first version of its fields.

    :raises FormRefused: the key is taken, the days are too many, or a field does not fit.
    """
    require(by, Permission.FORMS_MANAGE)
    found = read(document)
    _refuse_days(days)
    if FormTemplate.objects.filter(key=key).exists():
        raise FormRefused(_("Another form has this key; give another."), field="key")
    words = {"due": due, "days": days, "confirming": confirming, "required": required}
    order = FormTemplate.objects.count()
    row = FormTemplate.objects.create(key=key, name_zh=label.zh, name_en=label.en, order=order, **words)
    _describe(row, found, by, at)
    new = {"key": key, "name_zh": label.zh, "name_en": label.en, "fields": len(found)}
    timeline.record("form.added", on=row, by=by, at=at, new=new)
    return row


@transaction.atomic
def edit(row: FormTemplate, *, version: int, by: Actor, at: datetime, **changes: Any) -> FormTemplate:
    """This function will change what a document is called, when it is due, and who confirms it."""
    require(by, Permission.FORMS_MANAGE)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    _refuse_days(changes.get("days", row.days))
    old, new = revise(row, version=version, changes=changes)
    if new:
        timeline.record("form.changed", on=row, by=by, at=at, old=old, new=new)
    return row


@transaction.atomic
def describe(
    row: FormTemplate, document: Sequence[dict[str, Any]], *, number: int, by: Actor, at: datetime
) -> FormVersion:
    """This function will give a document new fields; what was filled in by version `number` or before stays valid.

    :raises FormRefused: a field does not fit, nothing differs, or somebody else made a version since `number`.
    """
    require(by, Permission.FORMS_MANAGE)
    found, latest = read(document), row.latest
    meanwhile = FormRefused(_("Somebody else changed this meanwhile. Look at it again and repeat your change."))
    if latest.number != number:
        raise meanwhile
    if fields.written(found) == latest.fields:
        raise FormRefused(_("Nothing differs from the present version."))
    with unless_taken(FormVersion, form_version_number=meanwhile):
        made = _describe(row, found, by, at, number=number + 1)
    old, new = ({"fields": [field["key"] for field in one.fields]} for one in (latest, made))
    timeline.record("form.described", on=row, by=by, at=at, old=old, new=new)
    touch(row)
    return made


@transaction.atomic
def retire(row: FormTemplate, *, version: int, by: Actor, at: datetime) -> None:
    """This function will ask for a document no longer; what was filled in stays in the archives."""
    require(by, Permission.FORMS_MANAGE)
    revise(row, version=version, changes={"retired_at": at})
    timeline.record("form.retired", on=row, by=by, at=at)


def read(document: Any) -> tuple[Field, ...]:
    """This function will read the fields of a form.

    :raises FormRefused: one of them does not fit, in words for whoever describes the form.
    """
    try:
        found = fields.read(document)
        _refuse_unknown_roles(found)
        return found
    except FieldFault as fault:
        raise FormRefused(WORDS[fault.fault] % {"field": fault.field}, field="fields") from None


def _refuse_unknown_roles(found: Sequence[Field]) -> None:
    known = set(Role.objects.values_list("key", flat=True)) if any(field.roles for field in found) else set()
    for field in found:
        if set(field.roles) - known:
            raise FieldFault(Fault.ROLES, field.key)


def _describe(row: FormTemplate, found: Sequence[Field], by: Actor, at: datetime, *, number: int = 1) -> FormVersion:
    author = by if isinstance(by, User) else None
    return FormVersion.objects.create(
        template=row, number=number, fields=fields.written(found), made_by=author, made_at=at
    )


def _refuse_days(days: int) -> None:
    if not 0 <= days <= LONGEST_WAIT:
        raise FormRefused(
            _("Give a number from %(least)s to %(most)s.") % {"least": 0, "most": LONGEST_WAIT}, field="days"
        )
