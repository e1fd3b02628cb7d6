"""The sender takes what is due, hands it to the adapter and writes down how it ended."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from hourglass.base.models import Channel, Delivery, User
from hourglass.base.models.channels import Kind
from hourglass.base.models.outbox import State
from hourglass.base.outbox import Message
from hourglass.gateway import sender
from hourglass.gateway.channels import ADAPTERS
from tests.base.outbox_world import channel, queued
from tests.gateway.servers import Receiver, receiver


@pytest.fixture
def server(settings: Any) -> Iterator[Receiver]:
    settings.OUTGOING_LOOPBACK = True
    with receiver() as server:
        yield server


@pytest.fixture
def road(admin: User, server: Receiver) -> Channel:
    return channel(admin, timezone.now(), kind=Kind.WECOM, secrets={"url": f"{server.url}/send?key=canary-key"})


def send_all() -> int:
    sent = 0
    while sender.send_next(by="test"):
        sent += 1
    return sent


def test_what_was_queued_arrives(road: Channel, server: Receiver) -> None:
    server.answer = b'{"errcode": 0}'
    delivery = queued(road, timezone.now(), message=Message("test.sent", "Title", "Text", "https://cs.example.com/"))
    assert send_all() == 1
    delivery.refresh_from_db()
    assert delivery.state == State.SENT
    assert "**Title**\nText" in server.heard[0].json["markdown"]["content"]


def test_a_broken_bot_is_disabled_and_its_other_messages_wait(road: Channel, server: Receiver) -> None:
    server.answer = b'{"errcode": 93000}'
    for _ in range(3):
        queued(road, timezone.now())
    assert send_all() == 1
    road.refresh_from_db()
    assert (road.state, road.disabled_by) == ("disabled", "vendor")
    assert sorted(d.state for d in Delivery.objects.all()) == [State.DEAD, State.WAITING, State.WAITING]


def test_a_receiver_that_is_down_rests_and_does_not_hold_up_others(
    road: Channel, server: Receiver, admin: User
) -> None:
    dead = channel(admin, timezone.now(), kind=Kind.WECOM, secrets={"url": "http://127.0.0.1:1/"})
    for _ in range(20):
        queued(dead, timezone.now())
        queued(road, timezone.now())
    server.answer = b'{"errcode": 0}'
    assert send_all() == 20 + 4
    dead.refresh_from_db()
    assert dead.state == "resting"
    assert Delivery.objects.filter(channel=road).done().count() == 20


def test_a_fault_of_ours_is_an_attempt_like_another(
    road: Channel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(ADAPTERS[Kind.WECOM], "send", fail)
    delivery = queued(road, timezone.now())
    assert send_all() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (State.WAITING, "broken")
    assert "outbox.adapter_failed" in caplog.text


def test_secrets_that_cannot_be_read_disable_the_channel(road: Channel, settings: Any) -> None:
    queued(road, timezone.now())
    sealed = Channel._meta.get_field("sealed")
    try:
        for kept in ("f", "keys"):
            sealed.__dict__.pop(kept, None)
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", []
        assert send_all() == 1
    finally:
        for kept in ("f", "keys"):
            sealed.__dict__.pop(kept, None)
    road.refresh_from_db()
    assert (road.state, road.disabled_by) == ("disabled", "unreadable-secrets")


def test_no_secret_of_a_channel_reaches_the_logs(
    road: Channel, server: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for server.status in (200, 404):
        queued(road, timezone.now())
        send_all()
    assert "canary-key" not in caplog.text
