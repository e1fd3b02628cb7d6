"""What the server runs: the thin door for events, and beside it Django's pages in a bounded thread pool.

The threads of the pool keep their database connections, and so does the one that writes events.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any, cast

from a2wsgi.asgi_typing import HTTPScope, Receive, Scope, Send, SendEvent
from a2wsgi.wsgi import WSGIMiddleware, WSGIResponder
from a2wsgi.wsgi_typing import Environ, StartResponse, WSGIApp

from hourglass.config.wsgi import application as pages
from hourglass.gateway.intake.door import Door

PORTION = 64 * 1024
PATIENCE = 0.1  # seconds; several times what a page takes


class Answer(WSGIResponder):
    """One request in its thread: the answer is handed to the event loop whole, and only a long one in portions.

    At each hand-over loop and thread wait for each other's turn at the interpreter, up to 5 ms each time while other
    pages compute. The library hands head, body and end over one by one, and a file in pieces of 4 KB.
    """

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        self.held: list[SendEvent] = []
        await super().__call__(scope, receive, send)
        for message in self.held:
            await send(message)

    def send(self, message: SendEvent | None) -> None:
        """This function will keep a part of the answer until the thread is done."""
        self.held.append(cast(SendEvent, message))

    def hand_over(self) -> None:
        """This function will send what is kept, waiting while the reader is slow."""
        for message in self.held:
            super().send(message)
        self.held.clear()

    def wsgi(self, environ: Environ, start_response: StartResponse) -> None:
        """This function will have the answer made, and hand over what a longer one has ready."""
        answer = self.app(environ, start_response)
        kept: list[bytes] = []
        size = 0
        try:
            for chunk in answer:
                if size >= PORTION:
                    self.send({"type": "http.response.body", "body": b"".join(kept), "more_body": True})
                    self.hand_over()
                    kept, size = [], 0
                kept.append(chunk)
                size += len(chunk)
            self.send({"type": "http.response.body", "body": b"".join(kept)})
        finally:
            getattr(answer, "close", lambda: None)()


class Turns:
    """One page computes at a time: two in one process only take the interpreter from each other, at a cost.

    A page that takes longer waits for something, or is long; it passes its turn on and goes on beside the next.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self.free, self.patience = asyncio.Semaphore(1), patience

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """This function will wait for the turn, first come first served, and pass it on at the end of the block."""
        await self.free.acquire()
        turn = ExitStack()
        turn.callback(self.free.release)
        passing_on = asyncio.get_running_loop().call_later(self.patience, turn.close)
        try:
            yield
        finally:
            passing_on.cancel()
            turn.close()


class Pages(WSGIMiddleware):
    """A WSGI application behind an ASGI server: its pages take turns, and answer as `Answer` does."""

    def __init__(self, app: WSGIApp, workers: int, turns: Turns) -> None:
        super().__init__(app, workers)
        self.turns = turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            async with self.turns.taken():
                await Answer(self.app, self.executor, self.send_queue_size)(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class Hourglass:
    """Events go through their own door; whatever else comes is for the pages."""

    def __init__(self) -> None:
        self.door, self.pages = Door(), Pages(cast(WSGIApp, pages), workers=8, turns=Turns())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.door.opens(cast(Any, scope)):
            await self.door(cast(Any, scope), cast(Any, receive), cast(Any, send))
        else:
            await self.pages(scope, receive, send)


application = Hourglass()
