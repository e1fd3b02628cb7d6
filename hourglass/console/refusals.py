"""Where a rule's no becomes an answer: the form's message and status 422, or 403 where the person may not at all."""

import json
from collections.abc import Callable
from types import TracebackType
from typing import Literal

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from hourglass.base.refusals import Refused


class said_on:  # noqa: N801  reads as a word at the place of use
    """`with said_on(form): verb(...)` puts a refusal of the verb onto the form, beside the field it belongs to.

    A view returns from inside the block when the verb was done, and renders the form again below it:

        if form.is_valid():
            with said_on(form):
                roles.rename(role, form.cleaned_data["name"], by=request.user, at=timezone.now())
                return redirect("roles")
        return render(request, "console/roles/form.html", {"form": form}, status=status_of(form))

    A `Forbidden` is no matter of the form; it passes on to `Refusals`.
    """

    def __init__(self, form: BaseForm) -> None:
        self.form = form

    def __enter__(self) -> BaseForm:
        return self.form

    def __exit__(
        self, kind: type[BaseException] | None, refusal: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(refusal, Refused) or refusal.forbidden:
            return False
        name = (refusal.field or "").split(".")[0]  # a cell of a table belongs to the table
        self.form.add_error(name if name in self.form.fields else None, refusal.message)
        return True


def status_of(form: BaseForm) -> Literal[200, 422]:
    """This function will give the status of a page that shows `form`: 422 when it was sent and not accepted."""
    return 422 if form.is_bound and form.errors else 200


class Refusals:
    """Middleware that answers a refusal no view has put onto a form, such as that of a plain button.

    A page request gets a page with the message and the way back; htmx gets the message alone, and the event `refused`
    to show it with, and keeps what it shows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """This function will answer a `Refused`; every other exception is a bug and stays one."""
        if not isinstance(exception, Refused):
            return None
        status = 403 if exception.forbidden else 422
        context = {"message": exception.message, "forbidden": exception.forbidden, "back": way_back(request)}
        if not getattr(request, "htmx", False):
            return render(request, "console/refused.html", context, status=status)
        answer = render(request, "console/refused.html#message", context, status=status)
        answer["HX-Reswap"] = "none"
        answer["HX-Trigger"] = json.dumps({"refused": {"message": str(exception.message)}})
        return answer


def way_back(request: HttpRequest) -> str:
    """This function will give the address of the page the person came from, if it is one of ours; else the root."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if came_from and ours else "/"
