"""What the clients of PostHog send, read into our shape."""

from datetime import datetime
from typing import Any

import msgspec

from hourglass.usage.messages import ALIAS, GROUP, IDENTIFY, LONGEST_ID, TRACK, Message, Unfit, milliseconds, text

Name = str | int | float | None
Fields = dict[str, Any]
# Calls about feature flags and the like are no use of the product, and identify has its own form.
TRAITS = {"$identify", "$set"}
# A group of any of these types is a customer, unless the source names another one.
CUSTOMERS = ("company", "organization", "account", "workspace", "tenant", "customer")


class Item(msgspec.Struct):
    """One event as these clients write it; what is not named here is of no use to us."""

    event: str = ""
    uuid: str | None = None
    distinct_id: Name = None
    timestamp: datetime | int | float | None = None
    properties: Fields | None = None
    set: Fields | None = msgspec.field(name="$set", default=None)


def message(item: Item, *, group_type: str, sent: int | None) -> Message:
    """This function will give an item in our shape.

    :raises Unfit: it lacks what it needs, or holds what cannot be kept.
    """
    properties = item.properties or {}
    event = text(item.event, "event")
    if not event:
        raise Unfit("no-event", "An event needs a name.")
    who = item.distinct_id if item.distinct_id is not None else named(properties, "distinct_id")
    message = Message(
        TRACK,
        event=event,
        id=text(item.uuid, "uuid", LONGEST_ID),
        user=text(who, "distinct_id"),
        group=text(customer(properties.get("$groups"), group_type), "$groups"),
        at=milliseconds(item.timestamp),
        sent=sent,
        library=str(properties.get("$lib") or "")[:60],
        properties=item.properties,
    )
    special(message, properties, item, group_type)
    if properties.get("$process_person_profile") is False and message.kind == TRACK:
        message.user, message.anonymous = "", message.user
    return message


def special(message: Message, properties: Fields, item: Item, group_type: str) -> None:
    """This function will read the events that are calls in disguise."""
    if message.event in TRAITS:
        found = properties.get("$set", item.set)
        message.kind, message.traits = IDENTIFY, found if isinstance(found, dict) else None
        message.anonymous = text(named(properties, "$anon_distinct_id"), "$anon_distinct_id")
    elif message.event == "$groupidentify":
        whole = {str(properties.get("$group_type")): properties.get("$group_key")}
        found = properties.get("$group_set")
        message.kind, message.traits = GROUP, found if isinstance(found, dict) else None
        message.group = text(customer(whole, group_type), "$group_key")
        message.user = ""  # its distinct_id is made up, and nobody's
    elif message.event == "$create_alias":
        message.kind, message.previous = ALIAS, text(named(properties, "alias"), "alias")
        if not message.previous or not message.user:
            raise Unfit("no-alias", "An alias call needs alias and distinct_id.")
    else:
        return
    message.properties = None


def customer(groups: Any, group_type: str) -> Name:
    """This function will choose the group that is a customer: of the type the source names, or of a usual one."""
    if not isinstance(groups, dict):
        return None
    for name in (group_type,) if group_type else CUSTOMERS:
        if found := named(groups, name):
            return found
    return None


def named(fields: Fields, name: str) -> Name:
    """This function will look for an identifier among fields that may hold anything."""
    found = fields.get(name)
    return found if isinstance(found, str | int | float) and not isinstance(found, bool) else None
