"""Files that people bring: upload, name the columns, look at what is wrong, take the rows in."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base.permissions import Permission
from hourglass.console import tables
from hourglass.console.access import Request, needs
from hourglass.console.forms.imports import ColumnsForm, FileForm, StartForm, VersionForm
from hourglass.console.refusals import said_on, status_of
from hourglass.gateway.imports import readings, returning, taking
from hourglass.gateway.imports.known import NOUNS
from hourglass.gateway.models import Import, ImportRow, Policy, Stage

SHOWN, FAULTS, LATEST = 5, 50, 50


@needs(Permission.ACCOUNTS_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """Bring a file; and the files that were brought."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with said_on(form):
            file = form.cleaned_data["file"]
            noun = form.cleaned_data["noun"]
            brought = taking.bring(noun, file.name, file.read(), by=request.user, at=timezone.now())
            return redirect("import", brought.pk)
    seen = Import.objects.visible_to(request.user).select_related("made_by").order_by("-made_at", "-pk")
    told = [(one, NOUNS[one.noun].label) for one in seen[:LATEST]]
    return render(request, "console/imports/index.html", {"form": form, "imports": told}, status=status_of(form))


@needs(Permission.ACCOUNTS_IMPORT)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One import: what to do next, and how far it is."""
    brought = find(request, pk)
    part = "#state" if request.htmx and request.htmx.target == "import-state" else ""
    return page(request, brought, part=part)


@needs(Permission.ACCOUNTS_IMPORT)
@require_POST
def name_columns(request: Request, pk: int) -> HttpResponse:
    """Say what each column holds."""
    brought = find(request, pk)
    noun = NOUNS[brought.noun]
    form = ColumnsForm(request.POST, brought=brought, noun=noun, chosen=brought.columns)
    if form.is_valid():
        data = form.cleaned_data
        with said_on(form):
            taking.name_columns(
                brought, form.columns(), source=data["source"], keep_as=data["keep_as"], version=data["version"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
            return redirect("import", brought.pk)
    return page(request, brought, columns=form)


@needs(Permission.ACCOUNTS_IMPORT)
@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """Take the rows in."""
    brought = find(request, pk)
    form = StartForm(request.POST)
    if form.is_valid():
        with said_on(form):
            policy = Policy[form.cleaned_data["policy"].upper()]
            version = form.cleaned_data["version"]
            taking.start(brought, policy=policy, version=version, by=request.user, at=timezone.now())
            return redirect("import", brought.pk)
    return page(request, brought, starting=form)


@needs(Permission.ACCOUNTS_IMPORT)
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Stop an import; what was taken in stays."""
    brought = find(request, pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        with said_on(form):
            taking.cancel(brought, version=form.cleaned_data["version"], by=request.user, at=timezone.now())
            messages.success(request, _("Cancelled. What was taken in stays."))
            return redirect("import", brought.pk)
    return page(request, brought, starting=form)


@needs(Permission.ACCOUNTS_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: Request, pk: int) -> HttpResponse:
    """What taking an ended import back would do; and do it."""
    brought = find(request, pk)
    form = VersionForm(request.POST or None, initial={"version": brought.version})
    if form.is_valid():
        with said_on(form):
            version = form.cleaned_data["version"]
            returning.take_back(brought, version=version, by=request.user, at=timezone.now())
            return redirect("import", brought.pk)
    context = {
        "import": brought,
        "label": NOUNS[brought.noun].label,
        "form": form,
        "outlook": returning.outlook(brought),
        "shown": FAULTS,
        "open": brought.stage in returning.ENDED and brought.made_by_id == request.user.pk,
    }
    return render(request, "console/imports/return.html", context, status=status_of(form))


@needs(Permission.ACCOUNTS_IMPORT)
@require_safe
def faults(request: Request, pk: int) -> HttpResponseBase:
    """The rows with faults as a file, each with its reasons, to be corrected and brought again."""
    brought = find(request, pk)
    head = [*brought.head, _("What is wrong")]
    return tables.answer(request, head, wrong(brought), name=f"import-{brought.pk}-faults")


def wrong(brought: Import) -> Iterator[list[object]]:
    """This function will give the rows with faults, each with what is wrong."""
    rows = ImportRow.objects.filter(import_of=brought).exclude(faults=[]).order_by("number")
    for row in rows.iterator(chunk_size=1000):
        yield [*row.cells, "; ".join(said(fault) for fault in row.faults)]


def said(fault: list[str]) -> str:
    """This function will say what is wrong with a cell, or with a whole row."""
    column, sentence = fault
    return f"{column}: {sentence}" if column else sentence


def find(request: Request, pk: int) -> Import:
    """This function will fetch an import that the person may see."""
    found: Import = get_object_or_404(Import.objects.visible_to(request.user).select_related("made_by"), pk=pk)
    return found


def page(
    request: Request, brought: Import, *, columns: Any = None, starting: Any = None, part: str = ""
) -> HttpResponse:
    """This function will show one import with a form that was sent or a fresh one."""
    noun = NOUNS[brought.noun]
    chosen = reading_of(request, brought)
    rows = ImportRow.objects.filter(import_of=brought)
    start_with = {"version": brought.version, "source": brought.source}
    naming = columns or ColumnsForm(brought=brought, noun=noun, chosen=chosen, initial=start_with)
    first = list(rows.order_by("number")[:SHOWN])
    cells = [[row.cells[place] for row in first] for place in range(len(brought.head))]
    context = {
        "import": brought,
        "label": noun.label,
        "columns": naming,
        "samples": list(zip([naming[name] for name in naming.names], cells, strict=True)),
        "kept": readings.known(brought.noun, brought.head),
        "starting": starting or StartForm(initial={"version": brought.version, "policy": first_policy(brought)}),
        "faults": rows.exclude(faults=[]).order_by("number")[:FAULTS],
        "names": brought.stage in {Stage.UPLOADED, Stage.CHECKED},
        "works": brought.stage in {Stage.CHECKING, Stage.RUNNING, Stage.RETURNING},
        "cancellable": brought.stage in {Stage.CHECKING, Stage.RUNNING},
        "returnable": brought.stage in returning.ENDED and returning.traces_of(brought).exists(),
        "whole": returning.number(brought) if brought.stage == Stage.RETURNING else brought.total,
        "kept_back": returning.kept(brought)[:FAULTS] if brought.kept else [],
        "good": brought.total - brought.faulty,
        "mine": brought.made_by_id == request.user.pk,
    }
    forms = [form for form in (columns, starting) if form is not None]
    status = next((status_of(form) for form in forms), 200)
    return render(request, f"console/imports/show.html{part}", context, status=status)


def first_policy(brought: Import) -> str:
    """This function will give what is most likely wanted."""
    return Policy.GOOD if brought.faulty else Policy.ALL


def reading_of(request: Request, brought: Import) -> list[str]:
    """This function will give the reading of the columns: the one that is asked for, else the import's own."""
    wanted = request.GET.get("reading", "")
    kept = next((one for one in readings.known(brought.noun, brought.head) if one.key == wanted), None)
    return list(brought.columns) if kept is None else kept.columns(brought.head)
