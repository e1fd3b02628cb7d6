"""Closed months and their corrections."""

from datetime import date

import pytest
from django.utils.translation import override

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.revenue import closing
from hourglass.revenue.closing import ClosedRefused
from hourglass.revenue.models import ClosedMonth
from hourglass.revenue.reading import Frame
from tests import world
from tests.conftest import Casting
from tests.revenue.test_due import LATER, noon
from tests.world import line, term

EVERYTHING = Frame(None, "CNY")
MARCH = date(2024, 3, 1)


def test_a_month_is_closed_once_it_is_long_over(db: None) -> None:
    world.contract(world.account(), line(12_000, term("2024-01-15")))
    assert closing.close(at=noon("2024-04-29")) == 0
    assert closing.close(at=noon("2024-05-01")) == 1
    kept = ClosedMonth.objects.get()
    assert (kept.month, kept.sums["begin"], kept.sums["moved"]["new"]) == (date(2024, 1, 1), 0, 1_200_000)
    assert closing.close(at=noon("2024-07-01")) == 2
    assert closing.close(at=noon("2024-07-01")) == 0


def test_months_are_closed_in_runs_of_any_length(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    world.contract(world.account(), line(12_000, term("2024-01-15")))
    monkeypatch.setattr(closing, "AT_ONCE", 4)
    assert closing.close(at=LATER) == 14
    sums = [row.sums for row in ClosedMonth.objects.order_by("month")]
    ends = [row["begin"] + sum(row["moved"].values()) for row in sums]
    assert ends[:-1] == [row["begin"] for row in sums[1:]]


def test_without_contracts_nothing_is_closed(db: None) -> None:
    assert closing.close(at=LATER) == 0


def test_conv_06_a_closed_month_stays_until_a_correction_is_booked(cs_head: User, cast: Casting) -> None:
    customer = world.account()
    world.contract(customer, line(12_000, term("2024-01-15")))
    closing.close(at=LATER)
    assert closing.drifts(closing.of_months(EVERYTHING, [MARCH]), EVERYTHING) == []
    world.contract(customer, line(6_000, term("2024-03-10"), "Shop"))
    (drift,) = closing.drifts(closing.of_months(EVERYTHING, [MARCH]), EVERYTHING)
    with pytest.raises(Forbidden):
        closing.correct(drift.kept, by=cs_head, at=LATER, reason="entered late")
    finance = cast("finance", "finance")
    corrected = closing.correct(drift.kept, by=finance, at=LATER, reason="entered late")
    assert (corrected.corrects, corrected.sums["moved"]["upgrade"]) == (drift.kept, 600_000)
    assert closing.drifts(closing.of_months(EVERYTHING, [MARCH]), EVERYTHING) == []
    entry = Entry.objects.get(verb="month.corrected")
    assert (entry.old["end"], entry.new["end"]) == ("¥12,000.00", "¥18,000.00")
    with override("en"), pytest.raises(ClosedRefused, match="meanwhile"):
        closing.correct(drift.kept, by=finance, at=LATER, reason="again")


def test_a_month_that_nothing_changed_takes_no_correction(db: None) -> None:
    world.contract(world.account(), line(12_000, term("2024-01-15")))
    closing.close(at=LATER)
    kept = ClosedMonth.objects.get(month=MARCH)
    with override("en"), pytest.raises(ClosedRefused, match="nothing to correct"):
        closing.correct(kept, by="test", at=LATER, reason="to be sure")
    with override("en"), pytest.raises(ClosedRefused, match="why"):
        closing.correct(kept, by="test", at=LATER, reason="")
