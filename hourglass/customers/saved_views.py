"""Saved views: kept, changed, shared, removed, and put in order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Forbidden, Refused
from hourglass.base.revisions import revise
from hourglass.customers.conditions import tree
from hourglass.customers.conditions.tree import Node
from hourglass.customers.models import SavedView, TabOrder

MOST_COLUMNS, MOST_VIEWS = 60, 100
EDITABLE = frozenset({"name", "problems", "columns", "sort", "condition", "shared"})


class ViewRefused(Refused):
    """A view cannot be kept or changed like this."""


@transaction.atomic
def add(
    noun: str,
    name: str,
    *,
    condition: Node,
    by: User,
    at: datetime,
    columns: Sequence[str] = (),
    sort: str = "",
    problems: bool = False,
    shared: bool = False,
) -> SavedView:
    """This function will keep a view of a list.

    :raises ViewRefused: it has no name, another view of the person has it, or there are too many.
    """
    if shared:
        require(by, Permission.VIEWS_SHARE)
    _check(name, columns)
    if SavedView.objects.visible_to(by).filter(owner=by).of(noun).kept().count() >= MOST_VIEWS:
        raise ViewRefused(_("That are too many views. Remove one you no longer use."))
    view = SavedView(
        noun=noun, name=name.strip(), owner=by, shared=shared, condition=tree.write(condition), columns=list(columns),
        sort=sort, problems=problems, created_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            view.save(force_insert=True)
    except IntegrityError:
        raise _taken() from None
    new = {"name": view.name, "condition": view.condition, "shared": shared}
    timeline.record("view.added", on=view, by=by, at=at, new=new)
    return view


@transaction.atomic
def edit(view: SavedView, *, version: int, by: Actor, at: datetime, **changes: Any) -> SavedView:
    """This function will change a view: its name, whether it is shared, or what it shows.

    :raises ViewRefused: it has no name any more, or another view of its owner has it.
    :raises ChangedMeanwhile: somebody saved it in the meantime.
    """
    require_own(view, by)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    if "condition" in changes:
        changes["condition"] = tree.write(changes["condition"])
    if changes.get("shared", view.shared) != view.shared:
        require(by, Permission.VIEWS_SHARE)
    changes = {name: value.strip() if name == "name" else value for name, value in changes.items()}
    _check(changes.get("name", view.name), changes.get("columns", view.columns))
    try:
        with transaction.atomic():
            old, new = revise(view, version=version, changes=changes)
    except IntegrityError:
        raise _taken() from None
    if new:
        timeline.record("view.changed", on=view, by=by, at=at, old=old, new=new)
    return view


@transaction.atomic
def remove(view: SavedView, *, version: int, by: Actor, at: datetime) -> SavedView:
    """This function will take a view away; it can be brought back."""
    require_own(view, by)
    revise(view, version=version, changes={"removed_at": at})
    timeline.record("view.removed", on=view, by=by, at=at)
    return view


@transaction.atomic
def restore(view: SavedView, *, version: int, by: Actor, at: datetime) -> SavedView:
    """This function will bring a removed view back.

    :raises ViewRefused: another view has its name by now.
    """
    require_own(view, by)
    try:
        with transaction.atomic():
            revise(view, version=version, changes={"removed_at": None})
    except IntegrityError:
        raise _taken() from None
    timeline.record("view.restored", on=view, by=by, at=at)
    return view


@transaction.atomic
def arrange(noun: str, keys: Sequence[str], *, by: User, at: datetime) -> TabOrder:
    """This function will put the tabs of a list into the order that a person wants for themselves."""
    order, _added = TabOrder.objects.visible_to(by).get_or_create(person=by, noun=noun)
    old = list(order.keys)
    if old != list(keys):
        order.keys = list(keys)[: MOST_VIEWS * 2]
        order.save(update_fields=["keys"])
        timeline.record("view.arranged", on=order, by=by, at=at, old={"keys": old}, new={"keys": order.keys})
    return order


def require_own(view: SavedView, by: Actor) -> None:
    """This function will refuse changes by others, save of a shared view by those who may share."""
    if not isinstance(by, User) or view.owner_id == by.pk:
        return
    if not (view.shared and by.can(Permission.VIEWS_SHARE)):
        raise Forbidden(_("This view belongs to somebody else. Keep one of your own instead."))


def _check(name: str, columns: Sequence[str]) -> None:
    if not name.strip():
        raise ViewRefused(_("Give the view a name."), field="name")
    if len(columns) > MOST_COLUMNS:
        raise ViewRefused(_("A view shows at most %(n)d columns.") % {"n": MOST_COLUMNS})


def _taken() -> ViewRefused:
    return ViewRefused(_("Another view of the same owner has this name; give each its own."), field="name")
