"""What the pages of classes show: the matrix of tiers and usage levels, and the story of one customer's classes."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from django.db.models import Count, Max, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.console.lists.asking import compact
from hourglass.customers import registry, segments
from hourglass.customers.conditions import tree, wording
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.conditions.tree import ConditionRefused
from hourglass.customers.models import Account, CustomerClass, Dimension, Placement
from hourglass.customers.models.segments import TIER, USAGE_LEVEL
from hourglass.customers.registry import Fact
from hourglass.revenue.renewal_rates import Cohort, OfAccount
from hourglass.usage.models import Snapshot, Window

ANY = None  # a row or a column of sums
PORTION = 500


@dataclass(slots=True)
class Cell:
    """How many customers stand in a cell of the matrix, what they pay, and the list of them."""

    count: int = 0
    minor: int = 0
    url: str = ""
    currency: str = "CNY"
    due: int = 0
    renewed: int = 0
    due_minor: int = 0
    renewed_minor: int = 0
    core_used: int = 0
    core: int = 0

    @property
    def amount(self) -> Money:
        """What they pay in a year."""
        return Money.from_minor(self.minor, self.currency)

    @property
    def rate(self) -> Fraction | None:
        """Renewed customers of those that were due; None where nobody was."""
        return Fraction(self.renewed, self.due) if self.due else None

    @property
    def amount_rate(self) -> Fraction | None:
        """Renewed amount of the amount that was due; None where none was, and over 1 where upsell exceeds losses."""
        return Fraction(self.renewed_minor, self.due_minor) if self.due_minor else None

    @property
    def depth(self) -> Fraction | None:
        """Core features used of those bought, of all its customers together; None where nothing is measured."""
        return Fraction(self.core_used, self.core) if self.core else None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the matrix."""

    code: str
    name: str
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True, slots=True)
class Matrix:
    """Tiers down, usage levels across; the sums of both ends equal the total (SEG-04)."""

    heads: list[tuple[str, str]]
    lines: list[Line]
    foot: list[Cell]
    total: Cell


class Cells:
    """The cells of a matrix while they are filled: what is counted counts in its cell and in the three sums."""

    def __init__(self, tiers: Container[str], levels: Container[str], currency: str) -> None:
        self.tiers, self.levels, self.currency = tiers, levels, currency
        self._cells: dict[tuple[str | None, str | None], Cell] = {}

    def of(self, tier: str, level: str) -> Iterator[Cell]:
        """This function will give the cells in which a customer of a tier and a level counts."""
        tier, level = tier if tier in self.tiers else "", level if level in self.levels else ""
        for key in ((tier, level), (tier, ANY), (ANY, level), (ANY, ANY)):
            yield self._cells.setdefault(key, Cell(currency=self.currency))

    def at(self, tier: str | None, level: str | None) -> Cell:
        """This function will give one cell with the list of its customers."""
        cell = self._cells.get((tier, level), Cell(currency=self.currency))
        cell.url = listing({TIER: tier, USAGE_LEVEL: level})
        return cell


def matrix(person: User, classes: Iterable[CustomerClass], *, currency: str, cohort: Cohort | None = None) -> Matrix:
    """This function will count the open customers that somebody sees by tier and usage level, in a few queries.

    With the cohort that was due each cell tells who of it renewed; a lost customer counts where it stands today.
    """
    tiers, levels = named(classes, TIER), named(classes, USAGE_LEVEL)
    cells = Cells(tiers, levels, currency)
    rows = Account.objects.visible_to(person).open().order_by().values_list("tier", "usage_level")
    for tier, level, count, minor in rows.annotate(Count("pk"), Sum("recurring_minor")):
        for cell in cells.of(tier, level):
            cell.count += count
            cell.minor += minor or 0
    for tier, level, renews, row in standing(cohort) if cohort else ():
        for cell in cells.of(tier, level):
            cell.due += 1
            cell.renewed += renews
            cell.due_minor += row.due
            cell.renewed_minor += row.renewed
    for tier, level, used, core in depths(person):
        for cell in cells.of(tier, level):
            cell.core_used += used
            cell.core += core
    at = cells.at
    lines = [Line(tier, name, [at(tier, level) for level in levels], at(tier, ANY)) for tier, name in tiers.items()]
    return Matrix(list(levels.items()), lines, [at(ANY, level) for level in levels], at(ANY, ANY))


