"""The classes of customers: the matrix, one class, the service it gets and the rule that decides it."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.labels import Label
from hourglass.base.periods import Period, add_months
from hourglass.base.permissions import Permission
from hourglass.console import classing
from hourglass.console.access import Request, needs
from hourglass.console.forms import portraits
from hourglass.console.forms.segments import ClassForm, NewClassForm, NewDimensionForm, RuleForm
from hourglass.console.refusals import said_on, status_of
from hourglass.customers import collective, overrides, placing, registry, segments
from hourglass.customers.conditions import frames, tree
from hourglass.customers.facts import fact_key
from hourglass.customers.models import Account, CustomerClass, Dimension, Placement, PortraitField
from hourglass.revenue import due
from hourglass.revenue.reading import Frame as RevenueFrame
from hourglass.revenue.renewal_rates import Cohort

PAGES = ["GET", "HEAD", "POST"]
FIRST = 50


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """The matrix of both dimensions, who moved yesterday, and what waits for an answer."""
    frame = frames.at_instant(timezone.now())
    classes = list(CustomerClass.objects.select_related("dimension"))
    names = {(each.dimension_id, each.key): str(each) for each in classes}
    moved = list(placing.movers(request.user, on=frame.day)[:FIRST])
    yesterday = list(placing.movers(request.user, on=frame.day - timedelta(days=1))[:FIRST])
    approves = request.user.can(Permission.SEGMENTS_APPROVE)
    context = {
        "dimensions": [
            (each, [one for one in classes if one.dimension_id == each.pk]) for each in Dimension.objects.all()
        ],
        "matrix": classing.matrix(request.user, classes, currency=frame.currency, cohort=due_lately(request))
        if classes
        else None,
        "movers": [(row, names.get((row.dimension_id, row.before), "")) for row in moved + yesterday],
        "waiting": list(overrides.waiting(request.user, on=frame.day)[:FIRST]) if approves else [],
        "manages": request.user.can(Permission.SEGMENTS_MANAGE),
    }
    return render(request, "console/segments/index.html", context)


def due_lately(request: Request) -> Cohort | None:
    """This function will give what was due in the last twelve months, for who sees contracts."""
    if not request.user.can(Permission.CONTRACTS_VIEW):
        return None
    at = timezone.now()
    today = configuration.today(at)
    window = Period(add_months(today, -12), today)
    return due.of(RevenueFrame.of(request.user, today), window, at=at).cohort


@needs(Permission.SEGMENTS_MANAGE)
@require_POST
def install(request: Request) -> HttpResponse:
    """Set up the proposed tables and class every customer by them."""
    at = timezone.now()
    segments.install(by=request.user, at=at)
    placing.place_all(at=at)
    messages.success(request, _("Both tables are set up, and every customer is classed by them."))
    return redirect("segments")


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One class: its rule, its service, its customers and who came."""
    found = get_object_or_404(CustomerClass.objects.select_related("dimension"), pk=pk)
    rows = Placement.objects.visible_to(request.user).current().filter(dimension=found.dimension, code=found.key)
    rows = rows.filter(account__in=Account.objects.visible_to(request.user).open())
    rows = rows.select_related("account__owner").order_by("account__order_key", "pk")
    context = {
        "found": found,
        "rule": classing.rule_of(found, frames.at_instant(timezone.now())),
        "count": rows.count(),
        "members": classing.history(rows[:FIRST], {}),
        "url": classing.listing({fact_key(found.dimension.key): found.key}),
        "manages": request.user.can(Permission.SEGMENTS_MANAGE),
    }
    return render(request, "console/segments/show.html", context)


@needs(Permission.SEGMENTS_MANAGE)
@require_http_methods(PAGES)
def add_dimension(request: Request) -> HttpResponse:
    """Add a way to class customers (SEG-01)."""
    form = NewDimensionForm(request.POST or None)
    if form.is_valid():
        with said_on(form):
            made = segments.add_dimension(**labelled(form.cleaned_data), by=request.user, at=timezone.now())
            messages.success(request, _("Dimension added. Add its classes now."))
            return redirect("segment-dimension", made.pk)
    context = {"form": form, "title": _("Add a dimension")}
    return render(request, "console/segments/new.html", context, status=status_of(form))


@needs(Permission.SEGMENTS_MANAGE)
@require_http_methods(PAGES)
def dimension(request: Request, pk: int) -> HttpResponse:
    """The classes of a dimension in the order in which their rules are asked, and one to add."""
    found = get_object_or_404(Dimension, pk=pk)
    form = NewClassForm(request.POST or None)
    if form.is_valid():
        with said_on(form):
            made = segments.add_class(found, **labelled(form.cleaned_data), by=request.user, at=timezone.now())
            messages.success(request, _("Class added. Its rule says who comes into it."))
            return redirect("segment-rule", made.pk)
    frame = frames.at_instant(timezone.now())
    context = {"form": form, "found": found, "rows": classing.ruled(found, request.user, frame)}
    return render(request, "console/segments/dimension.html", context, status=status_of(form))


