"""The door of the interface: who comes, how often, with what; and what goes wrong behind it, in one form.

A token in the header is all that opens it. No session is looked at, so no cookie of a browser opens anything here.
"""

import logging
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from hourglass.base import keys
from hourglass.base.doors import BIGGEST, Unreadable, keepable, read_json
from hourglass.base.models import ServiceToken
from hourglass.base.refusals import Refused
from hourglass.base.visibility import guarded
from hourglass.gateway.api import once, problems, spending
from hourglass.gateway.api.asked import Asked
from hourglass.gateway.api.problems import (
    ABSENT,
    FAILED,
    NO_JSON,
    NO_METHOD,
    NO_TOKEN,
    TOO_LARGE,
    UNREACHABLE,
    UNREADABLE,
    Problem,
)

log = logging.getLogger("hourglass.api")
MOST_BYTES = 16 * 2**20
WITH_BODY = {"POST", "PATCH"}
# Everybody may read what the interface is like; and what takes long is no one transaction.
OPEN, LONG = "open_", "batch_"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="hourglass"'}


def answered(request: HttpRequest) -> HttpResponse:
    """This function will answer a request of another machine, whatever happens."""
    with translation.override(language_of(request)), guarded():
        answer = safely(lambda: through(request))
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["Content-Language"] = translation.get_language() or ""
        return answer


def language_of(request: HttpRequest) -> str:
    """This function will choose the language of sentences by what the caller asks for, or that of the installation."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return get_supported_language_variant(settings.LANGUAGE_CODE)


def safely(act: Callable[[], HttpResponse]) -> HttpResponse:
    """This function will make a problem of everything that is raised; a bug is logged, and told without details."""
    try:
        return act()
    except Exception as raised:  # noqa: BLE001  the last place that can tell it
        return problems.answer(problem_of(raised))


def problem_of(raised: Exception) -> Problem:
    """This function will tell what it is that was raised."""
    match raised:
        case Problem():
            return raised
        case Refused():
            return problems.of(raised)
        case Http404():
            return Problem(ABSENT, _("There is no such address. The description of the interface lists all."))
        case UnreadablePostError():
            return Problem(UNREADABLE, _("The body broke off."))
        case DataError() | OverflowError():
            return Problem(UNREADABLE, _("A value does not fit the database."))
    return failure(raised)


def failure(raised: Exception) -> Problem:
    """This function will log what is no fault of the caller, and tell no more than that."""
    if isinstance(raised, OperationalError | InterfaceError):
        log.error("the database cannot be reached", exc_info=raised)
        said = _("The database cannot be reached. Try again in a moment.")
        return Problem(UNREACHABLE, said, headers={"Retry-After": "30"})
    log.error("a request of the interface failed", exc_info=raised)
    return Problem(FAILED, _("Hourglass failed; nothing is wrong with the request."))


def through(request: HttpRequest) -> HttpResponse:
    """This function will lead a request to the view of its address."""
    match = found(request)
    asked = cast(Asked, request)
    asked.resolver_match = match

    def act() -> HttpResponse:
        return cast(HttpResponse, match.func(request, *match.args, **match.kwargs))

    if str(match.url_name).startswith(OPEN):
        return plain(act())  # nobody is known, so there is no body to read and no key to keep
    enter(asked)
    if request.method in WITH_BODY:
        read(asked)
    key = request.headers.get(once.HEADER)
    if request.method != "POST" or key is None:
        return plain(act())
    repeatable = once.repeatable(asked.token, key, method="POST", path=request.path, body=request.body)
    whole = not str(match.url_name).startswith(LONG)
    return once.done(repeatable, lambda: plain(act()), at=timezone.now(), whole=whole)


def found(request: HttpRequest) -> ResolverMatch:
    """This function will find what lies at the address."""
    texts = [request.path, *request.GET, *(value for values in request.GET.lists() for value in values[1])]
    if not all(map(keepable, texts)):
        raise Problem(UNREADABLE, _("The address holds characters that are no text."))
    try:
        match = resolve(request.path_info)
    except Resolver404:
        match = None
    if match is None or any(isinstance(value, int) and value > BIGGEST for value in match.kwargs.values()):
        raise Problem(ABSENT, _("There is no such address. The description of the interface lists all."))
    return match


def enter(asked: Asked) -> None:
    """This function will let a token in, as often as it may."""
    scheme, _space, secret = asked.headers.get("Authorization", "").partition(" ")
    at = timezone.now()
    token: ServiceToken | None = keys.find_token(secret.strip(), at=at) if scheme.lower() == "bearer" else None
    if token is None:
        said = _("Send a service token that works, as in: Authorization: Bearer hgs_…")
        raise Problem(NO_TOKEN, said, headers=CHALLENGE)
    spending.spend(token, at=at)
    asked.token, asked.by = token, keys.acting(token)


def read(asked: Asked) -> None:
    """This function will read the body: JSON, not too much of it, and of values that can be kept."""
    if asked.content_type != "application/json" or asked.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(NO_JSON, _("Send JSON, with the header Content-Type: application/json and uncompressed."))
    length = asked.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise too_large()
    body = asked.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise too_large()
    asked._body = body  # what Django would read itself, without a limit of ours
    try:
        asked.document = read_json(body)
    except Unreadable as unreadable:
        raise Problem(UNREADABLE, unreadable.message) from None


def too_large() -> Problem:
    """This function will make the problem of a body that is larger than anything that is taken."""
    said = _("The body is larger than %(most)d MB. Send it in parts.") % {"most": MOST_BYTES // 2**20}
    return Problem(TOO_LARGE, said)


def plain(answer: HttpResponse) -> HttpResponse:
    """This function will give an answer of the library in our form."""
    if answer.status_code == NO_METHOD.status:
        allowed = answer.headers["Allow"]
        said = _("Use one of: %(methods)s.") % {"methods": allowed}
        return problems.answer(Problem(NO_METHOD, said, headers={"Allow": allowed}))
    return answer
