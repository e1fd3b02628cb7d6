"""What a person's customers need first: four figures about them, and the work of the day with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hourglass.base import configuration, workspace
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.console.figures.drawing import short
from hourglass.console.overview import Card, Figure
from hourglass.console.profile import distance
from hourglass.customers import placing
from hourglass.customers.models import Account, CustomerClass, FormRecord
from hourglass.customers.models.segments import USAGE_LEVEL
from hourglass.revenue.models import Category, Outcome, Renewal

SOON, AHEAD, LATELY = timedelta(days=30), timedelta(days=90), timedelta(days=365)
CATEGORIES = dict(Category.choices)
CLOSED = "&view=list&state=closed"
MOST = 8  # of one kind; the rest stands behind its link
DOCUMENTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, on which day, in which currency, and whether of their own customers or of all they see."""

    person: User
    day: date
    currency: str
    own: bool


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do: for whom, why, until when, and where it is done."""

    title: str | Promise
    account: Account
    why: str
    url: str
    on: date
    left: int

    @property
    def group(self) -> int:
        """In which part of the list it stands: what is late, what is due within a week, and the rest."""
        return 0 if self.left < 0 else 1 if self.left <= 7 else 2

    @property
    def tone(self) -> str:
        """The tone of its day."""
        return ("bad", "watch", "none")[self.group]

    @property
    def age(self) -> str:
        """How far its day is away, in words."""
        return distance(self.left)


HEADS = (gettext_lazy("Overdue"), gettext_lazy("Within a week"), gettext_lazy("After that"))


def asked(person: User, *, at: datetime) -> Asked:
    """This function will ask of somebody's own customers where there are any, else of all that they see."""
    day = configuration.today(at)
    own = Account.objects.visible_to(person).open().filter(owner=person).exists()
    return Asked(person, day, str(configuration.value(workspace.CURRENCY, on=day)), own)


def cards(of: Asked) -> list[Card]:
    """This function will count what is at stake; the goal that leads says which figures come first (GOAL-23)."""
    if not of.person.can(Permission.CONTRACTS_VIEW):
        return []
    sums = summed(of)
    found = {"lost": lost(of, sums), "risk": risk(of, sums), "due": due(of, sums), "growth": growth(of, sums)}
    goal = configuration.value(workspace.LEADING_GOAL, on=of.day)
    return [found[name] for name in FIRST[goal]]


FIRST = {
    workspace.STOP_LOSS: ("lost", "risk", "due", "growth"),
    workspace.EXPANSION: ("growth", "due", "risk", "lost"),
}


def renewals(of: Asked) -> QuerySet[Renewal]:
    """This function will give the renewals that are asked about."""
    rows = Renewal.objects.visible_to(of.person)
    return rows.filter(Q(owner=of.person) | Q(account__owner=of.person)) if of.own else rows


def summed(of: Asked) -> dict[str, Any]:
    """This function will add up the renewals of a year back and all open ones, in one query."""
    rows = renewals(of).filter(Q(outcome="", due_on__lt=of.day + AHEAD) | Q(due_on__gte=of.day - LATELY))
    parts = {
        "lost": Q(outcome=Outcome.LOST),
        "risk": Q(outcome="", counted=Category.RISK),
        "due": Q(outcome="", due_on__lt=of.day + AHEAD),
        "growth": Q(outcome=Outcome.RENEWED, renewed_minor__gt=F("due_minor")),
    }
    same = Q(due_currency=of.currency)
    words: dict[str, Any] = {name: Count("pk", filter=part) for name, part in parts.items()}
    words |= {f"{name}_sum": Sum("due_minor", filter=part & same) for name, part in parts.items()}
    words["grown"] = Sum("renewed_minor", filter=parts["growth"] & same)
    counted: dict[str, Any] = rows.with_counted().order_by().aggregate(**words)  # type: ignore[attr-defined]
    return counted


def _card(of: Asked, name: str, label: str | Promise, sums: dict[str, Any], **words: Any) -> Card:
    query = words.get("query", "")
    figure = Figure(str(sums[name]), words["says"], words.get("tone", ""))
    whose = "mine" if of.own else "all"
    return Card(name, label, "", f"{reverse('renewals')}?whose={whose}{query}", figure)


def _amount(of: Asked, minor: int | None) -> str:
    return short(minor or 0, of.currency)


def lost(of: Asked, sums: dict[str, Any]) -> Card:
    """This function will tell what was lost at its renewal within a year."""
    says = _("%(amount)s a year, in twelve months") % {"amount": _amount(of, sums["lost_sum"])}
    return _card(of, "lost", _("Lost"), sums, says=says, tone="bad-t" if sums["lost"] else "", query=CLOSED)


