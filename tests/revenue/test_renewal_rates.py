"""The rates of a due cohort."""

from datetime import UTC, date, datetime

import pytest

from hourglass.base.periods import Period
from hourglass.revenue import cohorts
from hourglass.revenue.cohorts import Rules, Split
from hourglass.revenue.recurring import Term
from hourglass.revenue.renewal_rates import Cohort
from tests.revenue.terms import Q3, day, term, year

pytestmark = pytest.mark.once

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
LATER = day("2025-06-01")
A, B, C, D, E, F = range(1, 7)
REV_05 = [
    *(year(A, 12_000, "2023-08-01", quantity=6), year(A, 12_000, "2024-08-01", quantity=6)),
    *(year(B, 24_000, "2023-08-15", quantity=8), year(B, 30_000, "2024-08-15", quantity=10)),
    *(year(C, 18_000, "2023-09-01"), year(C, 16_200, "2024-09-01")),
    year(D, 6_000, "2023-10-01"),
    term(E, 9_000, "2023-08-01", "2025-07-31"),
    *(year(F, 10_000, "2023-08-01"), year(F, 10_000, "2024-08-01", renewed_on=day("06-10"))),
    # A trial and a one-time fee are no recurring lines: reading leaves them out.
]


def cohort(terms: list[Term], window: Period = Q3, *, when: date = LATER, rules: Rules | None = None) -> Cohort:
    """This function will make the cohort of a window, as it stands on a day."""
    rules = rules or Rules()
    return Cohort(window, tuple(cohorts.outcomes(terms, window, rules=rules, day=when)), rules, when, AT)


def test_rev_05_the_due_cohort_of_a_quarter() -> None:
    found = cohort(REV_05)
    assert [(row.account, row.due) for row in found.accounts] == [
        (B, 24_000), (C, 18_000), (A, 12_000), (F, 10_000), (D, 6_000),
    ]  # fmt: skip
    assert (found.logos.numerator, found.logos.denominator, found.logos.percent()) == (4, 5, "80.0%")
    assert (found.amount.numerator, found.amount.denominator, found.amount.percent()) == (68_200, 70_000, "97.4%")
    like = found.like_for_like
    assert (like.numerator, like.denominator, like.percent()) == (62_200, 70_000, "88.9%")


def test_goal_05_four_of_five_renewed_and_nothing_due_is_no_rate() -> None:
    assert cohort(REV_05).logos.percent() == "80.0%"
    nothing = cohort([])
    assert (nothing.logos.value, nothing.logos.percent(), nothing.amount.percent()) == (None, "—", "—")


def test_goal_06_the_amount_rate_may_exceed_100_percent() -> None:
    assert cohort(REV_05).amount.percent() == "97.4%"
    assert cohort([found for found in REV_05 if found.account in (A, B)]).amount.percent() == "116.7%"


def test_goal_07_the_difference_between_both_rates_is_explained() -> None:
    found = cohort(REV_05)
    assert found.split == Split(lost=-6_000, reduced=0, discount=-1_800, upsell=6_000, price=0)
    assert found.unchanged == 62_200
    assert found.unchanged + found.split.upsell + found.split.price == found.renewed_amount == 68_200
    assert found.like_for_like.percent() == "88.9%"


def test_rev_06_the_share_of_early_renewals() -> None:
    early = cohort(REV_05).early
    assert (early.numerator, early.denominator, early.percent()) == (1, 4, "25.0%")


def test_rev_07_a_cohort_is_provisional_until_day_90_of_its_last_end_date() -> None:
    found = cohort(REV_05, when=day("12-28"))
    assert found.settles_on == day("12-30")
    assert found.provisional
    assert cohort(REV_05, when=day("12-29")).provisional
    assert not cohort(REV_05, when=day("12-30")).provisional
    assert not cohort([]).provisional


def test_rev_07_what_is_not_decided_yet_is_open_and_not_lost() -> None:
    terms = [year(A, 100, "2023-08-01"), year(B, 200, "2023-09-01"), year(C, 400, "2023-10-01")]
    assert cohort(terms, when=day("09-05")).open == 600, "one in grace, one ahead; the first is lost"
    assert cohort(terms).open == 0


def test_rev_08_two_years_for_18000_renew_10000_by_90_percent() -> None:
    terms = [year(A, 10_000, "2023-08-01"), term(A, 9_000, "2024-08-01", "2026-07-31")]
    assert cohort(terms).amount.percent() == "90.0%"


def test_rev_09_one_line_renews_the_customer_and_the_amount_for_its_part() -> None:
    stores = [year(A, 5_000, "2023-08-01", contract=1) for _ in range(3)]
    terms = stores + [year(A, 5_000, "2024-08-01", contract=2) for _ in range(2)]
    found = cohort(terms)
    assert (found.logos.percent(), found.amount.percent(), found.split.reduced) == ("100.0%", "66.7%", -5_000)
    assert cohort(terms, rules=Rules(one_line_is_enough=False)).logos.percent() == "0.0%"


def test_rev_10_the_add_on_is_due_for_the_year() -> None:
    terms = [year(A, 12_000, "2023-08-01"), term(A, 6_000, "02-01", "07-31", slot="shop")]
    assert cohort(terms).due == 18_000


def test_rev_12_two_contracts_of_a_quarter_are_one_logo_and_one_each_in_their_months() -> None:
    terms = [year(A, 100, "2023-08-01"), year(A, 200, "2023-10-01")]
    assert (cohort(terms).logos.denominator, cohort(terms).due) == (1, 300)
    months = [cohort(terms, month) for month in Q3.by_month()]
    assert [found.logos.denominator for found in months] == [1, 0, 1]
    assert [found.due for found in months] == [100, 0, 200]


def test_conv_06_a_rate_names_its_window_and_where_its_records_are() -> None:
    logos = cohort(REV_05).logos
    assert logos.window == Q3
    assert logos.records is not None
    assert dict(logos.records.denominator) == {
        "from": "2024-07-01", "to": "2024-09-30", "scope": "workspace", "part": "due",
    }  # fmt: skip
