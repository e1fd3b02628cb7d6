"""Many rows at once: the good ones are taken in, and each row has its receipt."""

from typing import Any

import pytest

from hourglass.base import roles
from hourglass.base.models import User
from hourglass.customers.models import Account, Contact, ExternalId
from hourglass.gateway.api import batch
from hourglass.revenue import publishing
from hourglass.revenue.models import Contract
from tests import world
from tests.conftest import NOON
from tests.gateway.api.machine import Answer, Machine, machine_of


def outcomes(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    assert [receipt["index"] for receipt in answer.body["receipts"]] == list(range(len(answer.body["receipts"])))
    found = [receipt["outcome"] for receipt in answer.body["receipts"]]
    assert {word: found.count(word) for word in ("created", "updated", "same", "refused")} == {
        word: answer.body[word] for word in ("created", "updated", "same", "refused")
    }
    return found


def faults(answer: Answer) -> dict[int, list[str]]:
    return {
        receipt["index"]: [error["field"] for error in receipt["errors"]]
        for receipt in answer.body["receipts"]
        if receipt["errors"]
    }


def test_rows_are_added_changed_and_left_alone(machine: Machine) -> None:
    rows: list[dict[str, Any]] = [{"external": f"A-{n}", "name": f"N{n}", "city": "A"} for n in range(3)]
    assert outcomes(machine.post("accounts/batch", {"source": "crm", "rows": rows})) == ["created"] * 3
    rows[1]["city"] = "B"
    rows[2]["city"] = ""
    again = machine.post("accounts/batch", {"source": "crm", "rows": [*rows, {"external": "A-3", "name": "N3"}]})
    assert outcomes(again) == ["same", "updated", "same", "created"]
    keys = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    assert [receipt["id"] for receipt in again.body["receipts"]] == [None, keys[1], None, keys[3]]
    assert [one.city for one in Account.objects.order_by("pk")] == ["A", "B", "A", ""]
    assert {one.source for one in ExternalId.objects.all()} == {"crm"}


def test_a_row_with_a_fault_is_refused_alone_and_says_why(machine: Machine) -> None:
    rows = [
        {"name": "North"},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "South", "moon": 1},
        {"name": "West", "owner": "gone@example.com"},
        {"name": "East", "owner": "no address"},
        {"name": None, "city": "x"},
        {"name": "Last"},
    ]
    answer = machine.post("accounts/batch", {"rows": rows})
    assert outcomes(answer) == ["created", *["refused"] * 6, "created"]
    assert faults(answer) == {1: ["name"], 2: ["name"], 3: ["moon"], 4: [""], 5: ["owner"], 6: ["name"]}
    assert "gone@example.com" in answer.body["receipts"][4]["errors"][0]["message"]
    assert {one.name for one in Account.objects.all()} == {"North", "Last"}


def test_sentences_of_receipts_are_in_the_language_that_is_asked_for(machine: Machine) -> None:
    machine.language = "zh-Hans"
    answer = machine.post("accounts/batch", {"rows": [{"name": ""}]})
    assert answer.body["receipts"][0]["errors"] == [{"field": "name", "message": "必填。"}]


def test_people_come_in_at_their_customers(machine: Machine) -> None:
    world.account("North", number="K1")
    rows = [{"name": "Li", "number": "K1", "is_buyer": True}, {"name": "Wang", "number": "K9"}]
    answer = machine.post("contacts/batch", {"rows": rows})
    assert outcomes(answer) == ["created", "refused"]
    assert Contact.objects.get().is_buyer


LINE = {"contract": "HT-1", "number": "K1", "line": "Main", "amount": "12000", "starts_on": "2026-01-01"}


def test_contracts_come_in_with_all_their_rows_or_with_none(machine: Machine) -> None:
    account = world.account("North", number="K1")
    rows = [
        LINE | {"paid_amount": 12000, "paid_on": "2026-01-05"},
        LINE | {"contract": "HT-2"},
        LINE | {"line": "More", "amount": 3600.5},
        LINE | {"contract": "HT-2", "amount": "lots"},
    ]
    answer = machine.post("contracts/batch", {"rows": rows})
    assert outcomes(answer) == ["created", "refused", "created", "refused"]
    assert faults(answer) == {1: ["contract"], 3: ["amount"]}
    contract = Contract.objects.get()
    assert (contract.number, contract.lines.count(), contract.payments.count()) == ("HT-1", 2, 1)
    account.refresh_from_db()
    assert account.recurring == world.yuan("15600.50")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"months": 10**12}, "months"),
        ({"quantity": 10**12}, "quantity"),
        ({"amount": 1e300}, "amount"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
    ],
)
def test_numbers_no_contract_has_are_refused(machine: Machine, fields: dict[str, Any], field: str) -> None:
    world.account("North", number="K1")
    answer = machine.post("contracts/batch", {"rows": [LINE | fields]})
    assert (outcomes(answer), faults(answer)) == (["refused"], {0: [field]})


