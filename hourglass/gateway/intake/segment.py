"""What the clients of Segment and RudderStack send, read into our shape."""

from datetime import datetime
from typing import Any

import msgspec

from hourglass.usage.messages import ALIAS, GROUP, IDENTIFY, LONGEST_ID, TRACK, Message, Unfit, milliseconds, text

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
