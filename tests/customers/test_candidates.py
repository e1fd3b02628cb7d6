"""Pairs of accounts that may be one customer (FILE-01)."""

from datetime import timedelta
from typing import Any

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.customers import candidates, contacts, merging
from hourglass.customers.candidates import CandidateRefused, dialled
from hourglass.customers.models import Account, Candidate
from tests import world
from tests.conftest import NOON

LATER = NOON + timedelta(days=1)


def person(account: Account, **fields: Any) -> None:
    contacts.add(account, "Li", by="test", at=NOON, **fields)


def found() -> dict[tuple[str, str], list[str]]:
    candidates.find(at=NOON)
    return {(row.first.name, row.second.name): row.signs for row in Candidate.objects.open().order_by("pk")}


def test_file_01_duplicates_of_the_stock_are_found_by_name_city_mail_and_phone(db: None) -> None:
    east, again = world.account("East", city="成都"), world.account("ＥＡＳＴ", city="成都")
    person(east, email="li@east.example", phone="+86 138-0000-1111")
    person(again, email="wu@EAST.example", phone="13800001111")
    world.account("East", city="重庆")
    assert found() == {("East", "ＥＡＳＴ"): ["name", "mail", "phone"]}


def test_a_name_that_only_looks_the_same_is_found(db: None) -> None:
    world.account("Apple", city="成都")
    world.account("Аpple")
    assert found() == {("Apple", "Аpple"): ["look"]}


def test_mail_for_everybody_and_a_switchboard_are_no_sign(db: None) -> None:
    for number in range(candidates.SHARING + 1):
        account = world.account(f"C{number}")
        person(account, email=f"a{number}@agency.example", phone="028-12345678")
        person(account, email=f"b{number}@qq.com", phone="12")
    assert found() == {}


def test_two_registration_numbers_are_two_customers(db: None) -> None:
    world.account("East", registration="A")
    world.account("East", registration="B")
    assert found() == {}


def test_what_was_merged_or_no_longer_holds_is_forgotten(db: None) -> None:
    cities = {"East": "成都", "EAST": "成都", "east": ""}
    east, again, third = (world.account(name, city=city) for name, city in cities.items())
    assert len(found()) == 3
    merging.merge(again, into=east, versions=(0, 0), by="test", at=NOON, reason="same")
    assert found() == {("East", "east"): ["name"]}
    Account.objects.filter(pk=third.pk).update(look_key="other", name_key="other")
    assert found() == {}


def test_a_pair_that_was_judged_is_not_shown_again(cs_head: User) -> None:
    world.account("East"), world.account("East")
    assert len(found()) == 1
    pair = Candidate.objects.get()
    candidates.dismiss(pair, by=cs_head, at=NOON, reason="franchises")
    assert found() == {}
    with pytest.raises(CandidateRefused):
        candidates.dismiss(pair, by=cs_head, at=NOON)
    assert Entry.objects.filter(verb="account.told_apart").count() == 2


def test_nobody_judges_a_pair_they_do_not_see(lead: User, csm: User, other_csm: User) -> None:
    world.account("East", owner=csm), world.account("East", owner=other_csm)
    found()
    assert not Candidate.objects.visible_to(lead).exists()
    with pytest.raises(Forbidden):
        candidates.dismiss(Candidate.objects.get(), by=lead, at=NOON)


def test_new_signs_are_added_to_a_pair(db: None) -> None:
    east, again = world.account("East"), world.account("East")
    found()
    person(east, email="a@east.example")
    person(again, email="b@east.example")
    assert found() == {("East", "East"): ["name", "mail"]}
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize(
    ("phone", "digits"),
    [("+86 138 0000 1111", "13800001111"), ("028-1234567", "0281234567"), ("12345", ""), ("", ""), ("١٢٣٤٥٦٧٨", "")],
)
def test_phone_numbers_are_compared_by_their_digits(phone: str, digits: str) -> None:
    assert dialled(phone) == digits
