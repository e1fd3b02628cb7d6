"""Costs: entered, corrected and taken back."""

from datetime import date

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.insight import costs
from hourglass.insight.costs import CostRefused
from hourglass.insight.models import Block, CostEntry
from tests import world
from tests.conftest import NOON, Casting
from tests.world import yuan

MAY = date(2024, 5, 17)


def entered(**fields: object) -> CostEntry:
    """This function will enter a cost of service, unless `fields` say otherwise."""
    given = {"block": Block.SERVICE, "month": MAY, "amount": yuan(100), "by": "test", "at": NOON} | fields
    return costs.enter(**given)  # type: ignore[arg-type]


def test_goal_13_a_cost_belongs_to_a_month_and_one_of_three_blocks(db: None) -> None:
    entry = entered(note=" rent ")
    assert (entry.month, entry.block, entry.amount, entry.note) == (date(2024, 5, 1), "service", yuan(100), "rent")
    assert [block.value for block in Block] == ["rnd", "acquisition", "service"]


def test_only_who_may_enter_costs_does(cs_head: User, cast: Casting) -> None:
    with pytest.raises(Forbidden):
        entered(by=cs_head)
    finance = cast("finance", "finance")
    entry = entered(by=finance, account=world.account())
    told = Entry.objects.get(verb="cost.entered")
    assert (told.about, told.new["amount"]) == (str(entry.account_id), "¥100.00")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": yuan(0)}, "amount"),
        ({"amount": yuan(-5)}, "amount"),
        ({"referred": True}, "referred"),
    ],
)
def test_a_cost_that_cannot_be_is_refused(db: None, fields: dict[str, object], field: str) -> None:
    with pytest.raises(CostRefused) as refused:
        entered(**fields)
    assert refused.value.field == field


def test_a_correction_keeps_what_stood_before(db: None) -> None:
    entry = entered()
    costs.change(entry, amount=yuan(120), note="", version=0, by="test", at=NOON)
    told = Entry.objects.get(verb="cost.changed")
    assert (told.old["amount"], told.new["amount"]) == ("¥100.00", "¥120.00")
    with pytest.raises(ChangedMeanwhile):
        costs.change(entry, amount=yuan(130), note="", version=0, by="test", at=NOON)


def test_what_was_withdrawn_stays_and_counts_no_longer(db: None) -> None:
    entry = entered()
    with pytest.raises(CostRefused):
        costs.withdraw(entry, version=0, by="test", at=NOON, reason="")
    costs.withdraw(entry, version=0, by="test", at=NOON, reason="twice")
    assert CostEntry.objects.count() == 1
    assert not CostEntry.objects.present().exists()
    with pytest.raises(CostRefused):
        costs.change(entry, amount=yuan(1), note="", version=1, by="test", at=NOON)


def test_costs_of_an_account_are_seen_with_it(csm: User, other_csm: User, cs_head: User) -> None:
    entered()
    entered(account=world.account(owner=csm))
    assert [CostEntry.objects.visible_to(person).count() for person in (csm, other_csm, cs_head)] == [1, 0, 2]