def test_a_customer_is_published_once_a_portion(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    world.account("North", number="K1")
    published: list[list[int]] = []
    gather = publishing.gathered

    def counted(accounts: Any, **words: Any) -> Any:
        published.append(list(accounts))
        return gather(accounts, **words)

    monkeypatch.setattr(publishing, "gathered", counted)
    monkeypatch.setattr(batch, "HOLD", 60)
    rows = [LINE | {"contract": f"HT-{number}"} for number in range(20)]
    assert set(outcomes(machine.post("contracts/batch", {"rows": rows}))) == {"created"}
    assert len(published) == 1


def test_some_hundred_rows_with_faults_among_them(machine: Machine) -> None:
    rows = [{"name": f"N{number}", "number": f"K{number}"} if number % 10 else {"name": ""} for number in range(300)]
    found = outcomes(machine.post("accounts/batch", {"rows": rows}))
    assert (found.count("created"), found.count("refused"), Account.objects.count()) == (270, 30, 270)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"rows": []}, "rows"),
        ({}, "rows"),
        ({"rows": [[]]}, "rows.0"),
        ({"rows": [{"name": {"x": 1}}]}, "rows.0.name"),
        ({"rows": [{"name": "x"}], "source": ""}, "source"),
        ({"rows": [{}] * 10_001}, "rows"),
    ],
)
def test_what_is_no_batch_is_refused_as_a_whole(machine: Machine, body: dict[str, Any], field: str) -> None:
    answer = machine.post("accounts/batch", body)
    assert (answer.kind, answer.fields[0].startswith(field)) == ("invalid", True)


def test_rights_are_those_of_imports(admin: User, hers: Machine) -> None:
    rows = {"rows": [{"name": "North"}]}
    assert hers.post("accounts/batch", rows).kind == "forbidden"
    assert machine_of(admin, allows=["accounts.edit"]).post("accounts/batch", rows).kind == "forbidden"
    assert machine_of(admin, allows=["accounts.edit", "accounts.import"]).post("accounts/batch", rows).status == 200
    allowed = ["accounts.edit", "accounts.import"]
    assert machine_of(admin, allows=allowed).post("contracts/batch", {"rows": [LINE]}).kind == "forbidden"


def test_a_payment_in_a_batch_needs_its_own_right(admin: User) -> None:
    world.account("North", number="K1")
    machine = machine_of(admin, allows=["accounts.import", "contracts.edit"])
    paid = LINE | {"paid_amount": 12000, "paid_on": "2026-01-05"}
    answer = machine.post("contracts/batch", {"rows": [paid, LINE | {"contract": "HT-2"}]})
    assert outcomes(answer) == ["refused", "created"]


def test_a_customer_of_somebody_else_is_refused_and_stays(csm: User, other_csm: User, admin: User) -> None:
    importing = roles.create(
        name_zh="导",
        name_en="Imports",
        permissions=["accounts.import", "accounts.edit"],
        reach="own",
        by="test",
        at=NOON,
    )
    roles.grant(importing, to=other_csm, by="test", at=NOON)
    account = world.account("North", number="K1", owner=csm)
    machine = machine_of(User.objects.get(pk=other_csm.pk))
    answer = machine.post("accounts/batch", {"rows": [{"number": "K1", "name": "North", "city": "x"}]})
    account.refresh_from_db()
    assert (outcomes(answer), account.city) == (["refused"], "")


def test_a_batch_with_a_key_is_taken_in_once(machine: Machine) -> None:
    rows = {"rows": [{"name": "North"}]}
    first = machine.post("accounts/batch", rows, Idempotency_Key="k1")
    second = machine.post("accounts/batch", rows, Idempotency_Key="k1")
    assert (outcomes(first), second.body) == (["created"], first.body)
    assert outcomes(machine.post("accounts/batch", rows, Idempotency_Key="k2")) == ["same"]


def test_subscriptions_come_in_with_a_number_or_without(admin: User) -> None:
    world.account("North", number="K1")
    rows: list[dict[str, Any]] = [
        {"number": "K1", "line": "Basic", "monthly": 100, "starts_on": "2024-01-01", "ends_on": "2024-06-30"},
        {"number": "K1", "line": "Extra", "monthly": 10, "starts_on": "2024-01-01", "ends_on": "2024-06-30"},
        {"number": "K1", "subscription": "S-1", "monthly": 5, "starts_on": "2024-01-01", "until": "2024-07-01"},
        {"number": "K1", "subscription": "S-2", "monthly": 5, "starts_on": "2024-07-01", "until": "2024-01-01"},
    ]
    machine = machine_of(admin)
    answer = machine.post("subscriptions/batch", {"rows": rows})
    assert outcomes(answer) == ["created", "created", "created", "refused"]
    keys = set(Contract.objects.values_list("pk", flat=True))
    assert {receipt["id"] for receipt in answer.body["receipts"]} == keys | {None}
    assert outcomes(machine.post("subscriptions/batch", {"rows": rows[:3]})) == ["same"] * 3


def test_a_customer_without_a_name_is_called_by_its_identifier(machine: Machine) -> None:
    rows = [{"external": "A-1"}, {"external": "A-2", "name": "South"}, {"city": "X"}]
    assert outcomes(machine.post("accounts/batch", {"rows": rows})) == ["created", "created", "refused"]
    assert set(Account.objects.values_list("name", flat=True)) == {"A-1", "South"}
