"""Signing makes the offer a contract, and a contract that is there can be the renewal."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from hourglass.base.models import User
from hourglass.base.periods import Period
from hourglass.customers.models import Account
from hourglass.revenue import contracts
from hourglass.revenue.contracts import ContractRefused
from hourglass.revenue.models import Contract, Line, Outcome, Renewal, State
from hourglass.revenue.renewals import closing, offering, opening, signing
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan

TODAY = NOON.date()


def day(text: str) -> datetime:
    return NOON + (date.fromisoformat(text) - NOON.date())


@pytest.fixture
def account(csm: User) -> Account:
    return world.account("Renkang", owner=csm)


def sign(renewal: Renewal, *, on: date = TODAY, by: Any = "test", at: datetime = NOON) -> Contract:
    return signing.sign(renewal, number="R-1", on=on, version=renewal.version, by=by, at=at)


def test_rev_06_what_is_renewed_early_begins_the_day_after_the_old_term(account: Account, csm: User) -> None:
    world.contract(account, line(10_000, term("2026-08-01")))  # expires 2027-07-31
    renewal = opening.open_early(account, by=csm, at=NOON)
    world.through(renewal, to=State.COMMITTED)
    contract = sign(renewal, by=csm)
    assert (contract.effective_from, contract.ends_on, contract.signed_on) == (
        date(2027, 8, 1),
        date(2028, 7, 31),
        NOON.date(),
    )
    contracts.pay(contract, amount=yuan(10_000), on=NOON.date(), by="test", at=NOON)
    renewal.refresh_from_db()
    account.refresh_from_db()
    assert (renewal.outcome, renewal.renewed, renewal.due_on) == (Outcome.RENEWED, yuan(10_000), date(2027, 7, 31))
    assert (account.due_on, account.renewals, account.served_until) == (date(2028, 7, 31), 1, date(2028, 7, 31))


def test_a_csm_who_owns_the_renewal_signs_without_the_right_to_change_contracts(account: Account, csm: User) -> None:
    renewal = world.renewal(account)
    world.through(renewal, to=State.COMMITTED)
    contract = sign(renewal, by=csm)
    assert contract.owner == csm
    assert renewal.items.get().renewed == Line.objects.get(contract=contract)


def test_rev_08_the_renewed_amount_of_two_years_is_half_of_it(account: Account) -> None:
    renewal = world.renewal(account, line(10_000, term("2026-01-15")))
    two_years = line(18_000, Period(date(2027, 1, 15), date(2029, 1, 15)))
    offering.change(renewal.items.get(), two_years, version=0, by="test", at=NOON)
    world.through(renewal, to=State.SIGNED)
    contracts.pay(Contract.objects.latest("pk"), amount=yuan(18_000), on=NOON.date(), by="test", at=NOON)
    renewal.refresh_from_db()
    assert renewal.renewed == yuan(9_000)
    assert renewal.renewed.over(renewal.due) * 100 == 90


def test_rev_09_renewing_two_of_three_is_partly_renewed(account: Account) -> None:
    stores = [line(5_000, term("2026-01-15"), f"Store {number}") for number in range(3)]
    renewal = world.renewal(account, *stores)
    offering.drop(offering.items_of(renewal)[-1], reason="natural__closed", version=0, by="test", at=NOON)
    world.through(renewal, to=State.SIGNED)
    contracts.pay(Contract.objects.latest("pk"), amount=yuan(10_000), on=NOON.date(), by="test", at=NOON)
    renewal.refresh_from_db()
    assert (renewal.outcome, renewal.renewed, renewal.reason) == (Outcome.PARTIAL, yuan(10_000), "natural__closed")


def test_what_is_dropped_altogether_cannot_be_signed(account: Account) -> None:
    renewal = world.renewal(account)
    offering.drop(renewal.items.get(), reason="price", version=0, by="test", at=NOON)
    world.through(renewal, to=State.COMMITTED)
    with pytest.raises(RenewalRefused):
        sign(renewal)


def test_a_day_ahead_is_no_signing_day_and_a_number_is_taken_once(account: Account) -> None:
    renewal = world.renewal(account)
    world.through(renewal, to=State.COMMITTED)
    with pytest.raises(RenewalRefused):
        sign(renewal, on=NOON.date() + timedelta(days=1))
    world.contract(account, line(1, term("2020-01-01")), number="R-1")
    with pytest.raises(ContractRefused):
        sign(renewal)


def test_rev_07_what_was_lost_is_renewed_late_on_day_72_and_won_back_afterwards(account: Account) -> None:
    for lapse, late, renews in (("2026-07-31", "2026-09-10", True), ("2026-07-31", "2026-10-15", False)):
        customer = world.account()
        world.contract(customer, line(12_000, term("2025-07-01")))  # expires 2026-06-30
        opening.open_due(at=day("2026-06-01"))
        assert closing.lapse_due(at=day("2026-07-30")) == 0
        assert closing.lapse_due(at=day(lapse)) == 1
        renewal = Renewal.objects.get(account=customer)
        assert renewal.outcome == Outcome.LOST
        number = f"R-{customer.pk}"
        words = {"number": number, "on": date.fromisoformat(late), "version": renewal.version}
        if not renews:
            with override("en"), pytest.raises(RenewalRefused, match="win-back"):
                signing.sign(renewal, by="test", at=day(late), **words)
            continue
        contract = signing.sign(renewal, by="test", at=day(late), **words)
        contracts.pay(contract, amount=yuan(12_000), on=date.fromisoformat(late), by="test", at=day(late))
        renewal.refresh_from_db()
        assert (renewal.outcome, (renewal.paid_on - renewal.due_on).days) == (Outcome.RENEWED, 72)


def test_a_contract_that_is_there_already_is_linked_with_its_lines(account: Account) -> None:
    renewal = world.renewal(account, line(10_000, term("2026-01-15")), line(3_000, term("2026-01-15"), "Shop"))
    contract = world.contract(account, line(11_000, term("2027-01-15")), line(500, term("2027-01-15"), "Care"))
    contracts.pay(contract, amount=yuan(11_500), on=NOON.date(), by="test", at=NOON)
    signing.link(renewal, contract, version=renewal.version, by="test", at=NOON)
    renewal.refresh_from_db()
    assert (renewal.outcome, renewal.renewed, renewal.contract) == (Outcome.RENEWED, yuan(11_500), contract)
    pairs = [
        (item.expiring and item.expiring.name, item.renewed and item.renewed.name)
        for item in offering.items_of(renewal)
    ]
    assert pairs == [("Main", "Main"), ("Shop", "Care")]


def test_a_contract_of_somebody_else_or_of_the_past_is_no_renewal(account: Account) -> None:
    renewal = world.renewal(account)
    other = world.contract(world.account(), line(1, term("2027-01-15")))
    past = world.contract(account, line(1, term("2024-01-15"), "Old"))
    for contract in (other, past):
        with pytest.raises(RenewalRefused):
            signing.link(renewal, contract, version=renewal.version, by="test", at=NOON)


def test_taking_a_signature_back_opens_the_renewal_again(account: Account) -> None:
    renewal = world.renewal(account)
    world.through(renewal, to=State.SIGNED)
    signing.unsign(renewal, version=renewal.version, by="test", at=NOON, reason="Cancelled")
    assert (renewal.state, renewal.contract, renewal.items.get().renewed) == (State.COMMITTED, None, None)
