"""The tabs of a list: the views that come with the product, those one has kept, and those that are shared."""

from collections.abc import Sequence
from dataclasses import dataclass

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.console.lists.nouns import Facts, Noun, View
from hourglass.customers.models import SavedView, TabOrder


@dataclass(frozen=True, kw_only=True)
class Kept(View):
    """A view that somebody saved."""

    row: SavedView


def of(noun: Noun, person: User, facts: Facts) -> tuple[View, ...]:
    """This function will give every view of a list that somebody has, in the order they want."""
    kept = SavedView.objects.visible_to(person).of(noun.key).kept().select_related("owner").order_by("shared", "pk")
    every = [*noun.views(person, facts), *map(opened, kept)]
    order = TabOrder.objects.visible_to(person).filter(noun=noun.key).values_list("keys", flat=True).first() or []
    return tuple(arranged(every, order))


def opened(row: SavedView) -> Kept:
    """This function will give a saved view as a tab."""
    return Kept(
        key=key_of(row),
        label=row.name,
        condition=row.condition,
        sort=row.sort,
        columns=tuple(row.columns),
        problems=row.problems,
        row=row,
    )


def may_change(row: SavedView, person: User) -> bool:
    """This function will tell whether somebody may change a view: their own, or a shared one if they may share."""
    return row.owner_id == person.pk or (row.shared and person.can(Permission.VIEWS_SHARE))


def key_of(row: SavedView) -> str:
    """This function will give how an address names a saved view."""
    return f"v{row.pk}"


def arranged(views: Sequence[View], order: Sequence[str]) -> list[View]:
    """This function will put views in order; those that the order does not name stand behind, as they came."""
    places = {key: place for place, key in enumerate(order)}
    return sorted(views, key=lambda view: places.get(view.key, len(places)))


def moved(views: Sequence[View], key: str, by: int) -> list[str]:
    """This function will give the order after one view went to the left or to the right."""
    keys = [view.key for view in views]
    if key in keys:
        place = keys.index(key)
        keys.insert(max(0, min(len(keys) - 1, place + by)), keys.pop(place))
    return keys
