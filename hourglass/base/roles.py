"""Roles: what each allows, how far it reaches, and who holds it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.builtin import ROLES
from hourglass.base.grants import Actor, BeyondGrant, covers, refuse_self, require, require_person, require_role
from hourglass.base.models import Role, User
from hourglass.base.permissions import Permission, Reach
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise, take, touch
from hourglass.base.uniqueness import unless_taken


class RoleRefused(Refused):
    """A role cannot be changed, given or taken like this."""


@transaction.atomic
def install_defaults(*, by: Actor, at: datetime, mfa_for_administrators: bool = False) -> list[Role]:
    """This function will add the built-in roles that are missing and leave every other role as it is."""
    present = set(Role.objects.values_list("key", flat=True))
    missing = [
        Role(
            key=role.key,
            name_zh=role.zh,
            name_en=role.en,
            permissions=list(role.permissions),
            reach=role.reach,
            requires_mfa=mfa_for_administrators and role.key == Role.ADMINISTRATOR,
            built_in=True,
        )
        for role in ROLES
        if role.key not in present
    ]
    added = Role.objects.bulk_create(missing)
    timeline.record_all(
        (timeline.Told("role.installed", on=timeline.Thing.of(role), new=_state(role)) for role in added), by=by, at=at
    )
    return added


@transaction.atomic
def create(
    *,
    name_zh: str,
    name_en: str,
    permissions: Iterable[str],
    reach: Reach,
    by: Actor,
    at: datetime,
    requires_mfa: bool = False,
) -> Role:
    """This function will add a role that allows no more than `by` may do.

    :raises RoleRefused: a name is taken, or a permission is unknown.
    :raises BeyondGrant: the role would allow more than `by` has.
    """
    codes = _codes(permissions)
    _require_whole(by)
    _require_covered(by, codes, reach)
    role = Role(
        name_zh=name_zh, name_en=name_en, permissions=codes, reach=reach, requires_mfa=requires_mfa, key=_key(name_en)
    )
    with _told_apart():
        role.save(force_insert=True)
    timeline.record("role.created", on=role, by=by, at=at, new=_state(role))
    return role


@transaction.atomic
def edit(role: Role, *, version: int, by: Actor, at: datetime, **changes: Any) -> Role:
    """This function will change a role that is still at `version`; its holders feel it with their next request.

    :raises RoleRefused: a name is taken, or it is the administrators' role.
    :raises BeyondGrant: the role allows, or would allow, more than `by` has.
    :raises ChangedMeanwhile: somebody else changed the role meanwhile.
    """
    _require_whole(by)
    require_role(by, role)
    changes["permissions"] = _codes(changes.get("permissions", role.permissions))
    changes["reach"] = Reach(changes.get("reach", role.reach))
    if role.is_administrator and (set(changes["permissions"]) != role.codes or changes["reach"] != role.reach):
        raise RoleRefused(_("The administrator role always allows everything; make another role for less."))
    _require_covered(by, changes["permissions"], changes["reach"])
    old = _state(role)
    with _told_apart():
        revise(role, version=version, changes=changes)
    _record_difference(role, old, by=by, at=at)
    return role


@transaction.atomic
def delete(role: Role, *, by: Actor, at: datetime) -> None:
    """This function will remove a role that nobody holds and that did not come with the product.

    :raises RoleRefused: somebody holds it, or it is built in.
    """
    _require_whole(by)
    require_role(by, role)
    if role.built_in:
        raise RoleRefused(_("A role that comes with the product stays; take its permissions away instead."))
    if role.people.unscoped(reason="a role out of sight must not vanish from anybody").exists():
        raise RoleRefused(_("People still hold this role; take it from them first."))
    timeline.record("role.deleted", on=role, by=by, at=at, old=_state(role))
    role.delete()


@transaction.atomic
def grant(role: Role, *, to: User, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will give a person a role; giving it twice changes nothing.

    :raises BeyondGrant: the role, or the person with it, would do more than `by` may.
    """
    require(by, "people.manage")
    refuse_self(by, to)
    require_person(by, to)
    require_role(by, role)
    if isinstance(by, User) and by.reach is not Reach.ALL and not to.team_ids <= by.team_ids:
        raise BeyondGrant(_("This person also works with another team; ask an administrator."))
    if to.roles.filter(pk=role.pk).exists():
        return
    to.roles.add(role)
    touch(to)
    to.forget_grants()
    timeline.record("role.granted", on=to, by=by, at=at, new={"role": role.key}, reason=reason)


