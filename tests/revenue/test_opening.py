"""Renewals open when their time comes: once, for everything that ends in one month, and in step with contracts."""

from datetime import date, timedelta

import pytest

from hourglass.base.models import Delivery, Entry, User
from hourglass.base.schedule import Work
from hourglass.customers import accounts
from hourglass.revenue import contracts, jobs, lines
from hourglass.revenue.models import Line, Outcome, Renewal, RenewalLine, RenewalStep
from hourglass.revenue.renewals import opening
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan


def day(text: str) -> "world.datetime":
    return NOON + (date.fromisoformat(text) - NOON.date())


def opened(text: str) -> int:
    return opening.open_due(at=day(text))


def test_rev_01_a_renewal_opens_three_months_before_expiry(csm: User) -> None:
    account = world.account(owner=csm)
    world.contract(account, line(12_000, term("2026-01-15")))
    assert opened("2026-10-13") == 0
    assert opened("2026-10-14") == 1
    renewal = Renewal.objects.get()
    assert (renewal.due_on, renewal.starts_on, renewal.due, renewal.owner) == (
        date(2027, 1, 14),
        date(2026, 10, 14),
        yuan(12_000),
        csm,
    )


def test_rev_01_its_steps_are_there_and_its_owner_hears_of_it_the_same_day(csm: User) -> None:
    world.renewal(world.account("Renkang", owner=csm))
    kinds = list(RenewalStep.objects.order_by("order").values_list("kind", "lead_days"))
    assert kinds == [("offer", 5), ("approval", 20), ("contract", 10), ("invoice", 3), ("payment", 7)]
    assert Delivery.objects.filter(topic="renewal.notice").get().recipient == csm.email
    assert Entry.objects.get(verb="renewal.opened").machine == "job:renewals.open"


def test_running_the_job_again_changes_nothing(csm: User) -> None:
    world.renewal(world.account(owner=csm))
    before = [list(model.objects.order_by("pk").values()) for model in (Renewal, RenewalLine, RenewalStep, Delivery)]
    for _ in range(2):
        assert jobs.open_renewals(Work("renewals.open", NOON, None, NOON)) == 0
    after = [list(model.objects.order_by("pk").values()) for model in (Renewal, RenewalLine, RenewalStep, Delivery)]
    assert after == before


def test_rev_10_the_amount_due_counts_an_add_on_at_its_annual_amount(db: None) -> None:
    renewal = world.renewal(
        world.account(), line(12_000, term("2026-01-15")), line(3_000, term("2026-07-15", months=6), "Shop")
    )
    assert renewal.due == yuan(18_000)
    offered = [(item.term.months, item.annual) for item in RenewalLine.objects.order_by("pk")]
    assert offered == [(12, yuan(12_000)), (12, yuan(6_000))]


def test_rev_12_contracts_that_end_in_one_month_are_one_renewal_and_others_are_others(db: None) -> None:
    account = world.account()
    world.contract(account, line(12_000, term("2025-12-01")))
    world.contract(account, line(6_000, term("2025-12-15"), "Shop"))
    world.contract(account, line(3_000, term("2026-02-01"), "Marketing"))
    opening.open_due(at=NOON)
    rows = list(Renewal.objects.order_by("due_on"))
    assert [(row.due_on, row.due) for row in rows] == [
        (date(2026, 11, 30), yuan(12_000)),
        (date(2026, 12, 14), yuan(6_000)),
        (date(2027, 1, 31), yuan(3_000)),
    ]
    other = world.account()
    for start in ("2025-12-02", "2025-12-20"):
        world.contract(other, line(5_000, term(start), start))
    opening.open_due(at=NOON)
    assert Renewal.objects.get(account=other).due == yuan(10_000)


def test_rev_08_a_contract_of_two_years_opens_before_its_real_end(db: None) -> None:
    account = world.account()
    world.contract(account, line(24_000, term("2025-12-15", months=24)))
    assert opening.open_due(at=NOON) == 0
    assert opened("2027-09-14") == 1


