"""The roles that people have at customers, and the topics of research: what a company sets up about key persons."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base.labels import Label
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.forms.contacts import NewRoleForm, RoleForm, TopicForm
from hourglass.console.refusals import said_on, status_of
from hourglass.customers import dossier, person_roles
from hourglass.customers.models import PersonRole, ResearchTopic

PAGES = ["GET", "HEAD", "POST"]


@needs(Permission.SEGMENTS_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    """The roles and the topics."""
    context = {"roles": PersonRole.objects.all(), "topics": ResearchTopic.objects.filter(retired_at=None)}
    return render(request, "console/person_roles/index.html", context | {"form": TopicForm()})


@needs(Permission.SEGMENTS_MANAGE)
@require_http_methods(PAGES)
def add(request: Request) -> HttpResponse:
    """Add a role."""
    form = NewRoleForm(request.POST or None, initial={"version": 0})
    if form.is_valid():
        with said_on(form):
            data = form.changes()
            person_roles.add(key=data.pop("key"), **labelled(data), by=request.user, at=timezone.now())
            messages.success(request, _("Role added."))
            return redirect("contact-roles")
    context = {"form": form, "title": _("Add a role of people")}
    return render(request, "console/person_roles/form.html", context, status=status_of(form))


@needs(Permission.SEGMENTS_MANAGE)
@require_http_methods(PAGES)
def show(request: Request, pk: int) -> HttpResponse:
    """Change a role."""
    role = get_object_or_404(PersonRole, pk=pk)
    names = ("name_zh", "name_en", "level", "duties", "measure", "pains", "version")
    form = RoleForm(request.POST or None, initial={name: getattr(role, name) for name in names})
    if form.is_valid():
        with said_on(form):
            data = labelled(form.changes())
            person_roles.edit(role, **data, version=form.opened_version(), by=request.user, at=timezone.now())
            messages.success(request, _("Role saved."))
            return redirect("contact-roles")
    context = {"form": form, "title": str(role), "role": role}
    return render(request, "console/person_roles/form.html", context, status=status_of(form))


@needs(Permission.SEGMENTS_MANAGE)
@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Offer a role no longer."""
    role = get_object_or_404(PersonRole, pk=pk)
    person_roles.retire(role, version=role.version, by=request.user, at=timezone.now())
    messages.success(request, _("Retired. Who has it keeps it."))
    return redirect("contact-roles")


@needs(Permission.SEGMENTS_MANAGE)
@require_POST
def add_topic(request: Request) -> HttpResponse:
    """Add a research topic."""
    form = TopicForm(request.POST)
    if form.is_valid():
        with said_on(form):
            data = labelled(form.cleaned_data)
            dossier.add_topic(key=data["key"], label=data["label"], by=request.user, at=timezone.now())
            messages.success(request, _("Topic added."))
            return redirect("contact-roles")
    context = {"roles": PersonRole.objects.all(), "topics": ResearchTopic.objects.filter(retired_at=None)}
    return render(request, "console/person_roles/index.html", context | {"form": form}, status=422)


def labelled(data: dict[str, Any]) -> dict[str, Any]:
    """This function will make one label of the two names."""
    rest = {name: value for name, value in data.items() if name not in {"name_zh", "name_en"}}
    return {**rest, "label": Label(data["name_zh"], data["name_en"])}
