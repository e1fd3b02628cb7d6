"""Deliveries: what left, what waits, and what needs a person's decision."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.base import deliveries
from hourglass.base.models import Attempt, Delivery
from hourglass.base.models.channels import Unreadable
from hourglass.base.models.outbox import State
from hourglass.base.permissions import Permission
from hourglass.console.access import Request, needs
from hourglass.console.forms.deliveries import FilterForm, ReasonForm
from hourglass.console.refusals import said_on, status_of
from hourglass.gateway.sentences import sentence

ROWS = 50
TONES = {
    State.SENT: "ok",
    State.UNCERTAIN: "watch",
    State.DEAD: "bad",
    State.SENDING: "accent",
    State.WAITING: "line",
    State.DISCARDED: "line",
}
DECISIONS = {
    "resending": deliveries.resend,
    "confirmation": deliveries.confirm,
    "retry": deliveries.retry,
    "discard": deliveries.discard,
}


@needs(Permission.JOBS_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    rows = Delivery.objects.visible_to(request.user).select_related("channel").order_by("-pk")
    asked = FilterForm(request.GET)
    asked.is_valid()
    state, before = asked.cleaned_data.get("state"), asked.cleaned_data.get("before")
    listed = rows.in_state(state) if state else rows
    found = list((listed.filter(pk__lt=before) if before else listed)[: ROWS + 1])
    context = {
        "rows": [told(row) for row in found[:ROWS]],
        "next": found[ROWS - 1].pk if len(found) > ROWS else None,
        "filter": asked,
        "state": state or "",
        "later": bool(before),
        "sets_up": request.user.can(Permission.CHANNELS_MANAGE),
        "uncertain": [] if before or state else [told(row) for row in rows.uncertain().order_by("pk")[:ROWS]],
        "dead": Delivery.objects.visible_to(request.user).dead().count(),
    }
    return render(request, "console/deliveries/index.html", context)


@needs(Permission.JOBS_VIEW)
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    return page(request, find(request, pk), ReasonForm())


@needs(Permission.JOBS_MANAGE)
@require_POST
def decide(request: Request, pk: int, decision: str) -> HttpResponse:
    delivery, form = find(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with said_on(form):
            DECISIONS[decision](delivery, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
            messages.success(request, _("Your decision is recorded."))
            return redirect("delivery", delivery.pk)
    return page(request, delivery, form)


def find(request: Request, pk: int) -> Delivery:
    """This function will fetch a delivery the person may see."""
    return get_object_or_404(Delivery.objects.visible_to(request.user).select_related("channel", "decided_by"), pk=pk)


def page(request: Request, delivery: Delivery, form: ReasonForm) -> HttpResponse:
    """This function will show one message, its attempts and the decisions it waits for."""
    part = "#status" if request.htmx else ""
    context = {
        "row": told(delivery),
        "form": form,
        "text": text(request, delivery),
        "tries": [tried(attempt) for attempt in delivery.tries.all()],
        "moving": delivery.state in (State.WAITING, State.SENDING),
        "decides": request.user.can(Permission.JOBS_MANAGE),
    }
    return render(request, f"console/deliveries/show.html{part}", context, status=status_of(form))


def told(delivery: Delivery) -> dict[str, Any]:
    """This function will put into words what a row of the list shows."""
    state = delivery.state
    return {
        "delivery": delivery,
        "state": state,
        "tone": TONES[state],
        "title": content(delivery).get("title", ""),
        "trouble": sentence(delivery.error) if delivery.error else "",
    }


def tried(attempt: Attempt) -> dict[str, Any]:
    """This function will put one attempt into words."""
    return {"attempt": attempt, "sentence": sentence(attempt.code), "good": attempt.result == "sent"}


def content(delivery: Delivery) -> dict[str, Any]:
    """This function will read what the message says, as far as it is kept and can be read."""
    try:
        return delivery.content
    except Unreadable:
        return {}


def text(request: Request, delivery: Delivery) -> dict[str, Any]:
    """This function will give the words of a message to those who manage messages.

    A reset link is a key to somebody's account, so it is shown in the demo alone, which has no mail server.
    """
    if not request.user.can(Permission.JOBS_MANAGE) or (delivery.secret and settings.MODE != "demo"):
        return {}
    return content(delivery)
