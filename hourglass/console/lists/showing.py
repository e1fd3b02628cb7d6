"""A list put together for its page: tabs, pills, headings, rows, and what stands in the foot."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from hourglass.base.models.people import DENSITIES as LIST_DENSITIES
from hourglass.base.money import symbol_of
from hourglass.base.permissions import Reach
from hourglass.console.lists import keyset, totals
from hourglass.console.lists import tabs as tabs_of
from hourglass.console.lists.asking import SIZES, Asked, compact
from hourglass.console.lists.nouns import Column, View
from hourglass.console.lists.tabs import Kept
from hourglass.customers.conditions import wording
from hourglass.customers.conditions.tree import ALWAYS, ConditionRefused, Leaf, Node
from hourglass.ui import cells
from hourglass.ui.cells import Cell

CROWD = 2_000  # rows beyond which the counts of the tabs come after the page


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column: where it leads, and how the rows stand by it now."""

    column: Column
    label: str
    href: str
    sorted: str  # ascending, descending or nothing


@dataclass(frozen=True, slots=True)
class Pill:
    """One piece of the condition: its fact, what is asked, and the address without it."""

    name: str
    asks: str
    href: str
    place: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One view: its address and how many rows it holds."""

    view: View
    label: str
    href: str
    current: bool
    total: totals.Total | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row, what it is called where it is chosen, and its cells; its weight adds to the value of a selection."""

    row: Any
    weight: int | None
    chosen: str
    cells: Cell


def page(asked: Asked) -> dict[str, Any]:
    """This function will give what the page of a list shows."""
    after, before = asked.given.get("after", ""), asked.given.get("before", "")
    found = keyset.fetch(asked.rows, asked.order, size=asked.size, after=after, before=before)
    return {
        **outline(asked),
        "heads": list(heads(asked)),
        "rows": [drawn(row, asked) for row in found.rows],
        "pills": list(pills(asked)),
        "previous": asked.link(before=found.previous) if found.previous else "",
        "next": asked.link(after=found.next) if found.next else "",
        **choices(asked),
        **foot(asked),
        **offered(asked),
    }


def outline(asked: Asked) -> dict[str, Any]:
    """This function will give what stands around the rows, also where the condition cannot be read."""
    return {
        "asked": asked,
        "title": asked.noun.title,
        "finds": asked.noun.finds,
        "address": reverse(asked.noun.key),
        "view": wording.worded(asked.view.label),
        "tabs": (shown := tabs(asked)),
        "late": not any(tab.total for tab in shown),
        "here": asked.link(),
        "keeps": keeping(asked),
        "filter": reverse(asked.noun.narrows) + asked.link() if asked.noun.narrows else "",
        "adds": added(asked),
        "kept": asked.kept(apart_from=("q",)),
        "unsearched": asked.link(q=None),
        "everything": asked.link(q=None, where=compact({"all": []})),
    }


def keeping(asked: Asked) -> dict[str, str]:
    """This function will give the addresses that keep what the list shows: as a new view, or in the one it shows."""
    view, key = asked.view, asked.noun.key
    state = asked.link(view=view.key)
    own = isinstance(view, Kept) and tabs_of.may_change(view.row, asked.sight.person)
    found = {"new": reverse("view-new", args=[key]) + state, "every": reverse("views", args=[key])}
    if own and isinstance(view, Kept):
        found["edit"] = reverse("view", args=[view.row.pk])
        found["update"] = reverse("view-update", args=[view.row.pk]) + state if asked.differs else ""
    return found


def added(asked: Asked) -> tuple[str, str] | None:
    """This function will give the address that adds a row, with its label, to those who may."""
    name, label, needs = asked.noun.adds
    return (reverse(name), wording.worded(label)) if name and asked.sight.person.can(needs) else None


def offered(asked: Asked) -> dict[str, Any]:
    """This function will give what can be done to several rows at once, by this person."""
    noun, can = asked.noun, asked.sight.person.can
    actions = [
        {
            "label": wording.worded(action.label),
            "icon": action.icon,
            "href": reverse("bulk", args=[noun.key, action.key]),
        }
        for action in noun.actions
        if can(action.needs)
    ]
    export = reverse("list-export", args=[noun.key]) if noun.exports and can(noun.exports) else ""
    frame = asked.sight.frame
    money = {"currency": symbol_of(frame.currency), "places": frame.places}
    return {"actions": actions, "export": export, "state": asked.link()} | money