def risk(of: Asked, sums: dict[str, Any]) -> Card:
    """This function will tell which open renewals are at risk."""
    says = _("%(amount)s a year at stake") % {"amount": _amount(of, sums["risk_sum"])}
    query = f"&view=list&category={Category.RISK}"
    return _card(
        of, "risk", _("Renewals at risk"), sums, says=says, tone="watch-t" if sums["risk"] else "", query=query
    )


def due(of: Asked, sums: dict[str, Any]) -> Card:
    """This function will tell what expires within three months."""
    says = _("%(amount)s a year, within three months") % {"amount": _amount(of, sums["due_sum"])}
    return _card(of, "due", _("Renewals due"), sums, says=says)


def growth(of: Asked, sums: dict[str, Any]) -> Card:
    """This function will tell who pays more since their renewal within a year."""
    more = (sums["grown"] or 0) - (sums["growth_sum"] or 0)
    says = _("%(amount)s a year more, in twelve months") % {"amount": _amount(of, more)}
    tone = "ok-t" if sums["growth"] else ""
    return _card(of, "growth", _("Grew at renewal"), sums, says=says, tone=tone, query=CLOSED)


def work(of: Asked) -> list[tuple[str | Promise, list[Work]]]:
    """This function will give what is to be done: what is late, what comes soon and the rest; documents come last."""
    found = sorted([*expiring(of), *fallen(of), *documents(of)], key=lambda one: one.group)
    return [(HEADS[group], list(rows)) for group, rows in groupby(found, key=lambda one: one.group)]


def expiring(of: Asked) -> Iterator[Work]:
    """This function will give the open renewals that expire within a month, or have expired."""
    if not of.person.can(Permission.CONTRACTS_VIEW):
        return
    rows = renewals(of).open().filter(due_on__lt=of.day + SOON)  # type: ignore[attr-defined]
    for row in rows.select_related("account", "contract").order_by("due_on", "pk")[:MOST]:
        why = f"{row.state.label} · {CATEGORIES[row.counts_as]} · {short(row.due_minor, row.due_currency)}"
        url = reverse("renewal", args=[row.pk])
        yield Work(_("Carry the renewal to its end"), row.account, why, url, row.due_on, (row.due_on - of.day).days)


def documents(of: Asked) -> Iterator[Work]:
    """This function will give the documents that are overdue or due within a week."""
    rows = FormRecord.objects.visible_to(of.person).outstanding().filter(account__closed_at=None)
    rows = rows.filter(account__owner=of.person) if of.own else rows
    rows = rows.filter(due_on__lt=of.day + DOCUMENTS).select_related("account", "template").order_by("due_on", "pk")
    for row in rows[:MOST]:
        url = reverse("customer-document", args=[row.account_id, row.pk])
        title, on = _("Fill in %(form)s") % {"form": row}, row.due_on or of.day
        yield Work(title, row.account, str(row.state.label), url, on, (on - of.day).days)


def fallen(of: Asked) -> Iterator[Work]:
    """This function will give the customers whose use fell by a level since yesterday (SEG-05)."""
    levels = CustomerClass.objects.filter(dimension__key=USAGE_LEVEL)
    known = {one.key: (one.order, str(one)) for one in levels}
    rows = placing.movers(of.person, on=of.day) | placing.movers(of.person, on=of.day - timedelta(days=1))
    rows = rows.filter(account__owner=of.person) if of.own else rows
    for row in rows.filter(dimension__key=USAGE_LEVEL, until_on=None)[: MOST * 4]:
        before, now = known.get(row.before), known.get(row.code)
        if before and now and now[0] > before[0]:
            why = _("Use fell from %(before)s to %(now)s") % {"before": before[1], "now": now[1]}
            url = reverse("customer-usage", args=[row.account_id])
            yield Work(_("Find out why they use it less"), row.account, why, url, of.day, 0)


def said(rows: list[tuple[str | Promise, list[Work]]]) -> str:
    """This function will say in a line how much there is to do."""
    late = sum(one.left < 0 for _head, found in rows for one in found)
    soon = sum(0 <= one.left <= 7 for _head, found in rows for one in found)
    parts = []
    if late:
        parts.append(ngettext("%(n)d thing is overdue", "%(n)d things are overdue", late) % {"n": late})
    if soon:
        parts.append(ngettext("%(n)d is due within a week", "%(n)d are due within a week", soon) % {"n": soon})
    return _(", ").join(parts)
