"""Requests of other machines go through a door of their own, past everything that is made for people with browsers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from hourglass.base import configuration
from hourglass.gateway.api.door import answered

PREFIX = "/api/"


class Machines:
    """Middleware that answers below /api/: without session, cookies, CSRF and pages of errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        with configuration.held():
            return answered(request)
