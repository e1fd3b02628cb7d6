"""The list of customers: what it shows, by what it narrows, and the views that come with the product."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from hourglass.base.instants import local_day
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.permissions import Permission, Reach
from hourglass.console.lists import columns as making
from hourglass.console.lists.actions import ACTIONS
from hourglass.console.lists.nouns import Column, Facts, Noun, Sight, View
from hourglass.console.lists.totals import Total
from hourglass.customers.conditions import queries, tree, wording
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.conditions.tree import Node
from hourglass.customers.models import Account
from hourglass.customers.registry import Words, facts
from hourglass.ui import cells, glyphs
from hourglass.ui.cells import Cell

SOON, NEAR, QUIET, FAR = 30, 90, 14, 180  # days: red, amber, too long without a touch, not worth counting
CLOSED = "closed"


def rows(person: User, node: Node) -> QuerySet[Any]:
    """This function will give the customers somebody sees; closed ones only where the condition asks about closing."""
    visible = Account.objects.visible_to(person).select_related("owner", "team")
    asked = {leaf.fact for leaf in tree.leaves(node)}
    return visible.present() if CLOSED in asked else visible.open()


def customer(row: Account, sight: Sight) -> Cell:
    """This function will show who a customer is."""
    words = [row.city, row.industry]
    if row.store_count > 1:
        words.append(ngettext("%(n)d store", "%(n)d stores", row.store_count) % {"n": row.store_count})
    under = " · ".join(word for word in words if word) or row.number or "—"
    peek = reverse("customer-peek", args=[row.pk])
    name = word_of("tier", row.tier, sight)
    return cells.named(
        row.name, under=under, href=reverse("customer", args=[row.pk]), peek=peek, before=cells.tier(row.tier, name)
    )


def word_of(key: str, code: str, sight: Sight) -> str:
    """This function will name a class by its label, as far as it is known."""
    fact = sight.facts.get(key)
    words = fact.choices().get(code) if fact else None
    return code if words is None else wording.worded(words)


def usage(row: Account, sight: Sight) -> Cell:
    """This function will show how much a customer uses: bars and a word."""
    if not row.usage_level:
        return cells.NOTHING
    bars = int(row.usage_level[1:]) if row.usage_level[1:].isdigit() else 0
    return cells.beside(drawn_bars(bars), word_of("usage_level", row.usage_level, sight))


@cache
def drawn_bars(level: int) -> Cell:
    """This function will draw the bars of a level, once for all rows."""
    return glyphs.signal(level)


def recurring(row: Account, _sight: Sight) -> Cell:
    """This function will show what a customer pays in a year."""
    return cells.toned(short(row.recurring))


def due(row: Account, sight: Sight) -> Cell:
    """This function will show the next renewal, with the days that remain where they are few."""
    if row.due_on is None:
        return cells.NOTHING
    left = (row.due_on - sight.frame.day).days
    return cells.day(row.due_on, *urgency(left))


def urgency(left: int) -> tuple[str, str]:
    """This function will give tone and words for the days until something."""
    if left < 0:
        return "bad-t b", ngettext("%(n)d day late", "%(n)d days late", -left) % {"n": -left}
    words = ngettext("in %(n)d day", "in %(n)d days", left) % {"n": left} if left <= FAR else ""
    return "bad-t b" if left <= SOON else "watch-t" if left <= NEAR else "ink2", words


def touched(row: Account, sight: Sight) -> Cell:
    """This function will show how long ago somebody was last in touch."""
    if row.touched_at is None:
        return cells.NOTHING
    days = (sight.frame.day - local_day(row.touched_at, sight.frame.zone)).days
    return cells.toned(ago(days), "watch-t" if days > QUIET else "ink2")


def ago(days: int) -> str:
    """This function will say how many days ago something was."""
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days} if days > 0 else _("today")


def short(money: Money | None) -> str | None:
    """This function will write a sum without coins where it has none."""
    return None if money is None else money.full().removesuffix(".00")


def columns(known: Facts) -> Sequence[Column]:
    """This function will give the columns: those drawn by hand first, then one for every other fact."""
    drawn = (
        Column(key="customer", label=gettext_lazy("Customer"), cell=customer, plain=lambda row, _s: row.name,
               sort="order_key", said=making.TEXTS, shown=True, fixed=True),
        Column(key="due", label=gettext_lazy("Next renewal"), cell=due, plain=lambda row, _s: row.due_on,
               sort="due_on", said=making.DAYS, shown=True),
        Column(key="recurring", label=gettext_lazy("Annual amount"), cell=recurring, plain=amount,
               sort="recurring_minor", said=making.SIZES, right=True, shown=True),
        Column(key="usage_level", label=gettext_lazy("Usage"), cell=usage, sort="usage_level", said=making.SIZES,
               plain=lambda row, sight: word_of("usage_level", row.usage_level, sight) or None, shown=True),
        Column(key="owner", label=gettext_lazy("Owner"), shown=True, plain=lambda row, _s: row.owner and row.owner.name,
               cell=lambda row, _s: cells.person(row.owner and row.owner.name)),
        Column(key="team", label=gettext_lazy("Team"), plain=lambda row, _s: row.team and row.team.name,
               cell=lambda row, _s: cells.text(row.team and row.team.name)),
        Column(key="touched", label=gettext_lazy("Last touch"), cell=touched, plain=lambda row, _s: row.touched_at,
               sort="touched_at", said=making.DAYS, right=True, shown=True),
    )  # fmt: skip
    keys = frozenset(column.key for column in drawn) | {"name"}
    return (*drawn, *making.of_facts(known, apart_from=keys))


def amount(row: Account, _sight: Sight) -> object:
    """This function will export what a customer pays in a year as a number."""
    return None if row.recurring is None else row.recurring.amount


def views(person: User, known: Facts) -> Sequence[View]:
    """This function will give the views that come with the product, as far as today's facts can answer them."""
    mine = {"fact": "owner", "op": "is", "value": str(person.pk)}
    every = (
        View(key="mine", label=gettext_lazy("My customers"), condition=mine),
        View(key="due-90", label=gettext_lazy("Due in 90 days"),
             condition={"fact": "due", "op": "in_next_days", "value": NEAR}),
        View(key="unpaid", label=gettext_lazy("Served without payment"), problems=True,
             condition={"fact": "unpaid_since", "op": "known"}),
        View(key="no-owner", label=gettext_lazy("Without an owner"), problems=True,
             condition={"fact": "owner", "op": "unknown"}),
        View(key="head", label=gettext_lazy("Head customers"), sort="-recurring",
             condition={"fact": "head", "op": "is", "value": True}),
        View(key="all", label=gettext_lazy("All customers"), sort="customer"),
    )  # fmt: skip
    if person.reach is not Reach.OWN:
        every = (every[-1], *every[1:-1], every[0])
    return [view for view in every if view.condition.get("fact", "owner") in known]


