"""What people do with a renewal: each act has an address of its own, with a form that comes back when it is refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hourglass.base import configuration
from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.console.forms import renewals as forms
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.renewals import find
from hourglass.customers.models import Account
from hourglass.revenue.models import Question, Renewal, State
from hourglass.revenue.renewals import bridging, checking, closing, moving, opening, signing

Done = Callable[[dict[str, Any]], Any]


def acted(request: Request, form: Form, done: Done, renewal: Renewal, title: str, said: str) -> HttpResponse:
    """This function will show a form about a renewal, and act on what was typed into it."""
    if form.is_valid():
        with said_on(form):
            done({**form.cleaned_data, "by": request.user, "at": timezone.now()})
            if form.is_valid():
                messages.success(request, said)
                return redirect("renewal", renewal.pk)
    context = {"form": form, "renewal": renewal, "title": title}
    return render(request, "console/renewals/act.html", context, status=status_of(form))


def start(renewal: Renewal, **more: Any) -> dict[str, Any]:
    """This function will give what a form knows when it is opened."""
    return {"version": renewal.version, **more}


@needs(Permission.RENEWALS_WORK)
@require_POST
@record.of_account
def open_early(request: Request, account: Account) -> HttpResponse:
    """Open the next renewal of a customer who wants to renew before its time."""
    renewal = opening.open_early(account, by=request.user, at=timezone.now())
    messages.success(request, _("The renewal is open."))
    return redirect("renewal", renewal.pk)


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, pk: int, question: str) -> HttpResponse:
    """Answer one question of the self-check."""
    renewal = find(request, pk)
    asked = Question[question.upper()]
    form = forms.AnswerForm(request.POST or None, initial={"version": 0})

    def done(data: dict[str, Any]) -> None:
        checking.answer(renewal, asked, **data)

    return acted(request, form, done, renewal, str(asked.label), _("Answer kept."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def present(request: Request, pk: int) -> HttpResponse:
    """Note that the results were presented."""
    renewal = find(request, pk)
    form = forms.PresentForm(request.POST or None, initial=start(renewal, on=configuration.today(timezone.now())))

    def done(data: dict[str, Any]) -> None:
        moving.present(renewal, **data)

    return acted(request, form, done, renewal, _("Results presented"), _("Kept, with the report as it was presented."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, pk: int) -> HttpResponse:
    """Note that the customer agreed to the plan."""
    renewal = find(request, pk)
    form = forms.Versioned(request.POST or None, initial=start(renewal))

    def done(data: dict[str, Any]) -> None:
        moving.agree(renewal, **data)

    return acted(request, form, done, renewal, _("The customer agrees to the plan of the next year"), _("Kept."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def commit(request: Request, pk: int) -> HttpResponse:
    """Note that the customer committed."""
    renewal = find(request, pk)
    form = forms.Versioned(request.POST or None, initial=start(renewal))

    def done(data: dict[str, Any]) -> None:
        moving.commit(renewal, **data)

    return acted(request, form, done, renewal, _("The customer commits to renew"), _("Kept."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, pk: int) -> HttpResponse:
    """Make a contract of what is offered."""
    renewal = find(request, pk)
    form = forms.SignForm(request.POST or None, initial=start(renewal, on=configuration.today(timezone.now())))

    def done(data: dict[str, Any]) -> None:
        signing.sign(renewal, **data)

    return acted(request, form, done, renewal, _("Sign"), _("Signed. The new contract is made of what was offered."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Request, pk: int) -> HttpResponse:
    """Say that a contract which is there already renews what expires."""
    renewal = find(request, pk)
    form = forms.ContractForm(request.POST or None, initial=start(renewal), renewal=renewal, by=request.user)

    def done(data: dict[str, Any]) -> None:
        signing.link(renewal, data.pop("contract"), **data)

    title = _("A contract that is there already is the renewal")
    return acted(request, form, done, renewal, title, _("The contract is linked."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def set_back(request: Request, pk: int) -> HttpResponse:
    """Take a renewal back to an earlier state, or its signature away."""
    renewal = find(request, pk)
    signed = renewal.state is State.SIGNED
    form: Any = forms.WhyForm(request.POST or None, initial=start(renewal))
    if not signed:
        form = forms.SetBackForm(request.POST or None, initial=start(renewal), renewal=renewal)

    def done(data: dict[str, Any]) -> None:
        (signing.unsign if signed else moving.set_back)(renewal, **data)

    title = _("Take the signature back") if signed else _("Take back to an earlier step")
    return acted(request, form, done, renewal, title, _("Taken back."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def categorise(request: Request, pk: int) -> HttpResponse:
    """Say how sure the renewal is."""
    renewal = find(request, pk)
    form = forms.CategoryForm(request.POST or None, initial=start(renewal, category=renewal.category))

    def done(data: dict[str, Any]) -> None:
        moving.categorise(renewal, **data)

    return acted(request, form, done, renewal, _("Forecast"), _("Forecast kept."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Give a renewal to another owner."""
    renewal = find(request, pk)
    known = start(renewal, owner=renewal.owner_id)
    form = forms.OwnerForm(request.POST or None, initial=known, by=request.user)

    def done(data: dict[str, Any]) -> None:
        moving.hand_over(renewal, **data)

    return acted(request, form, done, renewal, _("Give to another owner"), _("Handed over."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def lose(request: Request, pk: int) -> HttpResponse:
    """Close a renewal as lost."""
    renewal = find(request, pk)
    form = forms.LoseForm(request.POST or None, initial=start(renewal))

    def done(data: dict[str, Any]) -> None:
        closing.lose(renewal, **data)

    return acted(request, form, done, renewal, _("Not renewed"), _("Closed as lost."))


@needs(Permission.RENEWALS_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: Request, pk: int) -> HttpResponse:
    """Set right why it was not renewed."""
    renewal = find(request, pk)
    known = start(renewal, reason=renewal.reason, note=renewal.reason_note, competitor=renewal.competitor)
    form = forms.LoseForm(request.POST or None, initial=known)

    def done(data: dict[str, Any]) -> None:
        closing.explain(renewal, **data)

    return acted(request, form, done, renewal, _("Why it was not renewed"), _("Reason kept."))


@needs(Permission.RENEWALS_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: Request, pk: int) -> HttpResponse:
    """Let the service go on past expiry."""
    renewal = find(request, pk)
    form = forms.ExtendForm(request.POST or None, initial=start(renewal))

    def done(data: dict[str, Any]) -> None:
        bridging.extend(renewal, **data)

    return acted(request, form, done, renewal, _("Extend the service"), _("Service extended; the due date stays."))
