"""What happens to a running contract: payments, lines added, replaced and ended, mergers, splits and the clock."""

from collections.abc import Callable
from dataclasses import replace as varied
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hourglass.base import configuration
from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.console.forms.contracts import (
    EndForm,
    LineForm,
    MergerForm,
    PaymentForm,
    ReplaceForm,
    SplitForm,
    StartForm,
    StepForm,
    amount_of,
    hundredths,
)
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.contracts import find, page
from hourglass.customers.models import Account
from hourglass.revenue import clocks, contracts, lines, merging
from hourglass.revenue.models import Contract, Line, Payment


@needs(Permission.PAYMENTS_CONFIRM)
@require_POST
def pay(request: Request, pk: int) -> HttpResponse:
    contract = find(request, pk)
    form = PaymentForm(request.POST)
    amount = amount_of(form, "amount", contract.currency) if form.is_valid() else None
    if amount is not None:
        data = form.cleaned_data
        with said_on(form):
            contracts.pay(
                contract,
                amount=amount,
                on=data["on"],
                reference=data["reference"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Payment confirmed."))
            return redirect("contract", contract.pk)
    return page(request, contract, payment=form)


@needs(Permission.PAYMENTS_CONFIRM)
@require_POST
def void(request: Request, pk: int) -> HttpResponse:
    seen = Payment.objects.visible_to(request.user).select_related("contract__account")
    payment = get_object_or_404(seen, pk=pk)
    contracts.void(payment, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    messages.success(request, _("Payment voided. It stays readable and counts no longer."))
    return redirect("contract", payment.contract_id)


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    contract = find(request, pk)
    form = EndForm(request.POST or None, initial={"version": contract.version})

    def done(data: dict[str, Any]) -> None:
        contracts.end(contract, by=request.user, at=timezone.now(), **data)

    return acted(request, form, done, contract, _("End the contract early"), _("Contract ended."))


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add_line(request: Request, pk: int) -> HttpResponse:
    contract = find(request, pk)
    today = configuration.today(timezone.now())
    form = LineForm(request.POST or None, initial={"starts_on": today, "ends_on": contract.ends_on})

    def done(_data: dict[str, Any]) -> None:
        if (ordered := form.ordered(contract.currency)) is not None:
            lines.add(contract, ordered, by=request.user, at=timezone.now())

    return acted(request, form, done, contract, _("Add to the contract"), _("Line added."))


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def cut(request: Request, pk: int) -> HttpResponse:
    line = find_line(request, pk)
    form = EndForm(request.POST or None, initial={"version": line.version})

    def done(data: dict[str, Any]) -> None:
        lines.cut(line, by=request.user, at=timezone.now(), **data)

    title = _("End early: %(name)s") % {"name": line.name}
    return acted(request, form, done, line.contract, title, _("Line ended."))


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: Request, pk: int) -> HttpResponse:
    line = find_line(request, pk)
    start = {"version": line.version, "quantity": line.quantity, "on": configuration.today(timezone.now())}
    form = ReplaceForm(request.POST or None, initial=start)

    def done(data: dict[str, Any]) -> None:
        amount = amount_of(form, "amount", line.contract.currency)
        if amount is None:
            return
        following = varied(
            lines.ordered(line),
            starts_on=data["on"],
            quantity=data["quantity"],
            amount=amount,
            discount=hundredths(data["discount"]),
            price_step=False,
        )
        words = {"version": data["version"], "reason": data["reason"]}
        lines.replace(line, following, by=request.user, at=timezone.now(), **words)

    title = _("Replace: %(name)s") % {"name": line.name}
    return acted(request, form, done, line.contract, title, _("Line replaced."))


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, pk: int) -> HttpResponse:
    line = find_line(request, pk)
    form = StepForm(request.POST or None, initial={"version": line.version})

    def done(data: dict[str, Any]) -> None:
        data["amount"] = amount_of(form, "amount", line.contract.currency)
        if data["amount"] is not None:
            lines.step(line, by=request.user, at=timezone.now(), **data)

    title = _("Agreed price step: %(name)s") % {"name": line.name}
    return acted(request, form, done, line.contract, title, _("Price step kept."))


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, pk: int) -> HttpResponse:
    contract = find(request, pk)
    form = MergerForm(request.POST or None, contract=contract, by=request.user)

    def done(data: dict[str, Any]) -> None:
        merging.merge(contract, list(data["others"]), reason=data["reason"], by=request.user, at=timezone.now())

    title = _("Merge contracts into %(number)s") % {"number": contract.number}
    return acted(request, form, done, contract, title, _("Contracts merged."))


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Request, pk: int) -> HttpResponse:
    contract = find(request, pk)
    kept = list(contract.lines.visible_to(request.user).order_by("starts_on", "pk"))
    form = SplitForm(request.POST or None, lines=kept)

    def done(data: dict[str, Any]) -> None:
        words = {"number": data["number"], "reason": data["reason"], "quantities": form.quantities()}
        merging.split(contract, by=request.user, at=timezone.now(), **words)

    title = _("Split %(number)s") % {"number": contract.number}
    return acted(request, form, done, contract, title, _("Contract split."))


@needs(Permission.RENEWALS_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
@record.of_account
def set_start(request: Request, account: Account) -> HttpResponse:
    form = StartForm(request.POST or None, initial={"to": account.start_override, "version": account.version})
    if form.is_valid():
        with said_on(form):
            clocks.set_start(account, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Service start kept."))
            return redirect("customer-contracts", account.pk)
    return record.page(
        request,
        account,
        "console/contracts/start.html",
        {"form": form},
        tab="customer-contracts",
        status=status_of(form),
    )


def acted(
    request: Request, form: Form, done: Callable[[dict[str, Any]], Any], contract: Contract, title: str, said: str
) -> HttpResponse:
    """This function will show a form about a contract, and act on what was typed into it."""
    if form.is_valid():
        with said_on(form):
            done(dict(form.cleaned_data))
            if form.is_valid():
                messages.success(request, said)
                return redirect("contract", contract.pk)
    context = {"form": form, "contract": contract, "title": title}
    return render(request, "console/contracts/act.html", context, status=status_of(form))


def find_line(request: Request, pk: int) -> Line:
    """This function will fetch a line that the person may see."""
    seen = Line.objects.visible_to(request.user).select_related("contract__account", "edition", "module")
    line: Line = get_object_or_404(seen, pk=pk)
    return line
