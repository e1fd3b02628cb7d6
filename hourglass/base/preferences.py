"""How a person wants the product to look and answer: language, theme, density, single-key shortcuts."""

from datetime import datetime

from django.db import transaction

from hourglass.base import timeline
from hourglass.base.models import User

NAMES = ("language", "theme", "density", "shortcuts")


@transaction.atomic
def change(person: User, *, by: User, at: datetime, **wanted: str | bool) -> list[str]:
    """This function will keep the preferences that differ from the present ones, and return their names."""
    changed = [name for name in NAMES if name in wanted and getattr(person, name) != wanted[name]]
    if not changed:
        return []
    old = {name: getattr(person, name) for name in changed}
    for name in changed:
        setattr(person, name, wanted[name])
    person.save(update_fields=changed)
    new = {name: wanted[name] for name in changed}
    timeline.record("person.preferences_changed", on=person, by=by, at=at, old=old, new=new)
    return changed
