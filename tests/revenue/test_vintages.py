"""What is left of each vintage."""

from datetime import UTC, datetime

import pytest

from hourglass.revenue import recurring
from hourglass.revenue.vintages import month_ends, vintages
from tests.revenue.terms import day, term, year

pytestmark = pytest.mark.once

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_each_vintage_tells_what_is_left_of_its_first_month() -> None:
    terms = [
        term(1, 100, "01-10", "02-20"),
        year(2, 300, "2024-01-15"),
        year(2, 60, "2024-03-01", slot="shop"),
        year(3, 50, "2024-02-01"),
    ]
    january, february, march = vintages(recurring.measure(terms, month_ends(day("01-01"), 3)))
    assert (january.accounts, january.amounts, january.present) == ((1, 2), (400, 300, 360), (2, 1, 1))
    assert [january.revenue(after, at=AT).percent() for after in (0, 1, 2)] == ["100.0%", "75.0%", "90.0%"]
    assert [january.logos(after, at=AT).percent() for after in (0, 1, 2)] == ["100.0%", "50.0%", "50.0%"]
    assert (february.accounts, february.amounts) == ((3,), (50, 50))
    assert (march.accounts, march.revenue(0, at=AT).value) == ((), None)


def test_the_ends_of_months_are_their_last_days() -> None:
    assert month_ends(day("01-31"), 3) == [day("01-31"), day("02-29"), day("03-31")]
