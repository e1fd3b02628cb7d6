"""Contracts: how they come in with their lines, and what is paid for them."""

from dataclasses import replace as varied
from datetime import date

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.money import Money
from hourglass.base.refusals import Forbidden
from hourglass.revenue import contracts
from hourglass.revenue.contracts import ContractRefused
from hourglass.revenue.models import Contract, Line, Payment
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan


def test_the_term_of_a_contract_is_that_of_its_lines(db: None) -> None:
    days = term("2024-01-15")
    contract = world.contract(world.account(), line(12_000, days), line(3_000, term("2024-07-15", months=6), "Shop"))
    assert (contract.effective_from, contract.ends_on) == (date(2024, 1, 15), date(2025, 1, 14))


def test_rev_08_a_contract_of_two_years_counts_half_a_year_each(db: None) -> None:
    world.contract(world.account(), line(18_000, term("2024-01-01", months=24)))
    assert Line.objects.get().annual == yuan(9_000)


def test_rev_10_an_add_on_counts_for_the_whole_year(db: None) -> None:
    world.contract(world.account(), line(12_000, term("2024-01-01")), line(3_000, term("2024-07-01", months=6), "Shop"))
    assert sum(found.annual.minor for found in Line.objects.all()) == yuan(18_000).minor


def test_a_contract_number_is_taken_once(db: None) -> None:
    account = world.account()
    world.contract(account, line(1, term("2024-01-01")), number="HT-A")
    with pytest.raises(ContractRefused):
        world.contract(account, line(1, term("2024-01-01")), number="HT-A")
    with pytest.raises(ContractRefused):
        world.contract(account, number="HT-B")
    assert Contract.objects.count() == 1


def test_only_finance_confirms_payments(csm: User, cast: "world.Any") -> None:
    finance = cast("finance", "finance")
    contract = world.contract(world.account(owner=csm), line(12_000, term("2024-01-01")))
    with pytest.raises(Forbidden):
        contracts.pay(contract, amount=yuan(12_000), on=date(2024, 1, 5), by=csm, at=NOON)
    contracts.pay(contract, amount=yuan(12_000), on=date(2024, 1, 5), by=finance, at=NOON)
    assert Payment.objects.get().amount == yuan(12_000)
    assert Entry.objects.get(verb="payment.confirmed").about == str(contract.account_id)


def test_contracts_are_seen_with_their_account(csm: User, other_csm: User) -> None:
    world.contract(world.account(owner=csm), line(12_000, term("2024-01-01")))
    assert Contract.objects.visible_to(csm).count() == Line.objects.visible_to(csm).count() == 1
    assert Contract.objects.visible_to(other_csm).count() == Line.objects.visible_to(other_csm).count() == 0


def test_finance_adds_contracts_without_editing_customers(cast: "world.Any") -> None:
    account = world.account()
    ordered = [line(1, term("2026-01-15"))]
    contracts.add(account, number="HT-F", lines=ordered, by=cast("finance", "finance"), at=NOON)
    assert Contract.objects.get().number == "HT-F"


def test_adding_a_contract_publishes_what_it_says(db: None) -> None:
    account = world.account()
    world.contract(account, line(12_000, term("2026-01-15")), signed_on=date(2026, 1, 5))
    account.refresh_from_db()
    assert (account.recurring, account.due_on, account.served_until) == (
        yuan(12_000),
        date(2027, 1, 14),
        date(2027, 1, 14),
    )
    assert (account.served_from, account.start_provisional, account.unpaid_since) == (
        date(2026, 1, 15),
        True,
        date(2026, 1, 15),
    )


def test_rev_22_the_first_payment_fixes_the_start(db: None) -> None:
    account = world.account()
    contract = world.contract(account, line(12_000, term("2026-01-15")))
    contracts.pay(contract, amount=yuan(6_000), on=date(2026, 1, 20), by="test", at=NOON)
    contracts.pay(contract, amount=yuan(6_000), on=date(2026, 7, 20), by="test", at=NOON)
    account.refresh_from_db()
    assert (account.served_from, account.start_provisional, account.unpaid_since) == (date(2026, 1, 20), False, None)


def test_a_voided_payment_is_kept_and_counts_no_longer(db: None) -> None:
    account = world.account()
    contract = world.contract(account, line(12_000, term("2026-01-15")))
    payment = contracts.pay(contract, amount=yuan(6_000), on=date(2026, 1, 20), by="test", at=NOON)
    contracts.void(payment, by="test", at=NOON, reason="Booked twice")
    account.refresh_from_db()
    assert Payment.objects.get().voided_at == NOON
    assert account.unpaid_since == date(2026, 1, 15)
    with pytest.raises(ContractRefused):
        contracts.void(payment, by="test", at=NOON, reason="Booked twice")


def test_money_that_went_back_is_no_payment(db: None) -> None:
    account = world.account()
    contract = world.contract(account, line(12_000, term("2026-01-15")))
    for amount in (12_000, -12_000):
        contracts.pay(contract, amount=yuan(amount), on=date(2026, 1, 20), by="test", at=NOON)
    account.refresh_from_db()
    assert account.unpaid_since == date(2026, 1, 15)


def test_a_contract_is_ended_early_with_a_reason(db: None) -> None:
    account = world.account()
    days = term("2026-01-15")
    contract = world.contract(account, line(12_000, days), line(3_000, term("2026-12-15", months=1), "Later"))
    with pytest.raises(ContractRefused):
        contracts.end(contract, on=date(2026, 6, 30), version=0, by="test", at=NOON, reason=" ")
    with pytest.raises(ContractRefused):
        contracts.end(contract, on=days.last, version=0, by="test", at=NOON, reason="Sold")
    contracts.end(contract, on=date(2026, 6, 30), version=0, by="test", at=NOON, reason="Sold")
    account.refresh_from_db()
    assert (account.recurring, account.due_on, account.served_until) == (yuan(0), None, date(2026, 6, 30))
    assert Line.objects.get(name="Later").value == yuan(0)


def test_the_header_is_edited_and_the_number_stays_unique(db: None) -> None:
    account = world.account()
    contract = world.contract(account, line(1, term("2026-01-15")), number="HT-A")
    world.contract(account, line(1, term("2026-01-15")), number="HT-B")
    contracts.edit(contract, version=0, number="HT-C", auto_renew=True, by="test", at=NOON)
    assert Entry.objects.get(verb="contract.changed").new == {"number": "HT-C", "auto_renew": True}
    with pytest.raises(ContractRefused):
        contracts.edit(contract, version=1, number="HT-B", by="test", at=NOON)
    with pytest.raises(ValueError, match="Not editable"):
        contracts.edit(contract, version=1, account=account, by="test", at=NOON)


def test_a_contract_has_one_currency(db: None) -> None:
    account = world.account()
    ordered = line(1, term("2026-01-15"))
    mixed = [ordered, varied(ordered, amount=Money.from_minor(100, "USD"))]
    with pytest.raises(ContractRefused):
        contracts.add(account, number="HT-A", lines=mixed, by="test", at=NOON)
    contract = contracts.add(account, number="HT-A", lines=mixed[1:], by="test", at=NOON)
    assert contract.currency == "USD"
    with pytest.raises(ContractRefused):
        contracts.pay(contract, amount=yuan(1), on=date(2026, 2, 1), by="test", at=NOON)
