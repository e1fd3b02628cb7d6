"""Who serves a customer: its owner and team, and the people beside them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.console.forms.customers import AssignForm, MemberForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.accounts import PAGES, sent
from hourglass.customers import accounts
from hourglass.customers.models import Account, Member

TAB = "customer-profile"


@needs(Permission.ACCOUNTS_ASSIGN)
@require_http_methods(PAGES)
@record.of_account
def show(request: Request, account: Account) -> HttpResponse:
    form = AssignForm(sent(request), by=request.user, initial=known(account))
    if form.is_valid():
        with said_on(form):
            accounts.assign(
                account, version=form.opened_version(), by=request.user, at=timezone.now(), **form.changes()
            )
            messages.success(request, _("Owner and team saved."))
            seen = Account.objects.visible_to(request.user).filter(pk=account.pk).exists()
            return redirect("customer-team", account.pk) if seen else redirect("today")
    return page(request, account, form)


@needs(Permission.ACCOUNTS_ASSIGN)
@require_POST
@record.of_account
def add(request: Request, account: Account) -> HttpResponse:
    form = MemberForm(request.POST, by=request.user)
    if form.is_valid():
        with said_on(form):
            duty = form.cleaned_data["duty"]
            accounts.add_member(account, form.cleaned_data["person"], duty=duty, by=request.user, at=timezone.now())
            messages.success(request, _("Added to the service team."))
            return redirect("customer-team", account.pk)
    return page(request, account, joining=form)


@needs(Permission.ACCOUNTS_ASSIGN)
@require_POST
@record.of_account
def remove(request: Request, account: Account, member: int) -> HttpResponse:
    found = get_object_or_404(Member.objects.visible_to(request.user).of(account), pk=member)
    accounts.remove_member(found, by=request.user, at=timezone.now())
    messages.success(request, _("Taken off the service team."))
    return redirect("customer-team", account.pk)


def known(account: Account) -> dict[str, object]:
    """This function will give what the form starts with."""
    return {"owner": account.owner, "team": account.team, "version": account.version}


def page(
    request: Request, account: Account, form: AssignForm | None = None, joining: MemberForm | None = None
) -> HttpResponse:
    """This function will render the page with the form that was sent, the other fresh."""
    members = Member.objects.visible_to(request.user).of(account).select_related("person")
    owning = form or AssignForm(by=request.user, initial=known(account))
    context = {
        "form": owning,
        "joining": joining or MemberForm(by=request.user),
        "members": members.order_by("duty", "person__name"),
    }
    status = status_of(joining or owning)
    return record.page(request, account, "console/customers/team.html", context, tab=TAB, status=status)
