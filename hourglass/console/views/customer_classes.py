"""The classes of one customer: the history, and a class set by hand with the approval of a lead."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.console import classing, record
from hourglass.console.access import Request, needs
from hourglass.console.forms.segments import HeadForm, ProposalForm
from hourglass.console.refusals import said_on, status_of
from hourglass.customers import overrides
from hourglass.customers.models import Account, CustomerClass, Override, Placement

TAB = "customer-classes"
PAGES = ["GET", "HEAD", "POST"]
REVIEW = timedelta(days=90)


def keep(override: Override, *, version: int, by: User, at: datetime) -> Override:
    """This function will let a class by hand hold on until it is asked about again."""
    return overrides.renew(override, review_on=configuration.today(at) + REVIEW, version=version, by=by, at=at)


DECISIONS = {"renewal": keep, "approval": overrides.approve, "refusal": overrides.refuse, "ending": overrides.end}


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def index(request: Request, account: Account) -> HttpResponse:
    """In which classes the customer was since when, and why."""
    names = {(each.dimension_id, each.key): str(each) for each in CustomerClass.objects.all()}
    rows = Placement.objects.visible_to(request.user).of(account).select_related("dimension")
    by_hand = Override.objects.visible_to(request.user).of(account).select_related("dimension", "asked_by")
    context = {
        "history": classing.history(rows.order_by("dimension__order", "-from_on", "-pk")[:100], names),
        "by_hand": by_hand.order_by("-asked_at", "-pk")[:20],
        "edits": account.is_open and request.user.can(Permission.ACCOUNTS_EDIT),
        "approves": request.user.can(Permission.SEGMENTS_APPROVE),
    }
    return record.page(request, account, "console/customers/classes.html", context)


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def propose(request: Request, account: Account) -> HttpResponse:
    """Propose a class by hand."""
    at = timezone.now()
    form = ProposalForm(request.POST or None, initial={"review_on": configuration.today(at) + REVIEW})
    if form.is_valid():
        with said_on(form):
            overrides.propose(account, by=request.user, at=at, **form.cleaned_data)
            messages.success(request, _("Proposed. It holds once a lead has approved it."))
            return redirect(TAB, account.pk)
    context, template = {"form": form}, "console/customers/propose_class.html"
    return record.page(request, account, template, context, tab=TAB, status=status_of(form))


def head_of(account: Account) -> dict[str, object]:
    """This function will say how it stands with a customer as a head customer, for the form."""
    kept = {True: "yes", False: "no", None: "rule"}[account.head_override]
    return {"to": kept, "version": account.version}


@needs(Permission.SEGMENTS_APPROVE)
@require_http_methods(PAGES)
@record.of_account
def head(request: Request, account: Account) -> HttpResponse:
    """Set by hand whether a customer is a head customer, or let the rule decide again (SEG-07)."""
    form = HeadForm(request.POST or None, initial=head_of(account))
    if form.is_valid():
        with said_on(form):
            why, version = form.cleaned_data["reason"], form.opened_version()
            at = timezone.now()
            overrides.set_head(account, to=form.wanted(), reason=why, version=version, by=request.user, at=at)
            messages.success(request, _("Saved."))
            return redirect(TAB, account.pk)
    context, template = {"form": form}, "console/customers/head_by_hand.html"
    return record.page(request, account, template, context, tab=TAB, status=status_of(form))


@needs(Permission.SEGMENTS_APPROVE)
@require_POST
@record.of_account
def decide(request: Request, account: Account, override: int, decision: str) -> HttpResponse:
    """Answer a proposal, or end a class that was set by hand."""
    found = get_object_or_404(Override.objects.visible_to(request.user).of(account), pk=override)
    DECISIONS[decision](found, version=found.version, by=request.user, at=timezone.now())
    messages.success(request, _("Done. The class of the customer follows at once."))
    return redirect(TAB, account.pk)
