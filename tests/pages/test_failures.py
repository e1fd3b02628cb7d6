"""When the database cannot be reached or the disk is full, people get a page that says so, and nothing of the cause."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from hourglass.base.models import User

pytestmark = pytest.mark.once

FAULTS = [
    OperationalError("unable to open database file: /secret/place"),
    OperationalError("database or disk is full"),
    OperationalError("disk I/O error"),
    OperationalError("attempt to write a readonly database"),
    OperationalError("database is locked"),
    InterfaceError("connection already closed"),
]


@pytest.fixture
def broken(client: Client, someone: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A function that makes every statement fail from now on."""
    client.raise_request_exception = False
    client.force_login(someone)
    with monkeypatch.context() as patch:

        def breaks(fault: Exception) -> None:
            def fail(*args: Any, **options: Any) -> None:
                raise fault

            patch.setattr(connection, "cursor", fail)

        yield breaks


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_failing_database_is_503_in_our_words(client: Client, broken: Any, fault: Exception, method: str) -> None:
    broken(fault)
    answer = getattr(client, method)("/preferences/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    page = answer.content.decode()
    assert "<h1>" in page
    assert str(fault) not in page
    assert "Traceback" not in page


def test_it_works_again_without_a_restart(client: Client, someone: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    client.force_login(someone)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", lambda *_args, **_options: int("no number"))
        assert client.get("/").status_code == 500
    assert client.get("/").status_code == 200


def test_healthz_lives_without_a_database(client: Client, broken: Any) -> None:
    broken(FAULTS[0])
    client.cookies.clear()
    assert client.get("/healthz").status_code == 200
