"""What anybody may read about the interface."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from hourglass.base.speaking import Voice, voice
from hourglass.gateway.api.interface import api

READING = {"GET", "HEAD"}


def description(request: HttpRequest) -> HttpResponse:
    """This function will give the description of the interface for machines (OpenAPI 3.1)."""
    if request.method not in READING:
        return HttpResponseNotAllowed(sorted(READING))
    return HttpResponse(written(voice()), content_type="application/json")


@lru_cache(maxsize=8)
def written(_voice: Voice) -> bytes:
    """This function will write the description, once for each way to speak: it takes long, and anybody may ask."""
    return JsonResponse(api.get_openapi_schema()).content
