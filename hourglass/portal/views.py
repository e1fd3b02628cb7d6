"""What a customer sees behind a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from hourglass.base import configuration, readiness
from hourglass.customers import service_card
from hourglass.customers.models import Account, Link, Purpose
from hourglass.portal.doors import behind


@behind(Purpose.SERVICE_CARD)
def show_card(request: HttpRequest, _link: Link, account: Account) -> HttpResponse:
    at = timezone.now()
    context = {
        "account": account,
        "places": service_card.of(account, on=configuration.today(at)),
        "vendor": readiness.workspace_name(at, get_language() or ""),
    }
    return render(request, "portal/card.html", context)
