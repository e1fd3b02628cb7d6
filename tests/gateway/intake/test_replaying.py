"""What was turned away is taken in once what it lacked is there."""

import json
from collections.abc import Callable

import pytest

from hourglass.base.models import User
from hourglass.base.refusals import Forbidden
from hourglass.gateway.intake import replaying, segment
from hourglass.usage import messages
from hourglass.usage.models import Batch, Quarantined, Source
from tests.conftest import NOON
from tests.gateway.intake.asking import Answer

Send = Callable[..., Answer]


def test_what_can_be_read_now_is_taken_in_once_and_the_rest_stays(
    send: Send, source: Source, admin: User, csm: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = {"type": "track", "event": "wide", "properties": {"a": 1, "b": 2}}
    monkeypatch.setattr(messages, "MOST_PROPERTIES", 1)
    monkeypatch.setattr(segment, "MOST_PROPERTIES", 1)
    assert send("/v1/batch", {"batch": [wide]}).json["accepted"] == 0
    monkeypatch.setattr(messages, "MOST_PROPERTIES", 2)
    send("/v1/batch", {"batch": [{**wide, "properties": {str(number): 1 for number in range(9)}}]})
    with pytest.raises(Forbidden):
        replaying.replay(source, "too-wide", by=csm, at=NOON)
    assert replaying.replay(source, "too-wide", by=admin, at=NOON) == (1, 1)
    assert replaying.replay(source, "too-wide", by=admin, at=NOON) == (0, 1)
    row = Batch.objects.get()
    assert [one.event for one in messages.read(bytes(row.body))] == ["wide"]
    assert row.received_at == Quarantined.objects.order_by("pk")[0].received_at


def test_a_single_call_is_read_again_as_what_its_address_said(send: Send, source: Source, admin: User) -> None:
    assert send("/v1/page", {"name": "x" * 201}).status == 400
    row = Quarantined.objects.get()
    assert row.form == "segment:page"
    Quarantined.objects.update(body=json.dumps({"name": "short"}).encode())
    assert replaying.replay(source, "too-long", by=admin, at=NOON) == (1, 0)
