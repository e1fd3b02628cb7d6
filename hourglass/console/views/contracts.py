"""Contracts: the list, one contract with its lines and payments, and the forms that add and correct one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hourglass.base import configuration
from hourglass.base.permissions import Permission
from hourglass.base.workspace import CURRENCY
from hourglass.console import paper, record, telling
from hourglass.console.access import Request, needs
from hourglass.console.forms.contracts import (
    EditForm,
    FilterForm,
    HeaderForm,
    LineFormSet,
    PaymentForm,
    typed,
    written,
)
from hourglass.console.refusals import said_on, status_of
from hourglass.customers.models import Account
from hourglass.revenue import contracts, lines
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Line, Payment

PAGE = 50


@needs(Permission.CONTRACTS_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    today = configuration.today(timezone.now())
    rows = wanted(Contract.objects.visible_to(request.user).present(), chosen, today)
    if (before := request.GET.get("before", "")).isdecimal():
        rows = rows.filter(pk__lt=min(int(before), 2**63 - 1))
    found = list(with_lines(request, rows.select_related("account", "owner").order_by("-pk"))[: PAGE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "rows": [paper.row(contract, today) for contract in found[:PAGE]],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "later": bool(before),
        "filter": form,
        "filtered": any(chosen.values()),
        "query": query.urlencode(),
        "unpaid": paper.unpaid(request.user).count(),
    }
    return render(request, "console/contracts/index.html", context)


@needs(Permission.CONTRACTS_VIEW)
@require_safe
def unpaid(request: Request) -> HttpResponse:
    today = configuration.today(timezone.now())
    rows = [(account, (today - account.unpaid_since).days) for account in paper.unpaid(request.user)[:500]]
    return render(request, "console/contracts/unpaid.html", {"rows": rows})


@needs(Permission.CONTRACTS_VIEW)
@require_safe
@record.of_account
def of_account(request: Request, account: Account) -> HttpResponse:
    today = configuration.today(timezone.now())
    rows = with_lines(request, Contract.objects.visible_to(request.user).present().of(account))
    told = [paper.row(contract, today) for contract in rows.order_by("-effective_from", "-pk")]
    context = {
        "rows": told,
        "start": paper.start(account, today),
        "edits": request.user.can(Permission.CONTRACTS_EDIT),
        "approves": request.user.can(Permission.RENEWALS_APPROVE),
        "renews": account.is_open and account.due_on and request.user.can(Permission.RENEWALS_WORK),
    }
    return record.page(request, account, "console/contracts/of_account.html", context)


@needs(Permission.CONTRACTS_VIEW)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    return page(request, find(request, pk))


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
@record.of_account
def add(request: Request, account: Account) -> HttpResponse:
    now = timezone.now()
    today = configuration.today(now)
    start = {"currency": configuration.value(CURRENCY, on=today), "owner": account.owner}
    header = HeaderForm(sent(request), by=request.user, initial=start)
    rows = LineFormSet(sent(request), prefix="lines")
    if valid(header, rows):
        data = dict(header.cleaned_data)
        with said_on(header):
            ordered = agreed(rows, data.pop("currency"))
            if ordered is not None:
                contract = contracts.add(account, lines=[one for _key, one in ordered], by=request.user, at=now, **data)
                messages.success(request, _("Contract added."))
                return redirect("contract", contract.pk)
    return form_page(request, header, rows, account=account)


@needs(Permission.CONTRACTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    contract = find(request, pk)
    kept = {line.pk: line for line in contract.lines.visible_to(request.user).order_by("starts_on", "pk")}
    names = ("number", "signed_on", "handover_accepted_on", "delivery_accepted_on", "owner", "auto_renew", "note")
    known = {name: getattr(contract, name) for name in (*names, "version")}
    header = EditForm(sent(request), contract=contract, by=request.user, initial=known)
    rows = LineFormSet(sent(request), prefix="lines", initial=[written(line) for line in kept.values()])
    if valid(header, rows):
        with said_on(header):
            ordered = agreed(rows, contract.currency)
            if ordered is not None:
                told = [(kept.get(key) if key else None, one) for key, one in ordered]
                lines.rewrite(contract, told, by=request.user, at=timezone.now(), **header.cleaned_data)
                messages.success(request, _("Contract saved."))
                return redirect("contract", contract.pk)
    return form_page(request, header, rows, account=contract.account, contract=contract)


def find(request: Request, pk: int) -> Contract:
    """This function will fetch a contract that the person may see."""
    seen = Contract.objects.visible_to(request.user).select_related("account", "owner", "merged_into", "split_from")
    contract: Contract = get_object_or_404(seen, pk=pk)
    return contract


def wanted(rows: Any, chosen: dict[str, Any], today: date) -> Any:
    """This function will keep the contracts that the filters ask for."""
    if q := chosen.get("q"):
        rows = rows.filter(Q(number__icontains=q) | Q(account__search_key__contains=q.casefold()))
    match chosen.get("state"):
        case "coming":
            return rows.filter(effective_from__gt=today)
        case "ended":
            return rows.filter(Q(ends_on__lt=today) | Q(ended_on__lt=today))
        case "all":
            return rows
    return rows.running(today)


def with_lines(request: Request, rows: Any) -> QuerySet[Contract]:
    """This function will fetch contracts with all that a row of a list says of them."""
    seen = Line.objects.visible_to(request.user).select_related("edition", "module").order_by("starts_on", "pk")
    paid = Payment.objects.visible_to(request.user).filter(voided_at=None)
    found: QuerySet[Contract] = rows.prefetch_related(Prefetch("lines", seen), Prefetch("payments", paid))
    return found


def sent(request: Request) -> Any:
    """This function will give what was typed, or None when the page was only opened or another line was asked for."""
    return request.POST if request.method == "POST" and "more" not in request.POST else None


def valid(header: HeaderForm, rows: BaseFormSet) -> bool:
    """This function will check both halves, so that every message shows at once."""
    return all([header.is_valid(), rows.is_valid()])


def agreed(rows: Any, currency: str) -> list[tuple[int | None, Ordered]] | None:
    """This function will give the lines as rules want them; None where one has a message beside it."""
    made = [(form.cleaned_data.get("key"), form.ordered(currency)) for form in rows.filled()]
    fit = [(key, one) for key, one in made if one is not None]
    return fit if len(fit) == len(made) else None


def form_page(
    request: Request, header: HeaderForm, rows: Any, *, account: Account, contract: Contract | None = None
) -> HttpResponse:
    """This function will show the form; asked for one more line it keeps what was typed."""
    if request.method == "POST" and "more" in request.POST:
        header.initial = {name: request.POST.get(name, "") for name in header.fields}
        rows = LineFormSet(prefix="lines", initial=typed(request.POST))
    template = "console/contracts/form.html" + ("#lines" if request.htmx and "more" in request.POST else "")
    context = {"form": header, "lines": rows, "account": account, "contract": contract}
    wrong = rows.is_bound and not rows.is_valid()
    return render(request, template, context, status=422 if wrong else status_of(header))


def page(request: Request, contract: Contract, *, payment: PaymentForm | None = None) -> HttpResponse:
    """This function will show one contract, with a form that was sent or a fresh one."""
    today = configuration.today(timezone.now())
    whole = with_lines(request, Contract.objects.visible_to(request.user).filter(pk=contract.pk)).get()
    payments = contract.payments.visible_to(request.user).select_related("confirmed_by").order_by("-paid_on", "-pk")
    form = payment or PaymentForm(initial={"on": today})
    context = {
        "contract": contract,
        "account": contract.account,
        "row": paper.row(whole, today),
        "lines": [paper.line(line, today) for line in whole.lines.all()],
        "payments": payments,
        "open": contract.ended_on is None and contract.last >= today,
        "payment": form,
        "edits": request.user.can(Permission.CONTRACTS_EDIT) and not contract.merged_into_id,
        "confirms": request.user.can(Permission.PAYMENTS_CONFIRM) and not contract.merged_into_id,
        "history": telling.history(contract),
    }
    return render(request, "console/contracts/show.html", context, status=status_of(form))
