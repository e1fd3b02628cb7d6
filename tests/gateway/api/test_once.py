"""Requests with a key: done once, answered as often as they come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from hourglass.base.models import User
from hourglass.base.schedule import Work
from hourglass.customers.models import Account
from hourglass.gateway import jobs
from hourglass.gateway.api import accounts, once
from hourglass.gateway.models import KeptAnswer
from tests.conftest import NOON
from tests.gateway.api.machine import Answer, Machine, machine_of

KEY = "8f1c6d1e"


def post(machine: Machine, body: Any, key: str = KEY) -> Answer:
    return machine.call("POST", "accounts", body, Idempotency_Key=key)


def test_the_same_request_is_done_once_and_answered_alike(machine: Machine) -> None:
    first, second = post(machine, {"name": "North"}), post(machine, {"name": "North"})
    assert (first.status, second.status, second.body) == (201, 201, first.body)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert Account.objects.count() == 1


def test_a_refusal_is_kept_too(machine: Machine) -> None:
    refused = post(machine, {"name": "North", "owner": "gone@example.com"})
    assert post(machine, {"name": "North", "owner": "gone@example.com"}).body == refused.body
    assert refused.kind == "invalid"


def test_a_key_belongs_to_one_request(machine: Machine) -> None:
    post(machine, {"name": "North"})
    other = post(machine, {"name": "South"})
    assert (other.status, other.kind) == (422, "key-reused")
    elsewhere = machine.call("POST", "contacts", {"name": "North"}, Idempotency_Key=KEY)
    assert elsewhere.kind == "key-reused"
    assert Account.objects.count() == 1


def test_a_key_belongs_to_one_token(machine: Machine, admin: User) -> None:
    post(machine, {"name": "North"})
    assert post(machine_of(admin), {"name": "North"}).status == 201
    assert Account.objects.count() == 2


def test_without_a_key_a_request_is_done_each_time(machine: Machine) -> None:
    for _ in range(2):
        machine.post("accounts", {"name": "North"})
    assert (Account.objects.count(), KeptAnswer.objects.count()) == (2, 0)


@pytest.mark.parametrize("key", ["x" * 256, "schlüssel", " \t", "\x7f"])
def test_a_key_is_short_and_plain(machine: Machine, key: str) -> None:
    answer = post(machine, {"name": "North"}, key=key)
    assert (answer.kind, answer.fields) == ("invalid", ["Idempotency-Key"])


def test_the_same_request_while_it_is_worked_on_is_told_to_wait(machine: Machine, monkeypatch: Any) -> None:
    inner: list[Answer] = []
    told = accounts.told

    def meanwhile(account: Account) -> dict[str, Any]:
        monkeypatch.setattr(accounts, "told", told)
        inner.append(post(machine, {"name": "North"}))
        return told(account)

    monkeypatch.setattr(accounts, "told", meanwhile)
    assert post(machine, {"name": "North"}).status == 201
    assert (inner[0].status, inner[0].kind) == (409, "under-way")
    assert inner[0].headers["Retry-After"] == "2"


def test_a_failure_frees_the_key_and_leaves_nothing(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_account: Account) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(accounts, "told", fail)
        assert post(machine, {"name": "North"}).kind == "failed"
    assert (Account.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert post(machine, {"name": "North"}).status == 201


def test_act_and_answer_are_one_also_when_the_answer_cannot_be_kept(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(once, "keep", fail)
    assert post(machine, {"name": "North"}).kind == "failed"
    assert not Account.objects.exists()


def test_what_a_killed_process_left_is_tried_again_after_a_while(machine: Machine) -> None:
    post(machine, {"name": "North"})
    KeptAnswer.objects.update(status=None, begun_at=timezone.now() - once.LEASE + timedelta(seconds=5))
    assert post(machine, {"name": "North"}).kind == "under-way"
    KeptAnswer.objects.update(begun_at=timezone.now() - once.LEASE)
    assert post(machine, {"name": "North"}).status == 201
    assert Account.objects.count() == 2, "nobody knows how far the first one came"


def test_answers_are_kept_for_a_day(machine: Machine) -> None:
    post(machine, {"name": "North"})
    KeptAnswer.objects.update(begun_at=timezone.now() - once.KEPT)
    assert post(machine, {"name": "South"}).status == 201


def test_the_job_forgets_what_is_older_than_a_day(machine: Machine) -> None:
    for number in range(3):
        post(machine, {"name": f"N{number}"}, key=f"k{number}")
    KeptAnswer.objects.filter(key="k0").update(begun_at=NOON - once.KEPT)
    KeptAnswer.objects.filter(key="k1").update(begun_at=NOON - once.KEPT + timedelta(seconds=1))
    assert jobs.forget_answers(Work("interface.forget", NOON, None, NOON, {})) == 1
    assert {kept.key for kept in KeptAnswer.objects.all()} == {"k1", "k2"}


@pytest.mark.django_db(transaction=True)
def test_twenty_at_the_same_moment_have_one_effect(machine: Machine) -> None:
    start = Barrier(20)

    def one(_number: int) -> Answer:
        start.wait()
        try:
            return post(Machine(machine.secret), {"name": "North"})
        finally:
            connection.close()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads have no database in memory in common")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(20)))
    assert Account.objects.count() == 1
    assert {answer.status for answer in answers} <= {201, 409}
    done = [answer.body for answer in answers if answer.status == 201]
    assert done.count(done[0]) == len(done) >= 1
