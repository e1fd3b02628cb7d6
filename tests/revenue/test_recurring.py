"""What comes back each year: amounts by account on a day."""

from fractions import Fraction

from hourglass.base.periods import Period
from hourglass.revenue import recurring
from tests.revenue.terms import day, term, year


def test_a_term_counts_from_its_first_day_through_its_last() -> None:
    terms = [year(1, 12_000, "2024-01-15")]
    assert [recurring.on(terms, day(when)).get(1, 0) for when in ("01-14", "01-15", "2025-01-14", "2025-01-15")] == [
        0,
        12_000,
        12_000,
        0,
    ]


def test_a_term_cut_short_ends_on_its_last_day_of_service() -> None:
    terms = [year(1, 12_000, "2024-01-01", ended="2024-04-30")]
    assert recurring.on(terms, day("04-30")) == {1: 12_000}
    assert recurring.on(terms, day("05-01")) == {}


def test_rev_10_an_add_on_that_ends_with_the_contract_counts_for_the_year() -> None:
    terms = [year(1, 12_000, "2024-01-01"), term(1, 6_000, "2024-07-01", "2024-12-31", slot="shop")]
    assert recurring.on(terms, day("06-30")) == {1: 12_000}
    assert recurring.on(terms, day("07-01")) == {1: 18_000}


def test_a_month_has_a_twelfth_of_what_its_last_day_has() -> None:
    terms = [year(1, 12_000, "2024-01-01"), year(2, 1_000, "2024-01-20")]
    assert recurring.in_month(terms, Period.month(day("01-01"))) == {1: 1_000, 2: Fraction(1000, 12)}


def test_every_amount_names_its_lines() -> None:
    first, second, other = year(1, 1, "2024-01-01"), year(1, 2, "2024-02-01", slot="shop"), year(2, 3, "2024-03-01")
    assert recurring.behind([first, second, other], day("02-15")) == {1: [first.line, second.line]}


def test_days_are_measured_side_by_side() -> None:
    terms = [year(1, 10, "2024-01-01"), year(1, 5, "2024-02-01", slot="shop"), year(2, 7, "2024-03-15")]
    measured = recurring.measure(terms, [day("01-31"), day("02-29"), day("03-31")])
    assert measured.amounts == {1: [10, 15, 15], 2: [0, 0, 7]}
    assert measured.since == {1: day("01-01"), 2: day("03-15")}


def test_a_line_cancelled_before_its_first_day_was_never_there() -> None:
    never = term(1, 100, "02-01", "12-31", ended="2024-01-20")
    assert recurring.measure([never], [day("01-31"), day("02-29")]).amounts == {}


def test_nothing_measured_is_nothing_on_every_day() -> None:
    assert recurring.measure([], [day("01-31"), day("02-29")]).columns == [(), ()]


def test_rev_08_a_price_step_is_what_it_changed_of_the_line_before_it() -> None:
    terms = [
        term(1, 10_000, "2024-01-01", "2024-12-31", contract=1),
        term(1, 11_000, "2025-01-01", "2025-12-31", contract=1, step=True),
    ]
    assert recurring.steps_of(terms) == {1: [(day("2025-01-01"), 1_000)]}


def test_a_price_step_with_nothing_before_it_is_a_beginning() -> None:
    assert recurring.steps_of([year(1, 10_000, "2024-01-01", step=True)]) == {}


def test_a_window_is_told_by_the_evening_before_it_and_that_of_its_last_day() -> None:
    assert recurring.days_of(Period.month(day("03-15"))) == (day("02-29"), day("03-31"))
