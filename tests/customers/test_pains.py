"""What customers' people suffer from, by side and by role."""

from datetime import timedelta
from typing import Any

import pytest

from hourglass.base.labels import Label
from hourglass.customers import contacts, dossier, key_persons, pains
from hourglass.customers.models import Account, Contact, Finding, Profile, WorkItem
from hourglass.customers.models.key_persons import Solvable
from hourglass.customers.pains import Side
from tests import world
from tests.conftest import NOON

WHO: dict[str, Any] = {"by": "test", "at": NOON}


@pytest.fixture
def account(db: None) -> Account:
    return world.account()


def person(account: Account, name: str, **flags: Any) -> Contact:
    return contacts.add(account, name, **flags, **WHO)


def sections(people: list[Contact]) -> list[pains.Section]:
    profiles = {row.contact_id: row for row in Profile.objects.unscoped(reason="a test")}
    return pains.sections(people, profiles, WorkItem.objects.unscoped(reason="a test"), at=NOON)


def test_key_10_one_buyer_and_four_users_are_two_sections(account: Account) -> None:
    buyer = person(account, "Owner", is_buyer=True)
    users = [person(account, f"User {number}", is_user=True) for number in range(4)]
    key_persons.describe(buyer, version=0, pains="Costs too much", **WHO)
    key_persons.describe(users[0], version=0, pains="Too slow", **WHO)
    key_persons.add_work(users[0], "Cash up", solvable=Solvable.YES, **WHO)
    bought, used = sections([buyer, *users])
    assert [(section.side, len(section.voices)) for section in (bought, used)] == [(Side.BUYERS, 1), (Side.USERS, 4)]
    assert [voice.pains for voice in bought.voices] == ["Costs too much"]
    assert [voice.pains for voice in used.voices] == ["Too slow", "", "", ""]
    assert (bought.solved.percent(), used.solved.percent()) == ("—", "100.0%")


def test_key_10_who_is_both_stands_in_both(account: Account) -> None:
    both = person(account, "Owner and doctor", is_buyer=True, is_user=True)
    nobody = person(account, "Neighbour")
    found = {section.side: [voice.contact for voice in section.voices] for section in sections([both, nobody])}
    assert found == {Side.BUYERS: [both], Side.USERS: [both], Side.OTHERS: [nobody]}


def test_key_10_a_draft_of_the_role_is_no_pain_of_theirs() -> None:
    assert pains.known_pains(Profile(pains="Queues", to_verify=["pains"])) == ""
    assert pains.known_pains(Profile(pains=" Queues ")) == "Queues"
    assert pains.known_pains(None) == ""


def test_key_03_a_doctor_with_three_of_five_solved_is_60_percent(account: Account) -> None:
    doctor = person(account, "Doctor", roles=["doctor"])
    clerk = person(account, "Clerk", roles=["clerk", "doctor"])
    for number, solvable in enumerate(("yes", "yes", "yes", "partly", "no")):
        key_persons.add_work(doctor, f"Work {number}", solvable=Solvable[solvable.upper()], **WHO)
    [row] = pains.by_role(WorkItem.objects.unscoped(reason="a test"))
    assert (row.role, row.solved(NOON).percent()) == ("doctor", "60.0%")
    assert [item.description for item in row.unsolved] == ["Work 3", "Work 4"]
    key_persons.add_work(clerk, "Letters", solvable=Solvable.NO, **WHO)
    rows = pains.by_role(WorkItem.objects.unscoped(reason="a test"))
    assert [(row.role, row.items, len(row.people)) for row in rows] == [("clerk", 1, 1), ("doctor", 6, 2)]


def test_key_13_the_dossier_is_read_as_it_was_known_on_a_day(account: Account) -> None:
    topic = dossier.add_topic(key="t", label=Label("题", "T"), **WHO)
    first = dossier.find(account, topic, "First", on=NOON.date(), **WHO)
    later = NOON + timedelta(days=3)
    dossier.find(account, topic, "Second", on=NOON.date(), replaces=first, by="test", at=later)
    findings = Finding.objects.unscoped(reason="a test")
    moments = (NOON - timedelta(days=1), NOON, later - timedelta(seconds=1), later)
    told = [[row.text for row in dossier.known_on(findings, at=at)] for at in moments]
    assert told == [[], ["First"], ["First"], ["Second"]]
