"""Accounts that may be one customer: the list of pairs, comparing two, merging them and taking them apart again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.console.forms.merging import MergeForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.accounts import PAGES, sent
from hourglass.customers import candidates, duplicates, estate, matching, merging
from hourglass.customers.duplicates import WORDS, Sign
from hourglass.customers.models import Account, Candidate, Merge, PortraitField

PAGE = 50
FOUND = 20
TAB = "customer-profile"


@needs(Permission.ACCOUNTS_CLOSE)
@require_safe
def index(request: Request) -> HttpResponse:
    pairs = Candidate.objects.visible_to(request.user).open()
    rows = pairs.select_related("first__owner", "second__owner").order_by("-found_at", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [{"pair": pair, "signs": [WORDS[Sign(sign)] for sign in pair.signs if sign in list(Sign)]} for pair in page]
    return render(request, "console/customers/merging/index.html", {"page": page, "rows": shown})


@needs(Permission.ACCOUNTS_CLOSE)
@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    pair = get_object_or_404(Candidate.objects.visible_to(request.user).select_related("first", "second"), pk=pk)
    candidates.dismiss(pair, by=request.user, at=timezone.now())
    messages.success(request, _("Kept as two customers."))
    return redirect("duplicates")


@needs(Permission.ACCOUNTS_CLOSE)
@require_safe
@record.of_account
def choose(request: Request, account: Account) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    seen = Account.objects.visible_to(request.user).present().exclude(pk=account.pk).select_related("owner")
    found = list(seen.filter(search_key__icontains=q.casefold()).order_by("name", "pk")[:FOUND]) if q else []
    context = {"q": q, "found": found, "alike": alike(request, account)}
    return record.page(request, account, "console/customers/merging/choose.html", context, tab=TAB)


@needs(Permission.ACCOUNTS_CLOSE)
@require_http_methods(PAGES)
@record.of_account
def compare(request: Request, account: Account, other: int) -> HttpResponse:
    loser = present(request, other)
    fields = list(PortraitField.objects.in_use())
    form = MergeForm(sent(request), winner=account, loser=loser, fields=fields)
    if form.is_valid():
        with said_on(form):
            data = form.cleaned_data
            versions = (data["theirs_version"], data["ours_version"])
            merge = merging.merge(
                loser, into=account, versions=versions, by=request.user, at=timezone.now(),
                reason=data["reason"], taken=form.taken(),
            )  # fmt: skip
            way_back = reverse("customer-merge-undoing", args=[account.pk, merge.pk])
            said = _("%(name)s was merged into this customer.") % {"name": loser.name}
            messages.success(request, said, extra_tags=f"undo={way_back}")
            return redirect("customer", account.pk)
    context = {
        "form": form,
        "other": loser,
        "moving": moving(loser),
        "confusable": matching.confusable(account.name, loser.name),
        "two_numbers": bool(account.registration_key and loser.registration_key),
    }
    return record.page(
        request, account, "console/customers/merging/compare.html", context, tab=TAB, status=status_of(form)
    )


@needs(Permission.ACCOUNTS_CLOSE)
@require_http_methods(PAGES)
@record.of_account
def undo(request: Request, account: Account, merge: int) -> HttpResponse:
    merges = Merge.objects.visible_to(request.user).of(account).standing().select_related("winner", "loser")
    found = get_object_or_404(merges, pk=merge)
    if request.method == "POST":
        merging.undo(found, by=request.user, at=timezone.now(), reason=request.POST.get("reason", "").strip()[:500])
        messages.success(request, _("%(name)s is a customer of its own again.") % {"name": found.loser.name})
        return redirect("customer", account.pk)
    moved = {key.rpartition(".")[0]: len(keys) for key, keys in found.moved.items()}
    context = {"merge": found, "moved": counted(moved)}
    return record.page(request, account, "console/customers/merging/undo.html", context, tab=TAB)


def present(request: Request, pk: int) -> Account:
    """This function will fetch the other account of a comparison; one that was merged away is not compared."""
    seen = Account.objects.visible_to(request.user).present().select_related("owner", "team")
    found: Account | None = seen.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def alike(request: Request, account: Account) -> list[tuple[Account, str]]:
    """This function will give the accounts that may be the same customer and that the person sees, each with why."""
    why: dict[int, str] = {}
    for twin in duplicates.of(name=account.name, city=account.city, registration=account.registration, but=account):
        why[twin.account.pk] = str(WORDS[twin.sign])
    for pair in candidates.of(account):
        other = pair.second_id if pair.first_id == account.pk else pair.first_id
        why[other] = _(", ").join(str(WORDS[Sign(sign)]) for sign in pair.signs if sign in list(Sign))
    seen = Account.objects.visible_to(request.user).filter(pk__in=why).select_related("owner").order_by("name", "pk")
    return [(found, why[found.pk]) for found in seen]


def moving(loser: Account) -> list[tuple[str, int]]:
    """This function will count what a merge would move, by what it is."""
    found = {one.label: one.rows(loser).count() for one in estate.belongings() if not one.stays}
    return counted(found)


def counted(found: dict[str, int]) -> list[tuple[str, Any]]:
    """This function will name counts by what they count, nothing left out where there is some."""
    names = {one.label: str(one.model._meta.verbose_name_plural) for one in estate.belongings()}
    return [(names[label], count) for label, count in found.items() if count and label in names]
