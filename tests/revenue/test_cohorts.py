"""What was due, and what became of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.periods import DAY, Period
from hourglass.revenue import cohorts
from hourglass.revenue.cohorts import Offered, Outcome, Rules, Split, Timing
from hourglass.revenue.recurring import Term
from tests.revenue.terms import Q3, day, term, year
from tests.revenue.test_movements import histories

pytestmark = pytest.mark.once

LATER = day("2025-06-01")
Q2 = Period(day("04-01"), day("07-01"))


def became(terms: list[Term], window: Period = Q3, *, when: date = LATER, rules: Rules | None = None) -> list[Outcome]:
    """This function will tell what became of what was due in `window`."""
    return cohorts.outcomes(terms, window, rules=rules or Rules(), day=when)


def one(terms: list[Term], window: Period = Q3, *, when: date = LATER, rules: Rules | None = None) -> Outcome:
    """This function will tell the one outcome there is."""
    (found,) = became(terms, window, when=when, rules=rules)
    return found


def test_rev_05_a_contract_of_several_years_is_due_at_its_end_only() -> None:
    steps = [
        term(1, 10_000, "2022-08-01", "2023-07-31", contract=1),
        term(1, 11_000, "2023-08-01", "2024-07-31", contract=1, step=True),
        term(1, 12_000, "2024-08-01", "2025-07-31", contract=1, step=True),
    ]
    assert became(steps) == []
    assert one(steps, Period.quarter(day("2025-08-01")), when=day("2026-06-01")).due == 12_000
    assert became([term(2, 10_000, "2023-07-01", "2025-06-30")]) == []


def test_rev_06_an_early_renewal_counts_in_the_window_of_the_end_date() -> None:
    terms = [year(1, 10_000, "2023-08-01"), year(1, 10_000, "2024-08-01", renewed_on=day("06-10"))]
    found = one(terms, when=day("07-01"))
    assert (found.due_on, found.renewed_on, found.timing(LATER, Rules())) == (day("07-31"), day("06-10"), Timing.EARLY)
    assert became(terms, Q2) == []


def test_rev_07_a_renewal_within_90_days_is_late_and_in_the_first_cohort() -> None:
    terms = [year(1, 10_000, "2023-07-01"), year(1, 10_000, "2024-09-10", renewed_on=day("09-10"))]
    found = one(terms, Q2)
    assert (found.renewed, found.timing(LATER, Rules())) == (10_000, Timing.LATE)
    assert became(terms) == []


@pytest.mark.parametrize("start", ["2024-10-15", "2024-07-01"])
def test_rev_07_who_comes_back_after_90_days_is_won_back_and_the_cohort_stays(start: str) -> None:
    terms = [year(1, 10_000, "2023-07-01"), year(1, 10_000, start, renewed_on=day("10-15"))]
    found = one(terms, Q2)
    assert (found.renewed, found.split.lost, found.timing(LATER, Rules())) == (0, -10_000, Timing.LOST)


@pytest.mark.parametrize(
    ("when", "timing"),
    [("06-30", Timing.COMING), ("07-01", Timing.GRACE), ("07-30", Timing.GRACE), ("07-31", Timing.LOST)],
)
def test_rev_07_service_goes_on_for_the_days_of_grace(when: str, timing: Timing) -> None:
    assert one([year(1, 10_000, "2023-07-01")], Q2).timing(day(when), Rules()) is timing


def test_rev_07_an_outcome_settles_after_day_90() -> None:
    found = one([year(1, 10_000, "2023-07-01")], Q2)
    assert found.settles_on(Rules()) - found.due_on == 91 * DAY
    assert one([year(1, 10_000, "2023-07-01"), year(1, 1, "2024-09-28")], Q2).renewed == 1, "day 90 is in time"
    assert one([year(1, 10_000, "2023-07-01"), year(1, 1, "2024-09-29")], Q2).renewed == 0


def test_rev_07_a_day_in_the_past_is_told_as_it_was_known_then() -> None:
    terms = [year(1, 10_000, "2023-07-01"), year(1, 10_000, "2024-07-01", renewed_on=day("09-10"))]
    assert one(terms, Q2, when=day("08-15")).renewed == 0
    assert one(terms, Q2, when=day("09-10")).renewed == 10_000


def test_rev_08_two_years_count_what_they_come_to_in_one() -> None:
    terms = [year(1, 10_000, "2023-08-01"), term(1, 9_000, "2024-08-01", "2026-07-31")]
    found = one(terms)
    assert (found.due, found.renewed, found.split.discount) == (10_000, 9_000, -1_000)


def test_rev_08_an_agreed_price_step_is_no_upsell() -> None:
    found = one([year(1, 10_000, "2023-08-01"), year(1, 10_500, "2024-08-01", step=True)])
    assert found.split == Split(price=500)
    assert one([year(1, 10_000, "2023-08-01"), year(1, 9_500, "2024-08-01", step=True)]).split == Split(price=-500)


def test_rev_09_missing_lines_are_reduced() -> None:
    stores = [year(1, 5_000, "2023-08-01", contract=1) for _ in range(3)]
    kept = [year(1, 5_000, "2024-08-01", contract=2) for _ in range(2)]
    found = one(stores + kept)
    assert (found.due, found.renewed, found.split, found.complete) == (15_000, 10_000, Split(reduced=-5_000), False)


def test_rev_10_an_add_on_that_ends_together_is_due_for_the_year() -> None:
    terms = [year(1, 12_000, "2023-08-01"), term(1, 6_000, "02-01", "07-31", slot="shop")]
    assert one(terms).due == 18_000


def test_rev_11_ten_seats_of_1000_become_twelve_of_900() -> None:
    was, now = Offered(10_000, 10), Offered(10_800, 12)
    assert cohorts.effects(was, now) == (2_000, -1_200)
    terms = [year(1, 10_000, "2023-08-01", quantity=10), year(1, 10_800, "2024-08-01", quantity=12)]
    found = one(terms)
    assert (found.renewed, found.split) == (10_800, Split(upsell=2_000, discount=-1_200))


def test_rev_11_another_module_is_upsell_and_a_smaller_edition_is_less() -> None:
    base = year(1, 10_000, "2023-08-01", offer="standard")
    assert one([base, year(1, 15_000, "2024-08-01", offer="pro")]).split == Split(upsell=5_000)
    assert one([base, year(1, 6_000, "2024-08-01", offer="basic")]).split == Split(reduced=-4_000)
    more = [year(1, 10_000, "2024-08-01", offer="standard"), year(1, 3_000, "2024-08-01", slot="shop")]
    assert one([base, *more]).split == Split(upsell=3_000)


def test_rev_11_a_higher_price_is_a_price_change_of_its_own() -> None:
    assert one([year(1, 10_000, "2023-08-01"), year(1, 11_000, "2024-08-01")]).split == Split(price=1_000)


def test_what_is_bought_after_the_renewal_is_no_part_of_it() -> None:
    terms = [
        year(1, 10_000, "2023-08-01"),
        *(year(1, 10_000, "2024-08-01"), year(1, 3_000, "2024-08-20"), year(1, 500, "2024-08-20", slot="shop")),
    ]
    assert one(terms).renewed == 10_000


def test_rev_12_each_end_date_finds_its_own_renewal() -> None:
    terms = [year(1, 100, "2023-08-01"), year(1, 200, "2023-10-01"), year(1, 200, "2024-10-01")]
    assert [(found.due_on, found.renewed) for found in became(terms)] == [(day("07-31"), 0), (day("09-30"), 200)]


def test_rev_12_contracts_merged_before_their_time_are_due_when_the_new_one_is() -> None:
    merged = [
        year(1, 100, "2023-08-01", ended="2024-05-31"),
        year(1, 200, "2023-09-01", ended="2024-05-31"),
        year(1, 300, "2024-06-01"),
    ]
    assert became(merged) == []
    assert one(merged, Period.quarter(day("2025-05-31")), when=day("2026-01-01")).due == 300


def test_rev_12_what_moves_into_a_renewal_before_its_time_is_no_upsell() -> None:
    terms = [
        year(1, 100, "2023-08-01"),
        year(1, 200, "2023-12-01", ended="2024-07-31"),
        year(1, 300, "2024-08-01"),
    ]
    found = one(terms)
    assert (found.due, found.renewed, found.split) == (100, 100, Split())


def test_a_line_cut_short_without_another_in_its_place_stays_due_and_is_lost() -> None:
    found = one([year(1, 100, "2023-08-01", ended="2024-03-31")])
    assert (found.due_on, found.due, found.split) == (day("07-31"), 100, Split(lost=-100))


def test_the_next_step_of_another_contract_renews_nothing() -> None:
    terms = [
        year(1, 100, "2023-08-01"),
        term(1, 50, "2023-09-15", "2024-09-14", contract=9),
        term(1, 55, "2024-09-15", "2025-09-14", contract=9, step=True),
    ]
    assert one(terms).renewed == 0


def test_without_payments_a_renewal_counts_from_its_first_day_unless_only_payments_do() -> None:
    terms = [year(1, 100, "2023-08-01"), year(1, 100, "2024-08-01")]
    assert one(terms, when=day("07-31")).renewed == 0
    assert one(terms).timing(LATER, Rules()) is Timing.ON_TIME
    assert one(terms, rules=Rules(unpaid_counts=False)).renewed == 0


@given(histories())
def test_the_parts_always_lead_from_the_due_amount_to_the_renewed_one(terms: list[Term]) -> None:
    for found in became(terms, Period(date(2023, 1, 1), date(2027, 1, 1)), when=date(2027, 1, 1)):
        assert found.due + sum(found.split.parts()) == found.renewed
        assert found.unchanged + found.split.upsell + found.split.price == found.renewed


@given(histories(), st.integers(2, 3))
def test_lines_split_in_equal_parts_come_to_the_same(terms: list[Term], parts: int) -> None:
    whole = [replaced(term, annual=term.annual * parts, quantity=term.quantity * parts) for term in terms]
    split = [replaced(term, line=term.line * 10 + part) for term in terms for part in range(parts)]
    window = Period(date(2023, 1, 1), date(2027, 1, 1))
    first, second = (became(rows, window, when=date(2027, 1, 1)) for rows in (whole, split))
    assert [(row.account, row.due_on, row.due, row.renewed, row.split) for row in first] == [
        (row.account, row.due_on, row.due, row.renewed, row.split) for row in second
    ]


def replaced(term: Term, **changes: int) -> Term:
    """This function will change some fields of a term."""
    return Term(**{**{name: getattr(term, name) for name in Term.__slots__}, **changes})
