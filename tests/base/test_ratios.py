"""Ratios carry both numbers, add up as their numbers do, and are never invented."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.money import CurrencyMismatchError, Money
from hourglass.base.periods import Period
from hourglass.base.ratios import (
    Missing,
    NotComparableError,
    Ratio,
    Records,
    WeightsError,
    change,
    check_weights,
    combined,
    mean,
    percent,
    points,
    signed,
    weighted_mean,
)
from hourglass.base.rounding import Exact

pytestmark = pytest.mark.once

NOW = datetime(2024, 7, 1, 2, tzinfo=UTC)
JUNE = Period.month(date(2024, 6, 1))
NUMBERS = st.integers(0, 10**9)


def ratio(numerator: Exact | Money | None, denominator: Exact | Money, scope: str = "team:1") -> Ratio:
    return Ratio.of("renewal_rate_logo", numerator, denominator, computed_at=NOW, scope=scope, window=JUNE)


RATIOS = st.builds(ratio, st.none() | NUMBERS, NUMBERS)


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (4, 5, "80.0%"),
        (6, 9, "66.7%"),
        (1, 2000, "0.1%"),  # 0.05 goes up
        (1999, 2000, "100.0%"),
        (Decimal(70000) * Decimal("1.25"), Decimal(70000), "125.0%"),
        (0, 7, "0.0%"),
        (-1, 3, "−33.3%"),
    ],
)
def test_conv_01_shows_one_decimal_rounded_half_up(numerator: Exact, denominator: Exact, shown: str) -> None:
    assert ratio(numerator, denominator).percent() == shown


def test_conv_01_keeps_the_value_unrounded() -> None:
    assert ratio(2, 3).value == Fraction(2, 3)


def test_conv_01_a_ratio_of_money_is_exact() -> None:
    amount = ratio(Money(Decimal(68200)), Money(Decimal(70000)))
    assert (amount.value, amount.percent()) == (Fraction(682, 700), "97.4%")  # GOAL-06
    with pytest.raises(NotComparableError):
        ratio(Money(Decimal(1)), 2)
    with pytest.raises(CurrencyMismatchError):
        ratio(Money(Decimal(1), "USD"), Money(Decimal(1)))


def test_conv_04_nothing_due_is_a_dash_with_its_reason() -> None:
    nothing = ratio(0, 0)
    assert (nothing.value, nothing.missing, nothing.percent(), nothing.times()) == (
        None,
        Missing.NO_DENOMINATOR,
        "—",
        "—",
    )


def test_conv_04_missing_data_is_not_zero() -> None:
    unknown = ratio(None, 3)
    assert (unknown.value, unknown.missing, unknown.percent()) == (None, Missing.NO_DATA, "—")
    assert ratio(0, 3).missing is None


def test_conv_04_missing_values_are_left_out_of_averages_and_weights_rescaled() -> None:
    # Weights 50/20/15/15; the second value is missing, the others share its weight.
    assert weighted_mean([(50, 80), (20, None), (15, 100), (15, 60)]) == 80
    assert weighted_mean([(50, 80), (20, 90), (15, 100), (15, 60)]) == 82  # GOAL-18
    assert weighted_mean([(60, Decimal("0.5")), (40, 1)]) == Fraction(7, 10)  # GOAL-02
    assert mean([80_000, 120_000, None]) == 100_000  # CFG-08


def test_conv_04_an_average_of_nothing_is_missing() -> None:
    assert weighted_mean([(50, None), (50, None)]) is None
    assert weighted_mean([(0, 5), (100, None)]) is None
    assert mean([]) is None


def test_conv_04_weights_make_up_100() -> None:
    check_weights([50, 20, 15, 15])
    with pytest.raises(WeightsError, match="add up to 95,"):
        check_weights([50, 20, 15, 10])
    with pytest.raises(WeightsError):
        check_weights([150, -50])
    with pytest.raises(WeightsError):
        weighted_mean([(-1, 5), (2, 5)])


def test_conv_05_a_team_is_the_sum_of_its_parts_not_the_mean() -> None:
    team = combined([ratio(1, 1), ratio(1, 9)], scope="team:1")
    assert (team.numerator, team.denominator, team.percent()) == (2, 10, "20.0%")


def test_conv_05_an_empty_part_changes_nothing() -> None:
    assert combined([ratio(4, 5), ratio(0, 0)], scope="all").percent() == "80.0%"


def test_conv_05_a_part_without_data_is_left_out_and_counted() -> None:
    team = combined([ratio(4, 5), ratio(None, 5)], scope="all")
    assert (team.percent(), team.left_out) == ("80.0%", 1)
    assert combined([ratio(None, 5), ratio(None, 2)], scope="all").missing is Missing.NO_DATA


def test_conv_05_only_like_can_be_combined() -> None:
    other = Ratio.of("renewal_rate_amount", 1, 2, computed_at=NOW, window=JUNE)
    with pytest.raises(NotComparableError):
        combined([ratio(1, 2), other], scope="all")
    with pytest.raises(NotComparableError):
        combined([], scope="all")


def test_conv_06_a_value_carries_where_it_comes_from() -> None:
    records = Records("revenue.renewals", numerator={"outcome": "renewed"}, denominator={"due_in": "2024-06"})
    value = Ratio.of("renewal_rate_logo", 4, 5, computed_at=NOW, window=JUNE, records=records)
    assert value.to_json() == {
        "metric": "renewal_rate_logo",
        "scope": "workspace",
        "window": {"start": "2024-06-01", "end": "2024-07-01"},
        "numerator": "4",
        "denominator": "5",
        "value": "0.8",
        "reason": None,
        "computed_at": "2024-07-01T02:00:00+00:00",
        "left_out": 0,
    }
    assert value.records == records


def test_conv_06_an_empty_value_gives_its_reason_to_machines() -> None:
    answer = ratio(0, 0).to_json()
    assert (answer["value"], answer["reason"]) == (None, "no_denominator")


def test_conv_06_the_oldest_part_dates_the_sum() -> None:
    old = Ratio.of("renewal_rate_logo", 1, 2, computed_at=NOW - timedelta(days=2), window=JUNE)
    assert combined([ratio(1, 2), old], scope="all").computed_at == old.computed_at


def test_it_refuses_floats_and_times_without_a_zone() -> None:
    with pytest.raises(TypeError):
        ratio(0.5, 1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Ratio.of("x", 1, 2, computed_at=datetime(2024, 1, 1))  # noqa: DTZ001


def test_differences_are_percentage_points() -> None:
    assert signed(points(Fraction(946, 1000), Fraction(937, 1000))) == "+0.9"
    assert signed(points(Fraction(1, 2), Fraction(521, 1000))) == "−2.1"
    assert signed(points(Fraction(1, 2), Fraction(1, 2))) == "0.0"
    assert signed(points(None, Fraction(1, 2))) == "—"


def test_a_change_is_relative_to_what_was() -> None:
    assert percent(change(75, 60)) == "25.0%"  # REV-03
    assert change(75, 0) is None
    assert change(-5, -10) == Fraction(1, 2)


@given(st.lists(RATIOS, min_size=1, max_size=8), st.data())
def test_conv_05_the_order_and_grouping_of_parts_do_not_matter(parts: list[Ratio], data: st.DataObject) -> None:
    whole = combined(parts, scope="all")
    shuffled = data.draw(st.permutations(parts))
    cut = data.draw(st.integers(0, len(parts)))
    groups = [combined(group, scope="team") for group in (shuffled[:cut], shuffled[cut:]) if group]
    assert combined(groups, scope="all") == whole


@given(st.lists(st.builds(ratio, NUMBERS, st.integers(1, 10**9)), min_size=1, max_size=8))
def test_conv_05_a_sum_lies_between_its_least_and_greatest_part(parts: list[Ratio]) -> None:
    values = [part.value for part in parts if part.value is not None]
    whole = combined(parts, scope="all").value
    assert whole is not None
    assert min(values) <= whole <= max(values)


@given(st.lists(st.tuples(st.integers(1, 100), st.none() | NUMBERS), min_size=1, max_size=10))
def test_conv_04_rescaling_is_leaving_out(parts: list[tuple[int, int | None]]) -> None:
    known = [(weight, value) for weight, value in parts if value is not None]
    assert weighted_mean(parts) == weighted_mean(known)
    assert weighted_mean([(7 * weight, value) for weight, value in parts]) == weighted_mean(parts)
    if known:
        answer = weighted_mean(parts)
        assert answer is not None
        assert min(value for _, value in known) <= answer <= max(value for _, value in known)
