"""Touch points of channels outside the product, as other machines hand them on and read them (FILE-11)."""

from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from hourglass.base.models import Entry, User
from hourglass.base.permissions import Permission
from hourglass.customers import touches
from hourglass.customers.models import Account, Contact
from hourglass.gateway.api import paging
from hourglass.gateway.api.asked import Asked, address, belonging, find, now
from hourglass.gateway.api.fields import Body, Key, Text200, Text10000, Word

router = Router(tags=["touches"])
VIEW, EDIT = [Permission.ACCOUNTS_VIEW], [Permission.ACCOUNTS_EDIT]
CHANNELS = Literal[
    "call", "visit", "meeting", "message", "email", "hotline", "website", "billing", "marketing", "event"
]  # fmt: skip
FEELINGS = Literal["", "positive", "neutral", "negative"]


class TouchIn(Body):
    """A touch point; told twice under one key of its source it is kept once."""

    account: Key = Field(description="The id of the customer.")
    source: Word = Field(description="The name of the other system.")
    key: Text200 = Field(min_length=1, description="What the other system calls the touch point.")
    channel: CHANNELS
    sentiment: FEELINGS = Field("", description="How it felt to the customer.")
    note: Text10000 = ""
    contact: Key | None = Field(None, description="The id of the person, of this customer.")
    happened_at: paging.Moment | None = Field(None, description="When it was; now, where it is left out.")


class TouchOut(Schema):
    """A touch point as it reads today, after its corrections."""

    id: int
    account: int
    contact: int | None
    channel: str
    sentiment: str
    note: str
    happened_at: datetime
    told_at: datetime = Field(description="When it was written down.")


class TouchPage(Schema):
    """Touch points of one page."""

    data: list[TouchOut]
    next: str | None = Field(description="The address of the next page; null on the last one.")


class TouchFilters(paging.Since):
    """Which touch points are wanted."""

    account: int | None = Field(None, ge=1, le=2**63 - 1, description="The id of the customer.")


@address(
    router, "GET", "", name="list_touches", needs=VIEW, says=_("Touch points, page by page"), gives={200: TouchPage}
)
def index(request: Asked, wanted: Query[TouchFilters]) -> Any:
    rows = seen(request.by)
    if wanted.account:
        rows = rows.filter(about=str(wanted.account))
    if wanted.updated_since:
        rows = rows.filter(recorded_at__gte=wanted.updated_since)
    found, following = paging.page(request, rows, wanted, noun="touches")
    return {"data": [told(entry) for entry in found], "next": following}


@address(router, "GET", "/{int:pk}", name="get_touch", needs=VIEW, says=_("One touch point"), gives={200: TouchOut})
def show(request: Asked, pk: int) -> Any:
    return told(find(seen(request.by), pk))


@address(
    router, "POST", "", name="add_touch", needs=EDIT, says=_("Tell of a touch point, once however often"),
    gives={200: TouchOut, 201: TouchOut},
)  # fmt: skip
@transaction.atomic
def add(request: Asked, body: TouchIn) -> Any:
    account = belonging(Account.objects.visible_to(request.by), body.account, field="account")
    values = body.model_dump(exclude={"account", "contact", "source", "key"})
    if body.contact is not None:
        people = Contact.objects.visible_to(request.by).of(account)
        values["contact"] = belonging(people, body.contact, field="contact")
    entry, new = touches.receive(account, source=body.source, key=body.key, by=request.by, at=now(), **values)
    return Status(201 if new else 200, told(find(seen(request.by), entry.pk)))


def seen(person: User) -> QuerySet[Entry]:
    """This function will give the touch points of the customers that a person sees."""
    mine = Account.objects.visible_to(person).annotate(told=Cast("pk", CharField(max_length=64))).values("told")
    everyone = Entry.objects.unscoped(reason="narrowed to the customers that the person sees")
    return everyone.filter(verb=touches.VERB, about__in=mine).originals().told()


def told(entry: Entry) -> dict[str, Any]:
    """This function will write a touch point."""
    now_ = entry.versions()[-1]
    return {
        "id": entry.pk,
        "account": int(entry.about or 0),
        "contact": int(entry.object_id) if entry.object_type == Contact._meta.label_lower else None,
        "channel": now_.channel,
        "sentiment": now_.sentiment,
        "note": now_.note,
        "happened_at": now_.at,
        "told_at": entry.recorded_at,
    }
