"""Features: what each can do, whether it is a core one, and which events mean its use (USE-01, USE-11)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.forms.features import CoreForm, EventForm, FeatureForm, NewFeatureForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.using import adoption
from hourglass.usage import entitled, features
from hourglass.usage.models import EventRule, Feature

PAGES = ["GET", "HEAD", "POST"]
ASKED = ("name_zh", "name_en", "released_on", "retires_on", "can", "cannot", "pits", "method", "version")


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One feature: what it can and cannot do, its pits and how to work with it."""
    feature = get_object_or_404(Feature.objects.select_related("module__product"), pk=pk)
    found = adoption.of_feature(
        feature, request.user, request.GET.get("state", ""), configuration.today(timezone.now())
    )
    return render(request, "console/features/show.html", {"feature": feature} | about(feature, request) | found)


@needs(Permission.PRODUCTS_MANAGE)
@require_http_methods(PAGES)
def add(request: Request) -> HttpResponse:
    """Add a feature to a module."""
    form = NewFeatureForm(request.POST or None, initial={"version": 0, "module": request.GET.get("module")})
    if form.is_valid():
        with said_on(form):
            made = features.add(**form.changes(), by=request.user, at=timezone.now())
            messages.success(request, _("Feature added. Say now which events mean its use."))
            return redirect("feature-edit", made.pk)
    context = {"form": form, "title": _("Add a feature"), "back": "catalogue"}
    return render(request, "console/catalogue/form.html", context, status=status_of(form))


@needs(Permission.PRODUCTS_MANAGE)
@require_http_methods(PAGES)
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a feature."""
    feature = find(pk)
    form = FeatureForm(request.POST or None, initial=known(feature))
    if form.is_valid():
        with said_on(form):
            version = form.opened_version()
            features.edit(feature, version=version, by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("Feature saved."))
            return redirect("feature-edit", pk)
    return page(request, feature, form=form)


@needs(Permission.PRODUCTS_MANAGE)
@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    """Make a feature a core one from a day on, or no longer."""
    feature, at = find(pk), timezone.now()
    form = CoreForm(request.POST)
    if form.is_valid():
        with said_on(form):
            day = form.cleaned_data["effective_from"]
            features.mark(
                feature, core=not entitled.terms_of(feature).core_on(day), effective_from=day,
                reason=form.cleaned_data["reason"], version=form.opened_version(), by=request.user, at=at,
            )  # fmt: skip
            messages.success(request, _("Kept. Figures of days before stay as they are."))
            return redirect("feature-edit", pk)
    return page(request, feature, marking=form)


@needs(Permission.PRODUCTS_MANAGE)
@require_POST
def listen(request: Request, pk: int) -> HttpResponse:
    """Let an event mean the use of a feature."""
    feature = find(pk)
    form = EventForm(request.POST)
    if form.is_valid():
        with said_on(form):
            features.listen(feature, form.cleaned_data["event"], by=request.user, at=timezone.now())
            messages.success(request, _("Counted from now on."))
            return redirect("feature-edit", pk)
    return page(request, feature, hearing=form)


@needs(Permission.PRODUCTS_MANAGE)
@require_POST
def ignore(request: Request, pk: int, rule: int) -> HttpResponse:
    """Let an event no longer mean the use of a feature."""
    features.ignore(get_object_or_404(EventRule, pk=rule, feature=pk), by=request.user, at=timezone.now())
    messages.success(request, _("No longer counted. What was counted stays."))
    return redirect("feature-edit", pk)


def find(pk: int) -> Feature:
    """This function will fetch a feature."""
    found: Feature = get_object_or_404(Feature.objects.select_related("module__product"), pk=pk)
    return found


def known(feature: Feature) -> dict[str, Any]:
    """This function will give what the form of a feature begins with."""
    return {name: getattr(feature, name) for name in ASKED} | {"roles": feature.roles.all()}


def about(feature: Feature, request: Request) -> dict[str, Any]:
    """This function will give what every page of a feature says of it."""
    today = configuration.today(timezone.now())
    return {
        "core": entitled.terms_of(feature).core_on(today),
        "marks": feature.marks.order_by("-effective_from"),
        "events": feature.events.all(),
        "roles": feature.roles.all(),
        "today": today,
        "manages": request.user.can(Permission.PRODUCTS_MANAGE),
    }


def page(
    request: Request,
    feature: Feature,
    *,
    form: FeatureForm | None = None,
    marking: CoreForm | None = None,
    hearing: EventForm | None = None,
) -> HttpResponse:
    """This function will render the page on which a feature is changed, with the form that was sent."""
    said = about(feature, request)
    context = said | {
        "feature": feature,
        "form": form or FeatureForm(initial=known(feature)),
        "marking": marking
        or CoreForm(initial={"version": feature.version, "effective_from": said["today"]}, auto_id="mark_%s"),
        "hearing": hearing or EventForm(auto_id="hear_%s"),
    }
    status = max(status_of(one) for one in (context["form"], context["marking"], context["hearing"]))
    return render(request, "console/features/edit.html", context, status=status)
