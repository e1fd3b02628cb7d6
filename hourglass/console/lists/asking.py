"""What an address asks of a list: view, condition, search, order, columns and page; the whole state stands in it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hourglass.base.refusals import Refused
from hourglass.console.lists.keyset import Order
from hourglass.console.lists.nouns import Column, Noun, Sight, View
from hourglass.customers.conditions import tree
from hourglass.customers.conditions.tree import Every, Node

SIZES = (25, 50, 100, 200)
FEW = 500
DENSITIES = ("comfortable", "compact")
LONGEST_SEARCH, LONGEST_CONDITION = 100, 20_000
STATE = ("view", "where", "q", "sort", "col", "size", "density")
PLACE = ("after", "before", "exact")


class ListRefused(Refused):
    """An address that asks for a list in a way that does not exist."""


@dataclass(frozen=True)
class Asked:
    """One list as an address asks for it."""

    noun: Noun
    sight: Sight
    given: QueryDict
    views: tuple[View, ...]

    @cached_property
    def view(self) -> View:
        """The tab; the first one where the address names none."""
        key = self.given.get("view", "")
        found = next((view for view in self.views if view.key == key), None) if key else self.views[0]
        if found is None:
            raise ListRefused(_("There is no such view, or it is no longer shared. Choose one of the tabs."))
        return found

    @property
    def document(self) -> Any:
        """The condition as it is written: the address's own, or that of the view."""
        return document_of(self.given.get("where", "")) if "where" in self.given else self.view.condition

    @cached_property
    def node(self) -> Node:
        """The condition."""
        return tree.read(self.document, self.sight.facts)

    @property
    def parts(self) -> tuple[Node, ...]:
        """The condition in the pieces that stand beside each other as pills."""
        return self.node.parts if isinstance(self.node, Every) else (self.node,)

    @cached_property
    def words(self) -> str:
        """What is searched for."""
        return self.given.get("q", "").strip()[:LONGEST_SEARCH]

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column there is, by key."""
        return {column.key: column for column in self.noun.columns(self.sight.facts)}

    @cached_property
    def shown(self) -> list[Column]:
        """The columns that are shown, in their order."""
        chosen = self.given.getlist("col") or list(self.view.columns)
        every = self.columns.values()
        fixed = [column for column in every if column.fixed]
        if not chosen:
            return fixed + [column for column in every if column.shown and not column.fixed]
        return fixed + [self.columns[key] for key in dict.fromkeys(chosen) if key in self.columns and not
                        self.columns[key].fixed]  # fmt: skip

    @cached_property
    def sort(self) -> str:
        """The order as the address writes it: a column's key, with a minus where the larger value comes first."""
        return self.given.get("sort") or self.view.sort or self.noun.sort

    @cached_property
    def sorted_by(self) -> Column:
        """The column that the rows stand by."""
        column = self.columns.get(self.sort.removeprefix("-"))
        if column is None or not column.sort:
            raise ListRefused(_("The list cannot be sorted like this. Choose a column by its heading."))
        return column

    @property
    def order(self) -> Order:
        """The order for the database."""
        return Order(self.sorted_by.sort, descending=self.sort.startswith("-"))

    @property
    def size(self) -> int:
        """Rows a page."""
        asked = self.given.get("size", "")
        return int(asked) if asked in map(str, SIZES) else SIZES[1]

    @property
    def density(self) -> str:
        """How close the rows stand, if the address says."""
        asked = self.given.get("density", "")
        return asked if asked in DENSITIES else ""

    @property
    def matching(self) -> QuerySet[Any]:
        """The rows that meet the condition and hold the words, in no order."""
        rows = self.noun.rows(self.sight.person, self.node)
        if condition := self.noun.where(self.node, self.sight.facts, self.sight.frame):
            rows = rows.filter(condition)
        return rows.filter(self.found) if self.words else rows

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The rows that are asked for. Few are named by their keys, so that what no index answers is asked once."""
        if self.few is None:
            return self.matching
        return self.noun.rows(self.sight.person, self.node).filter(pk__in=self.few)

    @cached_property
    def few(self) -> list[int] | None:
        """The keys of the rows that are asked for, or None where they are many or nothing narrows them."""
        keys = list(self.matching.values_list("pk", flat=True)[: FEW + 1]) if self.narrowed else None
        return None if keys is None or len(keys) > FEW else keys

    @property
    def counted(self) -> QuerySet[Any]:
        """The rows that are asked for, said for whoever reads them all: what a search finds, it finds by their keys."""
        if not self.words or self.few is not None:
            return self.rows
        return self.noun.rows(self.sight.person, self.node).filter(pk__in=self.matching.values("pk"))

    @property
    def found(self) -> Q:
        """What the search keeps: rows that hold every word."""
        joined = Q()
        for word in self.words.casefold().split():
            joined &= Q(**{f"{self.noun.search}__contains": word})
        return joined

    @property
    def differs(self) -> bool:
        """Whether something beside the page is not as the view has it."""
        return any(name in self.given for name in ("where", "sort", "col"))

    @property
    def narrowed(self) -> bool:
        """Whether anything but the base set is asked for."""
        return bool(self.words or self.parts)

    def link(self, **changes: Any) -> str:
        """This function will give the address of this list with changes: None takes a part away.

        The page begins anew unless a change says where it begins.
        """
        query = QueryDict(mutable=True)
        for name in STATE:
            if name not in changes and name in self.given:
                query.setlist(name, self.given.getlist(name))
        for name, value in changes.items():
            if isinstance(value, list | tuple):
                query.setlist(name, [str(item) for item in value])
            elif value is not None:
                query[name] = str(value)
        return f"?{query.urlencode()}"

    def kept(self, *, apart_from: Iterable[str]) -> list[tuple[str, str]]:
        """This function will give the state as the hidden fields of a form that changes only a part of it."""
        names = [name for name in STATE if name not in apart_from and name in self.given]
        return [(name, value) for name in names for value in self.given.getlist(name)]

    def without(self, place: int) -> str:
        """This function will give the address without one piece of the condition."""
        rest = tuple(part for number, part in enumerate(self.parts) if number != place)
        return self.link(where=compact(tree.write(Every(rest))))


def read(noun: Noun, given: QueryDict, sight: Sight, views: tuple[View, ...]) -> Asked:
    """This function will read an address."""
    return Asked(noun, sight, given, views)


def document_of(text: str) -> Any:
    """This function will read the condition of an address as JSON."""
    try:
        return json.loads(text) if len(text) <= LONGEST_CONDITION else None
    except (ValueError, RecursionError):
        raise ListRefused(_("The condition of this address is damaged. Remove it, or choose a view.")) from None


def compact(document: Mapping[str, Any]) -> str:
    """This function will write a condition as short as an address wants it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
