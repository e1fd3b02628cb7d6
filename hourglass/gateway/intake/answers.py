"""What the door answers: 200 with JSON when it took something in, and otherwise code, message and detail.

The clients decide by these alone whether they send again: a body without `code` and `message` is sent for ever by one
of them, a status of 201 by another, and a redirection counts as delivered for a third.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

ALLOWED = "POST, OPTIONS"
# Browsers of any product may send: the key says whose events they are, and no cookie is looked at.
EVERYWHERE = (
    (b"access-control-allow-origin", b"*"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
PREFLIGHT = (
    (b"access-control-allow-methods", ALLOWED.encode()),
    (
        b"access-control-allow-headers",
        b"authorization, content-type, content-encoding, x-retry-count, posthog-attempt, posthog-request-id",
    ),
    (b"access-control-max-age", b"86400"),
)
Send = Callable[[Any], Awaitable[None]]
Scope = MutableMapping[str, Any]


class Fault(Exception):  # noqa: N818  it is an answer
    """A request as a whole is not taken in, and this is why."""

    def __init__(self, status: int, code: str, detail: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.headers = status, code, detail, headers or {}


TITLES = {
    400: "The request cannot be read.",
    401: "There is no write key that works.",
    405: "This address does not take this method.",
    408: "The body did not come.",
    413: "The request is too large.",
    415: "The body is packed in a way that is not known.",
    429: "Too many events.",
    500: "Hourglass failed; nothing is wrong with the request.",
    503: "Events cannot be kept at the moment.",
}


def waiting(status: int, code: str, detail: str, seconds: int) -> Fault:
    """This function will make the answer that asks a client to come again later."""
    return Fault(status, code, detail, headers={"Retry-After": str(max(1, seconds))})


async def refuse(send: Send, fault: Fault) -> None:
    """This function will answer that a request was not taken in."""
    body = {"code": fault.code, "message": TITLES[fault.status], "detail": fault.detail}
    await answer(send, fault.status, body, fault.headers)


async def answer(send: Send, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
    """This function will send an answer with a JSON body."""
    text = msgspec.json.encode(body)
    own = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    head = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(text)).encode()),
        *EVERYWHERE,
        *own,
    ]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": text})


async def preflight(send: Send) -> None:
    """This function will tell a browser what it may send."""
    head = [(b"content-type", b"application/json"), (b"content-length", b"2"), *EVERYWHERE, *PREFLIGHT]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": b"{}"})
