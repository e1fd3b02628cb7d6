"""Stores of customers by the interface."""

import pytest

from hourglass.base.models import User
from tests import world
from tests.gateway.api.machine import Machine


def test_a_store_is_added_read_changed_and_listed(machine: Machine) -> None:
    account = world.account()
    full = {
        "account": account.pk,
        "name": "高新店",
        "number": "S1",
        "city": "成都",
        "address": "天府大道",
        "opened_on": "2025-03-01",
    }
    added = machine.post("stores", full)
    assert added.status == 201
    assert added.body == full | {"id": added.body["id"], "version": 0, "closed_on": None}
    path = f"stores/{added.body['id']}"
    assert machine.patch(path, {"version": 0, "city": ""}).body == added.body | {"city": "", "version": 1}
    assert machine.patch(path, {"version": 0, "city": "x"}).kind == "changed-meanwhile"
    machine.post("stores", {"account": world.account().pk, "name": "高新店"})
    for query in (f"account={account.pk}", "number=S1"):
        assert [one["id"] for one in machine.get(f"stores?{query}").body["data"]] == [added.body["id"]]
    account.refresh_from_db()
    assert account.store_count == 1


@pytest.mark.parametrize(("change", "field"), [({"name": " "}, "name"), ({"name": "South"}, "name")])
def test_a_store_without_a_name_of_its_own_is_refused(machine: Machine, change: dict[str, str], field: str) -> None:
    account = world.account().pk
    machine.post("stores", {"account": account, "name": "South"})
    made = machine.post("stores", {"account": account, "name": "North"}).body
    answer = machine.patch(f"stores/{made['id']}", change | {"version": 0})
    assert (answer.status, answer.fields) == (422, [field])


def test_stores_of_unseen_customers_are_not_there(hers: Machine, machine: Machine, other_csm: User) -> None:
    foreign = world.account(owner=other_csm)
    store = machine.post("stores", {"account": foreign.pk, "name": "North"}).body["id"]
    assert hers.get("stores").body["data"] == []
    assert hers.get(f"stores/{store}").kind == "not-found"
    assert hers.post("stores", {"account": foreign.pk, "name": "South"}).fields == ["account"]
