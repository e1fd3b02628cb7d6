"""Adding a customer, and changing what it is called and where it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.forms.customers import NewAccountForm
from hourglass.console.refusals import said_on, status_of
from hourglass.customers import accounts


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    form = NewAccountForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        with said_on(form):
            account = accounts.add(**form.known(), by=request.user, at=timezone.now())
            messages.success(request, _("Customer added."))
            return redirect("customer", account.pk)
    return render(request, "console/customers/new.html", {"form": form}, status=status_of(form))
