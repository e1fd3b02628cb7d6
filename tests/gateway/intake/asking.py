"""A client of the door for events that needs no server: it speaks ASGI to it, in the thread of the test."""

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

from django.db import connections

from hourglass.gateway.intake.door import Door


class Here(Executor):
    """Does at once, in the same thread, what it is handed: so the test's transaction sees what was written."""

    def __init__(self) -> None:
        self.connection = connections["default"]

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        connections["default"] = self.connection  # Django keeps another one for code inside a loop
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as raised:  # noqa: BLE001  handed on as an executor does
            future.set_exception(raised)
        return future


@dataclass
class Answer:
    """What the door answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    door: Door,
    path: str,
    body: Any = b"",
    *,
    key: str = "",
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    pieces: int = 1,
) -> Answer:
    """This function will send a request to the door and return its answer; a body that is no bytes is sent as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"content-length": str(len(raw)), **{name.lower(): value for name, value in (headers or {}).items()}}
    if key:
        given.setdefault("authorization", "Basic " + base64.b64encode(f"{key}:".encode()).decode())
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
    }
    step = max(1, -(-len(raw) // pieces))
    parts = [raw[start : start + step] for start in range(0, len(raw), step)] or [b""]
    messages: list[dict[str, Any]] = []

    async def receive() -> Any:
        if not parts:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(door(scope, receive, send))
    head, *rest = messages
    told = {name.decode(): value.decode() for name, value in head["headers"]}
    return Answer(head["status"], told, b"".join(message.get("body", b"") for message in rest))
