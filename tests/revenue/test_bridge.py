"""The bridge of revenue, and who earns it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.periods import Period
from hourglass.revenue import bridge, recurring, retention
from hourglass.revenue.bridge import Bridge
from hourglass.revenue.movements import Kind
from hourglass.revenue.recurring import Term
from tests.revenue.terms import day, term, year
from tests.revenue.test_movements import histories

pytestmark = pytest.mark.once

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
REV_15 = {
    Kind.NEW: 80, Kind.UPGRADE: 30, Kind.REACTIVATION: 5, Kind.DOWNGRADE: -20, Kind.CHURN: -25, Kind.PRICE: 0,
}  # fmt: skip


def of(terms: list[Term], window: Period) -> Bridge:
    """This function will make the bridge of a window."""
    return bridge.bridge(retention.change(recurring.measure(terms, recurring.days_of(window)), 0, 1))


def test_rev_15_the_steps_lead_from_the_begin_to_the_end() -> None:
    terms = [
        *(year(1, 1_000 - 25 - 100, "2023-02-01"), year(1, 1_000 - 25 - 100, "2024-02-01")),
        *(year(2, 100, "2023-06-01"), year(2, 80, "2024-06-01"), year(3, 25, "2023-06-01", ended="2024-06-10")),
        *(year(4, 80, "2024-06-05"), year(1, 30, "2024-06-07", slot="shop")),
        *(year(5, 5, "2022-01-01"), year(5, 5, "2024-06-20")),
    ]
    found = of(terms, Period.month(day("06-15")))
    assert (found.begin, found.moved, found.end, found.error) == (1_000, REV_15, 1_070, 0)
    assert found.kept == 955


def test_rev_15_an_unequal_sum_is_an_error() -> None:
    assert Bridge(1_000, REV_15, 1_071).error == 1


def test_rev_15_price_steps_are_a_signed_term_of_their_own() -> None:
    terms = [year(1, 1_000, "2023-06-01", contract=1), year(1, 950, "2024-06-01", contract=1, step=True)]
    found = of(terms, Period.month(day("06-15")))
    assert (found.moved[Kind.PRICE], found.moved[Kind.DOWNGRADE], found.end, found.error) == (-50, 0, 950, 0)


@given(histories(), st.integers(1, 24))
def test_the_end_is_counted_for_itself_and_meets_the_steps(terms: list[Term], months: int) -> None:
    found = of(terms, Period.of_months(day("2023-06-01"), months))
    last = Period.of_months(day("2023-06-01"), months).last
    assert found.error == 0
    assert found.end == sum(recurring.on(terms, last).values())


def test_goal_20_the_share_of_existing_customers() -> None:
    terms = [
        year(1, 350_000, "2024-03-01", contract=1),
        term(1, 50_000, "2024-06-01", "2025-02-28", contract=1, slot="shop"),
        *(year(2, 550_000, "2023-01-01"), year(2, 600_000, "2024-01-01")),
    ]
    found = bridge.earned(terms, day("07-01"))
    share = found.share_after_first(at=AT)
    assert (share.numerator, share.denominator, share.percent()) == (650_000, 1_000_000, "65.0%")
    assert found.first_lines == (terms[0].line,)


def test_rev_15_a_price_step_of_the_first_contract_is_still_its_first_term() -> None:
    terms = [
        term(1, 100, "2023-01-01", "2023-12-31", contract=1),
        term(1, 110, "2024-01-01", "2024-12-31", contract=1, step=True),
    ]
    assert bridge.earned(terms, day("07-01")).share_after_first(at=AT).numerator == 0


def test_without_revenue_there_is_no_share() -> None:
    assert bridge.earned([], day("07-01")).share_after_first(at=AT).value is None
