"""People of customers by the interface."""

from typing import Any

import pytest

from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.customers import person_roles
from hourglass.customers.models import Contact
from tests import world
from tests.conftest import NOON
from tests.gateway.api.machine import Machine, machine_of


@pytest.fixture
def boss(db: None) -> None:
    """A role of persons of the first level."""
    person_roles.add(key="boss", label=Label("院长", "Director"), level=1, by="test", at=NOON)


def test_a_person_is_added_and_read_again(machine: Machine, boss: None) -> None:
    account = world.account()
    full = {
        "account": account.pk, "name": "李敏", "job_title": "院长", "roles": ["boss"], "email": "li@example.com",
        "phone": "138", "im": "li", "is_buyer": True, "is_user": False, "product_user": "u-1",
    }  # fmt: skip
    added = machine.post("contacts", full)
    assert added.status == 201
    assert {name: added.body[name] for name in full} == full
    assert (added.body["level"], added.body["left_on"], added.body["version"]) == (1, None, 0)
    assert machine.get(f"contacts/{added.body['id']}").body == added.body


def test_a_change_touches_what_it_names_alone_and_meets_the_version(machine: Machine) -> None:
    made = machine.post("contacts", {"account": world.account().pk, "name": "Li", "phone": "1"}).body
    path = f"contacts/{made['id']}"
    assert machine.patch(path, {"version": 0, "phone": ""}).body == made | {"phone": "", "version": 1}
    assert machine.patch(path, {"version": 0, "phone": "3"}).kind == "changed-meanwhile"


def test_an_address_may_be_taken_away_and_what_was_read_may_be_sent_back(machine: Machine) -> None:
    made = machine.post("contacts", {"account": world.account().pk, "name": "Li", "email": "li@example.com"}).body
    path = f"contacts/{made['id']}"
    assert machine.patch(path, {"version": 0, "email": ""}).body == made | {"email": "", "version": 1}
    assert machine.patch(path, {"version": 1, "email": "", "phone": "1"}).body["phone"] == "1"
    assert machine.post("contacts", {"account": made["account"], "name": "Wang", "email": ""}).status == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Li"}, "account"),
        ({"name": "Li", "account": 0}, "account"),
        ({"name": "Li", "account": "1"}, "account"),
        ({"name": "Li", "account": 10**15}, "account"),
        ({"name": "Li", "email": "x"}, "email"),
        ({"name": "Li", "roles": ["moon"]}, "roles.0"),
        ({"name": "Li", "is_buyer": "yes"}, "is_buyer"),
        ({"name": ""}, "name"),
        ({"name": "Li", "left_on": "2026-01-01"}, "left_on"),
    ],
)
def test_what_does_not_fit_is_named_with_its_field(
    machine: Machine, boss: None, body: dict[str, Any], field: str
) -> None:
    sent = body if field == "account" else {"account": world.account().pk} | body
    answer = machine.post("contacts", sent)
    assert (answer.status, answer.kind, answer.fields) == (422, "invalid", [field])


def test_people_of_unseen_customers_are_not_there(hers: Machine, machine: Machine, csm: User, other_csm: User) -> None:
    foreign = world.account(owner=other_csm)
    person = machine.post("contacts", {"account": foreign.pk, "name": "Li"}).body["id"]
    own = hers.post("contacts", {"account": world.account(owner=csm).pk, "name": "Wang"}).body["id"]
    assert [one["id"] for one in hers.get("contacts").body["data"]] == [own]
    assert hers.get(f"contacts/{person}").kind == "not-found"
    assert hers.patch(f"contacts/{person}", {"version": 0, "name": "x"}).kind == "not-found"
    refused = hers.post("contacts", {"account": foreign.pk, "name": "Zhao"})
    assert (refused.kind, refused.fields) == ("invalid", ["account"])
    assert Contact.objects.count() == 2


def test_lists_are_narrowed(machine: Machine) -> None:
    account, other = world.account(), world.account()
    machine.post("contacts", {"account": account.pk, "name": "Li", "email": "li@example.com", "product_user": "u1"})
    machine.post("contacts", {"account": other.pk, "name": "Wang", "email": "wang@example.com", "product_user": "u2"})
    for query in (f"account={account.pk}", "email=LI@example.com", "product_user=u1"):
        assert [one["name"] for one in machine.get(f"contacts?{query}").body["data"]] == ["Li"]


def test_rights_are_those_of_customers(admin: User) -> None:
    account = world.account()
    reading = machine_of(admin, allows=["accounts.view"])
    assert reading.get("contacts").status == 200
    assert reading.post("contacts", {"account": account.pk, "name": "Li"}).kind == "forbidden"
    assert machine_of(admin, allows=["contracts.view"]).get("contacts").kind == "forbidden"
