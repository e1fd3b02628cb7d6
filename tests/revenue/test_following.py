"""A contract that came in by another way is the renewal it follows, and no renewal is closed as lost beside it."""

from datetime import timedelta

import pytest

from hourglass.base.models import User
from hourglass.customers.models import Account
from hourglass.revenue import contracts
from hourglass.revenue.models import Outcome, Renewal, State
from hourglass.revenue.renewals import closing, following
from tests import world
from tests.conftest import NOON

LATER = NOON + timedelta(days=100)  # 2027-03-03, after the grace of what ended on 2027-01-14


@pytest.fixture
def account(csm: User) -> Account:
    return world.account(owner=csm)


@pytest.fixture
def renewal(account: Account) -> Renewal:
    return world.renewal(account)


def of(account: Account) -> Renewal:
    return Renewal.objects.get(account=account)


def test_rev_07_a_contract_that_was_imported_is_never_closed_as_lost(renewal: Renewal, account: Account) -> None:
    follower = world.contract(account, world.line(13_000, world.term("2027-01-15")))
    assert following.follow_all(at=LATER) == 1
    assert closing.lapse_due(at=LATER) == 0
    found = of(account)
    assert (found.state, found.contract) == (State.SIGNED, follower)
    contracts.pay(follower, amount=world.yuan(13_000), on=LATER.date(), by="test", at=LATER)
    assert (of(account).outcome, of(account).renewed) == (Outcome.RENEWED, world.yuan(13_000))


def test_linking_twice_changes_nothing_more(renewal: Renewal, account: Account) -> None:
    world.contract(account, world.line(13_000, world.term("2027-01-15")))
    assert [following.follow_all(at=LATER) for _time in range(2)] == [1, 0]


def test_rev_07_what_lapsed_is_renewed_late_by_a_contract_that_came_after(renewal: Renewal, account: Account) -> None:
    assert closing.lapse_due(at=LATER) == 1
    follower = world.contract(account, world.line(13_000, world.term("2027-02-20")))
    assert following.follow_all(at=LATER) == 1
    assert (of(account).state, of(account).contract) == (State.SIGNED, follower)


@pytest.mark.parametrize(("name", "start"), [("Other", "2027-01-15"), ("Main", "2026-12-01"), ("Main", "2027-05-01")])
def test_a_contract_about_something_else_or_of_another_time_renews_nothing(
    renewal: Renewal, account: Account, name: str, start: str
) -> None:
    world.contract(account, world.line(13_000, world.term(start), name))
    assert following.follow_all(at=LATER) == 0
    assert closing.lapse_due(at=LATER) == 1


def test_contracts_of_other_customers_renew_nothing(renewal: Renewal, csm: User) -> None:
    world.contract(world.account(owner=csm), world.line(13_000, world.term("2027-01-15")))
    assert following.follow_all(at=LATER) == 0


def test_a_renewal_that_was_signed_here_is_left_alone(renewal: Renewal, account: Account) -> None:
    world.through(renewal, to=State.SIGNED)
    world.contract(account, world.line(13_000, world.term("2027-01-15")))
    assert following.follow_all(at=LATER) == 0
