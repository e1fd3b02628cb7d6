"""The door for requests: what no page could keep is turned away before any page is asked."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.defaults import bad_request

from hourglass.base.doors import BIGGEST, keepable, overwhelming

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class Doors:
    """Middleware that answers 400 to texts no database can keep, and 404 to numbers no row can have.

    What passes the texts can still be too large for a column when a form sets no bound; the database's own no is then
    an answer about the input (400), and not a failure of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for text in texts_of(request):
            if not keepable(text) or overwhelming(text):
                raise BadRequest("a text that cannot be kept")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """This function will answer 404 to a number in the address that is larger than any row's."""
        if any(isinstance(value, int) and abs(value) > BIGGEST for value in kwargs.values()):
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """This function will answer 400 where a value did not fit the database or the calendar."""
        return bad_request(request, exception) if isinstance(exception, DataError | OverflowError) else None


def texts_of(request: HttpRequest) -> Iterator[str]:
    """This function will give every text of a request that a page could come to read."""
    yield request.path
    yield from request.COOKIES.values()
    sent = [request.GET, request.POST] if request.content_type in FORMS else [request.GET]
    for names in sent:
        for name, values in names.lists():
            yield name
            yield from map(str, values)
    if request.content_type in FORMS:
        for _field, files in request.FILES.lists():
            yield from (getattr(file, "name", None) or "" for file in files)