def test_rev_08_a_price_step_is_no_end(db: None) -> None:
    contract = world.contract(world.account(), line(20_000, term("2025-12-15", months=24)))
    main = Line.objects.get(contract=contract)
    lines.step(main, on=date(2026, 12, 15), amount=yuan(11_000), version=0, by="test", at=NOON)
    assert opening.open_due(at=NOON) == 0


def test_what_goes_on_in_a_later_contract_is_not_renewed_again(db: None) -> None:
    account = world.account()
    world.contract(account, line(12_000, term("2025-12-15")))
    world.contract(account, line(12_000, term("2026-12-15")))
    assert opening.open_due(at=NOON) == 0


def test_what_ended_long_ago_and_what_comes_once_open_nothing(db: None) -> None:
    world.contract(world.account(), line(12_000, term("2025-01-15")))
    world.contract(world.account(), line(12_000, term("2025-12-15"), recurrence="one_time"))
    world.contract(world.account(), line(0, term("2025-12-15"), recurrence="trial"))
    closed = world.account()
    world.contract(closed, line(12_000, term("2025-12-15")))
    closed.refresh_from_db()
    accounts.close(closed, version=closed.version, by="test", at=NOON, reason="Gone")
    assert opening.open_due(at=NOON) == 0


def test_what_is_bought_while_the_renewal_is_open_is_renewed_with_it(db: None) -> None:
    account = world.account()
    renewal = world.renewal(account)
    lines.add(
        renewal.items.get().expiring.contract, line(600, term("2026-12-15", months=1), "Shop"), by="test", at=NOON
    )
    assert opening.open_due(at=NOON) == 0
    renewal.refresh_from_db()
    assert renewal.due == yuan(19_200)


def test_what_is_ended_before_its_time_leaves_the_renewal(db: None) -> None:
    account = world.account()
    renewal = world.renewal(account, line(12_000, term("2026-01-15")), line(6_000, term("2026-01-15"), "Shop"))
    shop = Line.objects.get(name="Shop")
    lines.cut(shop, on=date(2026, 12, 1), version=0, by="test", at=NOON, reason="Not used")
    assert opening.keep_in_step(at=NOON) == 1
    renewal.refresh_from_db()
    assert (renewal.due, renewal.items.count()) == (yuan(12_000), 1)
    contract = renewal.items.get().expiring.contract
    contracts.end(contract, on=date(2026, 12, 1), version=contract.version, by="test", at=NOON, reason="Sold")
    assert opening.keep_in_step(at=NOON) == 1
    renewal.refresh_from_db()
    assert renewal.outcome == Outcome.MOOT
    assert opening.keep_in_step(at=NOON) == 0


def test_rev_06_a_person_opens_a_renewal_early(csm: User) -> None:
    account = world.account(owner=csm)
    world.contract(account, line(12_000, term("2026-06-15")))
    renewal = opening.open_early(account, by=csm, at=NOON)
    assert (renewal.due_on, renewal.starts_on) == (date(2027, 6, 14), date(2027, 3, 14))
    with pytest.raises(RenewalRefused):
        opening.open_early(account, by=csm, at=NOON)


def test_an_open_renewal_keeps_its_term_due_and_its_line_offered(db: None) -> None:
    account = world.account()
    world.renewal(account)
    world.contract(account, line(1, term("2027-01-15"), "Another"))
    account.refresh_from_db()
    assert account.due_on == date(2027, 1, 14)


def test_a_short_term_is_offered_again_as_short(db: None) -> None:
    renewal = world.renewal(world.account(), line(600, term("2026-06-01", months=6)))
    item = renewal.items.get()
    assert (item.starts_on, item.ends_on, item.amount, renewal.due) == (
        date(2026, 12, 1),
        date(2027, 5, 31),
        yuan(600),
        yuan(1_200),
    )
    assert renewal.starts_on + timedelta(days=90) <= renewal.due_on
