"""What would be if retention were better."""

from fractions import Fraction

import pytest

from hourglass.insight import what_if
from hourglass.insight.what_if import Now

pytestmark = pytest.mark.once

NOW = Now(
    churn=Fraction(20, 100), margin=Fraction(70, 100), monthly=Fraction(1_000), begin=1_000_000, still=900_000,
    profit=Fraction(200_000),
)  # fmt: skip


def test_goal_21_five_points_more_retention() -> None:
    found = what_if.imagine(NOW, Fraction(5, 100))
    assert (found.churn.before, found.churn.after) == (Fraction(20, 100), Fraction(15, 100))
    assert found.lifetime.change == Fraction(1, 3)
    assert found.inside
    assert found.ndr.after == Fraction(95, 100)
    assert (found.profit.before, found.profit.after) == (200_000, 235_000)


def test_goal_21_a_small_gain_lies_outside_of_the_range() -> None:
    assert not what_if.imagine(NOW, Fraction(1, 100)).inside


def test_goal_21_without_churn_there_is_nothing_to_compare() -> None:
    found = what_if.imagine(NOW, Fraction(30, 100))
    assert (found.churn.after, found.lifetime.after, found.lifetime.change, found.inside) == (0, None, None, None)


def test_goal_21_worse_retention_can_be_imagined_too() -> None:
    found = what_if.imagine(NOW, Fraction(-5, 100))
    assert (found.ndr.after, found.profit.change) == (Fraction(85, 100), Fraction(-35_000, 200_000))
