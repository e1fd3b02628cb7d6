"""Keeping what became of renewals, and correcting it."""

from datetime import date

import pytest
from django.utils.translation import override

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.revenue import lines, settling
from hourglass.revenue.models import Line, Settled
from hourglass.revenue.settling import SettledRefused
from tests import world
from tests.conftest import Casting
from tests.revenue.test_due import LATER, noon, renewing
from tests.world import line, term


def test_rev_07_what_is_kept_is_the_outcome_with_its_lines(db: None) -> None:
    account = renewing(10_000, 9_000, "2023-08-01")
    assert settling.settle(at=LATER) == 1
    kept = Settled.objects.get()
    before, after = Line.objects.order_by("starts_on")
    assert (kept.account_id, kept.due_on, kept.due, kept.renewed) == (account, date(2024, 7, 31), 1_000_000, 900_000)
    assert (kept.discount, kept.lost, kept.renewed_on, kept.complete) == (-100_000, 0, date(2024, 8, 1), True)
    assert (kept.lines, kept.successors, kept.closed_at) == ([before.pk], [after.pk], LATER)


def test_a_mid_term_line_is_never_kept(db: None) -> None:
    customer = world.account()
    contract = world.contract(customer, line(24_000, term("2022-08-01", months=24)))
    lines.step(contract.lines.get(), on=date(2023, 8, 1), amount=world.yuan(13_000), version=0, by="test", at=LATER)
    assert settling.settle(at=noon("2024-06-01")) == 0
    assert settling.settle(at=LATER) == 1
    assert Settled.objects.get().due == 1_300_000


def test_many_outcomes_are_kept_in_batches(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "BATCH", 2)
    for _ in range(5):
        renewing(1_000, None, "2023-08-01")
    assert settling.settle(at=LATER) == 5
    assert settling.settle(at=LATER) == 0


def test_only_who_confirms_payments_books_a_correction(cs_head: User, cast: Casting) -> None:
    account = renewing(6_000, None, "2023-08-01")
    settling.settle(at=LATER)
    kept = Settled.objects.get()
    world.contract(world.Account.objects.get(pk=account), line(6_000, term("2024-08-01")))
    with pytest.raises(Forbidden):
        settling.correct(kept, by=cs_head, at=LATER, reason="found")
    finance = cast("finance", "finance")
    settling.correct(kept, by=finance, at=LATER, reason="found")
    entry = Entry.objects.get(verb="renewal.corrected")
    assert (entry.about, entry.old["renewed"], entry.new["renewed"]) == (str(account), "¥0.00", "¥6,000.00")


def test_a_correction_needs_a_reason_and_a_difference(db: None) -> None:
    renewing(6_000, None, "2023-08-01")
    settling.settle(at=LATER)
    kept = Settled.objects.get()
    with override("en"), pytest.raises(SettledRefused, match="why"):
        settling.correct(kept, by="test", at=LATER, reason=" ")
    with override("en"), pytest.raises(SettledRefused, match="nothing to correct"):
        settling.correct(kept, by="test", at=LATER, reason="to be sure")
    assert Settled.objects.current().get() == kept


def test_what_was_corrected_before_cannot_be_corrected_again(db: None) -> None:
    account = renewing(6_000, None, "2023-08-01")
    settling.settle(at=LATER)
    kept = Settled.objects.get()
    world.contract(world.Account.objects.get(pk=account), line(6_000, term("2024-08-01")))
    settling.correct(kept, by="test", at=LATER, reason="found")
    with override("en"), pytest.raises(SettledRefused, match="meanwhile"):
        settling.correct(kept, by="test", at=LATER, reason="again")
