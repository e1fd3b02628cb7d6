"""The overview of one customer."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.customers.models import Account


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def show(request: Request, account: Account) -> HttpResponse:
    cards = record.cards_of(account, request.user, timezone.now())
    return record.page(request, account, "console/customers/show.html", {"cards": cards})
