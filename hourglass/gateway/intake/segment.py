"""What the clients of Segment and RudderStack send, read into our shape."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from hourglass.usage.messages import (
    ALIAS,
    DEEPEST,
    GROUP,
    IDENTIFY,
    LONGEST_ID,
    LONGEST_KEY,
    MOST_BYTES,
    MOST_PROPERTIES,
    TRACK,
    Message,
    Unfit,
    milliseconds,
    text,
)

Name = str | int | float | None
Moment = datetime | int | float | None
Fields = dict[str, Any]


class Item(msgspec.Struct, rename="camel"):
    """One event as these clients write it; what is not named here is of no use to us."""

    type: str = ""
    event: Name = None
    name: str | None = None
    message_id: Name = None
    user_id: Name = None
    anonymous_id: Name = None
    group_id: Name = None
    previous_id: Name = None
    timestamp: Moment = None
    original_timestamp: Moment = None
    sent_at: Moment = None
    properties: Fields | None = None
    traits: Fields | None = None
    context: Fields | None = None


Key = Annotated[str, msgspec.Meta(max_length=LONGEST_KEY)]


class PlainLibrary(msgspec.Struct):
    """Which library sent."""

    name: str = ""


class PlainContext(msgspec.Struct, rename="camel"):
    """What of a context is of use."""

    group_id: Key | None = None
    library: PlainLibrary | None = None


class Plain(msgspec.Struct, rename="camel"):
    """A track call as nearly all are: its identifiers are texts, and everything has the shape that it should have."""

    type: Literal["track"]
    event: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_KEY)]
    message_id: Annotated[str, msgspec.Meta(max_length=LONGEST_ID)] | None = None
    user_id: Key | None = None
    anonymous_id: Key | None = None
    group_id: Key | None = None
    timestamp: datetime | None = None
    original_timestamp: datetime | None = None
    sent_at: datetime | None = None
    properties: Fields | None = None
    context: PlainContext | None = None
    # Of no use in a track call, but turned away where they have another shape.
    name: str | None = None
    previous_id: Name = None
    traits: Fields | None = None


NO_CONTEXT, NO_LIBRARY = PlainContext(), PlainLibrary()
_plain = msgspec.json.Decoder(Plain)


def quickly(raw: bytes, *, sent: int | None) -> Message | None:
    """This function will give what `message` gives, for an event that is plain; None for all others.

    What makes it quick is that msgspec checks shapes and lengths while it decodes, and leaves out what is of no use.
    """
    if len(raw) > MOST_BYTES or b"\\u0000" in raw or raw.count(b"{") + raw.count(b"[") > DEEPEST:
        return None
    try:
        item = _plain.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if item.properties and len(item.properties) > MOST_PROPERTIES:
        return None
    context = item.context or NO_CONTEXT
    moment = item.timestamp if item.timestamp is not None else item.original_timestamp
    try:
        return Message(
            TRACK,
            item.event,
            item.message_id or "",
            item.user_id or "",
            item.anonymous_id or "",
            (item.group_id if item.group_id is not None else context.group_id) or "",
            "",
            None if moment is None else milliseconds(moment),
            sent if sent is not None else milliseconds(item.sent_at),
            (context.library or NO_LIBRARY).name[:60],
            item.properties,
        )
    except Unfit:
        return None


def message(item: Item, *, kind: str, sent: int | None) -> Message:
    """This function will give an item in our shape; `kind` is what its address says, where it says so.

    :raises Unfit: it lacks what its type needs, or holds what cannot be kept.
    """
    kind = kind or item.type
    context = item.context or {}
    message = Message(
        TRACK,
        id=text(item.message_id, "messageId", LONGEST_ID),
        user=text(item.user_id, "userId"),
        anonymous=text(item.anonymous_id, "anonymousId"),
        group=text(item.group_id if item.group_id is not None else of(context, "groupId"), "groupId"),
        at=milliseconds(item.timestamp if item.timestamp is not None else item.original_timestamp),
        sent=sent if sent is not None else milliseconds(item.sent_at),
        library=library(context),
    )
    fill = KINDS.get(kind)
    if fill is None:
        raise Unfit("type", "The type is none of track, page, screen, identify, group and alias.")
    fill(message, item)
    return message


def track(message: Message, item: Item) -> None:
    """This function will fill in what was done."""
    message.event = text(item.event, "event")
    if not message.event:
        raise Unfit("no-event", "A track call needs the name of its event.")
    message.properties = item.properties


def page(message: Message, item: Item) -> None:
    """This function will fill in what was looked at: a page or screen is an event under its name."""
    message.event = text(item.name or item.event or item.type or "page", "name")
    message.properties = item.properties


def identify(message: Message, item: Item) -> None:
    """This function will fill in who a user is."""
    message.kind = IDENTIFY
    repeated = (item.context or {}).get("traits")
    message.traits = item.traits or (repeated if isinstance(repeated, dict) else None)


def group(message: Message, item: Item) -> None:
    """This function will fill in which group a user belongs to."""
    message.kind, message.traits = GROUP, item.traits
    if not message.group:
        raise Unfit("no-group", "A group call needs groupId.")


def alias(message: Message, item: Item) -> None:
    """This function will fill in who a user was before."""
    message.kind, message.previous = ALIAS, text(item.previous_id, "previousId")
    if not message.previous or not message.user:
        raise Unfit("no-alias", "An alias call needs previousId and userId.")


KINDS = {"track": track, "page": page, "screen": page, "identify": identify, "group": group, "alias": alias}


def of(context: Fields, name: str) -> Name:
    """This function will look for an identifier in a context, which may hold anything."""
    found = context.get(name)
    return found if isinstance(found, str | int | float) and not isinstance(found, bool) else None


def library(context: Fields) -> str:
    """This function will name the library that sent, as far as it says so."""
    found = context.get("library")
    name = found.get("name") if isinstance(found, dict) else None
    return name[:60] if isinstance(name, str) else ""
