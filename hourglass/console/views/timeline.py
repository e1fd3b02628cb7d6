"""The timeline of a customer: everything about it in one order, and logging that somebody was in touch."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hourglass.base.models import Entry
from hourglass.base.models.timeline import EntryQuerySet
from hourglass.base.permissions import Permission
from hourglass.console import chronicle, record
from hourglass.console.access import Request, needs
from hourglass.console.forms.touches import StoryForm, TouchForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.accounts import PAGES, sent
from hourglass.customers import touches
from hourglass.customers.models import Account

PAGE = 50
TAB = "customer-timeline"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def show(request: Request, account: Account) -> HttpResponse:
    form = StoryForm(request.GET, actors=chronicle.actors(account, request.user))
    asked = form.asked()
    entries = chronicle.asked_for(chronicle.readable(account, request.user), asked)
    found = chronicle.events(older(entries, asked.get("before")), request.user, most=PAGE + 1)
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "events": found[:PAGE],
        "further": mark(found[PAGE - 1].telling.entry) if len(found) > PAGE else "",
        "before": asked.pop("before", None),
        "filtered": bool(asked),
        "query": query.urlencode(),
        "kinds": kinds(form),
    }
    return record.page(request, account, "console/customers/timeline.html", context)


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def log(request: Request, account: Account) -> HttpResponse:
    form = TouchForm(sent(request), account=account, by=request.user, auto_id="log_%s")
    if form.is_valid():
        with said_on(form):
            touches.log(account, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Logged on the timeline."))
            return redirect(TAB, account.pk)
    return record.page(
        request, account, "console/customers/touch.html", {"form": form}, tab=TAB, status=status_of(form)
    )


def older(entries: EntryQuerySet, before: str | None) -> EntryQuerySet:
    """This function will keep what lies before a mark, in the order of the page."""
    if not before:
        return entries
    moment, _dot, pk = before.partition(".")
    try:
        at = EPOCH + int(moment) * MICROSECOND
    except OverflowError:
        return entries
    return entries.filter(Q(at__lt=at) | Q(at=at, pk__lt=int(pk)))


def mark(entry: Entry) -> str:
    """This function will write where the next page begins: the moment of an entry, and which of that moment."""
    return f"{(entry.at - EPOCH) // MICROSECOND}.{entry.pk}"


def kinds(form: StoryForm) -> list[dict[str, object]]:
    """This function will give the quick choice of kinds above the timeline."""
    chosen = form.cleaned_data.get("kind", "")
    rest = {name: form.data.get(name, "") for name in ("q", "channel", "actor", "since", "until")}
    query = {name: value for name, value in rest.items() if value}
    return [
        {"label": label, "current": kind == chosen, "query": urlencode(query | ({"kind": kind} if kind else {}))}
        for kind, label in form.fields["kind"].choices  # type: ignore[attr-defined]
    ]
