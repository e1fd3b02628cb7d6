"""What a person sees when the product fails."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader


def failed(_request: HttpRequest) -> HttpResponse:
    """This function will answer an unforeseen exception: 503 while the database cannot be reached, otherwise 500.

    The page is drawn without the request, because whatever failed may be what the shell needs.
    """
    unreachable = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = 503 if unreachable else 500
    answer = HttpResponse(loader.get_template(f"{status}.html").render(), status=status)
    if unreachable:
        answer["Retry-After"] = "30"
    return answer
