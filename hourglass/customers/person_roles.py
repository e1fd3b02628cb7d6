"""The roles that people have at customers: their level, and the description a profile begins with (KEY-04, KEY-11)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.labels import Label
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers.models import PersonRole

TEXTS = ("duties", "measure", "pains")


class PersonRoleRefused(Refused):
    """A role cannot be added or changed like this."""


@transaction.atomic
def add(
    *, key: str, label: Label, level: int | None, by: Actor, at: datetime, duties: str = "", measure: str = "",
    pains: str = "",
) -> PersonRole:  # fmt: skip
    """This function will add a role; people who get it get its level and the draft of its profile.

    :raises PersonRoleRefused: the key is taken.
    """
    require(by, Permission.SEGMENTS_MANAGE)
    if PersonRole.objects.filter(key=key).exists():
        raise PersonRoleRefused(_("Another role has this key; give another."), field="key")
    role = PersonRole.objects.create(
        key=key, name_zh=label.zh, name_en=label.en, level=level, duties=duties.strip(), measure=measure.strip(),
        pains=pains.strip(), order=PersonRole.objects.count(),
    )  # fmt: skip
    new = {"key": key, "name_zh": label.zh, "name_en": label.en, "level": level}
    timeline.record("person_role.added", on=role, by=by, at=at, new=new)
    return role


@transaction.atomic
def edit(
    role: PersonRole, *, label: Label, level: int | None, duties: str, measure: str, pains: str, version: int,
    by: Actor, at: datetime,
) -> PersonRole:  # fmt: skip
    """This function will change a role; people who have it keep the level they have."""
    require(by, Permission.SEGMENTS_MANAGE)
    texts = {"duties": duties.strip(), "measure": measure.strip(), "pains": pains.strip()}
    changes = {"name_zh": label.zh, "name_en": label.en, "level": level, **texts}
    old, new = revise(role, version=version, changes=changes)
    if new:
        timeline.record("person_role.changed", on=role, by=by, at=at, old=old, new=new)
    return role


@transaction.atomic
def retire(role: PersonRole, *, version: int, by: Actor, at: datetime) -> PersonRole:
    """This function will offer a role no longer; people who have it keep it."""
    require(by, Permission.SEGMENTS_MANAGE)
    if role.retired_at is None:
        revise(role, version=version, changes={"retired_at": at})
        timeline.record("person_role.retired", on=role, by=by, at=at)
    return role


def named(keys: Iterable[str]) -> list[PersonRole]:
    """This function will give the roles behind keys, those that are known, in their order."""
    return list(PersonRole.objects.filter(key__in=list(keys)))


def level_of(roles: Collection[PersonRole]) -> int | None:
    """This function will give the level of somebody with these roles: the highest counts (KEY-04)."""
    return min((role.level for role in roles if role.level), default=None)


def draft(roles: Collection[PersonRole]) -> dict[str, str]:
    """This function will give what a profile begins with: the descriptions of the roles, each line once (KEY-11)."""
    found = {}
    for name in TEXTS:
        lines = [line.strip() for role in roles for line in getattr(role, name).splitlines() if line.strip()]
        if lines:
            found[name] = "\n".join(dict.fromkeys(lines))
    return found
