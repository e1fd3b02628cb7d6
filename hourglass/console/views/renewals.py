"""Renewals: the board, the list, the calendar, and the page of one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hourglass.base import configuration
from hourglass.base.permissions import Permission
from hourglass.base.workspace import CURRENCY
from hourglass.console.access import Request, needs
from hourglass.console.forms.contracts import amount_of
from hourglass.console.forms.renewals import FilterForm, MonthForm, TargetForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.renewing import board, losses, months, workspace
from hourglass.console.renewing.board import PAGE, Asked, Card
from hourglass.revenue.models import Renewal
from hourglass.revenue.renewals import targets


@needs(Permission.CONTRACTS_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """The board of the open renewals, or the list of all of them."""
    form, asked = read(request)
    day = configuration.today(timezone.now())
    context: dict[str, Any] = {"filter": form, "asked": asked, "query": query(request)}
    if request.GET.get("view") == "list":
        return render(request, "console/renewals/list.html", context | rows(request, asked, day))
    return render(request, "console/renewals/board.html", context | {"board": board.of(asked, day=day)})


@needs(Permission.CONTRACTS_VIEW)
@require_safe
def calendar(request: Request) -> HttpResponse:
    """What expires in each month around today."""
    day = configuration.today(timezone.now())
    currency = configuration.value(CURRENCY, on=day)
    found = months.of(request.user, day=day, currency=currency)
    context = {"months": found, "today": day, "sets": targets.may_set(request.user)}
    return render(request, "console/renewals/calendar.html", context)


@needs(Permission.RENEWALS_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def target(request: Request) -> HttpResponse:
    """Say what the renewals of a month should bring (REV-21)."""
    at = timezone.now()
    day = configuration.today(at)
    currency = configuration.value(CURRENCY, on=day)
    month = month_of(request, day)
    known = targets.find(month, currency=currency)
    initial = {"amount": known.amount.amount, "version": known.version} if known else {"version": 0}
    form = TargetForm(request.POST or None, initial=initial)
    if form.is_valid() and (amount := amount_of(form, "amount", currency)) is not None:
        with said_on(form):
            targets.put(month, amount, version=form.cleaned_data["version"], by=request.user, at=at)
            messages.success(request, _("Target kept."))
            return redirect("renewals-calendar")
    return render(request, "console/renewals/target.html", {"form": form, "month": month}, status=status_of(form))


def month_of(request: Request, day: date) -> date:
    """This function will read the month of the address; what is none is the current one."""
    asked = MonthForm(request.GET)
    return asked.cleaned_data["month"] if asked.is_valid() else day.replace(day=1)


@needs(Permission.CONTRACTS_VIEW)
@require_safe
def why_lost(request: Request) -> HttpResponse:
    """Why customers did not renew."""
    day = configuration.today(timezone.now())
    found = losses.of(request.user, day=day, currency=configuration.value(CURRENCY, on=day))
    return render(request, "console/renewals/losses.html", {"losses": found})


@needs(Permission.CONTRACTS_VIEW)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """The work on one renewal."""
    renewal = find(request, pk)
    return render(request, "console/renewals/show.html", workspace.of(renewal, request.user, at=timezone.now()))


def find(request: Request, pk: int) -> Renewal:
    """This function will fetch a renewal that the person may see."""
    seen = Renewal.objects.visible_to(request.user).select_related("account__owner", "account__team", "owner__team")
    renewal: Renewal = get_object_or_404(seen.select_related("contract"), pk=pk)
    return renewal


def read(request: Request) -> tuple[FilterForm, Asked]:
    """This function will read which renewals the address asks for; what it cannot read is left out."""
    form = FilterForm({"whose": board.default_of(request.user), "state": "open"} | request.GET.dict())
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name) or default for name, default in DEFAULTS.items()}
    return form, Asked(request.user, month=form.cleaned_data.get("month"), **chosen)


DEFAULTS = {"whose": "all", "category": "", "state": "open"}


def rows(request: Request, asked: Asked, day: date) -> dict[str, Any]:
    """This function will give one page of the list: those that expire first; closed ones with the latest first."""
    found = asked.rows()
    if asked.state != "all":
        found = found.open() if asked.state == "open" else found.exclude(outcome="")
    order = ("due_on", "pk") if asked.state == "open" else ("-due_on", "-pk")
    page = request.GET.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < 5 else 1
    start = (max(number, 1) - 1) * PAGE
    told = list(board.told(found).order_by(*order)[start : start + PAGE + 1])
    return {
        "cards": [Card(renewal, day) for renewal in told[:PAGE]],
        "page": max(number, 1),
        "more": len(told) > PAGE,
        "total": found.count(),
    }


def query(request: Request) -> str:
    """This function will give the filters of the address, to be carried on."""
    kept = request.GET.copy()
    for name in ("view", "page"):
        kept.pop(name, None)
    return kept.urlencode()
