"""How a page behind a link answers: nothing keeps it, nothing is told where it came from, and every no is the same."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hourglass.customers import links
from hourglass.customers.models import Account, Link, Purpose

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Link, Account, P], HttpResponse]
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


def behind(purpose: Purpose, *, answers: bool = False) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """This function will open a view to whoever holds a link of `purpose`; others learn only that it opens nothing.

    With `answers` the page takes a form as well. It needs no token against forged requests: nothing but the secret in
    the address opens it, and a browser adds no secret by itself.
    """
    methods = require_http_methods(["GET", "HEAD", "POST"]) if answers else require_safe

    def guard(view: View[P]) -> Callable[..., HttpResponse]:
        @login_not_required
        @methods
        @wraps(view)
        def opened(request: HttpRequest, secret: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            found = links.find(secret, purpose=purpose, at=timezone.now())
            answer = view(request, *found, *args, **kwargs) if found else closed(request)
            for name, value in HEADERS.items():
                answer[name] = value
            return answer

        return csrf_exempt(opened) if answers else opened

    return guard


def closed(request: HttpRequest, **_words: Any) -> HttpResponse:
    """This function will say that a link opens nothing, whatever the reason."""
    return render(request, "portal/closed.html", status=404)