@transaction.atomic
def revoke(role: Role, *, of: User, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will take a role from a person, who loses what it allows with the next request.

    :raises RoleRefused: the person is the last administrator.
    """
    require(by, "people.manage")
    refuse_self(by, of)
    require_person(by, of)
    require_role(by, role)
    if role.is_administrator:
        keep_an_administrator(without=of)
    if not of.roles.filter(pk=role.pk).exists():
        return
    of.roles.remove(role)
    touch(of)
    of.forget_grants()
    timeline.record("role.revoked", on=of, by=by, at=at, old={"role": role.key}, reason=reason)


@transaction.atomic
def assign(roles: Iterable[Role], *, to: User, version: int, among: Iterable[Role], by: Actor, at: datetime) -> None:
    """This function will leave a person, still at `version`, with just these of the roles `among`: all or nothing.

    :raises BeyondGrant: `by` may not give or take one of them.
    :raises ChangedMeanwhile: somebody else changed the person or their roles meanwhile.
    """
    take(to, version=version)
    held, wanted = set(to.roles.all()), set(roles)
    for role in among:
        if role in wanted and role not in held:
            grant(role, to=to, by=by, at=at)
        elif role in held and role not in wanted:
            revoke(role, of=to, by=by, at=at)


def grantable(by: User) -> list[Role]:
    """This function will list the roles that `by` may give and take, in the order of their installation."""
    return [role for role in Role.objects.order_by("pk") if covers(by, role.codes, role.covers)]


def keep_an_administrator(*, without: User) -> None:
    """This function will refuse to lose the last active administrator, also when two requests race.

    :raises RoleRefused: nobody else is an active administrator.
    """
    # Writing the row, even unchanged, makes the second of two transactions wait for the first and count after it.
    Role.objects.filter(key=Role.ADMINISTRATOR).update(version=F("version"))
    administrators = User.objects.unscoped(reason="the count is about everyone").administrators()
    if not administrators.exclude(pk=without.pk).exists() and administrators.filter(pk=without.pk).exists():
        raise RoleRefused(_("This is the last administrator; make somebody else an administrator first."))


def _require_whole(by: Actor) -> None:
    require(by, "roles.manage")
    if not covers(by, (), Reach.ALL):
        raise BeyondGrant(_("Roles count for everyone, so only a person who reaches everyone changes them."))


def _require_covered(by: Actor, codes: Iterable[str], reach: Reach) -> None:
    if not covers(by, codes, reach):
        raise BeyondGrant(_("A role cannot allow more than you may do yourself."), field="permissions")


def _codes(permissions: Iterable[str]) -> list[str]:
    asked = set(permissions)
    if unknown := asked.difference(Permission.values):
        message = _("There is no permission “%(code)s”; choose from the list.") % {"code": min(unknown)}
        raise RoleRefused(message, field="permissions")
    return [code for code in Permission.values if code in asked]


def _told_apart() -> AbstractContextManager[None]:
    name_zh, name_en = (
        RoleRefused(_("Another role has this name; choose a name that tells them apart."), field=field)
        for field in ("name_zh", "name_en")
    )
    # The key follows the English name; two that were added at the same moment may have chosen the same.
    return unless_taken(Role, base_role_one_name_zh=name_zh, base_role_one_name_en=name_en, base_role_one_key=name_en)


def _key(name: str) -> str:
    base = slugify(name)[:40] or "role"
    taken = set(Role.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if key not in taken)


def _state(role: Role) -> dict[str, Any]:
    return {name: getattr(role, name) for name in ("name_zh", "name_en", "permissions", "reach", "requires_mfa")} | {
        "permissions": sorted(role.codes)
    }


def _record_difference(role: Role, old: dict[str, Any], *, by: Actor, at: datetime) -> None:
    new = _state(role)
    changed = [name for name in new if new[name] != old[name]]
    if changed:
        before, after = ({name: state[name] for name in changed} for state in (old, new))
        timeline.record("role.changed", on=role, by=by, at=at, old=before, new=after)
