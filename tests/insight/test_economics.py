"""What customers are worth and what they cost."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from hourglass.insight import economics
from hourglass.insight.economics import Acquisition, Band, Worth

pytestmark = pytest.mark.once

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_goal_11_the_cost_of_a_new_customer_with_and_without_referrals() -> None:
    found = Acquisition(cost=600_000, new=40, referred_cost=50_000, referred=10)
    assert found.per_customer(at=AT).value == 15_000
    assert found.per_referred(at=AT).value == 5_000
    others = found.per_other(at=AT)
    assert (others.numerator, others.denominator, others.times(2)) == (550_000, 30, "18,333.33")
    nobody = Acquisition(cost=600_000, new=0, referred_cost=0, referred=0)
    assert nobody.per_customer(at=AT).value is None


def test_goal_13_each_block_as_share_of_revenue() -> None:
    shares = [economics.share_of_revenue(cost, 1_000_000, at=AT).percent() for cost in (300_000, 250_000, 150_000)]
    assert shares == ["30.0%", "25.0%", "15.0%"]
    assert economics.share_of_revenue(300_000, 0, at=AT).percent() == "—"


def test_goal_14_lifetime_value_and_payback() -> None:
    found = Worth(Fraction(1_000), Fraction(70, 100), Fraction(2, 100), Fraction(7_000))
    assert (found.lifetime, found.payback, found.ratio) == (35_000, 10, 5)


def test_goal_14_without_churn_there_is_no_lifetime_value() -> None:
    found = Worth(Fraction(1_000), Fraction(70, 100), Fraction(0), Fraction(7_000))
    assert (found.lifetime, found.ratio, found.payback) == (None, None, 10)
    assert Worth(None, Fraction(70, 100), Fraction(2, 100), None).lifetime is None
    assert Worth(Fraction(1_000), Fraction(-1, 100), Fraction(2, 100), Fraction(7_000)).payback is None


def test_goal_17_the_cash_of_the_first_year() -> None:
    found = economics.cash({1: 10_000, 13: 10_000}, 12_000, [200] * 13)
    assert (found.first_year, found.positive_in, found.months[12]) == (-4_400, 13, 5_400)


def test_goal_17_a_year_that_is_not_over_has_no_result_yet() -> None:
    found = economics.cash({1: 10_000}, 12_000, [200] * 11)
    assert (found.first_year, found.positive_in) == (None, None)


def test_goal_17_a_cohort_lives_as_long_as_all_of_it() -> None:
    first, second = economics.cash({1: 100}, 0, [10, 10]), economics.cash({}, 0, [10])
    assert economics.cohort_cash([first, second]).months == (80,)
    assert economics.cohort_cash([]).months == ()


def test_goal_22_a_new_customer_against_a_kept_one() -> None:
    band = Band(Fraction(5), Fraction(10))
    ratio = economics.new_against_kept(Fraction(15_000), Fraction(2_000))
    assert ratio == Fraction(75, 10)
    assert band.holds(ratio)
    assert not band.holds(Fraction(11))
    assert band.holds(economics.new_against_kept(Fraction(15_000), Fraction(0))) is None


def test_shared_costs_lose_no_coin() -> None:
    assert economics.allocated(100, {1: 1, 2: 1, 3: 1}) == {1: 34, 2: 33, 3: 33}
    assert economics.allocated(100, {1: 900, 2: 100}) == {1: 90, 2: 10}
    assert economics.allocated(100, {}) == {}


def test_gross_margin_is_what_service_leaves() -> None:
    assert economics.gross_margin(1_000_000, 300_000) == Fraction(7, 10)
    assert economics.gross_margin(0, 5) is None
