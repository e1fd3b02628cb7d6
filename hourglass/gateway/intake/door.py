"""The door for events, as an ASGI application: thin, beside Django, and answering only what is on disk."""

import asyncio
import base64
import binascii
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from hourglass.gateway.intake import reading
from hourglass.gateway.intake.answers import (
    ALLOWED,
    Fault,
    Scope,
    Send,
    answer,
    preflight,
    refuse,
    waiting,
)
from hourglass.gateway.intake.buckets import Buckets
from hourglass.gateway.intake.committing import Committer, Full
from hourglass.gateway.intake.finding import Keys, Known
from hourglass.gateway.intake.reading import MOST_BYTES, PLACES, Place, Read, Sent
from hourglass.usage import ingest, messages

log = logging.getLogger("hourglass.intake")
Receive = Callable[[], Awaitable[Any]]
# What takes longer to read than others may wait is read in a thread.
LARGE = 256 * 1024
MOST_WAITING = 64 * 2**20
PATIENCE = 30.0  # seconds between two pieces of a body


class Door:
    """Everything the door remembers: keys, how much each sent, and what waits for the disk."""

    def __init__(self) -> None:
        self.keys, self.buckets = Keys(), Buckets()
        self.committer: Committer[ingest.Arrival] = Committer(
            ingest.keep, weight=lambda arrival: len(arrival.body) + 500, most=MOST_WAITING
        )

    def opens(self, scope: Scope) -> bool:
        """This function will tell whether a request is for this door."""
        return scope["type"] == "http" and place_of(scope) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] == "OPTIONS":
                await preflight(send)
                return
            await self.take(scope, receive, send)
        except Fault as fault:
            await refuse(send, fault)
        except (DatabaseError, InterfaceError) as raised:
            log.error("events cannot be kept", exc_info=raised)
            await refuse(send, waiting(503, "unreachable", "The database cannot be reached.", 5))
        except Full:
            await refuse(send, waiting(503, "busy", "More waits to be written than can wait.", 2))
        except Exception as raised:
            log.error("a request with events failed", exc_info=raised)
            await refuse(send, Fault(500, "failed", "Send it again later."))

    async def take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This function will take in what a request brings, and answer when it is on disk."""
        place = place_of(scope)
        if scope["method"] != "POST" or place is None:
            raise Fault(405, "method", "Send events with POST.", headers={"Allow": ALLOWED})
        headers = dict(scope["headers"])
        named = key_in(headers)
        body = await whole(headers, receive)
        large = len(body) > LARGE or headers.get(b"content-encoding")
        sent = await threaded(bool(large), opened, body, headers, place)
        known = await self.entered(named or sent.key)
        self.hold_back(known)
        found = await threaded(len(body) > LARGE, lambda: reading.read(sent, group_type=known.group_type))
        self.buckets.take(known.key, max(1, len(sent.items)), known.rate)
        if found.messages or found.turned:
            await self.committer.kept(arrival(known, found, sent))
        await tell(send, place, found)

    async def entered(self, secret: str) -> Known:
        """This function will give whose key came with a request.

        :raises Fault: no key came, or none that works.
        """
        remembered, known = self.keys.remembered(secret)
        if not remembered and secret:
            known = await asyncio.get_running_loop().run_in_executor(self.committer.executor, self.keys.look_up, secret)
        if known is None:
            said = "Send the write key as the user of Basic, or in the body as writeKey or api_key."
            raise Fault(401, "key", said, headers={"WWW-Authenticate": 'Basic realm="hourglass"'})
        return known

    def hold_back(self, known: Known) -> None:
        """This function will let a key wait that has sent more than it may.

        :raises Fault: with the seconds to wait.
        """
        if wait := self.buckets.wait(known.key, known.rate):
            raise waiting(429, "too-many", f"This key may send {known.rate} events a second.", wait)


async def threaded(large: bool, act: Callable[..., Any], *arguments: Any) -> Any:
    """This function will do something at once if it is small, and otherwise in a thread, so that nobody waits."""
    return await asyncio.to_thread(act, *arguments) if large else act(*arguments)


def place_of(scope: Scope) -> Place | None:
    """This function will find what an address is for; a slash at its end changes nothing."""
    return PLACES.get(scope["path"].rstrip("/"))


def opened(body: bytes, headers: dict[bytes, bytes], place: Place) -> Sent:
    """This function will unpack and open a body."""
    encoding = headers.get(b"content-encoding", b"").decode("latin-1").strip().lower()
    return reading.opened(reading.unpacked(body, encoding), place)


async def whole(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """This function will read a body up to its end.

    :raises Fault: it is larger than can be taken, breaks off, or does not come.
    """
    told = headers.get(b"content-length", b"0")
    if told.isdigit() and int(told) > MOST_BYTES:
        raise Fault(413, "too-large", f"The body has more than {MOST_BYTES} bytes. Send it in parts.")
    pieces, size = [], 0
    while True:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise Fault(408, "slow", "The body did not come to its end.") from None
        if message["type"] == "http.disconnect":
            raise Fault(400, "broken", "The body broke off.")
        piece = message.get("body", b"")
        size += len(piece)
        if size > MOST_BYTES:
            raise Fault(413, "too-large", f"The body has more than {MOST_BYTES} bytes. Send it in parts.")
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


def key_in(headers: dict[bytes, bytes]) -> str:
    """This function will find the key in the header, as the user of Basic or as a bearer's token."""
    scheme, _space, given = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode("latin-1").partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def arrival(known: Known, found: Read, sent: Sent) -> ingest.Arrival:
    """This function will give what a request brought, as the inbox keeps it."""
    turned = [
        ingest.Turned(turned.reason, turned.detail, sent.place.form, sent.place.kind, sent.sent, turned.raw)
        for turned in found.turned
    ]
    return ingest.Arrival(known.source, timezone.now(), len(found.messages), messages.written(found.messages), turned)


async def tell(send: Send, place: Place, found: Read) -> None:
    """This function will answer what became of each event.

    :raises Fault: the one event of a single call was turned away.
    """
    if not place.many and found.turned:
        raise Fault(400, found.turned[0].reason, found.turned[0].detail)
    refused = [{"index": one.index, "code": one.reason, "message": one.detail} for one in found.turned]
    body: dict[str, Any] = {"success": True, "status": 1, "accepted": len(found.messages), "refused": refused}
    if place.tells_each:
        body["results"] = results(found)
    await answer(send, 200, body)


def results(found: Read) -> dict[str, Any]:
    """This function will answer event by event, as PostHog's newer clients ask for it."""
    dropped = {one.index: one.detail for one in found.turned}
    return {
        name: {"result": "drop", "details": dropped[index]} if index in dropped else {"result": "ok"}
        for index, name in enumerate(found.ids)
        if name
    }
