"""What anybody may read about the interface."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from hourglass.gateway.api.interface import api

READING = {"GET", "HEAD"}


def description(request: HttpRequest) -> HttpResponse:
    """This function will give the description of the interface for machines (OpenAPI 3.1)."""
    if request.method not in READING:
        return HttpResponseNotAllowed(sorted(READING))
    return JsonResponse(api.get_openapi_schema())
