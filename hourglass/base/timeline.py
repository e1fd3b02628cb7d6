"""Writing the record: every verb that changes something records one entry in its own transaction (CONV-8)."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from hourglass.base.models import Entry, User


def record(
    verb: str,
    *,
    on: Model,
    by: User | str,
    at: datetime,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """This function will append one entry to the record, inside the caller's transaction.

    `verb` is noun and past participle ("role.changed"); `by` is the person, or the name of the job or command that
    acted ("job:outbox.send"); `old` and `new` hold only the fields that changed, as JSON, and never a secret.
    """
    person = by if isinstance(by, User) else None
    return Entry.objects.create(
        at=at,
        actor=person,
        actor_label=str(by)[:120],
        verb=verb,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        object_label=str(on)[:200],
        old=old,
        new=new,
        reason=reason,
    )
