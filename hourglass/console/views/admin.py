"""The administration's first page: every place a person may administer, each with a figure that is true now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hourglass.console import overview
from hourglass.console.access import Request, needs


@needs()
@require_safe
def show(request: Request) -> HttpResponse:
    return render(request, "console/admin/index.html", {"cards": overview.cards(request.user, at=timezone.now())})
