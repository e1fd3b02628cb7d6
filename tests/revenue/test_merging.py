"""Contracts merged and split: lines move, payments count on, and no total changes."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.refusals import Forbidden
from hourglass.revenue import contracts, merging
from hourglass.revenue.contracts import ContractRefused
from hourglass.revenue.models import Contract, Line, Payment
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan


def totals() -> tuple[Money, Money, Money, int]:
    """Amounts, annual amounts, values and quantity of every line there is."""
    rows = list(Line.objects.all())
    return (
        Money.total(row.amount for row in rows),
        Money.total(row.annual for row in rows),
        Money.total(row.value for row in rows if row.ended_on is None),
        sum(row.quantity for row in rows),
    )


def test_rev_12_merging_moves_lines_and_payments_and_keeps_the_totals(db: None) -> None:
    account = world.account()
    first = world.contract(account, line(12_000, term("2026-01-15")))
    second = world.contract(account, line(6_000, term("2026-03-01"), "Shop"))
    contracts.pay(second, amount=yuan(6_000), on=date(2026, 3, 2), by="test", at=NOON)
    before = totals()
    merging.merge(first, [second], by="test", at=NOON)
    first.refresh_from_db()
    second.refresh_from_db()
    assert totals() == before
    assert (first.effective_from, first.ends_on) == (date(2026, 1, 15), date(2027, 2, 28))
    assert second.merged_into == first
    assert Payment.objects.get().contract == first
    assert list(Contract.objects.present()) == [first]
    account.refresh_from_db()
    assert (account.recurring, account.unpaid_since) == (yuan(18_000), None)


def test_rev_12_splitting_moves_part_of_a_line_with_its_share(db: None) -> None:
    account = world.account()
    whole = world.contract(account, line(15_000, term("2026-01-15"), "Stores", quantity=3), number="HT-1")
    contracts.pay(whole, amount=yuan(15_000), on=date(2026, 1, 20), by="test", at=NOON)
    before = totals()
    stores = Line.objects.get()
    part = merging.split(whole, number="HT-2", quantities={stores.pk: 1}, by="test", at=NOON)
    assert totals() == before
    assert [(row.quantity, row.annual) for row in Line.objects.order_by("pk")] == [(2, yuan(10_000)), (1, yuan(5_000))]
    assert part.split_from == whole
    account.refresh_from_db()
    assert account.unpaid_since is None  # what was paid before counts for both


def test_what_is_paid_after_a_split_counts_for_its_own_contract(db: None) -> None:
    account = world.account()
    whole = world.contract(account, line(15_000, term("2026-01-15"), "Stores", quantity=3))
    merging.split(whole, number="HT-2", quantities={Line.objects.get().pk: 1}, by="test", at=NOON)
    contracts.pay(whole, amount=yuan(10_000), on=date(2026, 11, 24), by="test", at=NOON)
    account.refresh_from_db()
    assert account.unpaid_since == date(2026, 1, 15)


@pytest.mark.parametrize("taken", [0, 3, 4, -1])
def test_a_split_takes_something_and_leaves_something(db: None, taken: int) -> None:
    whole = world.contract(world.account(), line(15_000, term("2026-01-15"), quantity=3))
    quantities = {Line.objects.get().pk: taken}
    with pytest.raises(ContractRefused):
        merging.split(whole, number="HT-2", quantities=quantities, by="test", at=NOON)


def test_only_contracts_of_one_customer_and_one_currency_merge(db: None) -> None:
    one = world.contract(world.account(), line(1, term("2026-01-15")))
    other = world.contract(world.account(), line(1, term("2026-01-15")))
    for wrong in ([], [one], [other]):
        with pytest.raises(ContractRefused):
            merging.merge(one, wrong, by="test", at=NOON)


def test_a_merged_contract_is_worked_on_no_more(db: None) -> None:
    account = world.account()
    first, second = (world.contract(account, line(1, term("2026-01-15"))) for _ in range(2))
    merging.merge(first, [second], by="test", at=NOON)
    second.refresh_from_db()
    for work in (
        lambda: contracts.edit(second, version=second.version, note="x", by="test", at=NOON),
        lambda: contracts.pay(second, amount=yuan(1), on=date(2026, 2, 1), by="test", at=NOON),
        lambda: merging.merge(first, [second], by="test", at=NOON),
    ):
        with pytest.raises(ContractRefused):
            work()


def test_merging_needs_the_right_to_change_contracts(csm: User) -> None:
    account = world.account(owner=csm)
    first, second = (world.contract(account, line(1, term("2026-01-15"))) for _ in range(2))
    with pytest.raises(Forbidden):
        merging.merge(first, [second], by=csm, at=NOON)


ORDER = st.tuples(
    st.integers(0, 10_000_000),
    st.integers(1, 40),
    st.dates(date(2022, 1, 1), date(2026, 1, 1)),
    st.integers(1, 40),
)


class Totals(TestCase):
    """Whatever is merged and split, in whatever order, the sums stay to the last coin."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.lists(ORDER, min_size=1, max_size=3), min_size=1, max_size=3), st.data())
    def test_merging_and_splitting_never_change_totals(self, raw: list[list[Any]], data: st.DataObject) -> None:
        account = world.account()
        for orders in raw:
            ordered = [
                line(0, term(start.isoformat(), months=months), quantity=quantity, coins=coins)
                for coins, quantity, start, months in orders
            ]
            world.contract(account, *ordered)
        before = totals()
        for step in range(data.draw(st.integers(1, 4))):
            self.once(data, step)
            assert totals() == before
        assert {row.contract.merged_into_id for row in Line.objects.select_related("contract")} == {None}

    def once(self, data: st.DataObject, step: int) -> None:
        there = list(Contract.objects.present().order_by("pk"))
        chosen = data.draw(st.sampled_from(there))
        if data.draw(st.booleans()) and len(there) > 1:
            others = [contract for contract in there if contract != chosen]
            merging.merge(chosen, others[: data.draw(st.integers(1, len(others)))], by="test", at=NOON)
            return
        rows = list(Line.objects.filter(contract=chosen))
        taken = {row.pk: data.draw(st.integers(0, row.quantity)) for row in rows}
        if any(taken.values()) and any(taken[row.pk] < row.quantity for row in rows):
            merging.split(chosen, number=f"S-{step}-{chosen.pk}", quantities=taken, by="test", at=NOON)
