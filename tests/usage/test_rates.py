"""Depth, breadth, gap: the worked examples of the catalogue, and what never changes them."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.periods import Period
from hourglass.base.ratios import percent
from hourglass.usage.metrics import rates, rhythm
from hourglass.usage.metrics.activity import Activity, Share, Use
from hourglass.usage.metrics.offers import Catalogue, Offer, Terms

pytestmark = pytest.mark.once
DAY = date(2024, 5, 1)
MONTH = Period.month(DAY)


def features(count: int, start: int = 1) -> frozenset[int]:
    return frozenset(range(start, start + count))


def used(*which: int) -> list[Use]:
    return [Use(day=DAY, feature=feature) for feature in which]


def test_use_02_nine_of_twelve_core_features_are_75_percent_and_of_the_fifteen_of_the_product_60() -> None:
    offer = Offer(usable=features(20), core=features(12), core_of_product=features(15))
    done = Activity.of(used(*range(1, 10)), MONTH).used()
    assert percent(rates.core_depth(done, offer).value) == "75.0%"
    assert percent(rates.core_depth(done, offer, of_product=True).value) == "60.0%"


def test_use_04_eighteen_of_forty_are_45_percent_and_a_trial_is_in_neither_number() -> None:
    offer = Offer(usable=features(40))
    done = Activity.of(used(*range(1, 19), 99)).used()
    found = rates.breadth(done, offer)
    assert (found.above, found.below, percent(found.value)) == (18, 40, "45.0%")
    assert rates.beyond(done, offer) == {99}


def test_use_09_ten_released_and_entitled_with_four_used_are_a_gap_of_60_percent() -> None:
    offer = Offer(usable=features(30))
    found = rates.gap({1, 2, 3, 4, 25}, features(10) | {77}, offer)
    assert (percent(found.value), len(found.counted)) == ("60.0%", 6)


def test_conv_04_nothing_bought_is_no_rate() -> None:
    assert rates.core_depth({1}, Offer()).value is None


def test_use_01_may_keeps_its_denominator_when_june_gets_another() -> None:
    begun = date(2024, 1, 1)
    terms = [
        Terms(pk=1, module=1, product=1, marks=((begun, True),)),
        Terms(pk=2, module=1, product=1, marks=((date(2024, 6, 1), True),)),
        Terms(pk=3, module=2, product=1, marks=((begun, True), (date(2024, 6, 1), False))),
    ]
    may, june = (Catalogue(terms, {7: frozenset({1})}, day).offer([7], []) for day in (MONTH.last, date(2024, 6, 30)))
    assert (may.core, june.core) == ({1}, {1, 2})
    assert (may.core_of_product, june.core_of_product) == ({1, 3}, {1, 2})


def test_what_was_switched_off_is_not_usable() -> None:
    terms = [Terms(pk=pk, module=1, product=1, marks=((DAY, True),)) for pk in (1, 2)]
    offer = Catalogue(terms, {}, DAY).offer([], [1], off=[2])
    assert (offer.usable, offer.core, offer.core_of_product) == ({1}, {1}, {1, 2})


def test_used_may_ask_for_several_days() -> None:
    rows = [Use(day=DAY + timedelta(days=n), feature=1) for n in range(3)] + used(2)
    assert Activity.of(rows).used(least=3) == {1}


ROWS = st.lists(
    st.builds(
        Use,
        day=st.integers(-3, 40).map(lambda n: DAY + timedelta(days=n)),
        feature=st.integers(1, 9),
        store=st.integers(0, 2),
        user=st.integers(0, 4),
        uses=st.integers(0, 5),
    ),
    max_size=40,
)


@given(rows=ROWS, seed=st.randoms(), usable=st.frozensets(st.integers(1, 9)), core=st.frozensets(st.integers(1, 9)))
def test_order_and_duplicates_never_change_a_figure_and_none_leaves_0_to_100(
    rows: list[Use], seed: object, usable: frozenset[int], core: frozenset[int]
) -> None:
    offer = Offer(usable, usable & core, core)
    shuffled = rows + rows[: len(rows) // 2]
    seed.shuffle(shuffled)  # type: ignore[attr-defined]

    def figures(some: list[Use]) -> list[Fraction | None]:
        activity = Activity.of(some, MONTH)
        shares = [
            rates.core_depth(activity.used(), offer),
            rates.core_depth(activity.used(), offer, of_product=True),
            rates.breadth(activity.used(), offer),
            rates.gap(activity.used(), core, offer),
            rhythm.stickiness(activity, MONTH),
        ]
        assert all(0 <= share.value <= 1 for share in shares if share.value is not None)
        return [share.value for share in shares] + [Fraction(len(activity.days)), Fraction(len(activity.by_user))]

    assert figures(rows) == figures(shuffled)


@given(rows=ROWS, cut=st.integers(0, 40))
def test_splitting_a_row_into_parts_never_changes_a_figure(rows: list[Use], cut: int) -> None:
    some = rows[:cut]
    parts = [
        Use(day=row.day, feature=row.feature, store=row.store, user=row.user, uses=share)
        for row in some
        for share in (1, row.uses - 1)
        if row.uses > 0
    ]
    assert Activity.of(parts + rows[cut:], MONTH) == Activity.of(rows, MONTH)


def test_a_share_of_missing_data_has_no_value() -> None:
    assert Share(None, 5).value is None
