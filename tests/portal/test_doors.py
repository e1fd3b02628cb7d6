"""What a customer sees behind a link, and that everything else looks the same (FILE-12, T5)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from hourglass.base.models import User
from hourglass.customers import absences, accounts, links, reachability
from hourglass.customers.models import Account, Duty, Link, Purpose
from tests import world
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def account(csm: User, other_csm: User) -> Account:
    customer = world.account("Renkang", owner=csm)
    accounts.add_member(customer, other_csm, duty=Duty.DEPUTY, by="test", at=NOON)
    return customer


@pytest.fixture
def link(account: Account) -> tuple[Link, str]:
    return links.make(account, purpose=Purpose.SERVICE_CARD, by="test", at=NOON, expires_at=NOON + timedelta(days=1))


def get(client: Client, secret: str) -> Any:
    return client.get(f"/c/{secret}/", headers={"accept-language": "en"})


def test_file_12_a_customer_opens_the_card_without_logging_in(
    client: Client, csm: User, link: tuple[Link, str]
) -> None:
    reachability.change(csm, version=0, by=csm, at=NOON, phone="138 0000 1111")
    answer = get(client, link[1])
    text = answer.content.decode()
    assert answer.status_code == 200
    for word in ("Renkang", csm.name, csm.email, "138 0000 1111", "Customer success manager", "Deputy"):
        assert word in text
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert link[1] not in text


def test_file_12_while_the_manager_is_away_the_deputy_is_shown(
    client: Client, csm: User, link: tuple[Link, str]
) -> None:
    day = NOON.date()
    absences.enter(csm, first=day, last=day, deputy=None, by=csm, at=NOON)
    text = get(client, link[1]).content.decode()
    assert f"stands in for {csm.name}" in text
    assert f"away until {day}" in text


@pytest.mark.parametrize("fault", ["wrong", "expired", "revoked", "closed"])
def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(
    client: Client, account: Account, link: tuple[Link, str], fault: str
) -> None:
    wrong = get(client, "hgc_nothing")
    secret = link[1]
    if fault == "wrong":
        secret = "hgc_something"
    if fault == "revoked":
        links.revoke(link[0], by="test", at=NOON)
    if fault == "closed":
        accounts.close(account, version=0, by="test", at=NOON, reason="gone")
    with time_machine.travel(NOON + timedelta(days=2 if fault == "expired" else 0), tick=False):
        answer = get(client, secret)
    assert (answer.status_code, answer.content) == (404, wrong.content)
    assert {**answer.headers, "X-Request-ID": ""} == {**wrong.headers, "X-Request-ID": ""}


def test_opening_a_link_changes_nothing(client: Client, link: tuple[Link, str]) -> None:
    before = list(Link.objects.values())
    get(client, link[1])
    assert list(Link.objects.values()) == before
    assert not client.cookies
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"/c/{link[1]}/").status_code == 405


def test_money_and_notes_are_nowhere_on_the_card(client: Client, account: Account, link: tuple[Link, str]) -> None:
    world.contract(account, world.line(123_456, world.term("2026-01-01")), number="HT-SECRET", note="difficult")
    text = get(client, link[1]).content.decode()
    assert not [word for word in ("HT-SECRET", "123,456", "difficult") if word in text]
