"""The record, for those who may read it: everything that happened, by whom, and whether it is untouched."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.base import jobs, seals, timeline, verbs
from hourglass.base.models import Entry
from hourglass.base.models.timeline import EntryQuerySet
from hourglass.base.permissions import Permission
from hourglass.base.verification import Finding
from hourglass.console import tables
from hourglass.console.access import Request, confirmed_when, needs
from hourglass.console.forms.audit import FilterForm
from hourglass.console.telling import Telling, tell

PAGE = 50
SEARCHED = 20_000  # entries that one search for words reads; the next page reads on
EXPORTED = 20_000
UNCONFIRMED = 1_000  # entries that leave without asking once more who is there


@needs(Permission.AUDIT_VIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    form = FilterForm(request.GET, reader=request.user)
    asked = form.asked()
    before = asked.pop("before", None)
    entries, further = page_of(matching(request, asked), before, words="q" in asked)
    context = {
        "form": form,
        "entries": tell(entries, request.user),
        "query": urlencode({name: getattr(value, "pk", value) for name, value in asked.items()}),
        "asked": asked,
        "before": before,
        "further": further,
        "state": state(),
        "most": EXPORTED,
    }
    return render(request, "console/audit/index.html", context)


@needs(Permission.AUDIT_VIEW)
@require_POST
def check(request: Request) -> HttpResponse:
    jobs.run_now("record.check", by=request.user, at=timezone.now())
    messages.success(request, _("The record is being checked. The result appears on this page."))
    return redirect("audit")


def wanted(request: Request) -> tuple[dict[str, Any], EntryQuerySet]:
    """This function will read what an export is asked for, and find it."""
    asked = FilterForm(request.POST, reader=request.user).asked()
    asked.pop("before", None)
    return asked, matching(request, asked).order_by("-pk")


def many(request: HttpRequest) -> bool:
    """This function will tell whether an export is large enough to ask once more who is there."""
    _asked, entries = wanted(cast(Request, request))
    return bool(entries[: UNCONFIRMED + 1].count() > UNCONFIRMED)


@needs(Permission.AUDIT_VIEW)
@require_POST
@confirmed_when(many)
def export(request: Request) -> HttpResponseBase:
    asked, entries = wanted(request)
    keys = list(entries.values_list("pk", flat=True)[:EXPORTED])
    told = {name: str(value) for name, value in asked.items()}
    timeline.record(
        "record.exported", on=seals.head(), by=request.user, at=timezone.now(), new={"rows": len(keys), "filter": told}
    )
    return tables.answer(request, HEAD, rows(keys), name=f"hourglass-audit-{timezone.localdate()}")


def matching(request: Request, asked: dict[str, Any]) -> EntryQuerySet:
    """This function will find the entries that were asked for."""
    entries = Entry.objects.visible_to(request.user)
    if kind := asked.get("kind"):
        entries = entries.filter(verb__in=verbs.of(kind))
    if actor := asked.get("actor"):
        entries = entries.filter(Q(actor=actor) | Q(acting_for=actor))
    if thing := asked.get("object"):
        object_type, _colon, object_id = thing.partition(":")
        entries = entries.filter(object_type=object_type, object_id=object_id)
    if since := asked.get("since"):
        entries = entries.filter(recorded_at__gte=midnight(since))
    if until := asked.get("until"):
        entries = entries.filter(recorded_at__lt=midnight(until + timedelta(days=1)))
    if words := asked.get("q"):
        parts = ("label", "reason", "note", "old", "new")
        said = [Q(**{f"text__{part}__icontains": words}) for part in parts]
        entries = entries.filter(Q(machine__icontains=words) | Q(verb__icontains=words) | Q(*said, _connector=Q.OR))
    return entries


def everything() -> EntryQuerySet:
    """This function will give every entry, for what is asked of the record as a whole."""
    return Entry.objects.unscoped(reason="who opened this page may read the whole record")


def midnight(day: Any) -> datetime:
    """This function will return when a day begins where the reader is."""
    return timezone.make_aware(datetime.combine(day, time()))


def page_of(entries: EntryQuerySet, before: int | None, *, words: bool) -> tuple[list[Entry], int | None]:
    """This function will return the page older than entry `before`, and where the next page begins.

    A search for words reads a bounded stretch of the record; when it holds too few hits the next page reads on.
    """
    end = before or (everything().order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    floor = end - SEARCHED if words else 0
    found = list(entries.filter(pk__lt=end, pk__gte=floor).told().select_related("seal").order_by("-pk")[: PAGE + 1])
    if len(found) > PAGE:
        return found[:PAGE], found[PAGE - 1].pk
    return found, floor if floor > 1 else None


def state() -> dict[str, Any]:
    """This function will tell how the record stands: its length, what is not sealed yet, and the last check."""
    checked = everything().filter(verb="record.checked").select_related("text", "actor").order_by("-pk").first()
    result = (checked.new or {}) if checked else {}
    end = seals.head()
    return {
        "position": end.position,
        "sealed_at": getattr(end, "sealed_at", None),
        "checked": checked,
        "result": result,
        "findings": [str(Finding(**finding)) for finding in result.get("findings", [])],
        "seconds": result.get("milliseconds", 0) / 1000,
    }


HEAD = ["number", "time", "recorded", "actor", "acting_for", "verb", "sentence", "kind", "object", "about", "channel",
        "sentiment", "old", "new", "reason", "note", "request", "corrects", "position"]  # fmt: skip


def rows(keys: list[int]) -> Iterator[list[object]]:
    """This function will read the entries in portions and give a row for each."""
    for start in range(0, len(keys), 500):
        portion = everything().filter(pk__in=keys[start : start + 500]).told().select_related("seal").order_by("-pk")
        for telling in tell(portion):
            yield row(telling)


def row(telling: Telling) -> list[object]:
    """This function will write one entry as cells; the words are those that stand on the record."""
    entry = telling.entry
    return [entry.pk, entry.at.isoformat(), entry.recorded_at.isoformat(), entry.actor_label,
            entry.acting_for.name if entry.acting_for else "", entry.verb, telling.plain, entry.object_type,
            entry.object_id, entry.about, entry.channel, entry.sentiment, entry.text.old, entry.text.new,
            entry.reason, entry.note, entry.request_id, entry.corrects_id, telling.sealed]  # fmt: skip
