"""The forecast weighs what is due by how sure it is."""

from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.money import Money
from hourglass.revenue.forecasting import expected
from tests.world import yuan

PERCENT = {"commit": 95, "likely": 70, "risk": 30, "lost": 0}


def test_rev_21_the_expected_amount_is_weighed_by_category() -> None:
    found = expected([("commit", yuan(10_000)), ("likely", yuan(20_000)), ("risk", yuan(10_000))], percent=PERCENT)
    assert (found.expected, found.due) == (yuan(26_500), yuan(40_000))


def test_nothing_is_expected_of_nothing() -> None:
    assert expected([], percent=PERCENT).expected == Money.zero()


@given(st.lists(st.tuples(st.sampled_from(sorted(PERCENT)), st.integers(0, 10**9)), max_size=20))
def test_no_more_is_expected_than_is_due(parts: list[tuple[str, int]]) -> None:
    found = expected([(key, Money.from_minor(coins)) for key, coins in parts], percent=PERCENT)
    assert Money.zero() <= found.expected <= found.due