def choices(asked: Asked) -> dict[str, Any]:
    """This function will give what the toolbar offers: order, columns, density, rows a page."""
    shown = {column.key for column in asked.shown}
    return {
        "order": said(asked),
        "orders": list(orders(asked)),
        "choices": [
            {"key": key, "label": wording.worded(column.label), "group": wording.worded(column.group),
             "shown": key in shown}
            for key, column in asked.columns.items()
            if not column.fixed
        ],
        "sizes": SIZES,
        "densities": LIST_DENSITIES,
        "density": asked.density or asked.sight.person.density,
        "unchosen": asked.kept(apart_from=("col", "size", "density")),
    }  # fmt: skip


def foot(asked: Asked) -> dict[str, Any]:
    """This function will count the rows and say what they come to."""
    sums = {name: make(asked.sight.frame) for name, make in asked.noun.sums.items()}
    # Whoever sees a part is asked about a part, also where the address narrows nothing.
    part = asked.narrowed or asked.sight.person.reach is not Reach.ALL
    total = totals.of(asked.counted, sums, exact=bool(asked.given.get("exact")), narrowed=part)
    told = [] if total.more else asked.noun.told(total.sums)
    counted = asked.noun.counted(total).partition(str(total))
    return {"total": total, "counted": counted, "sums": told, "exact": asked.link(exact=1)}


def orders(asked: Asked) -> Iterator[dict[str, Any]]:
    """This function will give every order of the shown columns, in words."""
    for column in asked.shown:
        for minus, way in zip(("", "-"), column.said, strict=True) if column.sort else ():
            sort = f"{minus}{column.key}"
            words = {"column": wording.worded(column.label), "way": wording.worded(way)}
            label = _("%(column)s, %(way)s") % words
            yield {"label": label, "href": asked.link(sort=sort), "current": sort == asked.sort}


def heads(asked: Asked) -> Iterator[Head]:
    """This function will give the headings; a click sorts by the column, another turns the order round."""
    for column in asked.shown:
        now = "" if column is not asked.sorted_by else "descending" if asked.order.descending else "ascending"
        turned = f"-{column.key}" if now == "ascending" else column.key
        yield Head(column, wording.worded(column.label), asked.link(sort=turned) if column.sort else "", now)


def said(asked: Asked) -> str:
    """This function will say in which order the rows stand."""
    way = asked.sorted_by.said[asked.order.descending]
    return _("By %(column)s, %(way)s") % {"column": wording.worded(asked.sorted_by.label), "way": wording.worded(way)}


def drawn(row: Any, asked: Asked) -> Row:
    """This function will draw one row."""
    shown = cells.line((column.look, column.cell(row, asked.sight)) for column in asked.shown)
    return Row(row, asked.noun.weighs(row), _("Select %(name)s") % {"name": row}, shown)


def pills(asked: Asked) -> Iterator[Pill]:
    """This function will give the pieces of the condition."""
    for place, part in enumerate(asked.parts):
        name, asks = piece(part, asked)
        yield Pill(name, asks, asked.without(place), place)


def piece(part: Node, asked: Asked) -> tuple[str, str]:
    """This function will name a piece of the condition and say what it asks."""
    facts, frame = asked.sight.facts, asked.sight.frame
    if isinstance(part, Leaf):
        return wording.worded(facts[part.fact].label), wording.pill(part, facts[part.fact], frame)
    return _("Condition"), wording.sentence(part, facts, frame)


def tabs(asked: Asked, *, count: bool | None = None) -> list[Tab]:
    """This function will give the views as tabs, each with the number of its rows.

    Where a person sees many rows, counting every view takes longer than the page may; the counts then come afterwards.
    """
    counts = count if count is not None else not crowded(asked)
    return [tab(view, asked, counts=counts) for view in asked.views]


def tab(view: View, asked: Asked, *, counts: bool) -> Tab:
    """This function will give one tab."""
    total = counted(view, asked) if counts else None
    return Tab(view, wording.worded(view.label), f"?view={view.key}", view.key == asked.view.key, total)


def crowded(asked: Asked) -> bool:
    """This function will tell whether somebody sees more rows than can be counted view by view within a page."""
    return totals.count(asked.noun.rows(asked.sight.person, ALWAYS), most=CROWD).more


def counted(view: View, asked: Asked) -> totals.Total | None:
    """This function will count the rows of a view; one that today's facts cannot answer has no count."""
    other = Asked(asked.noun, asked.sight, QueryDict(f"view={view.key}"), asked.views)
    try:
        return totals.count(other.matching)
    except ConditionRefused:
        return None
