"""The branches of a customer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.console.forms.customers import StoreClosingForm, StoreForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.accounts import PAGES, sent
from hourglass.customers import stores
from hourglass.customers.models import Account, Store

PAGE = 50
TAB = "customer-stores"


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def index(request: Request, account: Account) -> HttpResponse:
    rows = Store.objects.visible_to(request.user).of(account).order_by("closed_on", "name", "pk")
    if q := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(Q(name__icontains=q) | Q(city__icontains=q) | Q(number__icontains=q))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "q": q, "query": f"&{query.urlencode()}", "edits": edits(request, account)}
    return record.page(request, account, "console/customers/stores/index.html", context)


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def add(request: Request, account: Account) -> HttpResponse:
    form = StoreForm(sent(request), initial={"city": account.city})
    if form.is_valid():
        with said_on(form):
            stores.add(account, **form.changes(), by=request.user, at=timezone.now())
            messages.success(request, _("Store added."))
            return redirect(TAB, account.pk)
    context = {"form": form}
    return record.page(request, account, "console/customers/stores/add.html", context, tab=TAB, status=status_of(form))


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def show(request: Request, account: Account, store: int) -> HttpResponse:
    found = find(request, account, store)
    known = {name: getattr(found, name) for name in (*stores.EDITABLE, "version")}
    form = StoreForm(sent(request), initial=known)
    if form.is_valid():
        with said_on(form):
            stores.edit(found, version=form.opened_version(), by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("Store saved."))
            return redirect(TAB, account.pk)
    return page(request, account, found, form)


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def close(request: Request, account: Account, store: int) -> HttpResponse:
    found = find(request, account, store)
    form = StoreClosingForm(request.POST)
    if form.is_valid():
        with said_on(form):
            stores.close(
                found, on=form.cleaned_data["on"], version=form.opened_version(), by=request.user, at=timezone.now()
            )
            messages.success(request, _("Store closed."))
            return redirect(TAB, account.pk)
    return page(request, account, find(request, account, store), closing=form)


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def reopen(request: Request, account: Account, store: int) -> HttpResponse:
    found = find(request, account, store)
    stores.reopen(found, version=found.version, by=request.user, at=timezone.now())
    messages.success(request, _("Store reopened."))
    return redirect(TAB, account.pk)


def page(
    request: Request,
    account: Account,
    store: Store,
    form: StoreForm | None = None,
    closing: StoreClosingForm | None = None,
) -> HttpResponse:
    """This function will render one branch with the form that was sent, the other fresh."""
    known = {name: getattr(store, name) for name in (*stores.EDITABLE, "version")}
    ending = closing or StoreClosingForm(
        initial={"version": store.version, "on": timezone.localdate()}, auto_id="closing_%s"
    )
    editing = form or StoreForm(initial=known)
    context = {"store": store, "form": editing, "closing": ending}
    status = status_of(closing or editing)
    return record.page(request, account, "console/customers/stores/show.html", context, tab=TAB, status=status)


def find(request: Request, account: Account, store: int) -> Store:
    """This function will fetch a branch of the account."""
    found: Store = get_object_or_404(Store.objects.visible_to(request.user).of(account), pk=store)
    return found


def edits(request: Request, account: Account) -> bool:
    """This function will tell whether the person may change what belongs to the account."""
    return request.user.can(Permission.ACCOUNTS_EDIT) and account.is_open
