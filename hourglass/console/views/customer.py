"""One customer: its overview, and what is known of it."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hourglass.base.permissions import Permission
from hourglass.console import profile, record
from hourglass.console.access import Request, needs
from hourglass.customers.models import Account, ExternalId, Merge


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def show(request: Request, account: Account) -> HttpResponse:
    cards = record.cards_of(account, request.user, timezone.now())
    return record.page(request, account, "console/customers/show.html", {"cards": cards})


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def describe(request: Request, account: Account) -> HttpResponse:
    at = timezone.now()
    context = {
        "portrait": profile.portrait(account, at=at),
        "details": profile.details(account, request.user, at),
        "team": profile.service_team(account, request.user, at),
        "identifiers": ExternalId.objects.visible_to(request.user).of(account).order_by("source", "value"),
        "merges": Merge.objects.visible_to(request.user).of(account).standing().select_related("loser", "merged_by"),
        "merging": request.user.can(Permission.ACCOUNTS_CLOSE, Permission.ACCOUNTS_EDIT) and account.is_open,
        "edits": request.user.can(Permission.ACCOUNTS_EDIT) and account.is_open,
        "assigns": request.user.can(Permission.ACCOUNTS_ASSIGN, Permission.ACCOUNTS_EDIT) and account.is_open,
    }
    return record.page(request, account, "console/customers/profile.html", context)
