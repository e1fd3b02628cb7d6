"""Costs out of files (GOAL-13)."""

from datetime import date

import pytest

from hourglass.base.models import Entry, User
from hourglass.gateway.imports import returning
from hourglass.gateway.models import Import, Stage
from hourglass.insight.models import Block, CostEntry
from tests import world
from tests.gateway.test_branches import taken_back
from tests.gateway.test_imports import Bringing, bring, counts, faults, taken_in  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
COSTS = (
    "成本类型,月份,金额,备注,客户编号\n"
    "研发,2026-03,300000,薪资,\n获客,2026年3月,250000,,\nservice,2026-03-31,150000,,K1\n"
)


@pytest.fixture
def brought(bring: Bringing, admin: User) -> Import:  # noqa: F811
    """An import of the costs of a month, taken in."""
    world.account("仁康口腔", number="K1")
    return taken_in(bring(COSTS, "costs", admin))


def test_goal_13_costs_of_the_three_blocks_come_in_from_a_file(brought: Import) -> None:
    assert counts(brought) == (3, 0, 0, 0)
    found = CostEntry.objects.unscoped(reason="test").order_by("pk")
    assert [(one.block, one.month, one.amount.minor, one.note, one.account_id is None) for one in found] == [
        (Block.RND, date(2026, 3, 1), 30_000_000, "薪资", True),
        (Block.ACQUISITION, date(2026, 3, 1), 25_000_000, "", True),
        (Block.SERVICE, date(2026, 3, 1), 15_000_000, "", False),
    ]


def test_a_later_file_sets_an_amount_right_and_doubles_nothing(
    brought: Import, bring: Bringing, admin: User  # noqa: F811
) -> None:  # fmt: skip
    second = taken_in(bring(COSTS.replace("300000", "310000"), "costs", admin))
    assert counts(second) == (0, 1, 2, 0)
    assert CostEntry.objects.unscoped(reason="test").get(note="薪资").amount.minor == 31_000_000
    assert taken_back(second, admin).stage == Stage.RETURNED
    assert CostEntry.objects.unscoped(reason="test").get(note="薪资").amount.minor == 30_000_000


def test_costs_that_were_brought_are_withdrawn_and_stay_readable(brought: Import, admin: User) -> None:
    assert dict(returning.outlook(brought).gone) == {"cost": 3}
    taken_back(brought, admin)
    everyone = CostEntry.objects.unscoped(reason="test")
    assert (everyone.count(), everyone.present().count()) == (3, 0)
    assert Entry.objects.unscoped(reason="test").filter(verb="cost.withdrawn").count() == 3


@pytest.mark.parametrize(
    "row", ["moon,2026-03,1,,", "研发,soon,1,,", "研发,2026-13,1,,", "研发,2026-03,-1,,", "研发,2026-03,1,,K9"]
)
def test_what_cannot_be_a_cost_is_told(bring: Bringing, admin: User, row: str) -> None:  # noqa: F811
    head = COSTS.partition("\n")[0]
    assert list(faults(taken_in(bring(f"{head}\n{row}\n", "costs", admin)))) == [2]
