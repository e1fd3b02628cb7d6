"""A product with features, and the shortest words for what happens in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hourglass.customers import products
from hourglass.lake.tables import EVENTS
from hourglass.usage import features, memory
from hourglass.usage.metrics.opening import millis
from hourglass.usage.models import Feature
from tests.conftest import NOON

ZONE = ZoneInfo("Asia/Shanghai")
Happen = Callable[..., None]
_versions = count(1)


@pytest.fixture
def happen(lake: Path) -> Happen:
    """A function that puts events into the lake: what, who, at which local times of which day."""

    def events(day: date, event: str, *times: str, account: int = 1, user: int = 1, **more: int) -> None:
        moments = [local(day, at) for at in times]
        said = {"account_id": account, "store_id": 0, "user_id": user, "group_id": 0, "source_id": 1} | more
        columns = {
            "day": [day for _at in moments],
            "event": [event for _at in moments],
            "ts_ms": moments,
            "received_ms": moments,
            "message": [next(_versions) for _at in moments],
            "batch": [1 for _at in moments],
            "properties": [None for _at in moments],
        }
        columns |= {name: [value for _at in moments] for name, value in said.items()}
        memory.lake().append(EVENTS, columns, app="inbox", version=next(_versions))

    return events


def local(day: date, at: str) -> int:
    """The instant of a time of the business day, in milliseconds."""
    return millis(datetime.combine(day, time.fromisoformat(at), ZONE).astimezone(UTC))


def days(first: date, number: int) -> list[date]:
    """So many days in a row."""
    return [first + timedelta(days=step) for step in range(number)]


@pytest.fixture
def clinic(db: None) -> dict[str, Feature]:
    """A product with an edition of four features, two of them core, told by events of their names."""
    product = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    module = products.add_module(product, name_zh="门诊", name_en="Visits", by="test", at=NOON)
    products.add_edition(product, name_zh="标准", name_en="Standard", modules=[module], by="test", at=NOON)
    made = {}
    for name in ("book", "charge", "report", "text"):
        made[name] = features.add(
            module, name_zh=name, name_en=name, key=name, core=name in {"book", "charge"}, by="test", at=NOON
        )
        features.listen(made[name], name, by="test", at=NOON)
    return made
