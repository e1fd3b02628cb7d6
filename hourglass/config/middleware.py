"""What every request is wrapped in, whoever asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from hourglass.base import configuration


def hold_configuration(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """This function will let one request see one state of the configuration, read at most once."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with configuration.held():
            return get_response(request)

    return answer
