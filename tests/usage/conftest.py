"""A lake of its own for each test, a source, and what it sends."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hourglass.base.models import User
from hourglass.lake.tables import EVENTS
from hourglass.usage import flushing, ingest, memory, messages, sources
from hourglass.usage.messages import Message
from hourglass.usage.models import Source
from tests.conftest import NOON

Sending = Callable[..., None]


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """An empty lake."""
    settings.LAKE = str(tmp_path / "lake")
    memory.forget()
    yield tmp_path / "lake"
    memory.forget()


@pytest.fixture
def source(admin: User) -> Source:
    """A product that sends."""
    return sources.add("Web app", by=admin, at=NOON)


@pytest.fixture
def send(source: Source, lake: Path) -> Sending:
    """A function that puts messages into the inbox, as one request of the source."""

    def put(*sent: Message, at: datetime = NOON, of: Source = source) -> None:
        ingest.keep([ingest.Arrival(of.pk, at, len(sent), messages.written(sent))])

    return put


def flush_all(at: datetime = NOON) -> int:
    """This function will flush until nothing waits, and return how many events there were."""
    total = 0
    while (number := flushing.flush(at=at)) is not None:
        total += number
    return total


def in_lake(columns: str = "event", order: str = "ts_ms, event") -> list[tuple[Any, ...]]:
    """This function will read every event of the lake."""
    sql = f"select {columns} from events order by {order}"
    return memory.engine().run(sql, lake=memory.lake(), spans={EVENTS.name: (None, None)})
