"""The cash of customers who began together, from contracts, payments and costs."""

from datetime import date

from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.base.periods import Period
from hourglass.customers import accounts, portraits
from hourglass.customers.models import Account
from hourglass.customers.models.portraits import FieldKind
from hourglass.insight import cashing, own
from hourglass.insight.models import Block
from hourglass.revenue import contracts
from hourglass.revenue.reading import Frame
from tests import world
from tests.conftest import NOON
from tests.insight.test_own import EVERYTHING, cost
from tests.world import line, term, yuan

BEGAN = Period(date(2024, 1, 1), date(2024, 4, 1))
UNTIL = date(2025, 3, 15)  # the last whole month is February 2025


def customer(start: str, paid: dict[str, int], amount: int = 10_000, months: int = 24) -> Account:
    """This function will add a customer whose service begins, and who pays on some days."""
    account = world.account()
    contract = world.contract(account, line(amount, term(start, months=months)))
    for day, coins in paid.items():
        contracts.pay(contract, amount=yuan(coins), on=date.fromisoformat(day), by="test", at=NOON)
    return account


def test_goal_17_receipts_less_acquisition_and_service_month_by_month(db: None) -> None:
    account = customer("2024-01-10", {"2024-01-10": 10_000, "2025-01-20": 10_000})
    cost(Block.ACQUISITION, 12_000, "2024-01-01", account=account)
    for number in range(14):
        cost(Block.SERVICE, 200, f"{2024 + number // 12}-{number % 12 + 1:02}-01", account=account)
    [life] = cashing.of(EVERYTHING, BEGAN, until=UNTIL).lives
    assert (life.account, life.began) == (account.pk, date(2024, 1, 10))
    assert (life.cash.first_year, life.cash.positive_in, life.cash.months[12]) == (-440_000, 13, 540_000)
    assert (life.received, life.acquisition, life.service) == (2_000_000, 1_200_000, 280_000)
    assert len(life.cash.months) == 14


def test_goal_13_what_was_entered_for_all_is_shared_by_contract_amount(db: None) -> None:
    small, large = customer("2024-02-01", {}, 10_000), customer("2024-03-01", {}, 30_000)
    cost(Block.SERVICE, 100, "2024-02-01")
    cost(Block.SERVICE, 400, "2024-03-01")
    cost(Block.SERVICE, 50, "2024-03-01", account=large)
    lives = {life.account: life for life in cashing.of(EVERYTHING, BEGAN, until=UNTIL).lives}
    assert {key: life.service for key, life in lives.items()} == {small.pk: 20_000, large.pk: 35_000}


def test_goal_17_acquisition_is_shared_by_who_began_in_its_month_and_how_they_came(db: None) -> None:
    label = Label("转介绍", "Referred")
    portraits.add(key=own.REFERRED, label=label, kind=FieldKind.YES_NO, by="test", at=NOON)
    one, other, referred, later = (
        customer(start, {}) for start in ("2024-01-05", "2024-01-20", "2024-01-30", "2024-02-01")
    )
    referred.refresh_from_db()
    accounts.describe(referred, version=referred.version, values={"referred": True}, by="test", at=NOON)
    cost(Block.ACQUISITION, 3_000, "2024-01-01")
    cost(Block.ACQUISITION, 500, "2024-01-01", referred=True)
    spent = {life.account: life.acquisition for life in cashing.of(EVERYTHING, BEGAN, until=UNTIL).lives}
    assert spent == {one.pk: 150_000, other.pk: 150_000, referred.pk: 50_000, later.pk: 0}


def test_goal_17_what_arrived_before_service_began_counts_in_its_first_month_and_what_was_voided_nowhere(
    db: None,
) -> None:
    account = customer("2024-02-10", {"2024-01-15": 5_000, "2024-03-01": 700})
    wrong = account.contracts.get().payments.get(amount_minor=70_000)
    contracts.void(wrong, by="test", at=NOON, reason="Twice")
    [life] = cashing.of(EVERYTHING, BEGAN, until=UNTIL).lives
    assert life.cash.months[0] == 500_000
    assert life.received == 500_000


def test_goal_17_what_was_spent_on_a_customer_before_service_began_is_theirs_whatever_the_window(db: None) -> None:
    account = customer("2024-03-10", {"2024-03-10": 1_000})
    cost(Block.ACQUISITION, 300, "2024-02-01", account=account)
    cost(Block.SERVICE, 50, "2023-12-01", account=account)
    cost(Block.ACQUISITION, 700, "2024-02-01")
    for window in (BEGAN, Period(date(2024, 3, 1), date(2024, 4, 1))):
        [life] = cashing.of(EVERYTHING, window, until=UNTIL).lives
        assert (life.acquisition, life.service, life.cash.months[0]) == (30_000, 5_000, 65_000)


def test_goal_17_a_cohort_is_added_up_as_far_as_all_have_lived(csm: User, other_csm: User) -> None:
    first = customer("2024-01-01", {"2024-01-01": 1_000})
    customer("2024-03-01", {"2024-04-01": 500})
    cohort = cashing.of(EVERYTHING, BEGAN, until=date(2024, 6, 1))
    assert cohort.together.months == (100_000, 150_000, 150_000)
    assert (cohort.together.first_year, cohort.together.positive_in) == (None, 1)
    accounts.assign(first, owner=csm, team=None, version=Account.objects.get(pk=first.pk).version, by="test", at=NOON)
    assert [life.account for life in cashing.of(Frame(csm, "CNY"), BEGAN, until=UNTIL).lives] == [first.pk]
    assert cashing.of(Frame(other_csm, "CNY"), BEGAN, until=UNTIL).lives == []
    assert cashing.of(EVERYTHING, BEGAN, until=date(2024, 1, 9)).lives == []


def test_goal_17_a_window_may_begin_within_a_month(db: None) -> None:
    customer("2024-01-05", {})
    later = customer("2024-01-20", {"2024-01-20": 900})
    cost(Block.ACQUISITION, 3_000, "2024-01-01")
    [life] = cashing.of(EVERYTHING, Period(date(2024, 1, 10), date(2024, 2, 1)), until=UNTIL).lives
    assert (life.account, life.received, life.acquisition) == (later.pk, 90_000, 150_000)
