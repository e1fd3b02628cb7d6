"""The revenue that customer success is credited with."""

from fractions import Fraction

import pytest

from hourglass.insight import attribution
from hourglass.insight.attribution import Earning, Source

pytestmark = pytest.mark.once

ANNA, BEN = 1, 2
EARNINGS = [
    Earning(Source.RENEWAL, 1, 400_000, "renewal:1", (ANNA,)),
    Earning(Source.RENEWAL, 2, 200_000, "renewal:2", (BEN, ANNA)),
    Earning(Source.UPSELL, 1, 90_000, "line:7", (ANNA,)),
    Earning(Source.REFERRAL, 3, 60_000, "account:3"),
    Earning(Source.WIN_BACK, 4, 10_000, "line:9", (BEN,)),
]


def test_rev_23_sums_by_source_with_what_is_behind_them() -> None:
    found = attribution.attributed(EARNINGS)
    assert found.total == 760_000
    assert list(found.by_source().values()) == [600_000, 90_000, 60_000, 10_000]
    assert [each.record for each in found.behind(Source.RENEWAL)] == ["renewal:1", "renewal:2"]
    assert found.behind(Source.WIN_BACK)[0].account == 4


def test_rev_23_the_first_in_line_is_credited_and_several_by_their_shares() -> None:
    found = attribution.attributed(EARNINGS)
    assert found.by_person() == {ANNA: 490_000, BEN: 210_000, None: 60_000}
    shared = found.by_person((Fraction(70, 100), Fraction(30, 100)))
    assert shared == {ANNA: 490_000 + 60_000, BEN: 140_000 + 10_000, None: 60_000}
    assert sum(shared.values()) == found.total
