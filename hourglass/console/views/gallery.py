"""The gallery: every component of the look with its states. The figures on it are samples, not anybody's data."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hourglass.console import samples
from hourglass.console.access import Request, needs
from hourglass.console.forms.gallery import SampleForm

CODES = ("400", "403", "404", "429", "500", "503")


@needs()
@require_safe
def show(request: Request) -> HttpResponse:
    return render(
        request,
        "console/gallery/index.html",
        {
            **samples.glyphs(),
            "form": SampleForm(samples.ANSWERS),
            "page": Paginator(range(38), 5).page(2),
            "codes": CODES,
            "colours": samples.COLOURS,
            "charts": samples.charts(),
        },
    )


@needs()
@require_POST
def toast(request: Request) -> HttpResponse:
    messages.success(request, _("The draft was deleted."), extra_tags=f"undo={reverse('gallery-undo')}")
    return redirect("gallery")


@needs()
@require_POST
def undo(request: Request) -> HttpResponse:
    messages.success(request, _("The draft is back."))
    return redirect("gallery")


@needs()
@require_safe
def error(request: Request, code: str) -> HttpResponse:
    """Show a page of failure as it looks, without the failure."""
    if code not in CODES:
        raise Http404
    return render(request, f"{code}.html")
