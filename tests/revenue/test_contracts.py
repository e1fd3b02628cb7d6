"""Contracts: how they come in with their lines, and what is paid for them."""

from datetime import date

import pytest

from hourglass.base.models import Entry, User
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
