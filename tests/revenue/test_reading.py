"""Contract lines as the figures need them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hourglass.base.models import Team, User
from hourglass.base.money import Money
from hourglass.base.visibility import OutsideScope, guarded
from hourglass.customers import products, standing
from hourglass.revenue import contracts, lines, reading, recurring
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Line, Recurrence
from hourglass.revenue.reading import Frame, Scope, Whose
from tests import world
from tests.conftest import NOON, Casting
from tests.world import line, term, yuan

DAY = date(2024, 7, 1)
EVERYTHING = Frame(None, "CNY")


def on(frame: Frame, day: date = DAY) -> dict[int, int]:
    """This function will read what each account has on a day, in whole yuan a year."""
    return {account: coins // 100 for account, (coins,) in reading.measured(frame, [day]).amounts.items() if coins}


def test_both_ways_of_reading_agree(db: None) -> None:
    first, second = world.account(), world.account()
    world.contract(first, line(12_000, term("2024-01-15")), line(3_000, term("2024-07-15", months=6), "Shop"))
    two_years = world.contract(second, line(18_000, term("2023-03-01", months=24)))
    lines.step(two_years.lines.get(), on=date(2024, 3, 1), amount=yuan(9_900), version=0, by="test", at=NOON)
    contract = world.contract(second, line(500, term("2023-03-01"), "Shop"))
    contracts.end(contract, on=date(2023, 9, 30), version=contract.version, by="test", at=NOON, reason="stopped")
    days = [date(2023, 3, 31), date(2023, 10, 1), date(2024, 3, 1), date(2024, 7, 31), date(2025, 3, 1)]
    read = reading.measured(EVERYTHING, days)
    terms = reading.terms(EVERYTHING.lines())
    slow = recurring.measure(terms, days)
    assert {key: list(value) for key, value in read.amounts.items()} == slow.amounts
    assert (read.since, read.steps) == (slow.since, slow.steps)
    assert read.amounts[second.pk] == [950_000, 900_000, 990_000, 990_000, 0]
    assert read.steps == {second.pk: [(date(2024, 3, 1), 90_000)]}


def test_one_time_fees_and_trials_do_not_count(db: None) -> None:
    customer = world.account()
    days = term("2024-01-01")
    world.contract(
        customer,
        line(12_000, days),
        line(5_000, days, "Set-up", recurrence=Recurrence.ONE_TIME),
        line(100, days, "Try", recurrence=Recurrence.TRIAL),
    )
    assert on(EVERYTHING) == {customer.pk: 12_000}


def test_another_currency_is_left_out_and_counted(db: None) -> None:
    customer, days = world.account(), term("2024-01-01")
    dollars = Ordered(name="Main", amount=Money.from_minor(100, "USD"), starts_on=days.start, ends_on=days.last)
    world.contract(customer, dollars)
    world.contract(customer, line(12_000, days))
    assert on(EVERYTHING) == {customer.pk: 12_000}
    assert EVERYTHING.left_out() == 1


def test_each_scope_keeps_its_own(csm: User, other_csm: User, east: Team, west: Team) -> None:
    product = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    edition = products.add_edition(product, name_zh="专业版", name_en="Pro", by="test", at=NOON)
    mine = world.account(owner=csm)
    theirs, teams = world.account(owner=other_csm), world.account(team=east)
    for number, customer in enumerate((mine, theirs, teams), start=1):
        world.contract(
            customer,
            line(1_000 * number, term("2024-01-01")),
            line(10, term("2024-01-01"), "Clinic", edition=edition),
        )
    standing.publish({theirs.pk: {"tier": "S"}})
    frames = {
        Scope(): {mine.pk: 1_010, theirs.pk: 2_010, teams.pk: 3_010},
        Scope(Whose.CSM, str(csm.pk)): {mine.pk: 1_010},
        Scope(Whose.TEAM, str(east.pk)): {mine.pk: 1_010, teams.pk: 3_010},
        Scope(Whose.TIER, "S"): {theirs.pk: 2_010},
        Scope(Whose.PRODUCT, str(product.pk)): {mine.pk: 10, theirs.pk: 10, teams.pk: 10},
    }
    for scope, wanted in frames.items():
        assert on(Frame(None, "CNY", scope)) == wanted, scope
        assert Scope.read(str(scope)) == scope


@pytest.mark.parametrize("text", ["", "moon", "all:1", "team", "csm:x", "team:", "product:-1"])
def test_what_is_no_scope_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"scope|valid"):
        Scope.read(text)


def test_a_person_reads_only_what_they_see(csm: User, other_csm: User, cs_head: User) -> None:
    mine, theirs = world.account(owner=csm), world.account(owner=other_csm)
    for customer in (mine, theirs):
        world.contract(customer, line(1_000, term("2024-01-01")))
    with guarded():
        assert on(Frame(csm, "CNY")) == {mine.pk: 1_000}
        assert on(Frame(csm, "CNY", Scope(Whose.CSM, str(other_csm.pk)))) == {}
        assert len(on(Frame(cs_head, "CNY"))) == 2
        with pytest.raises(OutsideScope):
            list(Line.objects.recurring())


def test_a_term_carries_the_day_of_its_first_payment(db: None, cast: Casting) -> None:
    customer = world.account()
    paid = world.contract(customer, line(1_000, term("2024-01-01")), signed_on=date(2023, 11, 1))
    signed = world.contract(customer, line(1_000, term("2025-01-01")), signed_on=date(2024, 11, 1))
    bare = world.contract(customer, line(1_000, term("2026-01-01")))
    for on_day, amount in ((date(2024, 1, 9), 500), (date(2024, 1, 20), 500), (date(2024, 1, 2), -100)):
        contracts.pay(paid, amount=yuan(amount), on=on_day, by="test", at=NOON)
    wrong = contracts.pay(paid, amount=yuan(1), on=date(2023, 12, 1), by="test", at=NOON)
    contracts.void(wrong, by="test", at=NOON, reason="booked twice")

    def renewed_on(*, unpaid_counts: bool) -> dict[int, date | None]:
        found = reading.terms(EVERYTHING.lines(), paid=True, unpaid_counts=unpaid_counts)
        return {each.contract: each.renewed_on for each in found}

    assert renewed_on(unpaid_counts=True) == {paid.pk: date(2024, 1, 9), signed.pk: date(2024, 11, 1), bare.pk: None}
    assert renewed_on(unpaid_counts=False) == {paid.pk: date(2024, 1, 9), signed.pk: None, bare.pk: None}


def test_reading_takes_as_many_queries_for_many_accounts_as_for_one(db: None) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reading.measured(EVERYTHING, [DAY])
        return len(captured)

    world.contract(world.account(), line(1_000, term("2024-01-01")))
    before = queries()
    for _ in range(5):
        world.contract(world.account(), line(1_000, term("2024-01-01")))
    assert queries() == before == 2
