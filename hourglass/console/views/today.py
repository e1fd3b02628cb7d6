"""Today: the page a person opens in the morning."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hourglass.base import readiness
from hourglass.base.models import Entry
from hourglass.base.permissions import Permission
from hourglass.console import first_steps, morning, overview, telling
from hourglass.console.access import Request, needs

LATEST = 8


@needs()
@require_safe
def show(request: Request) -> HttpResponse:
    at = timezone.now()
    steps = list(first_steps.of(request.user))
    figures = list(overview.cards(request.user, at=at, only=overview.WATCHED))
    of = morning.asked(request.user, at=at)
    work = morning.work(of)
    entries = Entry.objects.visible_to(request.user).originals().said().order_by("-id")
    return render(
        request,
        "console/today/index.html",
        {
            "at": at,
            "greeting": readiness.greeting(at),
            "steps": steps,
            "left": [step for step in steps if not step.done],
            "tiles": morning.cards(of) or figures,
            "work": work,
            "said": morning.said(work),
            "own": of.own,
            "serves": request.user.can(Permission.ACCOUNTS_VIEW),
            "trouble": [card for card in figures if card.figure and card.figure.tone],
            "latest": telling.tell(entries[:LATEST]),
        },
    )
