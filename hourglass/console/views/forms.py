"""The documents that archives hold: added, described by their fields, and retired."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base.labels import Label
from hourglass.base.models import Role
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.forms.archive import RecordForm
from hourglass.console.forms.documents import FieldRows, FormForm, NewFormForm
from hourglass.console.refusals import said_on, status_of
from hourglass.customers.archive import defaults, fields, forms
from hourglass.customers.conditions.wording import worded
from hourglass.customers.models import FormTemplate

PAGES = ["GET", "HEAD", "POST"]
ASKED = ("name_zh", "name_en", "due", "days", "confirming", "required", "version")


@needs(Permission.FORMS_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    """The documents."""
    rows = FormTemplate.objects.order_by("retired_at", "order", "pk").prefetch_related("versions")
    told = [(row, max(row.versions.all(), key=lambda one: one.number)) for row in rows]
    there = {row.key for row, _version in told}
    context = {"rows": told, "proposed": [worded(one[1]) for one in defaults.FORMS if one[0] not in there]}
    return render(request, "console/forms/index.html", context)


@needs(Permission.FORMS_MANAGE)
@require_POST
def install(request: Request) -> HttpResponse:
    """Take the five named documents over."""
    new = defaults.install(by=request.user, at=timezone.now())
    messages.success(request, _("%(n)s documents taken over.") % {"n": new})
    return redirect("forms")


@needs(Permission.FORMS_MANAGE)
@require_http_methods(PAGES)
def add(request: Request) -> HttpResponse:
    """Add a document; it begins with one field, and is described further on its page."""
    form = NewFormForm(request.POST or None, initial={"version": 0, "days": 14, "required": True})
    if form.is_valid():
        with said_on(form):
            data = form.changes()
            label = Label(data.pop("name_zh"), data.pop("name_en"))
            row = forms.add(label=label, document=defaults.FIRST, by=request.user, at=timezone.now(), **data)
            messages.success(request, _("Form added."))
            return redirect("form-fields", row.pk)
    context = {"form": form, "title": _("Add a form")}
    return render(request, "console/forms/edit.html", context, status=status_of(form))


@needs(Permission.FORMS_MANAGE)
@require_http_methods(PAGES)
def edit(request: Request, pk: int) -> HttpResponse:
    """Change what a document is called, when it is due, and who confirms it."""
    row = get_object_or_404(FormTemplate, pk=pk)
    form = FormForm(request.POST or None, initial={name: getattr(row, name) for name in ASKED})
    if form.is_valid():
        with said_on(form):
            version = form.opened_version()
            forms.edit(row, version=version, by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("Form saved."))
            return redirect("forms")
    context = {"form": form, "title": str(row), "row": row}
    return render(request, "console/forms/edit.html", context, status=status_of(form))


@needs(Permission.FORMS_MANAGE)
@require_http_methods(PAGES)
def describe(request: Request, pk: int) -> HttpResponse:
    """Describe the fields of a document anew: look at what comes of it, then make it the next version."""
    row = get_object_or_404(FormTemplate, pk=pk)
    latest = row.latest
    form = FieldRows(request.POST or None, initial={"number": latest.number, "rows": latest.fields})
    seen: Any = fields.read(latest.fields)
    if form.is_valid():
        with said_on(form):
            document = form.cleaned_data["rows"]
            seen = forms.read(document)
            if request.POST.get("act") != "look":
                number = form.cleaned_data["number"]
                forms.describe(row, document, number=number, by=request.user, at=timezone.now())
                messages.success(request, _("The next version is in use. What was filled in keeps its own."))
                return redirect("forms")
    roles = Role.objects.exclude(key=Role.ADMINISTRATOR).order_by("pk").values_list("key", flat=True)
    context = {"form": form, "row": row, "latest": latest, "roles": roles}
    context["preview"] = RecordForm(seen, initial={"version": 0})
    return render(request, "console/forms/fields.html", context, status=status_of(form))


@needs(Permission.FORMS_MANAGE)
@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Ask for a document no longer."""
    row = get_object_or_404(FormTemplate, pk=pk)
    forms.retire(row, version=row.version, by=request.user, at=timezone.now())
    messages.success(request, _("Retired. What was filled in stays in the archives."))
    return redirect("forms")
