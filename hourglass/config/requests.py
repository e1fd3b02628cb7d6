"""One id and one log line for each request."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponseBase

from hourglass.base import correlation

log = logging.getLogger("hourglass.requests")


class Requests:
    """Middleware that names each request, gives the name back to the caller and logs how it went.

    The line holds the route, not the path: a path can carry the key of a reset or of an invitation.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        with correlation.of() as request_id:
            answer = self.get_response(request)
            answer["X-Request-ID"] = request_id
            log.info(
                "request",
                extra={
                    "method": request.method,
                    "route": request.resolver_match.route if request.resolver_match else "",
                    "status": answer.status_code,
                    "ms": round((perf_counter() - started) * 1000),
                    # Only who was asked for anyway: a log line costs no query.
                    "person": getattr(getattr(request, "_cached_user", None), "pk", None),
                },
            )
        return answer
