"""Pages take turns; answers reach the server whole, and long ones in portions, byte by byte as the pages made them."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from threading import Event, Lock
from time import sleep
from typing import Any

import pytest
from a2wsgi.wsgi import WSGIResponder

from hourglass.config.asgi import PORTION, Pages, Turns

pytestmark = pytest.mark.once

SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": "1.1", "headers": []}


class Chunks(list[bytes]):
    """An answer that remembers whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


async def receive() -> Any:
    return {"type": "http.request", "body": b""}


def sent(answer: Iterable[bytes], seen: Callable[[dict[str, Any]], None] = lambda _message: None) -> list[Any]:
    """What the server gets to send for an answer."""
    messages: list[Any] = []

    def made(_environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("201 Created", [("X-One", "1")])
        return answer

    async def send(message: Any) -> None:
        messages.append(message)
        seen(message)

    asyncio.run(Pages(made, workers=1, turns=Turns())(SCOPE, receive, send))  # type: ignore[arg-type]
    return messages


def at_once(number: int, page: Callable[[], bytes], patience: float) -> list[bytes]:
    """The bodies that so many requests get who come in the same moment."""
    bodies: list[bytes] = []

    def made(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [page()]

    async def send(message: Any) -> None:
        bodies.extend([message["body"]] if "body" in message else [])

    async def ask() -> None:
        pages = Pages(made, workers=number, turns=Turns(patience))
        await asyncio.gather(*(pages(SCOPE, receive, send) for _one in range(number)))  # type: ignore[arg-type]

    asyncio.run(ask())
    return bodies


def body(messages: list[Any]) -> bytes:
    return b"".join(message["body"] for message in messages[1:])


def test_a_page_is_handed_over_without_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[Any] = []
    monkeypatch.setattr(WSGIResponder, "send", lambda _self, message: handed.append(message))
    answer = Chunks([b"x" * 3 * PORTION])
    head, page = sent(answer)
    assert (head["status"], head["headers"]) == (201, [(b"x-one", b"1")])
    assert page == {"type": "http.response.body", "body": b"x" * 3 * PORTION}
    assert handed == []
    assert answer.closed


@pytest.mark.parametrize("piece", [1000, 4096, PORTION - 1, PORTION, PORTION + 1])
def test_a_long_answer_arrives_whole_and_in_portions(piece: int) -> None:
    pieces = Chunks([bytes([number]) * piece for number in range(200)])
    messages = sent(pieces)
    assert body(messages) == b"".join(pieces)
    assert [message.get("more_body", False) for message in messages[1:]] == [True] * (len(messages) - 2) + [False]
    assert max(len(message["body"]) for message in messages[1:]) < PORTION + piece
    assert pieces.closed


def test_a_long_answer_is_on_its_way_before_its_end_is_made() -> None:
    arrived = Event()

    def slow() -> Iterator[bytes]:
        yield b"x" * PORTION
        yield b"y"
        assert arrived.wait(10), "the first portion waited for the end"
        yield b"z"

    messages = sent(slow(), lambda message: arrived.set() if message["type"] == "http.response.body" else None)
    assert body(messages) == b"x" * PORTION + b"yz"


def test_an_answer_without_a_body_is_whole_too() -> None:
    assert [message["type"] for message in sent([])] == ["http.response.start", "http.response.body"]


def test_a_failure_while_an_answer_is_made_reaches_the_server() -> None:
    def failing() -> Iterator[bytes]:
        yield b"x"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sent(failing())


def test_pages_that_are_quick_never_compute_beside_each_other() -> None:
    working, beside = Lock(), []

    def page() -> bytes:
        if not working.acquire(blocking=False):
            beside.append(1)
            return b""
        sleep(0.005)
        working.release()
        return b"page"

    assert at_once(20, page, patience=10) == [b"page"] * 20
    assert beside == []


def test_a_page_that_waits_lets_the_next_one_in() -> None:
    came = Event()

    def page() -> bytes:
        if not waits:
            came.set()
            return b"next"
        waits.pop()
        return b"waited" if came.wait(10) else b"alone"

    waits = [1]
    assert sorted(at_once(2, page, patience=0.01)) == [b"next", b"waited"]


def test_a_turn_that_was_passed_on_is_not_given_back_twice() -> None:
    async def take(turns: Turns, seconds: float) -> None:
        async with turns.taken():
            await asyncio.sleep(seconds)

    async def take_many() -> int:
        turns = Turns(0.01)
        await asyncio.gather(*(take(turns, 0.05) for _one in range(5)), take(turns, 0))
        return turns.free._value

    assert asyncio.run(take_many()) == 1
