"""The archive of a customer: its documents, filled in, submitted, returned, confirmed, and what is missing for whom."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.permissions import Permission
from hourglass.console import archiving, binder, record
from hourglass.console.access import Request, needs
from hourglass.console.forms.archive import BeginForm, RecordForm, ReturnForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.accounts import PAGES, sent
from hourglass.customers import links
from hourglass.customers.archive import records
from hourglass.customers.models import Account, FormRecord, Purpose

TAB = "customer-archive"
OPEN_FOR = timedelta(days=30)
P = ParamSpec("P")


def of_record(
    view: Callable[Concatenate[Request, Account, FormRecord, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """This function will give a view the document of its address, which is one of the account's."""

    @wraps(view)
    def found(request: Request, account: Account, record: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        rows = FormRecord.objects.visible_to(request.user).of(account).select_related("template", "account")
        return view(request, account, get_object_or_404(rows, pk=record), *args, **kwargs)

    return found


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def missing(request: Request) -> HttpResponse:
    """What is missing in whose archives."""
    whose = "mine" if request.GET.get("whose") == "mine" else "all"
    asked = request.GET.get("page", "")
    page = min(int(asked), 10_000) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    context = archiving.missing(request.user, whose=whose, page=max(1, page), at=timezone.now())
    return render(request, "console/archive/missing.html", context)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def index(request: Request, account: Account) -> HttpResponse:
    """The documents of a customer."""
    context = archiving.of(account, request.user, at=timezone.now())
    return record.page(request, account, "console/archive/index.html", context, tab=TAB)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def export(request: Request, account: Account) -> HttpResponse:
    """The whole archive of a customer as one file (FILE-09)."""
    packed = binder.bound(account, request.user)
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="archive-{account.pk}.zip"'
    return answer


@needs(Permission.FORMS_FILL)
@require_http_methods(PAGES)
@record.of_account
def begin(request: Request, account: Account) -> HttpResponse:
    """Begin a document, such as one that an occasion asks for."""
    form = BeginForm(sent(request))
    if form.is_valid():
        with said_on(form):
            data = form.cleaned_data
            template = data.pop("template")
            row = records.open_record(account, template, by=request.user, at=timezone.now(), **data)
            return redirect("customer-document-filling", account.pk, row.pk)
    context = {"form": form, "title": _("Begin a form")}
    return record.page(request, account, "console/archive/act.html", context, tab=TAB, status=status_of(form))


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
@of_record
def show(request: Request, account: Account, row: FormRecord) -> HttpResponse:
    """One document as it was submitted, with its versions."""
    context = archiving.document(row, request.user, at=timezone.now())
    context["fills"] = request.user.can(Permission.FORMS_FILL) and not account.closed_at
    return record.page(request, account, "console/archive/document.html", context, tab=TAB)


@needs(Permission.FORMS_FILL)
@require_http_methods(PAGES)
@record.of_account
@of_record
def fill(request: Request, account: Account, row: FormRecord) -> HttpResponse:
    """Fill a document in: keep a draft, or submit it."""
    at = timezone.now()
    draft = records.draft_of(row, on=configuration.today(at))
    known = records.seen_by(request.user, records.fields_of(draft))
    form = RecordForm(known, sent(request), initial={**draft.values, "version": draft.version})
    if form.is_valid():
        submits = request.POST.get("act") == "submit"
        act = records.submit if submits else records.keep
        with said_on(form):
            act(row, form.values(), version=form.opened_version(), by=request.user, at=at)
            messages.success(request, _("Form submitted.") if submits else _("Draft kept."))
            address = "customer-document" if submits else "customer-document-filling"
            return redirect(address, account.pk, row.pk)
    context = {"form": form, "record": row, "told": archiving.Told(row, configuration.today(at)), "draft": draft}
    return record.page(request, account, "console/archive/fill.html", context, tab=TAB, status=status_of(form))


@needs(Permission.FORMS_CONFIRM)
@require_http_methods(PAGES)
@record.of_account
@of_record
def give_back(request: Request, account: Account, row: FormRecord) -> HttpResponse:
    """Return what was submitted, with a reason."""
    form = ReturnForm(sent(request), initial={"version": row.version})
    if form.is_valid():
        with said_on(form):
            reason = form.cleaned_data["reason"]
            records.give_back(row, reason=reason, version=form.opened_version(), by=request.user, at=timezone.now())
            messages.success(request, _("Form returned."))
            return redirect("customer-document", account.pk, row.pk)
    context = {"form": form, "title": _("Return the form"), "record": row}
    return record.page(request, account, "console/archive/act.html", context, tab=TAB, status=status_of(form))


@needs(Permission.FORMS_CONFIRM)
@require_POST
@record.of_account
@of_record
def confirm(request: Request, account: Account, row: FormRecord) -> HttpResponse:
    """Confirm what was submitted."""
    records.confirm(row, version=row.version, by=request.user, at=timezone.now())
    messages.success(request, _("Form confirmed."))
    return redirect("customer-document", account.pk, row.pk)


@needs(Permission.FORMS_FILL)
@require_POST
@never_cache
@record.of_account
@of_record
def make_link(request: Request, account: Account, row: FormRecord) -> HttpResponse:
    """Make a link by which the customer confirms this one document; its secret is shown once."""
    at = timezone.now()
    words: dict[str, Any] = {"purpose": Purpose.FORM, "subject": str(row.pk), "expires_at": at + OPEN_FOR}
    _link, secret = links.make(account, by=request.user, at=at, **words)
    address = settings.SITE_URL.rstrip("/") + reverse("portal-form", args=[secret])
    context = {"address": address, "until": at + OPEN_FOR, "record": row}
    return record.page(request, account, "console/archive/link.html", context, tab=TAB)
