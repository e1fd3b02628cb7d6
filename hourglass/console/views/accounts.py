"""Adding a customer, changing what is known of it, closing and reopening it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.console.forms.customers import AccountForm, IdentifierForm, NewAccountForm, ReasonForm
from hourglass.console.forms.portraits import PortraitForm, initial
from hourglass.console.refusals import said_on, status_of
from hourglass.customers import accounts
from hourglass.customers.duplicates import WORDS, Twin
from hourglass.customers.models import Account, ExternalId, PortraitField

PAGES = ["GET", "HEAD", "POST"]


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
def add(request: Request) -> HttpResponse:
    form = NewAccountForm(sent(request), by=request.user)
    twins = form.twins() if form.is_bound else []
    if form.is_valid() and (form.cleaned_data["different"] or not twins):
        with said_on(form):
            account = accounts.add(**form.changes(), by=request.user, at=timezone.now())
            messages.success(request, _("Customer added."))
            return redirect("customer", account.pk)
    context = {"form": form, "twins": told(request, twins)}
    return render(request, "console/customers/new.html", context, status=422 if twins else status_of(form))


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def edit(request: Request, account: Account) -> HttpResponse:
    known = {name: getattr(account, name) for name in (*accounts.EDITABLE, "version")}
    form = AccountForm(sent(request), initial=known)
    if form.is_valid():
        with said_on(form):
            accounts.edit(account, version=form.opened_version(), by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("Details saved."))
            return redirect("customer-profile", account.pk)
    context = {"form": form, "twins": told(request, form.twins(but=account) if form.is_bound else [])}
    return record.page(
        request, account, "console/customers/edit.html", context, tab="customer-profile", status=status_of(form)
    )


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def portrait(request: Request, account: Account) -> HttpResponse:
    fields = list(PortraitField.objects.in_use())
    form = PortraitForm(sent(request), fields=fields, initial=initial(account.portrait, fields))
    opened = AccountForm(sent(request), initial={"version": account.version})
    if form.is_valid():
        opened.is_valid()
        with said_on(form):
            values = form.cleaned_data
            accounts.describe(
                account, version=opened.opened_version(), values=values, by=request.user, at=timezone.now()
            )
            messages.success(request, _("Portrait saved."))
            return redirect("customer-profile", account.pk)
    context = {"form": form, "version": opened["version"]}
    return record.page(
        request, account, "console/customers/portrait.html", context, tab="customer-profile", status=status_of(form)
    )


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def identify(request: Request, account: Account) -> HttpResponse:
    form = IdentifierForm(sent(request))
    if form.is_valid():
        with said_on(form):
            accounts.link(account, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Identifier added."))
            return redirect("customer-profile", account.pk)
    context = {"form": form}
    return record.page(
        request, account, "console/customers/identifier.html", context, tab="customer-profile", status=status_of(form)
    )


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def forget(request: Request, account: Account, identifier: int) -> HttpResponse:
    found = get_object_or_404(ExternalId.objects.visible_to(request.user).of(account), pk=identifier)
    accounts.unlink(found, by=request.user, at=timezone.now())
    messages.success(request, _("Identifier removed."))
    return redirect("customer-profile", account.pk)


@needs(Permission.ACCOUNTS_CLOSE)
@require_http_methods(PAGES)
@record.of_account
def close(request: Request, account: Account) -> HttpResponse:
    form = ReasonForm(sent(request), initial={"version": account.version})
    if form.is_valid():
        with said_on(form):
            accounts.close(account, **decided(form), by=request.user, at=timezone.now())
            messages.success(request, _("Customer closed."))
            return redirect("customer", account.pk)
    return record.page(
        request, account, "console/customers/close.html", {"form": form}, tab="customer", status=status_of(form)
    )


@needs(Permission.ACCOUNTS_CLOSE)
@require_http_methods(PAGES)
@record.of_account
def reopen(request: Request, account: Account) -> HttpResponse:
    form = ReasonForm(sent(request), initial={"version": account.version})
    if form.is_valid():
        with said_on(form):
            accounts.reopen(account, **decided(form), by=request.user, at=timezone.now())
            messages.success(request, _("Customer reopened."))
            return redirect("customer", account.pk)
    return record.page(
        request, account, "console/customers/reopen.html", {"form": form}, tab="customer", status=status_of(form)
    )


def decided(form: ReasonForm) -> dict[str, Any]:
    """This function will give the reason and the version that a decision was made on."""
    return {"version": form.opened_version(), "reason": form.cleaned_data["reason"]}


def told(request: Request, twins: list[Twin]) -> dict[str, Any]:
    """This function will give the twins that the person sees, each with why, and the number of the others."""
    if not twins:
        return {}
    keys = [twin.account.pk for twin in twins]
    seen = set(Account.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    return {
        "seen": [(twin.account, WORDS[twin.sign]) for twin in twins if twin.account.pk in seen],
        "hidden": len(set(keys) - seen),
    }


def sent(request: Request) -> Any:
    """This function will give what was typed, or None when the page was only opened."""
    return request.POST if request.method == "POST" else None