def labelled(data: dict[str, Any]) -> dict[str, Any]:
    """This function will join both names of a form into a label."""
    return {"key": data["key"], "label": Label(data["name_zh"], data["name_en"])}


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def portrait(request: Request, pk: int) -> HttpResponse:
    """The portrait of a class: what is typical of its customers."""
    found = get_object_or_404(CustomerClass.objects.select_related("dimension"), pk=pk)
    placed = Placement.objects.visible_to(request.user).current().filter(dimension=found.dimension, code=found.key)
    rows = Account.objects.visible_to(request.user).open().filter(pk__in=placed.values("account"))
    return drawn(request, rows, f"{found.key} {found}", found)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def lost(request: Request) -> HttpResponse:
    """The portrait of all customers that were lost."""
    today = configuration.today(timezone.now())
    gone = Q(closed_at__isnull=False) | Q(served_until__lt=today)
    rows = Account.objects.visible_to(request.user).filter(gone, merged_into=None)
    return drawn(request, rows, _("Lost customers"))


def drawn(request: Request, rows: Any, title: str, of: CustomerClass | None = None) -> HttpResponse:
    """This function will put the portraits of customers together and show what is typical."""
    fields = list(PortraitField.objects.in_use())
    traits = collective.together(rows.order_by().values_list("portrait", flat=True), fields)
    groups: dict[str, list[dict[str, Any]]] = {}
    for trait in traits:
        top = [(portraits.shown(trait.field, value), count) for value, count in trait.top]
        groups.setdefault(trait.field.get_group_display(), []).append({"trait": trait, "top": top})
    context = {"title": title, "of": of, "groups": list(groups.items()), "count": rows.count()}
    return render(request, "console/segments/portrait.html", context)


@needs(Permission.SEGMENTS_MANAGE)
@require_http_methods(PAGES)
def service(request: Request, pk: int) -> HttpResponse:
    """Change the name of a class and the service its customers get."""
    found = get_object_or_404(CustomerClass.objects.select_related("dimension"), pk=pk)
    initial = {name: getattr(found, name) for name in (*segments.EDITABLE, "version")}
    form = ClassForm(request.POST or None, initial=initial)
    if form.is_valid():
        with said_on(form):
            version = form.opened_version()
            segments.edit_class(found, version=version, by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("Class saved."))
            return redirect("segment", pk)
    context = {"form": form, "found": found, "title": _("Name and service")}
    return render(request, "console/segments/form.html", context, status=status_of(form))


@needs(Permission.SEGMENTS_MANAGE)
@require_http_methods(PAGES)
def rule(request: Request, pk: int) -> HttpResponse:
    """Change what the customers of a class meet; first it can be seen who would move."""
    found = get_object_or_404(CustomerClass.objects.select_related("dimension"), pk=pk)
    at = timezone.now()
    day = frames.at_instant(at).day
    initial = {"condition": current_of(found, day), "effective_from": day, "version": found.dimension.version}
    form, moves = RuleForm(request.POST or None, initial=initial), None
    if form.is_valid():
        condition = tree.write(form.cleaned_data["condition"])
        rules = replaced(segments.rules_on(found.dimension, form.cleaned_data["effective_from"]), found.key, condition)
        if "preview" in request.POST:
            read = segments.readable(rules, registry.facts())
            moves = sorted(placing.would_move(found.dimension, read, at=at).items())
        else:
            with said_on(form):
                begins, version, by = form.cleaned_data["effective_from"], form.opened_version(), request.user
                why = form.cleaned_data["reason"]
                segments.rule(found.dimension, rules, effective_from=begins, version=version, by=by, at=at, reason=why)
                messages.success(request, _("Rule saved. Customers move when their classes are next computed."))
                return redirect("segment", pk)
    context = {"form": form, "found": found, "title": _("Rule"), "moves": moves, "previews": True}
    return render(request, "console/segments/form.html", context, status=status_of(form))


def current_of(found: CustomerClass, day: date) -> dict[str, Any]:
    """This function will give the condition of a class on a day."""
    rules = segments.rules_on(found.dimension, day)
    return next((each["condition"] for each in rules if each["class"] == found.key), {"all": []})


def replaced(rules: list[dict[str, Any]], code: str, condition: object) -> list[dict[str, Any]]:
    """This function will give the rules with one of them changed; one that is new comes last."""
    changed = [{**each, "condition": condition} if each["class"] == code else each for each in rules]
    there = any(each["class"] == code for each in rules)
    return changed if there else [*changed, {"class": code, "condition": condition}]
