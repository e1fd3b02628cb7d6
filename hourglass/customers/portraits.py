"""The fields of the customer portrait: added, changed and retired by configuration (SEG-08)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.labels import Label
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers.models import PortraitField
from hourglass.customers.models.portraits import FieldGroup, FieldKind


class PortraitRefused(Refused):
    """A portrait field cannot be added or changed like this."""


@transaction.atomic
def add(
    *,
    key: str,
    label: Label,
    kind: str,
    by: Actor,
    at: datetime,
    group: str = FieldGroup.BUSINESS,
    unit: str = "",
    choices: Sequence[dict[str, str]] = (),
    mandatory: bool = False,
) -> PortraitField:
    """This function will add a field to ask for; its key names it in conditions as `portrait.<key>`.

    :raises PortraitRefused: the key is taken, or a list has no choices.
    """
    require(by, Permission.SEGMENTS_MANAGE)
    if PortraitField.objects.filter(key=key).exists():
        raise PortraitRefused(_("Another field has this key; give another."), field="key")
    if kind in {FieldKind.CHOICE, FieldKind.CHOICES} and not choices:
        raise PortraitRefused(_("Give at least one choice."), field="choices")
    field = PortraitField.objects.create(
        key=key,
        label_zh=label.zh,
        label_en=label.en,
        kind=kind,
        group=group,
        unit=unit,
        choices=list(choices),
        mandatory=mandatory,
        order=PortraitField.objects.count(),
    )
    new = {"key": key, "label_zh": label.zh, "label_en": label.en, "kind": kind}
    timeline.record("portrait_field.added", on=field, by=by, at=at, new=new)
    return field


@transaction.atomic
def edit(field: PortraitField, *, version: int, by: Actor, at: datetime, **changes: Any) -> None:
    """This function will change how a field is asked for; its key and kind stay, since values are kept by them."""
    require(by, Permission.SEGMENTS_MANAGE)
    if unfit := set(changes) - {"label_zh", "label_en", "group", "unit", "choices", "mandatory", "order"}:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    old, new = revise(field, version=version, changes=changes)
    if new:
        timeline.record("portrait_field.changed", on=field, by=by, at=at, old=old, new=new)


@transaction.atomic
def retire(field: PortraitField, *, version: int, by: Actor, at: datetime) -> None:
    """This function will no longer ask for a field; what was filled in stays on the accounts."""
    require(by, Permission.SEGMENTS_MANAGE)
    revise(field, version=version, changes={"retired_at": at})
    timeline.record("portrait_field.retired", on=field, by=by, at=at)
