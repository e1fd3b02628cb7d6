"""The lists of the console, each one noun shown by the one engine."""

from dataclasses import replace
from functools import cache

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.conditions.previews import Preview
from hourglass.console.forms.lists import FilterForm
from hourglass.console.lists import asking, peeking, showing, tabs
from hourglass.console.lists.asking import Asked
from hourglass.console.lists.customers import CUSTOMERS
from hourglass.console.lists.nouns import Facts, Noun, Sight
from hourglass.console.refusals import status_of
from hourglass.customers.conditions import frames, tree
from hourglass.customers.conditions.tree import ConditionRefused
from hourglass.customers.models import Account

NOUNS = {noun.key: noun for noun in (CUSTOMERS,)}
PART, TABS = "list", "list-tabs"  # what htmx swaps


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@vary_on_headers("HX-Request")
def customers(request: Request) -> HttpResponse:
    asked = of(CUSTOMERS, request)
    if request.htmx and request.htmx.target == TABS:
        context = {"asked": asked, "tabs": showing.tabs(asked, count=True), "keeps": showing.keeping(asked)}
        return render(request, "console/lists/_tabs.html", context)
    part = f"#{PART}" if request.htmx and request.htmx.target == PART and not history(request) else ""
    try:
        context = showing.page(asked)
    except ConditionRefused as refused:
        context = showing.outline(asked) | {"faults": refused.faults, "part": bool(part)}
        return render(request, f"console/lists/list.html{part}", context, status=422)
    return render(request, f"console/lists/list.html{part}", context | {"part": bool(part)})


@needs(Permission.ACCOUNTS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def narrow(request: Request) -> HttpResponse:
    """Write the condition of the list; sending it opens the list with it."""
    asked = of(CUSTOMERS, request)
    form = FilterForm(request.POST if request.method == "POST" else None, initial={"condition": asked.document})
    form.look(Preview(request.user, asked.sight.frame))
    if form.is_valid():
        where = asking.compact(tree.write(form.cleaned_data["condition"]))
        return redirect(reverse("customers") + asked.link(where=where))
    context = {
        "form": form,
        "title": CUSTOMERS.title,
        "action": request.get_full_path(),
        "back": reverse("customers") + asked.link(),
        "where": asking.compact(asked.document),
    }
    part = "#drawer" if request.htmx and not history(request) else ""
    return render(request, f"console/lists/filter.html{part}", context, status=status_of(form))


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@vary_on_headers("HX-Request")
def peek(request: Request, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user).select_related("owner", "team"), pk=pk)
    part = "#drawer" if request.htmx and not history(request) else ""
    asked = of(CUSTOMERS, request)
    context = peeking.customer(account, asked.sight) | {"where": asking.compact(asked.document)}
    return render(request, f"console/lists/peek.html{part}", context)


def of(noun: Noun, request: Request, given: QueryDict | None = None) -> Asked:
    """This function will read what the address, or a state that was given, asks of a noun."""
    seen = sight(noun, request)
    return asking.read(noun, request.GET if given is None else given, seen, tabs.of(noun, request.user, seen.facts))


def sight(noun: Noun, request: Request) -> Sight:
    """This function will say who looks, and in which frame."""
    return Sight(request.user, frames.at_instant(timezone.now()), remembered(noun.facts()))


def remembered(known: Facts) -> Facts:
    """This function will let each fact read its choices once a page, however often they are asked for."""
    return {key: replace(fact, choices=cache(fact.choices)) for key, fact in known.items()}


def history(request: Request) -> bool:
    """This function will tell whether htmx restores a whole page after a step back."""
    return bool(request.htmx.history_restore_request)
