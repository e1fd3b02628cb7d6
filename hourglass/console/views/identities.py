"""Whose the users and groups of products are: those that nobody knows, and what events claim."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base.permissions import Permission
from hourglass.console import quality
from hourglass.console.access import Request, needs
from hourglass.console.forms.customers import ReasonForm
from hourglass.console.forms.sources import GroupForm, UserForm
from hourglass.console.refusals import said_on, status_of
from hourglass.usage import erasing, mapping
from hourglass.usage.models import Claim, ProductGroup, ProductUser

SHOWN = 100
PAGES = ["GET", "HEAD", "POST"]
DECISIONS = {"acceptance": mapping.accept, "refusal": mapping.decline, "withdrawal": mapping.take_back}
CHANGES = {
    "setting-aside": (
        mapping.set_aside,
        gettext_lazy("Set aside. It is off the list, and its events stay without a customer."),
    ),
    "return": (mapping.bring_back, gettext_lazy("It is on the list again.")),
    "removal": (
        mapping.unmap,
        gettext_lazy("Taken back. Its events go back to those without a customer within minutes."),
    ),
}


@needs(Permission.SOURCES_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    """Who is not known yet, those with most events first."""
    groups = ProductGroup.objects.unmapped().select_related("source").order_by("-events", "pk")
    users = ProductUser.objects.unmapped().filter(anonymous=False).select_related("source", "group")
    claims = Claim.objects.filter(decided_at=None).select_related("user__group", "other", "group", "user__source")
    accepted = Claim.objects.filter(accepted=True).select_related("user", "other", "group")
    context = {
        "groups": groups[:SHOWN],
        "users": users.order_by("-events", "pk")[:SHOWN],
        "claims": claims.order_by("-pk")[:SHOWN],
        "accepted": accepted.order_by("-decided_at")[:20],
        "unknown": quality.unknown(),
        "q": (q := request.GET.get("q", "").strip()),
        "found": sought(q) if q else None,
        "shown": SHOWN,
    }
    return render(request, "console/identities/index.html", context)


def sought(q: str) -> QuerySet[ProductUser]:
    """This function will find the users of an identifier, an e-mail address or a name, known or not."""
    of_that = Q(key=q) | Q(email__iexact=q) | Q(called__iexact=q)
    return ProductUser.objects.filter(of_that).select_related("source", "group", "account").order_by("pk")[:SHOWN]


@needs(Permission.SOURCES_MANAGE)
@require_http_methods(PAGES)
def group(request: Request, pk: int) -> HttpResponse:
    """Say which customer a group is."""
    row = get_object_or_404(ProductGroup.objects.select_related("source", "account", "store"), pk=pk)
    known = {"account": row.account or "", "store": row.store or "", "version": row.version}
    form = GroupForm(request.POST or None, by=request.user, initial=known)
    if form.is_valid():
        with said_on(form):
            account, version = form.cleaned_data["account"], form.opened_version()
            mapping.map_group(row, account, store=form.chosen(), version=version, by=request.user, at=timezone.now())
            messages.success(request, _("Saved. Events that came before are given to the customer within minutes."))
            return redirect("identities")
    return page(request, row, form)


@needs(Permission.SOURCES_MANAGE)
@require_http_methods(PAGES)
def user(request: Request, pk: int) -> HttpResponse:
    """Say whose a user is."""
    row = get_object_or_404(ProductUser.objects.select_related("source", "account", "contact", "group"), pk=pk)
    known = {"account": row.account or "", "contact": row.contact or "", "version": row.version}
    form = UserForm(request.POST or None, by=request.user, initial=known)
    if form.is_valid():
        with said_on(form):
            account, version = form.cleaned_data["account"], form.opened_version()
            mapping.map_user(row, account, contact=form.chosen(), version=version, by=request.user, at=timezone.now())
            messages.success(request, _("Saved. Events that came before are given to the customer within minutes."))
            return redirect("identities")
    return page(request, row, form)


def page(request: Request, row: ProductUser | ProductGroup, form: GroupForm | UserForm) -> HttpResponse:
    """This function will show who a user or group is, with the form that says whose."""
    kind = "group" if isinstance(row, ProductGroup) else "user"
    context = {"row": row, "form": form, "kind": kind}
    return render(request, "console/identities/one.html", context, status=status_of(form))


def found(kind: str, pk: int) -> ProductUser | ProductGroup:
    """This function will find the user or group of an address."""
    return get_object_or_404(ProductGroup, pk=pk) if kind == "group" else get_object_or_404(ProductUser, pk=pk)


@needs(Permission.SOURCES_MANAGE)
@require_http_methods(PAGES)
def erase(request: Request, pk: int) -> HttpResponse:
    """Have a person of a product forgotten, after saying what that means."""
    row = get_object_or_404(ProductUser.objects.select_related("source", "merged_into"), pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    if form.is_valid():
        with said_on(form):
            reason, version = form.cleaned_data["reason"], form.opened_version()
            erasing.ask(row, version=version, reason=reason, by=request.user, at=timezone.now())
            messages.success(request, _("Forgotten. The events go within minutes, from every file."))
            return redirect("identities")
    return render(request, "console/identities/erase.html", {"row": row, "form": form}, status=status_of(form))


@needs(Permission.SOURCES_MANAGE)
@require_POST
def change(request: Request, pk: int, kind: str, name: str) -> HttpResponse:
    """Take a user or group off the list, put it back, or take back whose it is."""
    row, (verb, sentence) = found(kind, pk), CHANGES[name]
    verb(row, version=row.version, by=request.user, at=timezone.now())
    messages.success(request, sentence)
    return redirect("identities")


@needs(Permission.SOURCES_MANAGE)
@require_POST
def decide(request: Request, pk: int, decision: str) -> HttpResponse:
    """Decide about what events claim."""
    claims = Claim.objects.select_related("user__group", "user__merged_into", "other__merged_into", "group")
    DECISIONS[decision](get_object_or_404(claims, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("Decided."))
    return redirect("identities")
