"""What a client of a product sent, in the one shape of ours: how it is written to the inbox and read again.

Every door reads its own dialect into a `Message`; whatever comes after knows no dialect.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

LONGEST_KEY = 200
LONGEST_ID = 256
MOST_BYTES = 32 * 1024
DEEPEST = 32
MOST_PROPERTIES = 1000
# Nothing that a product does happened before there were such products.
FIRST_MS = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp() * 1000)
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

TRACK, IDENTIFY, GROUP, ALIAS = "track", "identify", "group", "alias"


class Unfit(Exception):  # noqa: N818  it is an answer about one event
    """One event cannot be taken in; `reason` is counted and shown, `detail` tells the developer what to change."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class Message(msgspec.Struct, array_like=True):
    """One thing that a client sent; texts that were not given are empty. Moments are UTC milliseconds."""

    kind: str
    event: str = ""
    id: str = ""
    user: str = ""
    anonymous: str = ""
    group: str = ""
    previous: str = ""  # of an alias: who the user was
    at: int | None = None
    sent: int | None = None
    library: str = ""
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[Message])


def written(messages: Iterable[Message]) -> bytes:
    """This function will write messages as the inbox keeps them."""
    return _encoder.encode(list(messages))


def read(body: bytes) -> list[Message]:
    """This function will read what `written` wrote."""
    return _decoder.decode(body)


def milliseconds(moment: datetime | float | None) -> int | None:
    """This function will give a moment in UTC milliseconds; numbers are seconds, or milliseconds if they are large.

    A time without a zone is taken for UTC, as the clients mean it.

    :raises Unfit: no product can have been used then.
    """
    if moment is None:
        return None
    try:
        if isinstance(moment, datetime):
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            found = int(aware.timestamp() * 1000)
        else:
            found = int(moment if abs(moment) > 10**11 else moment * 1000)
    except (OverflowError, ValueError):
        raise Unfit("time", "The timestamp is outside of the calendar.") from None
    if not FIRST_MS <= found < 2**48:
        raise Unfit("time", "The timestamp is before the year 2000 or far in the future.")
    return found


def text(value: str | float | None, name: str, longest: int = LONGEST_KEY) -> str:
    """This function will give an identifier as a text.

    :raises Unfit: it is longer than can be kept.
    """
    if value is None:
        return ""
    found = value if isinstance(value, str) else str(value)
    if len(found) > longest:
        raise Unfit("too-long", f"{name} has more than {longest} characters.")
    return found


def check(raw: bytes) -> None:
    """This function will check one event as it was sent: its size, how deep it is, and that it can be kept.

    :raises Unfit: it is too large or too deep, or holds a NUL.
    """
    if len(raw) > MOST_BYTES:
        raise Unfit("too-large", f"The event has {len(raw)} bytes; {MOST_BYTES} at most.")
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and depth(raw) > DEEPEST:
        raise Unfit("too-deep", f"The event is nested deeper than {DEEPEST} levels.")
    if b"\\u0000" in raw and NUL.search(raw):
        raise Unfit("nul", "A text holds a NUL character.")


def check_width(message: Message) -> None:
    """This function will check that a message holds no more properties and traits than can be meant.

    :raises Unfit: there are too many.
    """
    if len(message.properties or ()) + len(message.traits or ()) > MOST_PROPERTIES:
        raise Unfit("too-wide", f"The event has more than {MOST_PROPERTIES} properties.")


_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def depth(raw: bytes) -> int:
    """This function will count how deep brackets are nested."""
    deepest = level = 0
    for match in _BRACKETS.finditer(raw):
        if match[0] in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif match[0] in b"]}":
            level -= 1
    return deepest
