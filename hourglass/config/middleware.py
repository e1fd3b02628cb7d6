"""What every request is wrapped in, whoever asks."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from hourglass.base import configuration


class HeldConfiguration:
    """One request sees one state of the configuration, read at most once, and pages speak in the business time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with configuration.held(), timezone.override(None):
            return self.get_response(request)

    def process_view(self, _request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """This function will set the clocks of a page of ours; a health check or a file needs no configuration."""
        if hasattr(view, "needs"):
            timezone.activate(configuration.business_zone(timezone.now()))
