"""What contracts say about an account on a day."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.periods import Period
from hourglass.revenue.standings import Agreement, Fate, Paper, Term, columns
from hourglass.revenue.starts import Moments
from tests.world import yuan


def term(start: str, months: int = 12, amount: int = 12_000, **more: Any) -> Term:
    days = Period.of_months(date.fromisoformat(start), months)
    return Term(annual=yuan(amount), starts_on=days.start, ends_on=days.last, **more)


def agreed(start: str, end: str, paid: str | None = None, key: int = 1) -> Agreement:
    moments = Moments(effective=date.fromisoformat(start), paid=date.fromisoformat(paid) if paid else None)
    return Agreement(key=key, moments=moments, ends_on=date.fromisoformat(end))


def on(day: str, *terms: Term, agreements: tuple[Agreement, ...] = (), **more: Any) -> dict[str, Any]:
    return columns(Paper(terms=terms, agreements=agreements, **more), date.fromisoformat(day))


def test_only_what_runs_that_day_recurs() -> None:
    terms = (term("2024-01-15"), term("2024-07-15", 6, 6_000), term("2025-01-15", 12, 9_000))
    assert on("2024-03-01", *terms)["recurring_minor"] == yuan(12_000).minor
    assert on("2024-08-01", *terms)["recurring_minor"] == yuan(18_000).minor
    assert on("2025-02-01", *terms)["recurring_minor"] == yuan(9_000).minor


def test_an_account_without_contracts_pays_an_unknown_amount_and_one_that_left_pays_nothing() -> None:
    assert on("2024-03-01")["recurring_minor"] is None
    assert on("2026-03-01", term("2024-01-15"))["recurring_minor"] == 0


def test_a_line_that_was_cut_recurs_no_more_and_is_not_due() -> None:
    cut = term("2024-01-15", ended_on=date(2024, 5, 31))
    assert on("2024-05-31", cut)["recurring_minor"] == yuan(12_000).minor
    assert on("2024-06-01", cut)["recurring_minor"] == 0
    assert on("2024-06-01", cut)["due_on"] is None


def test_the_next_end_is_due_until_it_is_decided_or_followed() -> None:
    old, new = term("2024-01-15"), term("2025-01-15")
    assert on("2024-12-01", old)["due_on"] == date(2025, 1, 14)
    assert on("2024-12-01", old, new)["due_on"] == date(2026, 1, 14)
    assert on("2024-12-01", term("2024-01-15", fate=Fate.LOST))["due_on"] is None
    assert on("2024-12-01", term("2024-01-15", fate=Fate.OPEN), new)["due_on"] == date(2025, 1, 14)


def test_rev_07_what_ended_stays_due_while_a_renewal_would_still_be_late() -> None:
    ended = term("2023-07-01")  # to 2024-06-30
    assert on("2024-09-28", ended)["due_on"] == date(2024, 6, 30)
    assert on("2024-09-29", ended)["due_on"] is None


def test_renewals_are_counted_once_for_each_end() -> None:
    parallel = (term("2023-01-01"), term("2023-01-01", 12, 500), term("2024-01-01"), term("2024-01-01", 12, 500))
    assert on("2023-12-01", *parallel)["renewals"] == 0
    assert on("2024-02-01", *parallel)["renewals"] == 1


def test_service_runs_to_the_last_day_and_over_a_bridge() -> None:
    assert on("2024-03-01", term("2024-01-15"), term("2024-07-15", 6))["served_until"] == date(2025, 1, 14)
    bridged = term("2024-01-15", bridged_to=date(2025, 2, 3))
    assert on("2024-03-01", bridged)["served_until"] == date(2025, 2, 3)
    assert on("2024-03-01", bridged)["due_on"] == date(2025, 1, 14)


def test_a_renewal_keeps_the_start_and_a_win_back_begins_anew() -> None:
    first = agreed("2022-01-01", "2022-12-31", "2022-01-05")
    late = agreed("2023-03-13", "2024-03-12", "2023-03-13", key=2)  # day 72
    back = agreed("2025-01-01", "2025-12-31", "2025-01-09", key=3)
    assert on("2023-06-01", agreements=(first, late))["served_from"] == date(2022, 1, 5)
    assert on("2025-06-01", agreements=(first, late, back))["served_from"] == date(2025, 1, 9)
    assert on("2024-12-01", agreements=(first, late, back))["served_from"] == date(2022, 1, 5)


def test_rev_22_service_without_payment_counts_from_the_effective_date() -> None:
    unpaid = (agreed("2024-01-10", "2025-01-09"),)
    found = on("2024-02-10", agreements=unpaid)
    assert (date(2024, 2, 10) - found["unpaid_since"]).days == 31
    assert (found["served_from"], found["start_provisional"]) == (date(2024, 1, 10), True)
    assert on("2024-01-09", agreements=unpaid)["unpaid_since"] is None
    assert on("2025-01-10", agreements=unpaid)["unpaid_since"] is None


def test_a_foreign_currency_is_not_added_to_the_workspaces() -> None:
    dollars = Term(
        annual=yuan(1).zero("USD") + yuan(1).rounded(500, "USD"),
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 12, 31),
    )
    both = on("2024-02-01", dollars, term("2024-01-01"))
    assert (both["recurring_minor"], both["recurring_currency"]) == (yuan(12_000).minor, "CNY")
    alone = on("2024-02-01", dollars)
    assert (alone["recurring_minor"], alone["recurring_currency"]) == (50_000, "USD")


@given(
    st.lists(
        st.tuples(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(1, 36), st.none() | st.integers(0, 900)),
        max_size=6,
    ),
    st.dates(date(2019, 1, 1), date(2030, 1, 1)),
)
def test_whatever_the_terms_what_recurs_is_served_and_what_is_due_may_still_be_renewed(
    raw: list[tuple[date, int, int | None]], day: date
) -> None:
    terms = []
    for start, months, cut in raw:
        days = Period.of_months(start, months)
        ended = None if cut is None else Period(start, days.end).start + cut * (date(2020, 1, 2) - date(2020, 1, 1))
        terms.append(Term(annual=yuan(100), starts_on=days.start, ends_on=days.last, ended_on=ended))
    found = columns(Paper(terms=terms), day)
    running = [t for t in terms if t.runs(day)]
    assert (found["recurring_minor"] or 0) == 10_000 * len(running)
    if running:
        assert found["served_until"] >= day
    if found["due_on"]:
        assert (day - found["due_on"]).days <= 90
        assert found["due_on"] in {t.ends_on for t in terms}
