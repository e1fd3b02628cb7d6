"""Turns the guard of visibility on while one of our views answers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from hourglass.base.visibility import guard, guarded

# Log-in looks for the one row of a person who is not known yet, and so do the library's views.
LOG_IN = "hourglass.console.sso."


class Scope:
    """Middleware: from the moment a view of ours runs, people's rows are read narrowed or not at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with guarded(on=False):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """This function will turn the guard on for our own views, after the person was looked up."""
        if view.__module__.startswith("hourglass.") and not view.__module__.startswith(LOG_IN):
            request.user.is_authenticated  # noqa: B018  loads the person, which only log-in may do without a scope
            guard()
