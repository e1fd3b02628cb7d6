"""What a noun declares so that it has a list: columns, filters, views, totals and actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from hourglass.base.models import User
from hourglass.console.lists.bulk import Action
from hourglass.console.lists.totals import Total
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.conditions.tree import Node
from hourglass.customers.registry import Fact, Words
from hourglass.ui.cells import Cell

Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks at a list, and in which frame: what a cell may need beside its row."""

    person: User
    frame: Frame
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: what it shows of a row, what it exports, and by what it sorts."""

    key: str
    label: Words
    cell: Callable[[Any, Sight], Cell | str]
    plain: Callable[[Any, Sight], object]
    sort: str = ""
    # How the order is said, the smaller value first and the larger value first.
    said: tuple[Words, Words] = ("", "")
    right: bool = False
    shown: bool = False  # unless somebody chose otherwise
    fixed: bool = False  # stands first, always
    group: Words = ""

    @property
    def look(self) -> str:
        """The classes of its cells."""
        return "stk" if self.fixed else "r num" if self.right else "num"


@dataclass(frozen=True, kw_only=True)
class View:
    """A tab of a list: a condition, and perhaps columns and an order. `key` stands in the address."""

    key: str
    label: Words
    condition: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[str, ...] = ()
    problems: bool = False  # what it lists should not be, so its count is red


@dataclass(frozen=True, kw_only=True)
class Noun:
    """Everything that one list of the product needs to know."""

    key: str  # the name of its address
    title: Words
    finds: Words  # what the search looks into
    counted: Callable[[Total], str]  # how many rows there are, in words
    rows: Callable[[User, Node], QuerySet[Any]]  # already narrowed to what the person may see
    everything: Callable[[User], QuerySet[Any]]  # what the person may see, also what the list leaves out
    columns: Callable[[Facts], Sequence[Column]]
    sort: str  # the order where a view has none
    views: Callable[[User, Facts], Sequence[View]]
    facts: Callable[[], Facts] = dict
    where: Callable[[Node, Facts, Frame], Q] = lambda _node, _facts, _frame: Q()
    actions: Sequence[Action] = ()
    exports: str = ""  # the permission that lets a list leave as a table
    weighs: Callable[[Any], int | None] = lambda _row: None  # what a row adds to the value of a selection, in coins
    narrows: str = ""  # the address of the page that writes the condition
    adds: tuple[str, Words, str] = ("", "", "")  # the address that adds one, its label, the permission it needs
    search: str = ""  # the path of the text that the search looks into, in small letters
    # Aggregates over the rows by name, and how the foot says what they came to.
    sums: Mapping[str, Callable[[Frame], Any]] = field(default_factory=dict)
    told: Callable[[Mapping[str, Any]], list[tuple[Words, str]]] = lambda _sums: []
