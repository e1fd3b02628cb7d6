"""The door of the interface: who comes in, with what, and what everything that goes wrong looks like."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone, translation

from hourglass.base import keys, people, roles
from hourglass.base.models import Role, ServiceToken, User
from hourglass.customers.models import Account
from hourglass.gateway.api import accounts, door
from tests import world
from tests.conftest import NOON, Casting
from tests.gateway.api.machine import Machine, machine_of


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer hgs_wrong", "Basic aGdzXzp4", "hgs_bare", "Bearer \x00", "Bearer " + "x" * 5000],
)
def test_without_a_token_that_works_nobody_comes_in(machine: Machine, header: str) -> None:
    answer = machine.get("accounts", Authorization=header)
    assert (answer.status, answer.kind) == (401, "no-token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_nothing_and_a_cookie_is_not_looked_at(admin: User) -> None:
    client = Client()
    client.force_login(admin)
    machine = Machine("", client=client)
    assert machine.get("accounts", Authorization="").kind == "no-token"
    assert "Set-Cookie" not in machine.get("accounts", Authorization="").headers


def test_a_write_key_opens_nothing(machine: Machine, admin: User) -> None:
    _key, secret = keys.create_write_key("Shop", by=admin, at=timezone.now())
    assert machine.get("accounts", Authorization=f"Bearer {secret}").kind == "no-token"


def test_a_token_ends_with_its_day_its_revocation_and_its_person(admin: User, cast: Casting) -> None:
    owner = cast("owner", "administrator")
    first, second, third = (machine_of(owner) for _ in range(3))
    tokens = list(ServiceToken.objects.order_by("pk"))
    assert first.get("accounts").status == 200
    ServiceToken.objects.filter(pk=tokens[0].pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    keys.revoke_token(tokens[1], by=admin, at=timezone.now())
    assert [first.get("accounts").status, second.get("accounts").status] == [401, 401]
    assert third.get("accounts").status == 200
    people.deactivate(owner, by=admin, at=timezone.now())
    assert third.get("accounts").status == 401


def test_a_token_loses_at_once_what_its_person_loses(
    admin: User, cast: Casting, built_in: dict[str, Role], csm: User
) -> None:
    owner = cast("owner", "administrator")
    machine = machine_of(owner)
    world.account("North", owner=csm)
    assert len(machine.get("accounts").body["data"]) == 1
    roles.grant(built_in["csm"], to=owner, by=admin, at=NOON)
    roles.revoke(built_in["administrator"], of=owner, by=admin, at=NOON)
    assert machine.get("accounts").body["data"] == []
    assert machine.get("contracts").status == 200
    roles.revoke(built_in["csm"], of=owner, by=admin, at=NOON)
    assert machine.get("contracts").kind == "forbidden"


@pytest.mark.parametrize(
    ("language", "expected", "said"),
    [
        ("en", "en", "There is no such address."),
        ("en-GB,en;q=0.8", "en", "There is no such address."),
        ("zh-CN", "zh-hans", "没有这个地址。"),
        ("zh-Hans;q=0.5, en;q=0.4", "zh-hans", "没有这个地址。"),
        ("xx, de", "zh-hans", "没有这个地址。"),
        ("", "zh-hans", "没有这个地址。"),
        ("q" * 3000, "zh-hans", "没有这个地址。"),
    ],
)
def test_sentences_are_in_the_language_that_is_asked_for(
    machine: Machine, language: str, expected: str, said: str
) -> None:
    machine.language = language
    translation.activate("en" if expected != "en" else "zh-hans")  # as the page before may have left it
    answer = machine.get("moon")
    assert (answer.kind, answer.headers["Content-Language"]) == ("not-found", expected)
    assert answer.body["detail"].startswith(said)


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v2/accounts", "moon", "accounts/", "accounts/x", "accounts/-1"]
)
def test_an_address_that_is_none_is_a_problem_like_every_other(machine: Machine, path: str) -> None:
    answer = machine.get(path)
    assert (answer.status, answer.kind) == (404, "not-found")


@pytest.mark.parametrize("number", [2**63, 10**40])
def test_a_number_no_row_can_have_is_not_there(machine: Machine, number: int) -> None:
    assert machine.get(f"accounts/{number}").kind == "not-found"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "PATCH"])
def test_a_method_that_an_address_does_not_take(machine: Machine, method: str) -> None:
    answer = machine.call(method, "accounts", {} if method == "PATCH" else None)
    assert answer.status == 405
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}
    assert method == "HEAD" or answer.kind == "no-such-method"


def test_the_open_description_looks_at_no_body_and_no_key(machine: Machine) -> None:
    answer = machine.post("openapi.json", b"x", Idempotency_Key="k-1", Authorization="")
    assert (answer.status, answer.kind) == (405, "no-such-method")


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"{'name': 1}",
        b'{"name": "a", "name": "b"}',
        b'{"name": NaN}',
        b'{"name": 1e999}',
        b'{"name": "\xff"}',
        b'{"name": "\\u0000"}',
        b'{"name": "\\ud800"}',
        b'{"name": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
    ],
)
def test_what_is_no_json_or_cannot_be_kept_is_unreadable(machine: Machine, body: bytes) -> None:
    answer = machine.post("accounts", body)
    assert (answer.status, answer.kind) == (400, "unreadable")


def test_text_that_cannot_be_kept_in_an_address_is_unreadable(machine: Machine) -> None:
    assert machine.get("accounts?number=%00").kind == "unreadable"
    assert machine.get("accounts?%00=1").kind == "unreadable"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content_Encoding": "gzip"},
    ],
)
def test_what_is_not_sent_as_json_is_refused(machine: Machine, headers: dict[str, str]) -> None:
    answer = machine.post("accounts", b"name=x", **headers)
    assert (answer.status, answer.kind) == (415, "no-json")


def test_a_body_that_is_too_large_is_refused(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_BYTES", 2**20)
    assert machine.post("accounts", {"name": "x" * 2**20}).kind == "too-large"
    fits = machine.post("accounts", {"name": "x" * (2**20 - 100)})
    assert fits.kind == "invalid"


def test_a_large_body_passes_the_limit_for_forms_of_pages(machine: Machine) -> None:
    assert machine.post("accounts", {"name": "x" * 4 * 2**20}).kind == "invalid"


def test_a_bug_is_logged_and_told_without_details(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_words: Any) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr(accounts, "seen", fail)
    with caplog.at_level(logging.ERROR, "hourglass.api"):
        answer = machine.get("accounts")
    assert (answer.status, answer.kind) == (500, "failed")
    assert "canary" not in str(answer.body)
    assert "canary" in caplog.text


def test_a_database_that_cannot_be_reached_is_told_with_when_to_come_again(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(accounts, "seen", fail)
    answer = machine.get("accounts")
    assert (answer.status, answer.kind, answer.headers["Retry-After"]) == (503, "unreachable", "30")


def test_rows_that_nobody_narrowed_are_never_read(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    world.account("North")
    monkeypatch.setattr(accounts, "seen", lambda _person: Account.objects.all())
    assert machine.get("accounts").kind == "failed"


def test_every_answer_names_its_request_and_is_kept_by_no_cache(machine: Machine) -> None:
    answer = machine.get("accounts")
    assert len(answer.headers["X-Request-ID"]) == 16
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refusal_without_a_field_is_told_as_a_whole(machine: Machine) -> None:
    account = world.account("North")
    other = world.account("South")
    Account.objects.filter(pk=account.pk).update(merged_into=other)
    answer = machine.patch(f"accounts/{account.pk}", {"version": 0, "city": "x"})
    assert (answer.kind, answer.fields) == ("refused", [])
    assert answer.body["detail"].startswith("This customer was merged")


def test_last_use_of_a_token_is_noted(machine: Machine) -> None:
    machine.get("accounts")
    assert ServiceToken.objects.get().last_used_at is not None
