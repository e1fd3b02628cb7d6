"""People: who works here, with which roles, in which team."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import grants, people, roles
from hourglass.base.models import Invitation, Role, User
from hourglass.base.permissions import Permission
from hourglass.console import telling
from hourglass.console.access import Request, confirmed, needs
from hourglass.console.forms.people import FilterForm, PersonForm, ReasonForm, RolesForm
from hourglass.console.refusals import said_on, status_of

PAGE = 50


@needs(Permission.PEOPLE_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = User.objects.visible_to(request.user).select_related("team").prefetch_related("roles").order_by("name", "pk")
    if q := chosen.get("q"):
        rows = rows.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if role := chosen.get("role"):
        rows = rows.filter(roles=role)
    if team := chosen.get("team"):
        rows = rows.filter(team=team)
    if chosen.get("state") != "all":
        rows = rows.filter(is_active=chosen.get("state") != "left")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "filter": form, "filtered": any(chosen.values()), "query": f"&{query.urlencode()}"}
    context["manages"] = request.user.can(Permission.PEOPLE_MANAGE)
    return render(request, "console/people/index.html", context | {"invitations": waiting(request)})


@needs(Permission.PEOPLE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    person = find(request, pk)
    form = PersonForm(request.POST if request.method == "POST" else None, initial=known(person))
    if request.method == "POST":
        grants.require(request.user, Permission.PEOPLE_MANAGE)
    if form.is_valid():
        now, data = timezone.now(), form.cleaned_data
        with said_on(form), transaction.atomic():
            changes = {name: data[name] for name in ("version", "name", "email")}
            people.edit(person, **changes, by=request.user, at=now)
            if data["team"] != person.team:
                people.move(person, to=data["team"], by=request.user, at=now)
            messages.success(request, _("Details saved."))
            return redirect("person", person.pk)
    return page(request, find(request, pk), details=form)


@needs(Permission.PEOPLE_MANAGE)
@require_POST
@confirmed
def assign(request: Request, pk: int) -> HttpResponse:
    person = find(request, pk)
    form = RolesForm(request.POST, by=request.user)
    if form.is_valid():
        with said_on(form):
            chosen, version, now = form.cleaned_data["roles"], form.cleaned_data["version"], timezone.now()
            roles.assign(chosen, to=person, version=version, among=form.offered, by=request.user, at=now)
            messages.success(request, _("Roles saved. They count from the next page the person opens."))
            return redirect("person", person.pk)
    return page(request, find(request, pk), held=form)


@needs(Permission.PEOPLE_MANAGE)
@require_POST
def deactivate(request: Request, pk: int) -> HttpResponse:
    person = find(request, pk)
    people.deactivate(person, by=request.user, at=timezone.now(), reason=reason(request))
    messages.success(request, _("Deactivated. Sessions, tokens and invitations ended."))
    return redirect("person", person.pk)


@needs(Permission.PEOPLE_MANAGE)
@require_POST
def reactivate(request: Request, pk: int) -> HttpResponse:
    person = find(request, pk)
    people.reactivate(person, by=request.user, at=timezone.now(), reason=reason(request))
    messages.success(request, _("Reactivated. The person can log in again."))
    return redirect("person", person.pk)


@needs(Permission.PEOPLE_MANAGE)
@require_POST
def log_out(request: Request, pk: int) -> HttpResponse:
    person = find(request, pk)
    people.end_sessions(person, by=request.user, at=timezone.now())
    messages.success(request, _("Logged out everywhere."))
    return redirect("person", person.pk)


def page(
    request: Request, person: User, details: PersonForm | None = None, held: RolesForm | None = None
) -> HttpResponse:
    """This function will render a person's page, with a form that was sent or with fresh ones."""
    manages = request.user.can(Permission.PEOPLE_MANAGE) and grants.covers(
        request.user, person.permissions, person.reach
    )
    form = held or RolesForm(initial={"roles": person.roles.all(), "version": person.version}, by=request.user)
    context = {
        "person": person,
        "details": details or PersonForm(initial=known(person)),
        "held": form,
        "others": [role for role in person.held_roles if role not in form.offered],
        "sessions": UserSession.objects.filter(user=person).order_by("-last_seen_at"),
        "manages": manages,
        "history": telling.history(person, reader=request.user) if manages else [],
    }
    return render(request, "console/people/show.html", context, status=status_of(held or context["details"]))


def known(person: User) -> dict[str, Any]:
    """This function will give the details of a person as they are kept."""
    return {name: getattr(person, name) for name in ("name", "email", "team", "version")}


def find(request: Request, pk: int) -> User:
    """This function will fetch a person whom the one at the screen may see."""
    everyone = User.objects.visible_to(request.user).select_related("team")
    person: User = get_object_or_404(everyone.prefetch_related(Prefetch("roles", Role.objects.order_by("pk"))), pk=pk)
    return person


def waiting(request: Request) -> list[Invitation]:
    """This function will list the open invitations, to those who may invite."""
    if not request.user.can(Permission.PEOPLE_MANAGE):
        return []
    seen = Invitation.objects.visible_to(request.user).open(timezone.now())
    return list(seen.select_related("invited_by").order_by("-invited_at"))


def reason(request: Request) -> str:
    """This function will read the reason that was given, if one was."""
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""
