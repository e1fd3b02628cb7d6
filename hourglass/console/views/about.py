"""About: what this installation is, and its source."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hourglass import __version__
from hourglass.console import about
from hourglass.console.access import Request, needs


@needs()
@require_safe
def show(request: Request) -> HttpResponse:
    facts = list(about.installation()) if request.user.can("jobs.view") else []
    context = {"version": __version__, "facts": facts, "libraries": about.libraries()}
    return render(request, "console/about/index.html", context)


@needs()
@require_safe
def source(_request: Request) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="hourglass-{__version__}.zip"'}
    return HttpResponse(about.source(), content_type="application/zip", headers=headers)
