"""What customers are worth and what they cost, by whom they are kept, and what would be if more of them stayed."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.permissions import Permission
from hourglass.base.workspace import CURRENCY
from hourglass.console.access import Request, needs
from hourglass.console.figures import asking, drawing, worth
from hourglass.console.forms.contracts import amount_of
from hourglass.console.forms.costs import CostForm, NewCostForm, PointsForm, WithdrawForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.figures import page
from hourglass.customers.models import Account
from hourglass.insight import by_owner, cashing, costs, own, what_if
from hourglass.insight.attribution import Source
from hourglass.insight.models import CostEntry

PAGES = ["GET", "HEAD", "POST"]
FIVE = Decimal(5)
LATEST = 200


@needs(Permission.FIGURES_VIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    """What customers are worth and what they cost."""
    asked = asking.read(request)
    window = worth.whole_months(asked)
    found, currency = own.of(asked.frame, window), asked.frame.currency
    churn, high = worth.churn_chart(found, asked)
    context = {
        "figures": worth.figures(found, currency, at=asked.at),
        "blocks": worth.blocks(found, currency, at=asked.at),
        "revenue": worth.coins(found.revenue, currency),
        "referred": worth.referred(found, currency, at=asked.at),
        "churn": churn,
        "high": high,
        "existing": worth.existing_chart(found, asked),
        "months": drawing.named(window),
        "known": bool(found.revenue or any(found.costs.values())),
        "enters": request.user.can(Permission.COSTS_EDIT),
    }
    return page(request, "worth", asked, context)


@needs(Permission.FIGURES_VIEW)
@require_safe
def cash(request: Request) -> HttpResponse:
    """What the customers who began in a window brought and cost, each and together (GOAL-17)."""
    asked = asking.read(request)
    cohort, currency = cashing.of(asked.frame, asked.window, until=asked.today), asked.frame.currency
    shown = {life.account for life in cohort.lives[:LATEST]}
    named = Account.objects.visible_to(request.user).filter(pk__in=shown).in_bulk()
    context = {
        "cohort": cohort,
        "rows": worth.lives(cohort, named, currency),
        "first_year": worth.coins(cohort.together.first_year, currency),
        "positive_in": cohort.together.positive_in,
        "chart": worth.cash_chart(cohort, asked),
    }
    return page(request, "cash", asked, context)


@needs(Permission.FIGURES_VIEW)
@require_safe
def owners(request: Request) -> HttpResponse:
    """What each customer success manager kept, and what customer success is credited with."""
    asked = asking.read(request)
    people = User.objects.unscoped(reason="figures name the people they are about by their names alone").in_bulk()
    found = by_owner.of(asked.frame, asked.window, at=asked.at)
    context = {"owners": worth.owners(found, people), "credited": worth.credited(asked, people)}
    return page(request, "owners", asked, context)


@needs(Permission.FIGURES_VIEW)
@require_safe
def credited(request: Request) -> HttpResponse:
    """The records behind one source of what customer success is credited with."""
    asked = asking.read(request)
    source = next((one for one in Source if one == request.GET.get("of", Source.RENEWAL)), None)
    if source is None:
        raise Http404
    earnings = worth.behind(asked, source)[:LATEST]
    names = Account.objects.visible_to(request.user).filter(pk__in={one.account for one in earnings}).in_bulk()
    rows = [
        (names[one.account], Money.from_minor(one.amount, asked.frame.currency))
        for one in earnings
        if one.account in names
    ]
    return page(request, "credited", asked, {"rows": rows, "title": worth.SOURCES[source], "of": source.value})


@needs(Permission.FIGURES_VIEW)
@require_safe
def imagine(request: Request) -> HttpResponse:
    """What some points more retention would change (GOAL-21)."""
    asked = asking.read(request)
    form = PointsForm(request.GET if "points" in request.GET else None, initial={"points": FIVE})
    given = form.cleaned_data["points"] if form.is_valid() else None
    points = FIVE if given is None else given
    now = worth.now(own.of(asked.frame, worth.whole_months(asked)))
    imagined = what_if.imagine(now, Fraction(points) / 100) if now else None
    context = {
        "points_form": form,
        "points": points,
        "effects": worth.effects(imagined, asked.frame.currency) if imagined else [],
        "inside": imagined.inside if imagined else None,
    }
    answer = page(request, "what_if", asked, context)
    answer.status_code = max(answer.status_code, status_of(form))
    return answer


@needs(Permission.FIGURES_VIEW)
@require_safe
def listed(request: Request) -> HttpResponse:
    """The costs that were entered, the newest month first."""
    rows = CostEntry.objects.visible_to(request.user).select_related("account").order_by("-month", "block", "pk")
    context = {"rows": rows[:LATEST], "page": "costs", "enters": request.user.can(Permission.COSTS_EDIT)}
    return render(request, "console/figures/costs.html", context)


@needs(Permission.COSTS_EDIT)
@require_http_methods(PAGES)
def enter(request: Request) -> HttpResponse:
    """Enter what a month cost."""
    form = NewCostForm(request.POST or None, by=request.user, initial={"version": 0})
    if form.is_valid() and (amount := amount_of(form, "amount", currency())) is not None:
        with said_on(form):
            data = form.changes()
            words: dict[str, Any] = {name: data[name] for name in ("block", "month", "referred", "note")}
            costs.enter(amount=amount, account=data["customer"], by=request.user, at=timezone.now(), **words)
            messages.success(request, _("Cost entered."))
            return redirect("costs")
    return act(request, form, _("Enter a cost"))


@needs(Permission.COSTS_EDIT)
@require_http_methods(PAGES)
def change(request: Request, pk: int) -> HttpResponse:
    """Set right what was entered."""
    entry = find(request, pk)
    start = {"amount": entry.amount.amount, "note": entry.note, "version": entry.version}
    form = CostForm(request.POST or None, initial=start)
    if form.is_valid() and (amount := amount_of(form, "amount", entry.amount.currency)) is not None:
        with said_on(form):
            words = {"note": form.cleaned_data["note"], "version": form.opened_version()}
            costs.change(entry, amount=amount, by=request.user, at=timezone.now(), **words)
            messages.success(request, _("Cost changed."))
            return redirect("costs")
    return act(request, form, str(entry))


@needs(Permission.COSTS_EDIT)
@require_http_methods(PAGES)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a cost back, with a reason."""
    entry = find(request, pk)
    form = WithdrawForm(request.POST or None, initial={"version": entry.version})
    if form.is_valid():
        with said_on(form):
            reason = form.cleaned_data["reason"]
            costs.withdraw(entry, version=form.opened_version(), by=request.user, at=timezone.now(), reason=reason)
            messages.success(request, _("Cost taken back."))
            return redirect("costs")
    return act(request, form, _("Take the cost back"))


def find(request: Request, pk: int) -> CostEntry:
    """This function will fetch a cost that the person sees."""
    return get_object_or_404(CostEntry.objects.visible_to(request.user).select_related("account"), pk=pk)


def currency() -> str:
    """This function will give the currency of the workspace."""
    return configuration.value(CURRENCY, on=configuration.today(timezone.now()))


def act(request: Request, form: Any, title: str) -> HttpResponse:
    """This function will render one of the forms about costs."""
    context = {"form": form, "title": title, "page": "costs"}
    return render(request, "console/figures/cost.html", context, status=status_of(form))
