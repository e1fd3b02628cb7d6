"""What goes wrong, as other machines read it: one kind of answer for everything (RFC 9457)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from hourglass.base.refusals import Refused
from hourglass.base.revisions import ChangedMeanwhile

MEDIA_TYPE = "application/problem+json"
# Where each kind is explained; a machine compares the address, a person opens it.
EXPLAINED = "/interface/"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its key, the status of the answer, what it means, and the way out."""

    key: str
    status: HTTPStatus
    title: str | Promise
    remedy: str | Promise

    @property
    def type(self) -> str:
        """The address that names the kind."""
        return f"{EXPLAINED}#{self.key}"


UNREADABLE = Kind("unreadable", HTTPStatus.BAD_REQUEST, _("The request cannot be read"), _("Correct the JSON."))
NO_TOKEN = Kind("no-token", HTTPStatus.UNAUTHORIZED, _("There is no token that works"), _("Send a token that works."))
FORBIDDEN = Kind(
    "forbidden",
    HTTPStatus.FORBIDDEN,
    _("The token does not allow this"),
    _("Have the token or its person allowed more."),
)
ABSENT = Kind(
    "not-found",
    HTTPStatus.NOT_FOUND,
    _("There is nothing at this address"),
    _("It is not there, or not for this token."),
)
NO_METHOD = Kind(
    "no-such-method",
    HTTPStatus.METHOD_NOT_ALLOWED,
    _("This address does not take this method"),
    _("Use a method that the header Allow names."),
)
CHANGED = Kind(
    "changed-meanwhile",
    HTTPStatus.CONFLICT,
    _("Somebody changed this meanwhile"),
    _("Read again and repeat the change."),
)
UNDER_WAY = Kind(
    "under-way",
    HTTPStatus.CONFLICT,
    _("The same request is under way"),
    _("Wait as long as the header Retry-After says."),
)
TOO_LARGE = Kind(
    "too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("The request is too large"), _("Send less at once.")
)
NO_JSON = Kind(
    "no-json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("The request is not JSON"), _("Send JSON, uncompressed.")
)
INVALID = Kind(
    "invalid",
    HTTPStatus.UNPROCESSABLE_ENTITY,
    _("Some values do not fit"),
    _("Correct the fields that the errors name."),
)
REFUSED = Kind(
    "refused", HTTPStatus.UNPROCESSABLE_ENTITY, _("A rule does not allow this"), _("The sentence says the way out.")
)
KEY_REUSED = Kind(
    "key-reused",
    HTTPStatus.UNPROCESSABLE_ENTITY,
    _("This key was used for another request"),
    _("Give every request a key of its own."),
)
TOO_MANY = Kind(
    "too-many", HTTPStatus.TOO_MANY_REQUESTS, _("Too many requests"), _("Wait as long as the header Retry-After says.")
)
FAILED = Kind(
    "failed",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    _("Hourglass failed"),
    _("Tell whoever runs Hourglass, with the id of the request."),
)
UNREACHABLE = Kind(
    "unreachable",
    HTTPStatus.SERVICE_UNAVAILABLE,
    _("The database cannot be reached"),
    _("Wait as long as the header Retry-After says."),
)
EVERY = (
    *(UNREADABLE, NO_TOKEN, FORBIDDEN, ABSENT, NO_METHOD, CHANGED, UNDER_WAY, TOO_LARGE, NO_JSON, INVALID, REFUSED),
    *(KEY_REUSED, TOO_MANY, FAILED, UNREACHABLE),
)


class Fault(Schema):
    """What is wrong with one field."""

    field: str = Field(description="The path of the field, such as lines.0.amount; empty for the whole.")
    message: str = Field(description="What is wrong and how to put it right, in the language that was asked for.")


class ProblemOut(Schema):
    """Why a request was not done (RFC 9457)."""

    type: str = Field(description="The kind of the problem; machines compare it.")
    title: str
    status: int
    detail: str = Field(description="What is wrong and how to put it right, in the language that was asked for.")
    errors: list[Fault] = Field(description="What is wrong, field by field; may be empty.")


class Problem(Exception):  # noqa: N818  a problem is an answer, not an error
    """A request is not done, and this is why."""

    def __init__(
        self,
        kind: Kind,
        detail: Any,
        *,
        errors: Iterable[tuple[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`errors` are pairs of a field's path and a sentence."""
        super().__init__(detail)
        self.kind, self.detail, self.errors, self.headers = kind, detail, tuple(errors), dict(headers or {})


def of(refused: Refused) -> Problem:
    """This function will make a problem of a rule's no."""
    if isinstance(refused, ChangedMeanwhile):
        return Problem(CHANGED, refused.message)
    if refused.forbidden:
        return Problem(FORBIDDEN, refused.message)
    errors = [(refused.field, refused.message)] if refused.field else []
    return Problem(REFUSED, refused.message, errors=errors)


def answer(problem: Problem) -> HttpResponse:
    """This function will write a problem in the language of the moment."""
    content = {
        "type": problem.kind.type,
        "title": str(problem.kind.title),
        "status": problem.kind.status.value,
        "detail": str(problem.detail),
        "errors": [{"field": field, "message": str(message)} for field, message in problem.errors],
    }
    text = json.dumps(content, ensure_ascii=False)
    return HttpResponse(text, status=problem.kind.status, content_type=MEDIA_TYPE, headers=problem.headers)
