"""Roles: what each allows, how far it reaches, who holds it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import grants, roles
from hourglass.base.models import Role, User
from hourglass.base.permissions import Permission, Reach, by_area
from hourglass.console import telling
from hourglass.console.access import Request, confirmed, needs
from hourglass.console.forms.roles import RoleForm
from hourglass.console.refusals import said_on, status_of


@needs(Permission.ROLES_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    holders = Count("people", filter=Q(people__is_active=True))
    rows = Role.objects.annotate(holders=holders).order_by("pk")
    return render(request, "console/roles/index.html", {"rows": rows, "total": len(Permission)})


@needs(Permission.ROLES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def add(request: Request) -> HttpResponse:
    form = RoleForm(sent(request), initial={"reach": Reach.OWN}, by=request.user)
    if form.is_valid():
        with said_on(form):
            role = roles.create(**form.changes(), by=request.user, at=timezone.now())
            messages.success(request, _("Role added."))
            return redirect("role", role.pk)
    return page(request, form)


@needs(Permission.ROLES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def show(request: Request, pk: int) -> HttpResponse:
    role = get_object_or_404(Role, pk=pk)
    names = ("name_zh", "name_en", "reach", "requires_mfa", "version")
    known = {name: getattr(role, name) for name in names} | {"permissions": sorted(role.codes)}
    form = RoleForm(sent(request), initial=known, by=request.user, role=role)
    if form.is_valid():
        with said_on(form):
            version, at = form.cleaned_data["version"], timezone.now()
            roles.edit(role, version=version, by=request.user, at=at, **form.changes())
            messages.success(request, _("Role saved. It counts from the next page its people open."))
            return redirect("role", role.pk)
    return page(request, form, Role.objects.get(pk=pk))


@needs(Permission.ROLES_MANAGE)
@require_POST
@confirmed
def delete(request: Request, pk: int) -> HttpResponse:
    roles.delete(get_object_or_404(Role, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("Role deleted."))
    return redirect("roles")


def sent(request: Request) -> Any:
    """This function will give what was typed, or None when the page was only opened."""
    return request.POST if request.method == "POST" else None


def page(request: Request, form: RoleForm, role: Role | None = None) -> HttpResponse:
    """This function will render a role's page, with its permissions by area and the people who hold it."""
    chosen = set() if form.fixed else set(form["permissions"].value() or [])
    areas = [
        (name, [(code, code in chosen or form.fixed, request.user.can(code)) for code in codes])
        for name, codes in by_area()
    ]
    people = User.objects.visible_to(request.user).active().filter(roles=role).order_by("name") if role else []
    context = {
        "form": form,
        "role": role,
        "areas": areas,
        "people": people,
        "history": telling.history(role, reader=request.user) if role else [],
        "open": grants.covers(request.user, role.codes if role else (), Reach.ALL),
    }
    return render(request, "console/roles/show.html", context, status=status_of(form))
