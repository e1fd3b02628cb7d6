"""NDR, GRR and who stayed."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.periods import Period, add_months
from hourglass.revenue import recurring, retention
from hourglass.revenue.movements import Kind
from hourglass.revenue.recurring import Term
from hourglass.revenue.retention import Change, Part, Retention
from tests import outside
from tests.revenue.terms import day, year
from tests.revenue.test_movements import histories

pytestmark = pytest.mark.once

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
A, B, C, D, E = range(1, 6)
REV_13 = [
    *(year(account, annual, "2023-07-01") for account, annual in ((A, 400), (B, 300), (C, 200), (D, 100))),
    *(year(account, annual, "2024-07-01") for account, annual in ((A, 520), (B, 300), (C, 150), (E, 200))),
]


def compared(terms: Iterable[Term], first: date, last: date) -> Change:
    """This function will compare the states of two days."""
    return retention.change(recurring.measure(list(terms), [first, last]), 0, 1)


def rates(terms: Iterable[Term], window: Period) -> Retention:
    """This function will give the rates of a window."""
    return Retention(compared(terms, *recurring.days_of(window)), AT)


def test_rev_13_ndr_is_what_the_cohort_has_of_what_it_had() -> None:
    ndr = rates(REV_13, Period.trailing(12, day("12-31"))).ndr
    assert (ndr.numerator, ndr.denominator, ndr.percent()) == (970, 1_000, "97.0%")
    assert ndr.window == Period(day("01-01"), day("2025-01-01"))


def test_rev_13_new_accounts_and_returned_ones_are_left_out() -> None:
    back = [year(6, 70, "2022-01-01"), year(6, 70, "2024-03-01")]
    change = rates(REV_13 + back, Period.trailing(12, day("12-31"))).change
    assert (change.still, change.moved[Kind.NEW], change.moved[Kind.REACTIVATION]) == (970, 200, 70)


@pytest.mark.parametrize("window", [Period.month(day("07-15")), Period.quarter(day("07-15"))])
def test_rev_13_a_month_and_a_quarter_are_windows_too(window: Period) -> None:
    assert rates(REV_13, window).ndr.percent() == "97.0%"


def test_rev_13_nothing_at_the_begin_is_no_rate() -> None:
    found = rates([year(1, 100, "2024-03-01")], Period.year(day("03-01")))
    assert (found.ndr.value, found.grr.value, found.ndr.percent()) == (None, None, "—")
    assert not found.negative_revenue_churn


def test_rev_14_grr_takes_the_lesser_of_begin_and_end() -> None:
    found = rates(REV_13, Period.year(day("01-01")))
    assert (found.grr.numerator, found.grr.denominator, found.grr.percent()) == (850, 1_000, "85.0%")


def test_rev_14_negative_revenue_churn_is_ndr_above_100_and_nothing_else() -> None:
    assert not rates(REV_13, Period.year(day("01-01"))).negative_revenue_churn
    grown = [year(1, 100, "2023-07-01"), year(1, 101, "2024-07-01")]
    assert rates(grown, Period.year(day("01-01"))).negative_revenue_churn
    customers = retention.net_customers(100, 6, 9, at=AT)
    assert (customers.percent(), retention.flagged(customers)) == ("103.0%", True)
    assert not retention.flagged(retention.net_customers(100, 6, 6, at=AT))
    assert not retention.flagged(retention.net_customers(0, 0, 3, at=AT))


def test_goal_19_who_came_in_the_window_does_not_count() -> None:
    stayed = [term for account in range(50) for term in both_years(account, renewed=account >= 3)]
    new = [year(100 + account, 100, "2024-05-01") for account in range(7)]
    logos = rates(stayed + new, Period.year(day("01-01"))).logos
    assert (logos.numerator, logos.denominator, logos.percent()) == (47, 50, "94.0%")


def test_goal_16_the_churn_of_a_month() -> None:
    terms = [term for account in range(250) for term in both_years(account, renewed=account >= 20)]
    churn = rates(terms, Period.month(day("07-01"))).logo_churn
    assert (churn.numerator, churn.denominator, churn.percent()) == (20, 250, "8.0%")


def both_years(account: int, *, renewed: bool) -> list[Term]:
    """This function will make a term from July 2023, and one after it where the account renewed."""
    return [year(account, 100, "2023-07-01"), *([year(account, 100, "2024-07-01")] if renewed else [])]


def test_conv_06_a_rate_leads_to_the_accounts_behind_it() -> None:
    found = rates(REV_13, Period.year(day("01-01")))
    assert found.change.behind(Part.LOST) == [D]
    assert found.change.behind(Part.LESS) == [C]
    assert found.change.behind(Part.COHORT) == [A, D, C, B], "the largest change first"
    assert found.change.behind(Part.CAME) == [E]
    records = found.gross_churn.records
    assert records is not None
    assert found.change.behind(*map(Part, records.numerator["parts"])) == [D, C]
    assert found.change.behind(*map(Part, records.denominator["parts"])) == [A, D, C, B]


def test_rev_08_price_steps_count_in_ndr_and_stand_apart() -> None:
    steps = [
        year(1, 1_000, "2023-07-01", contract=1),
        year(1, 1_100, "2024-07-01", contract=1, step=True),
        year(2, 1_000, "2023-07-01"),
        year(2, 900, "2024-07-01"),
    ]
    change = rates(steps, Period.year(day("01-01"))).change
    assert (change.moved[Kind.PRICE], change.moved[Kind.UPGRADE], change.moved[Kind.DOWNGRADE]) == (100, 0, -100)
    assert (change.still, change.kept, change.more, change.less) == (2_000, 1_900, 100, 100)


@given(histories(), st.integers(1, 24))
def test_ndr_is_never_below_grr_and_grr_never_above_one(terms: list[Term], months: int) -> None:
    found = rates(terms, Period.of_months(date(2023, 6, 1), months))
    if found.ndr.value is not None and found.grr.value is not None:
        assert found.grr.value <= min(Fraction(1), found.ndr.value)


@given(histories(), st.integers(0, 3))
def test_a_closed_window_gives_the_same_whatever_comes_later(terms: list[Term], later: int) -> None:
    window = Period.year(date(2024, 5, 1))
    after = [term for term in terms if term.start >= window.end]
    before = [term for term in terms if term.start < window.end]
    assert rates(before, window).change == rates(before + after[:later], window).change


@given(histories(), st.data())
def test_merging_and_splitting_contracts_never_changes_totals(terms: list[Term], data: st.DataObject) -> None:
    # Split a line in two of the same contract or of two contracts; what it comes to stays the same.
    split: list[Term] = []
    for term in terms:
        part = data.draw(st.integers(0, term.annual))
        other = data.draw(st.integers(1, 6))
        fields = {name: getattr(term, name) for name in Term.__slots__}
        split += [
            Term(**{**fields, "annual": part}),
            Term(**{**fields, "annual": term.annual - part, "contract": other}),
        ]
    window = Period.year(date(2024, 5, 1))
    assert rates(terms, window).change == rates(split, window).change


def subscriptions(path: Path) -> list[Term]:
    """This function will read the subscriptions of the package fightchurn; an end is the first day without service."""
    found = []
    for line, row in enumerate(outside.rows(path)):
        end = date.fromisoformat(row["end_date"]) if row["end_date"] else date.max
        coins = Fraction(row["mrr"])
        assert coins.denominator == 1
        start = date.fromisoformat(row["start_date"])
        due = add_months(start, int(row["bill_period_months"]))
        found.append(Term(line=line, account=int(row["account_id"]), annual=int(coins), start=start, end=end, due=due))
    return found


def close(found: Fraction | None, recorded: str) -> bool:
    """This function will tell whether a rate equals the recorded one to nine places."""
    return found is not None and abs(float(found) - float(recorded)) < 1e-9


def test_oracle_2_retention_equals_the_recorded_values_of_23_months() -> None:
    folder = outside.folder("fightchurn-crm")
    terms = subscriptions(folder / "subscription.csv")
    net, mrr, logos = (
        list(outside.rows(folder / f"crm5_{name}_multi.csv")) for name in ("net_retention", "mrr_churn", "churn_rate")
    )
    days = [date.fromisoformat(row["start_date"][:10]) for row in net] + [date.fromisoformat(net[-1]["end_date"])]
    changes = list(retention.by_step(recurring.measure(terms, days)))
    assert len(changes) == len(net) == len(mrr) == len(logos) == 23
    differing = 0
    for change, of_net, of_mrr, of_logos in zip(changes, net, mrr, logos, strict=True):
        found = Retention(change, AT)
        assert (change.begin, change.still) == (float(of_net["start_mrr"]), float(of_net["retained_mrr"]))
        assert close(found.ndr.value, of_net["net_retention_rate"])
        assert -change.moved[Kind.CHURN] == float(of_mrr["churn_mrr"])
        less = retention.less(change, terms)
        assert (less.downsell, less.extension) == (float(of_mrr["downsell_mrr"]), float(of_mrr["extension_mrr"]))
        assert close(found.revenue_churn(less).value, of_mrr["mrr_churn_rate"])
        assert close(found.extension(less).value, of_mrr["mrr_extension_rate"])
        # GRR lacks both to 100 %: what was sold down, and what a longer term cost.
        assert found.grr.value == 1 - (found.revenue_churn(less).value or 0) - (found.extension(less).value or 0)
        assert (change.lost, change.accounts) == (float(of_logos["n_churn"]), float(of_logos["n_start"]))
        assert close(found.logo_churn.value, of_logos["churn_rate"])
        differing += found.ndr.value != found.grr.value
    assert differing == 23, "NDR and GRR differ in every month of this set"


def test_oracle_2_the_small_set_equals_its_monthly_rates() -> None:
    folder = Path(__file__).parent / "data"
    terms = subscriptions(folder / "fightchurn_small_subscriptions.csv")
    blocks = re.findall(
        r"^(2_\d_\w+) (\S+) (\S+)\n\S+\n(\S+)$", (folder / "fightchurn_small_rates.txt").read_text(), re.MULTILINE
    )
    seen = 0
    for name, first, last, numbers in blocks:
        found = Retention(compared(terms, day(first), day(last)), AT)
        rate, *others = numbers.split(",")
        change = found.change
        ours: dict[str, tuple[Fraction | None, list[int]]] = {
            "2_1_net_retention": (found.ndr.value, [change.begin, change.still]),
            "2_2_churn_rate": (found.logo_churn.value, [change.accounts, change.lost]),
            "2_4_mrr_churn": (found.gross_churn.value, [change.begin, -change.moved[Kind.CHURN], change.less]),
        }
        if name in ours:
            seen += 1
            value, sums = ours[name]
            assert close(value, rate)
            assert sums == [float(number) for number in others[-len(sums) :]]
    assert seen == 12
