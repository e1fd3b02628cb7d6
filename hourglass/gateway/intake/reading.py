"""From the bytes of a request to messages: unpacked, mended, decoded, each event by itself.

One event that cannot be taken in never harms the others: it is told with its place and the reason.
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hourglass.gateway.intake import posthog, segment
from hourglass.gateway.intake.answers import Fault
from hourglass.usage.messages import Message, Unfit, check, check_width, milliseconds

MOST_BYTES = 9 * 2**20
SEGMENT, POSTHOG = "segment", "posthog"


@dataclass(frozen=True, slots=True)
class Place:
    """One address of the door: whose dialect it speaks, and what kind of call it is, where the address says so."""

    form: str
    kind: str = ""
    many: bool = True
    tells_each: bool = False  # the answer has to name every event (PostHog's v1)


PLACES = {
    **{f"/v1/{kind}": Place(SEGMENT, kind, many=False) for kind in segment.KINDS},
    "/v1/batch": Place(SEGMENT),
    "/v1/import": Place(SEGMENT),
    "/batch": Place(POSTHOG),
    "/capture": Place(POSTHOG),
    "/i/v1/analytics/events": Place(POSTHOG, tells_each=True),
}


class Envelope(msgspec.Struct):
    """What surrounds events, whichever client sent them."""

    batch: list[msgspec.Raw] | None = None
    write_key: Any = msgspec.field(name="writeKey", default=None)
    api_key: Any = None
    token: Any = None
    sent_at: Any = msgspec.field(name="sentAt", default=None)
    sent_at_too: Any = msgspec.field(name="sent_at", default=None)
    created_at: Any = None


class Named(msgspec.Struct):
    """What a client calls one of its events."""

    uuid: Any = None


@dataclass(slots=True)
class Turned:
    """One event that was turned away."""

    index: int
    reason: str
    detail: str
    raw: bytes
    id: str = ""


@dataclass(slots=True)
class Sent:
    """What a request brought: the key it names, when it says it was sent, and its events, not read yet."""

    place: Place
    key: str
    sent: int | None
    items: list[msgspec.Raw]


@dataclass(slots=True)
class Read:
    """What became of the events of a request."""

    messages: list[Message] = field(default_factory=list)
    turned: list[Turned] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


_envelopes = msgspec.json.Decoder(Envelope)
_lists = msgspec.json.Decoder(list[msgspec.Raw])
_named = msgspec.json.Decoder(Named)
_segment = msgspec.json.Decoder(segment.Item)
_posthog = msgspec.json.Decoder(posthog.Item)


def unpacked(body: bytes, encoding: str) -> bytes:
    """This function will give a body as it was before it was compressed, whatever it says it is.

    :raises Fault: it is no gzip, was packed another way, or is larger than can be taken.
    """
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise Fault(415, "encoding", "Send the body as it is, or packed with gzip.")
    if not body.startswith(b"\x1f\x8b"):
        return body
    engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        found = engine.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        raise Fault(400, "gzip", "The body is no gzip.") from None
    if len(found) > MOST_BYTES:
        raise Fault(413, "too-large", f"Unpacked, the body has more than {MOST_BYTES} bytes. Send it in parts.")
    if not engine.eof:
        raise Fault(400, "gzip", "The gzip body broke off.")
    return found


def opened(body: bytes, place: Place) -> Sent:
    """This function will open what surrounds the events of a request.

    :raises Fault: it is no JSON, or holds no events where it should.
    """
    try:
        document = _opened(body)
    except msgspec.ValidationError as fault:
        raise Fault(400, "shape", f"The body does not fit: {fault}") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        body = mended(body)
        document = _after_mending(body)
    except RecursionError:
        raise Fault(400, "too-deep", "The body is nested too deeply.") from None
    if isinstance(document, list):
        return Sent(place, "", None, document)
    if document.batch is None and place.many and place.kind == "" and place.form == SEGMENT:
        raise Fault(400, "no-batch", "The body needs a list named batch.")
    key = next((key for key in (document.api_key, document.write_key, document.token) if isinstance(key, str)), "")
    items = document.batch if document.batch is not None and place.many else [msgspec.Raw(body)]
    return Sent(place, key, moment(document), items)


def _opened(body: bytes) -> Envelope | list[msgspec.Raw]:
    if body.lstrip()[:1] == b"[":
        return _lists.decode(body)
    return _envelopes.decode(body)


def _after_mending(body: bytes) -> Envelope | list[msgspec.Raw]:
    try:
        return _opened(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Fault(400, "json", "The body is no JSON in UTF-8.") from None


_HALVES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?|u[dD][c-fC-F][0-9a-fA-F]{2}|.)"
)


def mended(body: bytes) -> bytes:
    """This function will put a mark where half a character stands, as browsers send it of a text that was cut."""

    def whole(match: re.Match[bytes]) -> bytes:
        half = match[0][1:3].lower() == b"ud" and match[0][3:4].lower() in b"89abcdef" and match[1] is None
        return b"\\ufffd" if half and len(match[0]) == 6 else match[0]

    return _HALVES.sub(whole, body)


def moment(document: Envelope) -> int | None:
    """This function will tell when the client says it sent this; what is no moment is none."""
    found = document.sent_at if document.sent_at is not None else document.sent_at_too
    found = found if found is not None else document.created_at
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    try:
        return milliseconds(msgspec.convert(found, segment.Moment))
    except (msgspec.ValidationError, Unfit):
        return None


def reader(place: Place, *, sent: int | None, group_type: str) -> Callable[[bytes], Message]:
    """This function will give what reads one event of an address."""
    if place.form == SEGMENT:
        return lambda raw: segment.message(_segment.decode(raw), kind=place.kind, sent=sent)
    return lambda raw: posthog.message(_posthog.decode(raw), group_type=group_type, sent=sent)


def read(sent: Sent, *, group_type: str = "") -> Read:
    """This function will read every event of a request that can be taken in, and say of the others why not."""
    found = Read()
    read_one = reader(sent.place, sent=sent.sent, group_type=group_type)
    quick = sent.place.form == SEGMENT and sent.place.kind in {"", "track"}
    for index, item in enumerate(sent.items):
        raw = bytes(item)
        try:
            known = segment.quickly(raw, sent=sent.sent) if quick else None
            found.messages.append(known or fit(raw, read_one))
        except Unfit as unfit:
            found.turned.append(Turned(index, unfit.reason, unfit.detail, raw))
    if sent.place.tells_each:
        found.ids = [name_of(bytes(item)) for item in sent.items]
    return found


def fit(raw: bytes, read_one: Callable[[bytes], Message]) -> Message:
    """This function will read and check one event.

    :raises Unfit: it cannot be taken in.
    """
    check(raw)
    try:
        message = read_one(raw)
    except msgspec.ValidationError as fault:
        raise Unfit("shape", str(fault)[:300]) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unfit("shape", "The event is no JSON.") from None
    except RecursionError:
        raise Unfit("too-deep", "The event is nested too deeply.") from None
    check_width(message)
    return message


def name_of(raw: bytes) -> str:
    """This function will give the id by which a client knows one of its events."""
    try:
        found = _named.decode(raw).uuid
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""
