"""The own data of a window."""

from datetime import date
from fractions import Fraction

from hourglass.base.labels import Label
from hourglass.base.periods import Period
from hourglass.customers import accounts, portraits
from hourglass.customers.models.portraits import FieldKind
from hourglass.insight import costs, own
from hourglass.insight.models import Block
from hourglass.revenue.reading import Frame
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan

YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
EVERYTHING = Frame(None, "CNY")


def cost(block: Block, amount: int, month: str = "2024-05-01", **fields: object) -> None:
    """This function will enter a cost."""
    given = {"block": block, "month": date.fromisoformat(month), "amount": yuan(amount), "by": "test", "at": NOON}
    costs.enter(**(given | fields))  # type: ignore[arg-type]


def test_the_data_of_a_year_is_that_of_its_contracts_and_costs(db: None) -> None:
    for _ in range(2):
        world.contract(world.account(), line(24_000, term("2023-01-01", months=24)))
    lost = world.account()
    world.contract(lost, line(12_000, term("2023-07-01")))
    came = world.account()
    world.contract(came, line(12_000, term("2024-10-01")))
    cost(Block.SERVICE, 6_000)
    cost(Block.ACQUISITION, 5_000)
    cost(Block.ACQUISITION, 1_000, referred=True)
    cost(Block.RND, 9_000, "2023-12-01")
    found = own.of(EVERYTHING, YEAR)
    # 1,000 a month each: two the whole year, one for half a year, one for a quarter.
    assert found.revenue == (2 * 12 + 6 + 3) * 100_000
    assert found.monthly == 100_000
    assert found.margin == 1 - Fraction(600_000, 3_300_000)
    assert found.churn == Fraction(1, 7 * 3 + 3 * 2 + 2 * 3)
    assert (found.costs[Block.ACQUISITION], found.referred_cost, found.costs[Block.RND]) == (600_000, 100_000, 0)
    assert (found.new, found.referred) == (frozenset({came.pk}), frozenset())
    assert found.cost_of_kept == 300_000


def test_goal_11_who_came_by_referral_is_in_the_portrait(db: None) -> None:
    label = Label("转介绍", "Referred")
    portraits.add(key=own.REFERRED, label=label, kind=FieldKind.YES_NO, by="test", at=NOON)
    by_chance, referred = world.account(), world.account()
    accounts.describe(referred, version=0, values={"referred": True}, by="test", at=NOON)
    for customer in (by_chance, referred):
        world.contract(customer, line(12_000, term("2024-03-01")))
    cost(Block.ACQUISITION, 3_000)
    cost(Block.ACQUISITION, 500, referred=True)
    found = own.of(EVERYTHING, YEAR).acquisition
    assert (found.per_customer(at=NOON).value, found.per_referred(at=NOON).value) == (175_000, 50_000)
    assert found.per_other(at=NOON).value == 300_000


def test_an_empty_window_has_no_figures(db: None) -> None:
    found = own.of(EVERYTHING, YEAR)
    assert (found.monthly, found.margin, found.churn, found.cost_of_kept) == (None, None, None, None)
    assert found.worth.lifetime is None
