"""Every page of the console and the portal says who may open it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from hourglass.console.access import needs

pytestmark = pytest.mark.once

GUARDED = ("hourglass.console.", "hourglass.portal.")


def patterns(found: Any) -> Iterator[URLPattern]:
    """This function will give every address below a resolver."""
    for pattern in found.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def unguarded(resolver: Any) -> list[str]:
    """This function will name every view of people's pages that neither declares `needs` nor says it is public."""
    return [
        f"{view.__module__}.{view.__name__}"
        for pattern in patterns(resolver)
        for view in [pattern.callback]
        if view.__module__.startswith(GUARDED) and not hasattr(view, "needs") and getattr(view, "login_required", True)
    ]


def test_every_view_says_who_may_open_it() -> None:
    assert unguarded(get_resolver()) == []


def test_a_view_that_does_not_is_caught() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    @needs("people.view")
    def guarded(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    bare.__module__ = guarded.__module__ = "hourglass.console.views.bad"
    nested = [path("a/", bare, name="bare"), path("b/", guarded)]
    resolver = SimpleNamespace(url_patterns=[path("x/", (nested, None, None))])
    assert unguarded(resolver) == ["hourglass.console.views.bad.bare"]
