"""What changes while a contract runs: add-ons, cuts, replacements and agreed price steps."""

from dataclasses import replace as varied
from datetime import date

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.money import Money
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.revenue import contracts, lines
from hourglass.revenue.contracts import ContractRefused
from hourglass.revenue.models import Contract, Line
from tests import world
from tests.conftest import NOON, Casting
from tests.world import line, term, yuan


@pytest.fixture
def contract(db: None) -> Contract:
    return world.contract(world.account(), line(12_000, term("2026-01-15"), quantity=10))


def main(contract: Contract) -> Line:
    return Line.objects.get(contract=contract, name="Main")


def test_rev_10_an_add_on_that_ends_with_the_main_contract_is_due_at_its_annual_amount(contract: Contract) -> None:
    lines.add(contract, line(3_000, term("2026-07-15", months=6), "Shop"), by="test", at=NOON)
    due = Line.objects.filter(contract=contract, ends_on=contract.ends_on)
    assert sum(found.annual.minor for found in due) == yuan(18_000).minor
    contract.account.refresh_from_db()
    assert contract.account.recurring == yuan(18_000)


def test_an_add_on_that_runs_longer_stretches_the_contract(contract: Contract) -> None:
    lines.add(contract, line(3_000, term("2026-07-15"), "Shop"), by="test", at=NOON)
    contract.refresh_from_db()
    assert (contract.effective_from, contract.ends_on) == (date(2026, 1, 15), date(2027, 7, 14))


def test_a_cut_line_keeps_its_amount_and_costs_what_was_served(contract: Contract) -> None:
    lines.cut(main(contract), on=date(2026, 7, 14), version=0, by="test", at=NOON, reason="One store closed")
    cut = main(contract)
    assert (cut.amount, cut.annual, cut.value) == (yuan(12_000), yuan(12_000), yuan(6_000))
    assert Entry.objects.get(verb="line.cut").text.reason == "One store closed"
    contract.account.refresh_from_db()
    assert contract.account.recurring == Money.zero()


def test_a_line_is_replaced_from_a_day_on(contract: Contract) -> None:
    old = main(contract)
    following = varied(lines.ordered(old), starts_on=date(2026, 7, 15), quantity=12, amount=yuan(7_200))
    new = lines.replace(old, following, version=0, by="test", at=NOON)
    old.refresh_from_db()
    assert (old.last, new.starts_on, new.ends_on, new.annual) == (
        date(2026, 7, 14),
        date(2026, 7, 15),
        date(2027, 1, 14),
        yuan(14_400),
    )


def test_rev_08_an_agreed_price_step_is_marked_and_the_term_stays_due_at_its_real_end(db: None) -> None:
    contract = world.contract(world.account(), line(20_000, term("2026-01-01", months=24)))
    new = lines.step(main(contract), on=date(2027, 1, 1), amount=yuan(11_000), version=0, by="test", at=NOON)
    assert (new.price_step, new.annual, new.ends_on) == (True, yuan(11_000), date(2027, 12, 31))
    contract.account.refresh_from_db()
    assert contract.account.due_on == date(2027, 12, 31)


@pytest.mark.parametrize("day", [date(2026, 1, 14), date(2027, 1, 14), date(2030, 1, 1)])
def test_a_line_is_cut_within_its_days(contract: Contract, day: date) -> None:
    with pytest.raises(ContractRefused):
        lines.cut(main(contract), on=day, version=0, by="test", at=NOON, reason="Closed")


def test_the_later_of_two_changes_of_a_line_is_told(contract: Contract) -> None:
    lines.cut(main(contract), on=date(2026, 9, 30), version=0, by="test", at=NOON, reason="Closed")
    with pytest.raises(ChangedMeanwhile):
        lines.cut(main(contract), on=date(2026, 8, 31), version=0, by="test", at=NOON, reason="Closed")


def test_a_contract_that_was_ended_takes_no_more_lines(contract: Contract) -> None:
    contracts.end(contract, on=date(2026, 6, 30), version=contract.version, by="test", at=NOON, reason="Sold")
    with pytest.raises(ContractRefused):
        lines.add(contract, line(1, term("2026-07-15", months=6)), by="test", at=NOON)


def test_a_line_in_another_currency_is_refused(contract: Contract) -> None:
    dollars = varied(line(1, term("2026-07-15", months=6)), amount=Money.from_minor(100, "USD"))
    with pytest.raises(ContractRefused):
        lines.add(contract, dollars, by="test", at=NOON)


def test_only_who_may_change_contracts_and_sees_the_account_does(csm: User, cast: Casting) -> None:
    contract = world.contract(world.account(owner=csm), line(12_000, term("2026-01-15")))
    seller, finance = cast("seller", "sales_manager"), cast("finance", "finance")
    for person in (csm, seller):
        with pytest.raises(Forbidden):
            lines.add(contract, line(1, term("2026-07-15", months=6)), by=person, at=NOON)
    lines.add(contract, line(1, term("2026-07-15", months=6)), by=finance, at=NOON)
