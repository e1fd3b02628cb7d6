"""What changed from one state to the next."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.periods import DAY
from hourglass.revenue import movements, recurring
from hourglass.revenue.movements import Kind
from hourglass.revenue.recurring import Term
from hourglass.revenue.vintages import month_ends
from tests import outside
from tests.revenue.terms import day, term, year

pytestmark = pytest.mark.once


def told(terms: list[Term], first: str, months: int) -> list[tuple[str, int, str, int]]:
    """This function will write the ledger of some months short: month, account, kind, amount."""
    ends = [day(first) - DAY, *month_ends(day(first), months)]
    found = movements.ledger(recurring.measure(terms, ends))
    return [(f"{row.window.start:%m}", row.account, row.kind, row.amount) for row in found]


def test_an_account_comes_grows_shrinks_goes_and_returns() -> None:
    terms = [
        term(1, 100, "01-10", "06-30"),
        term(1, 50, "02-01", "04-30", slot="shop"),
        term(1, 80, "08-01", "2025-07-31"),
    ]
    assert told(terms, "01-01", 8) == [
        ("01", 1, Kind.NEW, 100),
        ("02", 1, Kind.UPGRADE, 50),
        ("05", 1, Kind.DOWNGRADE, -50),
        ("07", 1, Kind.CHURN, -100),
        ("08", 1, Kind.REACTIVATION, 80),
    ]


def test_a_renewal_without_a_gap_is_no_movement() -> None:
    assert told([year(1, 100, "2023-07-01"), year(1, 100, "2024-07-01")], "06-01", 3) == []


def test_rev_08_an_agreed_price_step_is_a_movement_of_its_own() -> None:
    terms = [
        term(1, 10_000, "2023-06-01", "2024-05-31", contract=1),
        term(1, 11_000, "2024-06-01", "2025-05-31", contract=1, step=True),
        term(1, 500, "2024-06-15", "2025-05-31", slot="shop"),
    ]
    assert told(terms, "06-01", 1) == [("06", 1, Kind.PRICE, 1_000), ("06", 1, Kind.UPGRADE, 500)]


def test_who_paid_before_the_first_month_returns_and_is_not_new() -> None:
    terms = [term(1, 100, "2022-01-01", "2022-12-31"), term(1, 100, "2024-03-01", "2025-02-28")]
    assert told(terms, "03-01", 1) == [("03", 1, Kind.REACTIVATION, 100)]


NAMES = {"new": Kind.NEW, "upgrade": Kind.UPGRADE, "downgrade": Kind.DOWNGRADE, "churn": Kind.CHURN}
NAMES |= {"reactivation": Kind.REACTIVATION}


def playbook(folder: Path) -> list[Term]:
    """This function will read the playbook's periods; its end dates are the first days without service."""
    return [
        Term(
            line=int(row["subscription_id"]),
            contract=int(row["subscription_id"]),
            account=int(row["customer_id"]),
            annual=int(row["monthly_amount"]),
            start=date.fromisoformat(row["start_date"]),
            end=(end := date.fromisoformat(row["end_date"]) if row["end_date"] else date.max),
            due=end,
        )
        for row in outside.rows(folder / "subscription_periods.csv")
    ]


def expected(path: Path) -> Iterator[tuple[date, int, int, int, Kind | None, int]]:
    """This function will read the rows a movement file expects."""
    for row in outside.rows(path):
        kind = NAMES[row["change_category"]] if row["change_category"] else None
        amount, before, change = (int(float(row[name])) for name in ("mrr", "previous_month_mrr", "mrr_change"))
        yield date.fromisoformat(row["date_month"]), int(row["customer_id"]), before, amount, kind, change


@pytest.mark.parametrize(("file", "first", "known"), [("asis", "2018-01-01", 52), ("spine2017", "2017-01-01", 55)])
def test_oracle_1_movements_equal_the_published_rows_one_by_one(file: str, first: str, known: int) -> None:
    folder = outside.folder("mrr-playbook")
    wanted = list(expected(folder / f"expected_mrr_{file}.csv"))
    start = day(first)
    # The published months begin where their spine does; what lies before it never happened for them.
    terms = [found for found in playbook(folder) if found.end > start]
    months = (max(row[0] for row in wanted).year - start.year + 1) * 12
    days = [start - DAY, *month_ends(start, months)]
    measured = recurring.measure(terms, days)
    ledger = {(row.window.start, row.account): row for row in movements.ledger(measured)}

    states = {
        (month, account): (measured.amounts[account][place - 1], measured.amounts[account][place])
        for month, account, *_rest in wanted
        for place in [days.index(month - DAY) + 1]
    }
    for month, account, before, amount, kind, change in wanted:
        assert states[month, account] == (before, amount), (month, account)
        row = ledger.pop((month, account), None)
        assert (row and row.kind, row.amount if row else 0) == (kind, change), (month, account)
    assert ledger == {}, "movements that the published rows do not have"
    kinds = [row[4] for row in wanted]
    assert [kinds.count(kind) for kind in NAMES.values()] == [known, 30, 27, known + 3, 3]


@st.composite
def histories(draw: st.DrawFn) -> list[Term]:
    """Some accounts with lines that begin, end, are cut short, step up in price or overlap."""
    found = []
    for line in range(draw(st.integers(0, 12))):
        first = draw(st.dates(date(2023, 1, 1), date(2025, 6, 30)))
        due = first + DAY * draw(st.integers(1, 500))
        found.append(
            Term(
                line=line,
                contract=draw(st.integers(1, 6)),
                account=draw(st.integers(1, 4)),
                annual=draw(st.integers(0, 10_000)),
                start=first,
                end=min(due, first + DAY * draw(st.integers(1, 500))),
                due=due,
                slot=draw(st.sampled_from(("main", "shop"))),
                offer=draw(st.sampled_from(("a", "b"))),
                quantity=draw(st.integers(1, 5)),
                step=draw(st.booleans()),
            )
        )
    return found


@given(histories(), st.integers(1, 24))
def test_movements_always_bridge_the_begin_to_the_end(terms: list[Term], months: int) -> None:
    measured = recurring.measure(terms, month_ends(date(2023, 6, 1), months + 1))
    ledger = movements.ledger(measured)
    for account, amounts in measured.amounts.items():
        assert amounts[0] + sum(row.amount for row in ledger if row.account == account) == amounts[-1]


@given(histories())
def test_the_same_rows_give_the_same_ledger_in_any_order(terms: list[Term]) -> None:
    ends = month_ends(date(2023, 6, 1), 12)
    forward = movements.ledger(recurring.measure(terms, ends))
    assert forward == movements.ledger(recurring.measure(terms[::-1], ends))
