"""Who may open which page: every view of the console declares it with `needs`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from hourglass.base.models import User

P = ParamSpec("P")
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class Request(HttpRequest):
    """A request of a person who is logged in; the type every guarded view receives."""

    user: User
    htmx: HtmxDetails


def needs(
    *codes: str,
) -> Callable[[Callable[Concatenate[Request, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """This function will let only people through who hold every one of the permission `codes`; others get 403.

    Without codes every person who is logged in may open the page. The codes are kept on the view as `needs`, where
    the access matrix reads them.
    """

    def guard(view: Callable[Concatenate[Request, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.can(*codes):
                return render(request, "403.html", status=403)
            return view(request, *args, **kwargs)

        guarded.needs = codes  # type: ignore[attr-defined]
        return guarded

    return guard


def confirmed(view: V) -> V:
    """This function will ask once more who is there before a page gives power away; opening the page is free."""
    return cast(V, reauthentication_required(view, allow_get=True))


def confirmed_when(much: Callable[[HttpRequest], bool]) -> Callable[[V], V]:
    """This function will ask once more who is there when `much` says that a request wants more than a little."""

    def guard(view: V) -> V:
        return cast(V, reauthentication_required(view, allow_get=True, enabled=much))

    return guard
