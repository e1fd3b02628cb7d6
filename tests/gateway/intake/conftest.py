"""A source with a key, and a door to which it sends."""

from collections.abc import Callable
from functools import partial

import pytest

from hourglass.base.models import User
from hourglass.gateway.intake.door import Door
from hourglass.usage import sources
from hourglass.usage.models import Source
from tests.conftest import NOON
from tests.gateway.intake.asking import Answer, Here, ask


@pytest.fixture
def source(admin: User) -> Source:
    """A product that sends."""
    return sources.add("Web app", by=admin, at=NOON)


@pytest.fixture
def key(source: Source, admin: User) -> str:
    """Its write key."""
    return sources.make_key(source, by=admin, at=NOON)[1]


@pytest.fixture
def door(db: None, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A door that writes in the thread of the test, so that what it wrote ends with the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    made = Door()
    made.committer.executor = Here()
    return made


@pytest.fixture
def send(door: Door, key: str) -> Callable[..., Answer]:
    """A function that sends to the door with the key of the source."""
    return partial(ask, door, key=key)
