"""One action on many rows of a list, its outcome, and the list as a table."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.base import timeline
from hourglass.base.grants import require
from hourglass.base.permissions import Permission
from hourglass.console import tables
from hourglass.console.access import Request, confirmed_when, needs
from hourglass.console.lists import bulk, exporting
from hourglass.console.lists.asking import Asked
from hourglass.console.lists.bulk import Action, Outcome
from hourglass.console.refusals import status_of
from hourglass.console.views import lists
from hourglass.customers.conditions import wording

NAMED = 8  # rows that the form names
EXPORTED = 100_000
UNCONFIRMED = 1_000  # rows that leave without asking once more who is there


@needs(Permission.ACCOUNTS_VIEW)
@require_POST
def act(request: Request, noun: str, action: str) -> HttpResponse:
    """Ask how, then do an action on every row that was ticked."""
    asked, wanted = of(request, noun), find(noun, action)
    require(request.user, wanted.needs)
    rows = bulk.chosen(asked.rows, request.POST.getlist("pk"), every=every(request))
    sent = "sent" in request.POST
    form = wanted.form(request.POST if sent else None, by=request.user)
    if sent and form.is_valid():
        outcome = bulk.run(noun, wanted, rows, form.cleaned_data, by=request.user, at=timezone.now())
        return told(request, outcome, wanted, back=reverse(noun) + asked.link())
    context = {
        "form": form,
        "action": wanted,
        "rows": rows[:NAMED],
        "more": len(rows) - NAMED,
        "count": len(rows),
        "keys": [] if every(request) else [row.pk for row in rows],
        "title": asked.noun.title,
        "address": request.path,
        "state": asked.link(),
        "back": reverse(noun) + asked.link(),
    }
    part = "#drawer" if request.htmx and not lists.history(request) else ""
    return render(request, f"console/lists/bulk.html{part}", context, status=status_of(form))


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def outcome(request: Request, token: str) -> HttpResponse:
    found = kept(request, token)
    action = find(found.noun, found.action)
    context = {
        "outcome": found,
        "reasons": list(found.by_reason().items()),
        "token": token,
        "said": action.done(len(found.done)),
        "label": wording.worded(action.label),
        "undoes": bool(action.undo and found.done and not found.undone),
        "title": lists.NOUNS[found.noun].title,
        "back": reverse(found.noun),
    }
    return render(request, "console/lists/outcome.html", context)


@needs(Permission.ACCOUNTS_VIEW)
@require_POST
def undo(request: Request, token: str) -> HttpResponse:
    found = kept(request, token)
    if found.undone:
        raise Http404
    action, noun = find(found.noun, found.action), lists.NOUNS[found.noun]
    rows = noun.everything(request.user)
    back = bulk.undo(found, action, rows, by=request.user, at=timezone.now())
    bulk.forget(token, request.user)
    return told(request, back, action, back=reverse(found.noun))


def many(request: HttpRequest) -> bool:
    """This function will tell whether an export is large enough to ask once more who is there."""
    person = cast(Request, request)
    noun = resolve(request.path).kwargs["noun"]  # after the question the request comes in by another address
    return len(exporting.keys(of(person, noun), ticked(person), most=UNCONFIRMED + 1)) > UNCONFIRMED


@needs(Permission.ACCOUNTS_VIEW)
@require_POST
@confirmed_when(many)
def export(request: Request, noun: str) -> HttpResponseBase:
    asked = of(request, noun)
    require(request.user, asked.noun.exports)
    keys = exporting.keys(asked, ticked(request), most=EXPORTED)
    new = {"rows": len(keys), "filter": wording.sentence(asked.node, asked.sight.facts, asked.sight.frame)}
    timeline.record("list.exported", on=request.user, by=request.user, at=timezone.now(), new=new)
    name = f"{wording.worded(asked.noun.title)}-{asked.sight.frame.day}"
    return tables.answer(request, exporting.head(asked), exporting.rows(asked, keys), name=name, plain=noun)


def told(request: Request, outcome: Outcome, action: Action, *, back: str) -> HttpResponse:
    """This function will say what was done: in a toast where it was everything, on a page of its own otherwise."""
    token = bulk.keep(outcome)
    if outcome.refused:
        return redirect("bulk-outcome", token)
    said = _("Undone.") if outcome.undone else action.done(len(outcome.done))
    undoes = action.undo and not outcome.undone
    messages.success(request, said, extra_tags=f"undo={reverse('bulk-undo', args=[token])}" if undoes else "")
    return redirect(back)


def of(request: Request, noun: str) -> Asked:
    """This function will read the list that an action is asked of."""
    if noun not in lists.NOUNS:
        raise Http404
    return lists.of(lists.NOUNS[noun], request, QueryDict(request.POST.get("state", "").removeprefix("?")))


def find(noun: str, key: str) -> Action:
    """This function will find an action of a list by its name."""
    found = [action for action in lists.NOUNS[noun].actions if action.key == key]
    if not found:
        raise Http404
    return found[0]


def kept(request: Request, token: str) -> Outcome:
    """This function will find what became of an action of the person's own."""
    found = bulk.find(token, request.user)
    if found is None or found.noun not in lists.NOUNS:
        raise Http404
    return found


def every(request: Request) -> bool:
    """This function will tell whether all rows of the list are meant."""
    return request.POST.get("every") == "1"


def ticked(request: Request) -> list[Any] | None:
    """This function will give the keys of the rows that were ticked; None where all are meant."""
    if every(request):
        return None
    return [int(key) for key in request.POST.getlist("pk")[:EXPORTED] if key.isdecimal() and len(key) < 19]
