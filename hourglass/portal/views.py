"""What a customer sees behind a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language

from hourglass.base import configuration, readiness
from hourglass.base.refusals import Refused
from hourglass.customers import service_card
from hourglass.customers.archive import reading, records
from hourglass.customers.models import Account, FormRecord, Link, Purpose
from hourglass.portal.doors import behind
from hourglass.portal.forms import ConfirmForm
from hourglass.revenue.models import Renewal
from hourglass.revenue.renewals import goals


@behind(Purpose.SERVICE_CARD)
def show_card(request: HttpRequest, _link: Link, account: Account) -> HttpResponse:
    at = timezone.now()
    context = {
        "account": account,
        "places": service_card.of(account, on=configuration.today(at)),
        "vendor": readiness.workspace_name(at, get_language() or ""),
    }
    return render(request, "portal/card.html", context)


@behind(Purpose.GOALS, answers=True)
def confirm_goals(request: HttpRequest, link: Link, account: Account) -> HttpResponse:
    """Show what was agreed for the next year, and let the customer confirm it by name."""
    everyone = Renewal.objects.unscoped(reason="the link was made for this one renewal")
    renewal = get_object_or_404(everyone.filter(account=account), pk=link.subject)
    at = timezone.now()
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            goals.confirm(renewal, name=form.cleaned_data["name"], by=f"link:{link.pk}", at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
    found = goals.goals_of(renewal)
    context = {
        "form": form,
        "goals": found,
        "confirmed": bool(found) and all(goal.confirmed_at for goal in found),
        "vendor": readiness.workspace_name(at, get_language() or ""),
        "account": account,
    }
    return render(request, "portal/goals.html", context, status=422 if form.errors else 200)


@behind(Purpose.FORM, answers=True)
def confirm_form(request: HttpRequest, link: Link, account: Account) -> HttpResponse:
    """Show one document as it was submitted, and let the customer confirm it by name (FILE-04)."""
    everyone = FormRecord.objects.unscoped(reason="the link was made for this one document").select_related("template")
    record = get_object_or_404(everyone.filter(account=account), pk=link.subject)
    at = timezone.now()
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            records.confirm_by_customer(record, name=form.cleaned_data["name"], by=f"link:{link.pk}", at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
    sent = records.submissions(record) if record.submitted_at else []
    context = {
        "form": form,
        "record": record,
        "parts": reading.parts(sent[0], None, get_language() or "zh-hans") if sent else [],
        "vendor": readiness.workspace_name(at, get_language() or ""),
        "account": account,
    }
    return render(request, "portal/form.html", context, status=422 if form.errors else 200)
