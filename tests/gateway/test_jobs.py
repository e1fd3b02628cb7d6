"""The recurring work of the gateway."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hourglass.base import outbox
from hourglass.base.models import Delivery, User
from hourglass.base.models.channels import Kind
from hourglass.base.schedule import Work, jobs
from hourglass.base.schedule import jobs as table
from hourglass.gateway import jobs as gateway
from tests.base.outbox_world import channel, queued
from tests.gateway.servers import receiver


def work() -> Work:
    return Work(job="outbox.send", at=timezone.now(), since=None, until=timezone.now())


def test_both_jobs_stand_in_the_table() -> None:
    assert {"outbox.send", "outbox.forget"} <= set(table())
    assert jobs()["outbox.send"].does is gateway.send


@pytest.fixture
def road(admin: User, settings: object) -> object:
    settings.OUTGOING_LOOPBACK = True  # type: ignore[attr-defined]
    with receiver() as server:
        server.answer = b'{"errcode": 0}'
        yield channel(admin, timezone.now(), kind=Kind.WECOM, secrets={"url": f"{server.url}/send?key=1"})


def test_one_run_sends_all_that_is_due(road: object) -> None:
    for _ in range(5):
        queued(road, timezone.now())  # type: ignore[arg-type]
    gateway.send(work())
    assert Delivery.objects.sent().count() == 5


def test_a_run_ends_when_its_time_is_used_up(road: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "SECONDS", 0)
    queued(road, timezone.now())  # type: ignore[arg-type]
    gateway.send(work())
    assert Delivery.objects.sent().count() == 0


def test_a_run_takes_back_what_a_dead_worker_held(road: object) -> None:
    queued(road, timezone.now() - timedelta(hours=1))  # type: ignore[arg-type]
    assert outbox.claim(by="dead", at=timezone.now() - timedelta(hours=1))
    gateway.send(work())
    assert Delivery.objects.in_state("waiting").count() == 1
