"""Lists in pages: each row once, in the order in which rows came in, whatever is added while somebody turns pages."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, WithJsonSchema

from hourglass.base.models import Entry
from hourglass.gateway.api.asked import refuse_unknown
from hourglass.gateway.api.problems import INVALID, Problem

USUAL, MOST = 50, 500


def written_out(value: Any) -> Any:
    """This function will refuse what is no written moment: a bare number could be anything."""
    if not isinstance(value, str) or "T" not in value.upper():
        raise ValueError(str(_("Write the time with its offset, like 2026-01-31T09:00:00+08:00.")))
    return value.replace(" ", "+")  # what an unescaped plus sign of an address becomes


def in_reach(value: datetime) -> datetime:
    """This function will refuse years that no calendar of ours has."""
    if not 1990 <= value.year <= 2099:
        raise ValueError(str(_("The year is out of reach.")))
    return value


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(written_out),
    AfterValidator(in_reach),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Paging(Schema):
    """Which page is wanted."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="How many rows a page holds.")
    cursor: str = Field("", max_length=200, description="Where the page begins: what `next` of the page before says.")


class Since(Paging):
    """Which page of what changed is wanted."""

    updated_since: Moment | None = Field(
        None, description="Only what somebody added or changed at this moment or later."
    )


def page(request: HttpRequest, rows: QuerySet[Any], wanted: Paging, *, noun: str) -> tuple[list[Any], str | None]:
    """This function will give the rows of a page, and the address of the next one where there is one."""
    refuse_unknown(request, type(wanted).model_fields)
    signer = Signer(salt=f"hourglass.api.{noun}")
    rows = rows.order_by("pk")
    if wanted.cursor:
        rows = rows.filter(pk__gt=behind(wanted.cursor, signer))
    found = list(rows[: wanted.limit + 1])
    if len(found) <= wanted.limit:
        return found, None
    cursor = signer.sign_object([found[wanted.limit - 1].pk])
    given = {name: value for name, value in request.GET.items() if name != "cursor"}
    return found[: wanted.limit], f"{request.path}?{urlencode(given | {'cursor': cursor})}"


def behind(cursor: str, signer: Signer) -> int:
    """This function will read after which row a page begins."""
    try:
        [key] = signer.unsign_object(cursor)
    except (BadSignature, ValueError, TypeError):
        said = _("This is no place in this list. Begin at the first page.")
        raise Problem(INVALID, said, errors=[("cursor", said)]) from None
    return int(key)


def changed(label: str, since: datetime) -> QuerySet[Any]:
    """This function will give the keys of the rows of a model that the record tells of since a moment."""
    everyone = Entry.objects.unscoped(reason="rows that may be seen are narrowed to those that somebody changed")
    entries = everyone.filter(object_type=label, recorded_at__gte=since)
    found: QuerySet[Any] = entries.annotate(changed=Cast("object_id", BigIntegerField())).values("changed")
    return found
