"""Changing a row that several people may edit: the later of two saves is told, never lost and never silent (T38)."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hourglass.base.refusals import Refused

Values = dict[str, Any]


class ChangedMeanwhile(Refused):
    """Somebody saved the row after the one at the screen opened it."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this meanwhile. Look at it again and repeat your change."))


def revise(row: models.Model, *, version: int, changes: Mapping[str, Any]) -> tuple[Values, Values]:
    """This function will change a row that is still at `version`, and return the differing fields before and after.

    The row needs a field `version`, which goes up by one. Nothing is written when nothing differs.

    :raises ChangedMeanwhile: the row has another version by now.
    """
    names = [name for name, value in changes.items() if getattr(row, name) != value]
    old = {name: told(getattr(row, name)) for name in names}
    new = {name: told(changes[name]) for name in names}
    kept = _of(row, version)
    values = {name: changes[name] for name in names}
    if not (kept.update(**values, version=version + 1) if names else kept.exists()):
        raise ChangedMeanwhile
    for name, value in values.items():
        setattr(row, name, value)
    if names:
        row.version = version + 1  # type: ignore[attr-defined]
    return old, new


def take(row: models.Model, *, version: int) -> None:
    """This function will begin a change of what hangs on a row still at `version`, such as the roles of a person.

    :raises ChangedMeanwhile: the row has another version by now.
    """
    if not _of(row, version).update(version=version + 1):
        raise ChangedMeanwhile
    row.version = version + 1  # type: ignore[attr-defined]


def touch(row: models.Model) -> None:
    """This function will let whoever edits a row look again, after something that hangs on it changed."""
    models.QuerySet(type(row)).filter(pk=row.pk).update(version=F("version") + 1)
    row.version += 1  # type: ignore[attr-defined]


def _of(row: models.Model, version: int) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = models.QuerySet(type(row))
    return rows.filter(pk=row.pk, version=version)


def told(value: Any) -> Any:
    """This function will give a value as the record keeps it: another row by its name."""
    return str(value) if isinstance(value, models.Model) else value
