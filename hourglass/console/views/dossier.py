"""What was learnt from customers for the product team: findings by topic, of one customer or of all (KEY-13)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hourglass.base import configuration, instants
from hourglass.base.permissions import Permission
from hourglass.console import peoples, record
from hourglass.console.access import Request, needs
from hourglass.console.forms.contacts import AsOfForm, FindingForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.accounts import PAGES, sent
from hourglass.customers import dossier
from hourglass.customers.models import Account, Finding

TAB = "customer-people"
MOST = 500


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    """The dossier: every topic with its findings, and the topics nobody wrote of, today or as of a day."""
    form = AsOfForm(request.GET or None)
    now = timezone.now()
    asked = form.cleaned_data["on"] if form.is_valid() else None
    at = instants.end_of_day(asked, configuration.business_zone(now)) if asked else now
    seen = dossier.known_on(Finding.objects.visible_to(request.user), at=at)
    found = seen.select_related("account", "found_by", "topic").order_by("-found_on", "-pk")[:MOST]
    chapters = dossier.chapters(found)
    context = {"chapters": chapters, "coverage": dossier.coverage(chapters, at=now), "form": form, "asked": asked}
    return render(request, "console/customers/people/dossier.html", context, status=status_of(form))


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def work(request: Request) -> HttpResponse:
    """What people in each role do and suffer from, and how much of it the product solves (KEY-03)."""
    context = {"roles": peoples.by_role(request.user, at=timezone.now())}
    return render(request, "console/customers/people/work.html", context)


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def find(request: Request, account: Account) -> HttpResponse:
    """Keep what was learnt of a customer."""
    form = FindingForm(sent(request), initial={"on": configuration.today(timezone.now())})
    if form.is_valid():
        with said_on(form):
            data = form.cleaned_data
            dossier.find(account, data["topic"], data["text"], on=data["on"], by=request.user, at=timezone.now())
            messages.success(request, _("Finding kept."))
            return redirect(TAB, account.pk)
    context = {"form": form, "title": _("Add a finding")}
    return record.page(request, account, "console/customers/people/act.html", context, tab=TAB, status=status_of(form))