def depths(person: User) -> Iterator[tuple[str, str, int, int]]:
    """This function will add up the core features used and bought by tier and usage level (SEG-04, CONV-5)."""
    rows = Snapshot.objects.visible_to(person).current().filter(window=Window.ROLLING, account__closed_at=None)
    last = rows.aggregate(last=Max("until"))["last"]
    known = rows.filter(until=last).exclude(core_used=None).order_by()
    yield from known.values_list("account__tier", "account__usage_level").annotate(Sum("core_used"), Sum("core"))


def standing(cohort: Cohort) -> Iterator[tuple[str, str, bool, OfAccount]]:
    """This function will tell of each customer that was due where it stands, whether it renewed, and what of it."""
    renewed = {row.account for row in cohort.renewed}
    due = {row.account: row for row in cohort.accounts}
    keys = list(due)
    everyone = Account.objects.unscoped(reason="whose renewals these are was asked with their lines")
    for start in range(0, len(keys), PORTION):
        rows = everyone.filter(pk__in=keys[start : start + PORTION]).order_by()
        for pk, tier, level in rows.values_list("pk", "tier", "usage_level"):
            yield tier, level, pk in renewed, due[pk]


def named(classes: Iterable[CustomerClass], key: str) -> dict[str, str]:
    """This function will name the classes of a dimension by their codes, and at the end what is not known."""
    return {each.key: str(each) for each in classes if each.dimension.key == key} | {"": _("Not known")}


def listing(wanted: Mapping[str, str | None]) -> str:
    """This function will give the list of the customers in some classes; an empty code is not known."""
    parts: list[dict[str, Any]] = [
        {"fact": key, "op": "is", "value": code} if code else {"fact": key, "op": "unknown"}
        for key, code in wanted.items()
        if code is not ANY
    ]
    return f"{reverse('customers')}?where={quoted({'all': parts})}"


def quoted(document: Mapping[str, Any]) -> str:
    """This function will write a condition into an address."""
    return quote(compact(document))


def rule_of(of: CustomerClass, frame: Frame) -> str:
    """This function will tell in words what the customers of a class meet today; empty where no rule names it."""
    return told(of, segments.rules_on(of.dimension, frame.day), registry.facts(), frame)


def told(of: CustomerClass, rules: Iterable[Mapping[str, Any]], known: Mapping[str, Fact], frame: Frame) -> str:
    """This function will tell the rule of a class among those of its dimension."""
    for each in rules:
        if each["class"] == of.key:
            try:
                return wording.sentence(tree.read(each["condition"], known), known, frame)
            except ConditionRefused:
                return _("The rule asks for a fact that is gone; set it anew.")
    return ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A class with its rule in words, and how many customers somebody sees are in it."""

    of: CustomerClass
    words: str
    count: int


def ruled(dimension: Dimension, person: User, frame: Frame) -> list[Ruled]:
    """This function will tell the classes of a dimension in the order in which their rules are asked."""
    known, kept = registry.facts(), segments.rules_on(dimension, frame.day)
    order = {each["class"]: place for place, each in enumerate(kept)}
    placed = Placement.objects.visible_to(person).current().filter(dimension=dimension)
    open_ones = placed.filter(account__closed_at=None, account__merged_into=None).order_by()
    counts = dict(open_ones.values_list("code").annotate(Count("pk")))
    rows = [Ruled(each, told(each, kept, known, frame), counts.get(each.key, 0)) for each in dimension.classes.all()]
    return sorted(rows, key=lambda row: (order.get(row.of.key, len(order)), row.of.order))


@dataclass(frozen=True, slots=True)
class Told:
    """One part of the history, with what decided and what was not known in words."""

    placement: Placement
    name: str
    found: list[str]
    missing: list[str]


def history(placements: Iterable[Placement], names: Mapping[tuple[int, str], str]) -> list[Told]:
    """This function will tell placements in the language of the reader."""
    known = registry.facts()
    return [
        Told(
            row,
            names.get((row.dimension_id, row.code), row.code) or _("Not known"),
            [_("%(fact)s: %(value)s") % {"fact": word(key, known), "value": value} for key, value in row.found.items()],
            [word(key, known) for key in row.missing],
        )
        for row in placements
    ]


def word(key: str, known: Mapping[str, Fact]) -> str:
    """This function will name a fact."""
    return wording.worded(known[key].label) if key in known else key
