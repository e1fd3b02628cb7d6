"""Contracts with lines and payments by the interface."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hourglass.base.models import User
from hourglass.customers.models import Account
from hourglass.revenue.models import Contract, Payment
from tests import world
from tests.gateway.api.machine import Machine, machine_of

LINE = {"name": "标准版", "amount": "12000.50", "starts_on": "2026-01-15"}


def body(account: Account, **fields: Any) -> dict[str, Any]:
    return {"account": account.pk, "number": "HT-1", "lines": [LINE], **fields}


def test_a_contract_is_added_with_its_lines_and_read_again(machine: Machine, csm: User) -> None:
    account = world.account(owner=csm)
    one_time = {
        "name": "实施", "amount": 800, "starts_on": "2026-01-15", "ends_on": "2026-02-14", "quantity": 2,
        "discount": "12.5", "recurrence": "one_time",
    }  # fmt: skip
    added = machine.post("contracts", body(account, signed_on="2026-01-01", note="x", lines=[LINE, one_time]))
    assert added.status == 201
    told = added.body
    assert (told["owner"], told["currency"], told["effective_from"], told["ends_on"]) == (
        csm.email, "CNY", "2026-01-15", "2027-01-14",
    )  # fmt: skip
    assert [(line["name"], line["amount"]["amount"], line["ends_on"], line["discount"]) for line in told["lines"]] == [
        ("标准版", "12000.50", "2027-01-14", "0"),
        ("实施", "800.00", "2026-02-14", "12.5"),
    ]
    assert machine.get(f"contracts/{told['id']}").body == told
    account.refresh_from_db()
    assert account.recurring == world.yuan("12000.50")


def test_money_stays_exact(machine: Machine) -> None:
    line = LINE | {"amount": "9999999999.99"}
    told = machine.post("contracts", body(world.account(), lines=[line])).body
    assert told["lines"][0]["amount"] == {"amount": "9999999999.99", "currency": "CNY"}
    yen = body(world.account(), number="HT-2", currency="JPY", lines=[LINE | {"amount": 1000}])
    assert machine.post("contracts", yen).body["lines"][0]["amount"] == {"amount": "1000", "currency": "JPY"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"lines": []}, "lines"),
        ({"number": ""}, "number"),
        ({"currency": "XXX"}, "currency"),
        ({"signed_on": "1.2.2026"}, "signed_on"),
        ({"signed_on": 0}, "signed_on"),
        ({"signed_on": "2026-02-30"}, "signed_on"),
        ({"signed_on": "0001-01-01"}, "signed_on"),
        ({"lines": [LINE | {"amount": "1,5"}]}, "lines.0.amount"),
        ({"lines": [LINE | {"amount": "NaN"}]}, "lines.0.amount"),
        ({"lines": [LINE | {"amount": True}]}, "lines.0.amount"),
        ({"lines": [LINE | {"amount": "1.005"}]}, "lines.0.amount"),
        ({"lines": [LINE, LINE | {"amount": 1e13}]}, "lines.1.amount"),
        ({"lines": [LINE | {"discount": 101}]}, "lines.0.discount"),
        ({"lines": [LINE | {"discount": "1.005"}]}, "lines.0.discount"),
        ({"lines": [LINE | {"quantity": 0}]}, "lines.0.quantity"),
        ({"lines": [LINE | {"months": 10**9}]}, "lines.0.months"),
        ({"lines": [LINE | {"recurrence": "moon"}]}, "lines.0.recurrence"),
        ({"lines": [{}]}, "lines.0.name"),
    ],
)
def test_what_does_not_fit_is_named_with_its_field(machine: Machine, fields: dict[str, Any], field: str) -> None:
    answer = machine.post("contracts", body(world.account(), **fields))
    assert (answer.status, answer.kind, answer.fields[0]) == (422, "invalid", field)
    assert not Contract.objects.exists()


@pytest.mark.parametrize(("line", "field"), [({"ends_on": "2025-01-01"}, "ends_on"), ({"amount": "-1"}, "amount")])
def test_a_rule_of_contracts_refuses(machine: Machine, line: dict[str, Any], field: str) -> None:
    answer = machine.post("contracts", body(world.account(), lines=[LINE | line]))
    assert (answer.status, answer.kind, answer.fields) == (422, "refused", [field])


def test_a_number_is_given_once(machine: Machine) -> None:
    account = world.account()
    machine.post("contracts", body(account))
    assert machine.post("contracts", body(account)).fields == ["number"]


def test_a_change_touches_what_it_names_alone_and_meets_the_version(machine: Machine, csm: User) -> None:
    made = machine.post("contracts", body(world.account(), note="x")).body
    path = f"contracts/{made['id']}"
    changed = machine.patch(path, {"version": 0, "owner": csm.email, "signed_on": "2026-01-02"})
    assert changed.body == made | {"owner": csm.email, "signed_on": "2026-01-02", "version": 1}
    assert machine.patch(path, {"version": 0, "note": "y"}).kind == "changed-meanwhile"
    assert machine.patch(path, {"version": 1, "lines": []}).fields == ["lines"]


def test_a_payment_is_confirmed_and_told(machine: Machine) -> None:
    made = machine.post("contracts", body(world.account())).body
    paid = machine.post(f"contracts/{made['id']}/payments", {"amount": "12000.50", "paid_on": "2026-01-20"})
    assert paid.status == 201
    [payment] = paid.body["payments"]
    assert (payment["amount"]["amount"], payment["paid_on"], payment["voided_at"]) == ("12000.50", "2026-01-20", None)
    assert Payment.objects.get().amount == world.yuan("12000.50")
    none = machine.post(f"contracts/{made['id']}/payments", {"amount": 0, "paid_on": "2026-01-20"})
    assert (none.kind, none.fields) == ("refused", ["amount"])


def test_contracts_of_unseen_customers_are_not_there(machine: Machine, csm: User, other_csm: User) -> None:
    foreign, own = world.account(owner=other_csm), world.account(owner=csm)
    hidden = world.contract(foreign, world.line(1, world.term("2026-01-01")), number="F")
    world.contract(own, world.line(1, world.term("2026-01-01")), number="O")
    hers = machine_of(csm)
    assert [one["number"] for one in hers.get("contracts").body["data"]] == ["O"]
    assert hers.get(f"contracts/{hidden.pk}").kind == "not-found"


def test_each_right_opens_its_own_door(admin: User, machine: Machine) -> None:
    account = world.account()
    made = machine.post("contracts", body(account)).body
    payment = {"amount": 1, "paid_on": "2026-01-20"}
    reading = machine_of(admin, allows=["contracts.view"])
    assert reading.get(f"contracts/{made['id']}").status == 200
    assert reading.patch(f"contracts/{made['id']}", {"version": 0, "note": "x"}).kind == "forbidden"
    assert reading.post(f"contracts/{made['id']}/payments", payment).kind == "forbidden"
    writing = machine_of(admin, allows=["contracts.view", "contracts.edit"])
    assert writing.post(f"contracts/{made['id']}/payments", payment).kind == "forbidden"
    paying = machine_of(admin, allows=["contracts.view", "payments.confirm"])
    assert paying.post(f"contracts/{made['id']}/payments", payment).status == 201


def test_lists_are_narrowed(machine: Machine, csm: User) -> None:
    account, other = world.account(), world.account()
    line = world.line(1, world.term("2026-01-01"))
    world.contract(account, line, number="A", owner=csm)
    world.contract(other, line, number="B")
    for query in (f"account={account.pk}", "number=A", "owner=csm@example.com"):
        assert [one["number"] for one in machine.get(f"contracts?{query}").body["data"]] == ["A"]


def test_a_payment_counts_as_a_change_of_its_contract(machine: Machine) -> None:
    first, second = (machine.post("contracts", body(world.account(), number=number)).body for number in "AB")
    since = (timezone.now() + timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
    machine.post(f"contracts/{second['id']}/payments", {"amount": 1, "paid_on": "2026-01-20"})
    assert [one["number"] for one in machine.get(f"contracts?updated_since={since}").body["data"]] == ["B"]
    assert first["number"] == "A"


def test_a_page_costs_the_same_queries_however_long_it_is(
    machine: Machine, django_assert_max_num_queries: object
) -> None:
    for _ in range(10):
        world.contract(world.account(), world.line(1, world.term("2026-01-01")))
    machine.get("contracts")
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert len(machine.get("contracts").body["data"]) == 10
