"""The card that shows a customer who serves them, and the links that open it."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.instants import end_of_day
from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.console.forms.serving import LinkForm
from hourglass.console.refusals import said_on, status_of
from hourglass.customers import links, service_card
from hourglass.customers.models import Account, Link, Purpose

TAB = "customer-profile"


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def show(request: Request, account: Account) -> HttpResponse:
    return page(request, account, LinkForm())


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@never_cache
@record.of_account
def make(request: Request, account: Account) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        with said_on(form):
            at = timezone.now()
            _link, secret = links.make(
                account, purpose=Purpose.SERVICE_CARD, by=request.user, at=at, expires_at=ending(form, at)
            )
            address = settings.SITE_URL.rstrip("/") + reverse("portal-card", args=[secret])
            context = {"address": address}
            return record.page(request, account, "console/customers/card/made.html", context, tab=TAB)
    return page(request, account, form)


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def revoke(request: Request, account: Account, link: int) -> HttpResponse:
    found = get_object_or_404(Link.objects.visible_to(request.user).of(account), pk=link)
    links.revoke(found, by=request.user, at=timezone.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("customer-card", account.pk)


def ending(form: LinkForm, at: datetime) -> datetime | None:
    """This function will give the end of the day that was chosen, or None."""
    day = form.cleaned_data["expires_on"]
    return end_of_day(day, configuration.business_zone(at)) if day else None


def page(request: Request, account: Account, form: LinkForm) -> HttpResponse:
    """This function will render the card as the customer sees it, with its links."""
    at = timezone.now()
    made = Link.objects.visible_to(request.user).of(account).filter(purpose=Purpose.SERVICE_CARD)
    context = {
        "form": form,
        "places": service_card.of(account, on=configuration.today(at)),
        "links": made.select_related("made_by").order_by("-made_at", "-pk"),
        "edits": request.user.can(Permission.ACCOUNTS_EDIT) and account.is_open,
    }
    return record.page(request, account, "console/customers/card/show.html", context, tab=TAB, status=status_of(form))
