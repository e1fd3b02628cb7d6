"""The long plan, and what it suggests."""

from datetime import date

import pytest

from hourglass.customers import products
from hourglass.customers.models import Account, Module
from hourglass.revenue.models import PlanItem, Suggestion
from hourglass.revenue.renewals import plans
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON
from tests.world import line, term


@pytest.fixture
def account(db: None) -> Account:
    return world.account()


@pytest.fixture
def branches(db: None) -> Module:
    clinic = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    return products.add_module(clinic, name_zh="连锁管理", name_en="Branches", by="test", at=NOON)


def add(
    account: Account, module: Module | None = None, planned_on: date = date(2027, 8, 15), goal: str = "A branch"
) -> PlanItem:
    return plans.add(account, goal=goal, module=module, planned_on=planned_on, by="test", at=NOON)


def test_rev_17_a_branch_to_be_opened_suggests_the_module_for_branches(account: Account, branches: Module) -> None:
    add(account, branches)
    found = Suggestion.objects.get()
    assert (found.module, found.planned_on, found.account) == (branches, date(2027, 7, 1), account)
    assert [item.goal for item in plans.plan_of(account)] == ["A branch"]


def test_what_the_customer_has_or_what_needs_nothing_suggests_nothing(account: Account, branches: Module) -> None:
    world.contract(account, line(3_000, term("2026-01-15"), "Branches", module=branches))
    add(account, branches)
    add(account)
    assert Suggestion.objects.count() == 0


def test_what_is_taken_out_of_the_plan_is_suggested_no_more(account: Account, branches: Module) -> None:
    plans.remove(add(account, branches), by="test", at=NOON)
    assert plans.plan_of(account) == []
    assert Suggestion.objects.filter(settled_at=None).count() == 0


def test_a_plan_lies_ahead_and_within_reach(account: Account) -> None:
    for day in (date(2026, 9, 30), date(2040, 1, 1)):
        with pytest.raises(RenewalRefused):
            add(account, planned_on=day)
    with pytest.raises(RenewalRefused):
        add(account, goal=" ")
    assert add(account, planned_on=date(2026, 10, 1)).planned_on == date(2026, 10, 1)
