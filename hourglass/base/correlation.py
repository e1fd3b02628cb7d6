"""What ties together all that one request or one job run did: its id, and who really acts.

Delivery sets both at its door; the record and the logs read them, so that no verb has to pass them on.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request: ContextVar[str] = ContextVar("hourglass_request", default="")
_operator: ContextVar[int | None] = ContextVar("hourglass_operator", default=None)


def get() -> str:
    """This function will return the id of the request or run we are in, or an empty text outside of any."""
    return _request.get()


def set(request_id: str) -> None:  # noqa: A001  read as correlation.set(...)
    """This function will name the request or run we are in."""
    _request.set(request_id)


@contextmanager
def of(request_id: str = "") -> Iterator[str]:
    """This function will name everything within the block `request_id`, or give it a new id."""
    token = _request.set(request_id or secrets.token_hex(8))
    try:
        yield _request.get()
    finally:
        _request.reset(token)


def operator() -> int | None:
    """This function will return the key of the person who really acts, when they view as somebody else."""
    return _operator.get()


@contextmanager
def operated_by(person: int) -> Iterator[None]:
    """This function will mark everything within the block as done by `person` in another person's name."""
    token = _operator.set(person)
    try:
        yield
    finally:
        _operator.reset(token)
