"""When people are away, and how customers reach them: of oneself in the preferences, of others on the person's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.forms.serving import AbsenceForm, ReachabilityForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.accounts import PAGES, sent
from hourglass.customers import absences, reachability
from hourglass.customers.models import Absence, Reachability

LATEST = 50


@needs()
@require_http_methods(PAGES)
def reach(request: Request) -> HttpResponse:
    person = request.user
    known = Reachability.objects.filter(person=person).values(*reachability.FIELDS, "version").first()
    form = ReachabilityForm(sent(request), initial=known or {"version": 0})
    if form.is_valid():
        with said_on(form):
            version = form.opened_version()
            reachability.change(person, version=version, by=person, at=timezone.now(), **form.changes())
            messages.success(request, _("Saved. Customers see it on their service card."))
            return redirect("reachability")
    return render(request, "console/preferences/reachability.html", {"form": form}, status=status_of(form))


@needs()
@require_http_methods(PAGES)
def own(request: Request) -> HttpResponse:
    return page(request, request.user)


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(PAGES)
def of_person(request: Request, pk: int) -> HttpResponse:
    return page(request, get_object_or_404(User.objects.visible_to(request.user), pk=pk))


@needs()
@require_POST
def call_off(request: Request, pk: int) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("person"), pk=pk)
    absences.call_off(absence, by=request.user, at=timezone.now())
    messages.success(request, _("The absence was called off."))
    return back_to(request, absence.person)


def page(request: Request, person: User) -> HttpResponse:
    """This function will show a person's absences and take a new one."""
    form = AbsenceForm(sent(request), by=request.user, person=person)
    if form.is_valid():
        with said_on(form):
            absences.enter(person, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The absence was entered."))
            return back_to(request, person)
    rows = Absence.objects.visible_to(request.user).filter(person=person).select_related("deputy")
    context = {
        "form": form,
        "person": person,
        "rows": rows.order_by("-first_day", "-pk")[:LATEST],
        "today": configuration.today(timezone.now()),
    }
    return render(request, "console/preferences/absences.html", context, status=status_of(form))


def back_to(request: Request, person: User) -> HttpResponse:
    """This function will lead back to the page that the person at the screen sees these absences on."""
    return redirect("absences") if person == request.user else redirect("person-absences", person.pk)
