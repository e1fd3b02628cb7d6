"""The interface as a whole: its parts, and its description (OpenAPI 3.1)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from hourglass.base.refusals import Refused
from hourglass.gateway.api import (
    accounts,
    batch,
    contacts,
    contracts,
    describing,
    problems,
    renewals,
    stores,
    touches,
    wording,
)
from hourglass.gateway.api.problems import ABSENT, INVALID, UNREADABLE, Problem


class Read(Parser):
    """Gives the document that the door has read."""

    def parse_body(self, request: HttpRequest) -> Any:
        """This function will give what the body says."""
        return getattr(request, "document", None)


class Interface(NinjaAPI):
    """The interface, described as it answers."""

    def get_openapi_schema(self, **words: Any) -> Any:
        """This function will describe the interface."""
        return describing.completed(super().get_openapi_schema(**words))


api = Interface(
    title="Hourglass",
    version="1",
    description=describing.INTRODUCTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=Read(),
)
for _name, _part in {
    "/accounts": accounts,
    "/stores": stores,
    "/contacts": contacts,
    "/contracts": contracts,
    "/renewals": renewals,
    "/touches": touches,
    "": batch,
}.items():
    api.add_router(_name, _part.router)


@api.exception_handler(Exception)
def passed_on(_request: HttpRequest, raised: Exception) -> HttpResponse:
    """This function will leave to the door what went wrong."""
    raise raised


@api.exception_handler(Refused)
def refused(_request: HttpRequest, raised: Refused) -> HttpResponse:
    """This function will answer a rule's no."""
    return problems.answer(problems.of(raised))


@api.exception_handler(Problem)
def problem(_request: HttpRequest, raised: Problem) -> HttpResponse:
    """This function will answer a problem."""
    return problems.answer(raised)


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, raised: ValidationError) -> HttpResponse:
    """This function will say what is wrong with each value."""
    faults = wording.faults(raised.errors)
    return problems.answer(Problem(INVALID, _("Some values do not fit. The errors say which and why."), errors=faults))


@api.exception_handler(HttpError)
def broken(_request: HttpRequest, raised: HttpError) -> HttpResponse:
    """This function will answer what the library itself refuses."""
    return problems.answer(Problem(UNREADABLE, str(raised)))


@api.exception_handler(Http404)
def absent(_request: HttpRequest, _raised: Http404) -> HttpResponse:
    """This function will answer for what is not there."""
    return problems.answer(Problem(ABSENT, _("There is nothing here, or nothing that this token may see.")))
