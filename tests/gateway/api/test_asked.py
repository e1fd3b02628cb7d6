"""Every operation, every member of the cast, what is theirs and what is not: nobody gets further than the table says.

The table repeats by intention what the addresses declare: two people have to forget the same thing before a hole opens.
"""

from typing import Any

import pytest

from hourglass.base.models import User
from hourglass.customers import contacts, stores, touches
from tests import world
from tests.conftest import NOON
from tests.gateway.api.machine import Machine, machine_of
from tests.gateway.api.test_interface import described

SEE, EDIT, PAPERS = "accounts.view", "accounts.edit", "contracts.view"
NEEDS = {
    "list_accounts": [SEE],
    "get_account": [SEE],
    "add_account": [EDIT],
    "edit_account": [EDIT],
    "batch_accounts": [EDIT, "accounts.import"],
    "list_contacts": [SEE],
    "get_contact": [SEE],
    "add_contact": [EDIT],
    "edit_contact": [EDIT],
    "batch_contacts": [EDIT, "accounts.import"],
    "list_contracts": [PAPERS],
    "get_contract": [PAPERS],
    "add_contract": ["contracts.edit"],
    "edit_contract": ["contracts.edit"],
    "add_payment": [PAPERS, "payments.confirm"],
    "batch_contracts": ["contracts.edit", "accounts.import"],
    "batch_subscriptions": ["contracts.edit", "accounts.import"],
    "list_renewals": [PAPERS],
    "get_renewal": [PAPERS],
    "list_stores": [SEE],
    "get_store": [SEE],
    "add_store": [EDIT],
    "edit_store": [EDIT],
    "batch_stores": [EDIT, "accounts.import"],
    "list_touches": [SEE],
    "get_touch": [SEE],
    "add_touch": [EDIT],
    "batch_touches": [EDIT, "accounts.import"],
    "batch_costs": ["costs.edit", "accounts.import"],
    "batch_usage": [EDIT, "accounts.import"],
}
# Whose customers each of the cast sees, of those that belong to the CSM and to the one of the other team.
SEES = {
    "csm": {"csm"},
    "lead": {"csm"},
    "other_csm": {"other_csm"},
    "cs_head": {"csm", "other_csm"},
    "admin": {"csm", "other_csm"},
    "agent": set(),
    "executive": {"csm", "other_csm"},
    "someone": set(),
}


def test_the_table_says_what_the_addresses_declare(db: None) -> None:
    declared = {operation["operationId"]: operation["x-permissions"] for _path, _method, operation in described()}
    assert declared == {name: sorted(codes) for name, codes in NEEDS.items()}


@pytest.fixture
def things(csm: User, other_csm: User) -> dict[str, dict[str, int]]:
    """One thing of every kind of each of the two owners, by noun."""
    nouns = (
        *("accounts", "contacts", "contracts", "renewals", "subscriptions"),
        *("stores", "touches", "costs", "usage"),
    )
    found: dict[str, dict[str, int]] = {noun: {} for noun in nouns}
    for name, owner in {"csm": csm, "other_csm": other_csm}.items():
        account = world.account(owner=owner)
        found["accounts"][name] = account.pk
        found["contacts"][name] = contacts.add(account, "Li", by="test", at=NOON).pk
        renewal = world.renewal(account)
        found["renewals"][name] = renewal.pk
        found["contracts"][name] = account.contracts.unscoped(reason="a test").get().pk
        found["subscriptions"][name] = found["contracts"][name]
        found["stores"][name] = stores.add(account, "Main", by="test", at=NOON).pk
        found["touches"][name] = touches.log(account, channel="hotline", by="test", at=NOON, note="Spoke.").pk
        found["costs"][name] = found["usage"][name] = account.pk
    return found


@pytest.mark.parametrize("who", sorted(SEES))
def test_nobody_gets_further_than_the_table_says(
    request: pytest.FixtureRequest, things: dict[str, dict[str, int]], who: str
) -> None:
    person: User = request.getfixturevalue(who)
    machine = machine_of(person)
    wrong = []
    for path, method, operation in described():
        name, noun = operation["operationId"], path.split("/")[3]
        held = person.can(*NEEDS[name])
        for owner, key in things[noun].items():
            answer = asked(machine, method, path.replace("{pk}", str(key)))
            there = owner in SEES[who]
            expected = (403,) if not held else (404,) if "{pk}" in path and not there else (200, 201, 409, 422)
            if answer.status not in expected:
                wrong.append(f"{who} {method} {path} of {owner}: {answer.status}, not {expected}")
            if held and "{pk}" not in path and method == "get":
                assert {one["id"] for one in answer.body["data"]} == {things[noun][one] for one in SEES[who]}, name
    assert wrong == []


def asked(machine: Machine, method: str, path: str) -> Any:
    """A request that fits none, or changes nothing: whether it is let through is all that matters."""
    return machine.call(method.upper(), path, None if method == "get" else {"version": 0})
