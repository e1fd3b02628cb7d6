"""Today: the page a person opens in the morning."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hourglass.base import readiness
from hourglass.base.models import Entry
from hourglass.base.permissions import Permission
from hourglass.console import first_steps, overview, sentences
from hourglass.console.access import Request, needs

LATEST = 8


@needs()
@require_safe
def show(request: Request) -> HttpResponse:
    at = timezone.now()
    steps = list(first_steps.of(request.user))
    entries = Entry.objects.originals().told().order_by("-id")
    if not request.user.can(Permission.AUDIT_VIEW):
        entries = entries.filter(actor=request.user)
    return render(
        request,
        "console/today/index.html",
        {
            "at": at,
            "greeting": readiness.greeting(at),
            "steps": steps,
            "left": [step for step in steps if not step.done],
            "figures": [card for card in overview.cards(request.user, at=at) if card.name in overview.WATCHED],
            "latest": [(entry, sentences.told(entry)) for entry in entries[:LATEST]],
        },
    )
