"""The customers behind a number: which they are, what they had and have, and which lines make it up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period
from hourglass.console.access import Request
from hourglass.console.figures import drawing
from hourglass.console.forms.calendar import FIRST, LAST
from hourglass.customers.models import Account
from hourglass.revenue import bridge, due, reading, recurring, retention
from hourglass.revenue.models import Line
from hourglass.revenue.reading import Frame, Scope
from hourglass.revenue.renewal_rates import Cohort, OfAccount
from hourglass.revenue.retention import Part

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One customer with what it had before and has after, and the lines that make up both."""

    account: int
    before: int
    after: int
    lines: tuple[int, ...] = ()

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Behind:
    """Customers behind a number, the largest change or amount first; `heads` names their two amounts."""

    title: str | Promise
    window: Period
    rows: Sequence[Row]
    heads: tuple[str | Promise, str | Promise]


PARTS: dict[str, str | Promise] = {
    Part.COHORT: _("In service at the begin"),
    Part.STAYED: _("Still there"),
    Part.LOST: _("Lost"),
    Part.LESS: _("Pay less"),
    Part.MORE: _("Pay more"),
    Part.CAME: _("New or returned"),
    "due": _("Due for renewal"),
    "renewed": _("Renewed"),
    "early": _("Renewed early"),
    "later": _("Revenue after the first contract"),
    "all": _("All recurring revenue"),
}


def read(request: Request) -> dict[str, Any]:
    """This function will find the customers behind the number that the address names; a wrong address leads nowhere."""
    try:
        scope = Scope.read(request.GET.get("scope", str(Scope())).replace("workspace", "all"))
        source = SOURCES[request.GET["source"]]
        today = configuration.today(timezone.now())
        frame = Frame.of(request.user, today, scope)
        found = source(request, frame)
    except (KeyError, ValueError):
        raise Http404 from None
    page = Paginator(found.rows, AT_ONCE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return {
        "found": found,
        "named": drawing.named(found.window),
        "page": page,
        "rows": told(page, request, frame),
        "query": "&" + asked.urlencode(),
        "before": Money.from_minor(sum(row.before for row in found.rows), frame.currency),
        "after": Money.from_minor(sum(row.after for row in found.rows), frame.currency),
    }


def told(page: Page[Row], request: Request, frame: Frame) -> list[dict[str, Any]]:
    """This function will name the customers of one page and the lines behind them."""
    keys = [row.account for row in page]
    names = Account.objects.visible_to(request.user).filter(pk__in=keys).in_bulk()
    wanted = {line for row in page for line in row.lines}
    lines = Line.objects.visible_to(request.user).filter(pk__in=wanted).select_related("contract").in_bulk()
    return [
        {
            "account": names[row.account],
            "before": Money.from_minor(row.before, frame.currency),
            "after": Money.from_minor(row.after, frame.currency),
            "change": Money.from_minor(row.change, frame.currency),
            "lines": [lines[key] for key in row.lines if key in lines],
        }
        for row in page
        if row.account in names
    ]


def of_retention(request: Request, frame: Frame) -> Behind:
    """This function will find the accounts of parts of a window's cohort."""
    window, parts = window_of(request), [Part(part) for part in request.GET.getlist("parts")]
    if not parts:
        raise ValueError("no part is named")
    days = recurring.days_of(window)
    change = retention.change(reading.measured(frame, days), 0, 1)
    amounts = change.measured.amounts
    accounts = change.behind(*parts)
    lines = lines_of(frame, accounts, days)
    rows = [Row(key, amounts[key][0], amounts[key][1], lines.get(key, ())) for key in accounts]
    title = PARTS[parts[0]] if len(parts) == 1 else _("Lost or pay less")
    return Behind(title, window, rows, (_("At the begin"), _("At the end")))


def lines_of(frame: Frame, accounts: Sequence[int], days: Sequence[date]) -> dict[int, tuple[int, ...]]:
    """This function will name the lines of the first pages' accounts that are in force on one of the days."""
    found: dict[int, list[int]] = {}
    for term in reading.of_accounts(frame, accounts[: 20 * AT_ONCE]):
        if any(term.runs(day) for day in days):
            found.setdefault(term.account, []).append(term.line)
    return {account: tuple(lines) for account, lines in found.items()}


def of_due(request: Request, frame: Frame) -> Behind:
    """This function will find the accounts that were due, or those of them that renewed."""
    window, part = window_of(request), request.GET["part"]
    cohort = due.of(frame, window, at=timezone.now()).cohort
    chosen = {"due": cohort.accounts, "renewed": cohort.renewed, "early": _early(cohort)}[part]
    rows = [Row(row.account, row.due, row.renewed, _lines(row)) for row in chosen]
    return Behind(PARTS[part], window, rows, (_("Amount due"), _("Renewed")))


def _early(cohort: Cohort) -> list[OfAccount]:
    return [row for row in cohort.renewed if cohort.renewed_early(row)]


def _lines(row: OfAccount) -> tuple[int, ...]:
    return tuple(line for found in row.outcomes for line in (*found.lines, *found.successors))


def of_earned(request: Request, frame: Frame) -> Behind:
    """This function will find the accounts behind the share of revenue after the first contract."""
    day, part = day_of(request, "day"), request.GET["part"]
    terms = reading.terms(frame.lines())
    first = set(bridge.earned(terms, day).first_lines)
    found: dict[int, tuple[int, int, tuple[int, ...]]] = {}
    for term in terms:
        if term.runs(day) and (part == "all" or term.line not in first):
            before, after, lines = found.get(term.account, (0, 0, ()))
            begun = term.annual if term.line in first else 0
            found[term.account] = (before + begun, after + term.annual - begun, (*lines, term.line))
    rows = [Row(account, *amounts) for account, amounts in found.items()]
    rows.sort(key=lambda row: (-(row.before + row.after), row.account))
    return Behind(PARTS[part], Period(day, day + DAY), rows, (_("First contract"), _("Later")))


SOURCES: dict[str, Callable[[Request, Frame], Behind]] = {
    retention.SOURCE: of_retention,
    "due": of_due,
    "earned": of_earned,
}


def window_of(request: Request) -> Period:
    """This function will read the window of an address."""
    return Period.through(day_of(request, "from"), day_of(request, "to"))


def day_of(request: Request, name: str) -> date:
    """This function will read a day of an address, within the years there are figures for."""
    day = date.fromisoformat(request.GET[name])
    if not FIRST <= day <= LAST:
        raise ValueError(f"{day} is out of range")
    return day
