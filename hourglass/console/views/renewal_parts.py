"""The parts of a renewal: lines that are offered, steps, next year's goals, and the customer's plan."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hourglass.base import configuration
from hourglass.base.periods import DAY, add_months
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.forms import renewals as forms
from hourglass.console.forms.contracts import written
from hourglass.console.views.renewals import find
from hourglass.console.views.renewing import acted
from hourglass.customers import links
from hourglass.customers.models import Link, Purpose
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import NextYearGoal, PlanItem, RenewalLine, RenewalStep
from hourglass.revenue.renewals import goals, offering, plans, stepping

OPEN_FOR = timedelta(days=30)  # how long a customer can confirm goals by a link


def found(request: Request, model: Any, pk: int) -> Any:
    """This function will fetch a part of a renewal that the person sees."""
    seen = model.objects.visible_to(request.user).select_related("renewal__account__owner", "renewal__owner")
    return get_object_or_404(seen, pk=pk)


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def add_line(request: Request, pk: int) -> HttpResponse:
    """Offer something more."""
    renewal = find(request, pk)
    first = offering.earliest_start(renewal, None)
    known = {"starts_on": first, "ends_on": add_months(first, 12) - DAY, "quantity": 1}
    form = forms.OfferForm(request.POST or None, initial=known)

    def done(data: dict[str, Any]) -> None:
        if (ordered := form.ordered(renewal.due.currency)) is not None:
            offering.add(renewal, ordered, by=data["by"], at=data["at"])

    return acted(request, form, done, renewal, _("Offer something more"), _("Added to the offer."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def change_line(request: Request, pk: int) -> HttpResponse:
    """Offer something else."""
    item = found(request, RenewalLine, pk)
    form_of = forms.OfferForm if item.expiring_id is None else forms.ChangeForm
    known = written(item) | {"version": item.version, "reason": item.reason}
    form = form_of(request.POST or None, initial=known)

    def done(data: dict[str, Any]) -> None:
        ordered: Ordered | None = form.ordered(item.renewal.due.currency)
        if ordered is not None:
            said = {"reason": data.get("reason", ""), "version": data["version"] or 0}
            offering.change(item, ordered, **said, by=data["by"], at=data["at"])

    title = _("Offer in the place of %(name)s") % {"name": item.name}
    return acted(request, form, done, item.renewal, title, _("Offer kept."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def drop_line(request: Request, pk: int) -> HttpResponse:
    """Say that a line is not renewed, and why."""
    item = found(request, RenewalLine, pk)
    form = forms.DropForm(request.POST or None, initial={"version": item.version, "reason": item.reason})

    def done(data: dict[str, Any]) -> None:
        offering.drop(item, **data)

    title = _("Not renewed: %(name)s") % {"name": item.name}
    return acted(request, form, done, item.renewal, title, _("The line is not renewed."))


@needs(Permission.RENEWALS_WORK)
@require_POST
def take_out(request: Request, pk: int) -> HttpResponse:
    """Offer something no longer that was added."""
    item = found(request, RenewalLine, pk)
    offering.take_out(item, by=request.user, at=timezone.now())
    messages.success(request, _("Taken out of the offer."))
    return redirect("renewal", item.renewal_id)


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: Request, pk: int) -> HttpResponse:
    """Say how long a step takes this time."""
    step = found(request, RenewalStep, pk)
    form = forms.LeadForm(request.POST or None, initial={"version": step.version, "lead_days": step.lead_days})

    def done(data: dict[str, Any]) -> None:
        stepping.schedule(step, **data)

    return acted(request, form, done, step.renewal, str(step), _("Kept."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: Request, pk: int) -> HttpResponse:
    """Note that a step is done."""
    step = found(request, RenewalStep, pk)
    known = {"version": step.version, "on": configuration.today(timezone.now())}
    form = forms.DoneForm(request.POST or None, initial=known)

    def done(data: dict[str, Any]) -> None:
        stepping.done(step, **data)

    title = _("Done: %(step)s") % {"step": step}
    return acted(request, form, done, step.renewal, title, _("Step done."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take back that a step is done."""
    step = found(request, RenewalStep, pk)
    form = forms.Versioned(request.POST or None, initial={"version": step.version})

    def done(data: dict[str, Any]) -> None:
        stepping.undone(step, **data)

    title = _("Not done after all: %(step)s") % {"step": step}
    return acted(request, form, done, step.renewal, title, _("Taken back."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def add_goal(request: Request, pk: int) -> HttpResponse:
    """Add a goal of the next year."""
    renewal = find(request, pk)
    form = forms.GoalForm(request.POST or None)

    def done(data: dict[str, Any]) -> None:
        goals.add(renewal, **data)

    return acted(request, form, done, renewal, _("Add a goal of the next year"), _("Goal added."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_goal(request: Request, pk: int) -> HttpResponse:
    """Change a goal; what the customer confirmed is confirmed again."""
    goal = found(request, NextYearGoal, pk)
    known = {"goal": goal.goal, "method": goal.method, "due_on": goal.due_on, "version": goal.version}
    form = forms.GoalEditForm(request.POST or None, initial=known)

    def done(data: dict[str, Any]) -> None:
        goals.edit(goal, goal_text=data.pop("goal"), **data)

    return acted(request, form, done, goal.renewal, _("Change the goal"), _("Goal kept."))


@needs(Permission.RENEWALS_WORK)
@require_POST
def remove_goal(request: Request, pk: int) -> HttpResponse:
    """Take a goal out."""
    goal = found(request, NextYearGoal, pk)
    goals.remove(goal, by=request.user, at=timezone.now())
    messages.success(request, _("Goal taken out."))
    return redirect("renewal", goal.renewal_id)


@needs(Permission.RENEWALS_WORK)
@require_POST
@never_cache
def make_link(request: Request, pk: int) -> HttpResponse:
    """Make a link by which the customer confirms the goals; its secret is shown once."""
    renewal = find(request, pk)
    at = timezone.now()
    _link, secret = links.make(
        renewal.account,
        purpose=Purpose.GOALS,
        subject=str(renewal.pk),
        by=request.user,
        at=at,
        expires_at=at + OPEN_FOR,
    )
    address = settings.SITE_URL.rstrip("/") + reverse("portal-goals", args=[secret])
    return render(
        request, "console/renewals/link.html", {"renewal": renewal, "address": address, "until": at + OPEN_FOR}
    )


@needs(Permission.RENEWALS_WORK)
@require_POST
def revoke_link(request: Request, pk: int, link: int) -> HttpResponse:
    """End a link now."""
    renewal = find(request, pk)
    made = Link.objects.visible_to(request.user).filter(purpose=Purpose.GOALS, subject=str(renewal.pk))
    links.revoke(get_object_or_404(made, pk=link), by=request.user, at=timezone.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("renewal", renewal.pk)


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def add_plan(request: Request, pk: int) -> HttpResponse:
    """Add a point to the customer's plan."""
    renewal = find(request, pk)
    form = forms.PlanForm(request.POST or None)

    def done(data: dict[str, Any]) -> None:
        plans.add(renewal.account, **data)

    return acted(request, form, done, renewal, _("Add to the customer's plan"), _("Added to the plan."))


@needs(Permission.RENEWALS_WORK)
@require_POST
def remove_plan(request: Request, pk: int, item: int) -> HttpResponse:
    """Take a point out of the plan."""
    renewal = find(request, pk)
    points = PlanItem.objects.visible_to(request.user).filter(account=renewal.account_id, removed_at=None)
    plans.remove(get_object_or_404(points, pk=item), by=request.user, at=timezone.now())
    messages.success(request, _("Taken out of the plan."))
    return redirect("renewal", renewal.pk)
