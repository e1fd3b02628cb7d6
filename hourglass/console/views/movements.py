"""The ledger of movements, as a page and as a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.console import tables
from hourglass.console.access import Request, needs
from hourglass.console.figures import asking, drawing
from hourglass.console.figures.asking import Asked
from hourglass.console.forms.figures import QUARTER
from hourglass.console.views.figures import month_days, page
from hourglass.customers.models import Account
from hourglass.revenue import movements, reading
from hourglass.revenue.movements import Kind, Movement

AT_ONCE = 50
PORTION = 500


@needs(Permission.FIGURES_VIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    """Every movement of a window, the newest month and the largest change first."""
    asked = asking.read(request, kind=QUARTER)
    kind = kind_of(request)
    everything = ledger(asked)
    chosen = [row for row in everything if kind is None or row.kind is kind]
    found = Paginator(chosen, AT_ONCE).get_page(request.GET.get("page"))
    names = drawing.kind_names()
    counts = [(each, names[each], sum(row.kind is each for row in everything)) for each in Kind]
    context = {
        "rows": told(list(found.object_list), request.user, asked.frame.currency),
        "found": found,
        "kind": kind,
        "kinds": counts,
        "total": Money.from_minor(sum(row.amount for row in chosen), asked.frame.currency),
        "file": reverse("figures-movements-file") + asked.link(kind=kind) + "&",
        "query": "&" + asked.link(kind=kind).removeprefix("?"),
    }
    return page(request, "movements", asked, context)


@needs(Permission.FIGURES_VIEW)
@require_safe
def export(request: Request) -> HttpResponseBase:
    """The same movements as a file for a spreadsheet."""
    asked, kind = asking.read(request, kind=QUARTER), kind_of(request)
    chosen = [row for row in ledger(asked) if kind is None or row.kind is kind]
    head = [_("Month"), _("Customer number"), _("Customer"), _("Movement"), _("Before"), _("After"), _("Change")]
    rows = lines(chosen, request.user, asked.frame.currency)
    name = f"movements-{asked.window.start}-{asked.window.last}"
    return tables.answer(request, head, rows, name=name)


def kind_of(request: Request) -> Kind | None:
    """This function will read which movements are asked for; what is no kind asks for all."""
    wanted = request.GET.get("kind", "")
    return Kind(wanted) if wanted in set(Kind) else None


def ledger(asked: Asked) -> list[Movement]:
    """This function will read the movements of each month of the window."""
    found = movements.ledger(reading.measured(asked.frame, month_days(asked.window)))
    return sorted(found, key=lambda row: (-row.window.start.toordinal(), -abs(row.amount), row.account))


def told(found: Sequence[Movement], person: User, currency: str) -> list[dict[str, Any]]:
    """This function will name the customers of some movements."""
    accounts = Account.objects.visible_to(person).filter(pk__in={row.account for row in found}).in_bulk()
    names = drawing.kind_names()
    return [
        {
            "month": drawing.month_name(row.window),
            "account": accounts[row.account],
            "kind": names[row.kind],
            "before": Money.from_minor(row.begin, currency),
            "after": Money.from_minor(row.end, currency),
            "amount": Money.from_minor(row.amount, currency),
        }
        for row in found
        if row.account in accounts
    ]


def lines(found: Sequence[Movement], person: User, currency: str) -> Iterator[list[object]]:
    """This function will give the cells of a file, reading names a portion at a time."""
    for start in range(0, len(found), PORTION):
        for row in told(found[start : start + PORTION], person, currency):
            account = row["account"]
            money = [row[name].amount for name in ("before", "after", "amount")]
            yield [row["month"], account.number, account.name, row["kind"], *money]