def soon(frame: Frame) -> Q:
    """This function will keep what is due within the time in which renewals are worked on."""
    return Q(due_on__gte=frame.day, due_on__lte=date.fromordinal(frame.day.toordinal() + NEAR))


SUMS: Mapping[str, Any] = {
    "value": lambda _frame: Sum("recurring_minor"),
    "due": lambda frame: Sum("recurring_minor", filter=soon(frame)),
    "first_currency": lambda _frame: Min("recurring_currency", filter=Q(recurring_minor__isnull=False)),
    "last_currency": lambda _frame: Max("recurring_currency", filter=Q(recurring_minor__isnull=False)),
}


def told(sums: Mapping[str, Any]) -> list[tuple[Words, str]]:
    """This function will say what the customers of a list pay, where all of them pay in one currency."""
    currency = sums.get("first_currency")
    if not currency or currency != sums["last_currency"]:
        return []
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    named = ((gettext_lazy("Annual amount"), "value"), (gettext_lazy("Due in 90 days"), "due"))
    return [(label, Money.from_minor(sums[name] or 0, currency).compact(language)) for label, name in named]


def counted(total: Total) -> str:
    """This function will say how many customers there are."""
    return ngettext("%(n)s customer", "%(n)s customers", total.count) % {"n": total}


CUSTOMERS = Noun(
    key="customers",
    title=gettext_lazy("Customers"),
    finds=gettext_lazy("Name, number, city or pinyin"),
    counted=counted,
    told=told,
    rows=rows,
    everything=Account.objects.visible_to,
    columns=columns,
    facts=facts,
    where=lambda node, known, frame: queries.where(node, facts=known, frame=frame),
    views=views,
    narrows="customers-filter",
    actions=ACTIONS,
    exports=Permission.ACCOUNTS_IMPORT,
    weighs=lambda row: row.recurring_minor,
    adds=("customer-new", gettext_lazy("New customer"), Permission.ACCOUNTS_EDIT),
    search="search_key",
    sort="due",
    sums=SUMS,
)
