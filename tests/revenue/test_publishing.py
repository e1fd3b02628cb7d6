"""Publishing: what contracts say stands on the account and in its entitlements, for one and for all."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hourglass.base import configuration
from hourglass.base.schedule import Work
from hourglass.customers import products
from hourglass.customers.models import Account, Edition, Entitlement
from hourglass.revenue import clocks, contracts, jobs, lines, publishing, rules
from hourglass.revenue.models import Line
from hourglass.revenue.starts import Rule
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan


@pytest.fixture
def edition(db: None) -> Edition:
    product = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    return products.add_edition(product, name_zh="标准版", name_en="Standard", by="test", at=NOON)


def at_noon_on(day: str) -> Work:
    return Work("contracts.publish", NOON + (date.fromisoformat(day) - NOON.date()), None, NOON)


def test_lines_become_entitlements(edition: Edition) -> None:
    account = world.account()
    contract = world.contract(
        account,
        line(12_000, term("2026-01-15"), edition=edition, quantity=3),
        line(500, term("2026-01-15"), "Set-up", edition=edition, recurrence="one_time"),
    )
    rows = Entitlement.objects.values_list("account", "edition", "quantity", "starts_on", "ends_on")
    assert list(rows) == [(account.pk, edition.pk, 3, date(2026, 1, 15), date(2027, 1, 14))]
    main = Line.objects.get(contract=contract, name="Main")
    lines.cut(main, on=date(2026, 6, 30), version=0, by="test", at=NOON, reason="Closed")
    assert Entitlement.objects.get().ends_on == date(2026, 6, 30)


def test_publishing_again_changes_nothing(edition: Edition) -> None:
    for _ in range(3):
        world.contract(world.account(), line(12_000, term("2026-01-15"), edition=edition))
    before = list(Entitlement.objects.order_by("pk").values())
    assert publishing.publish_all(at=NOON) == 0
    assert list(Entitlement.objects.order_by("pk").values()) == before


def test_the_nightly_job_lets_a_new_day_count(db: None) -> None:
    account = world.account()
    world.contract(account, line(12_000, term("2026-01-15")))
    jobs.publish(at_noon_on("2027-01-15"))
    account.refresh_from_db()
    assert (account.recurring, account.due_on) == (yuan(0), date(2027, 1, 14))
    jobs.publish(at_noon_on("2027-05-01"))
    account.refresh_from_db()
    assert account.due_on is None


def test_many_changes_publish_each_account_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    account = world.account()
    counted: list[int] = []
    gathered = publishing.gathered
    monkeypatch.setattr(
        publishing, "gathered", lambda some, **more: counted.append(len(some)) or gathered(some, **more)
    )
    with publishing.postponed(at=NOON):
        for _ in range(5):
            world.contract(account, line(1_000, term("2026-01-15")))
    account.refresh_from_db()
    assert (account.recurring, counted) == (yuan(5_000), [1])


def test_the_queries_do_not_grow_with_the_accounts(db: None) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            publishing.publish(Account.objects.values_list("pk", flat=True), at=NOON)
        return len(asked)

    world.contract(world.account(), line(1_000, term("2026-01-15")))
    few = cost()
    for _ in range(20):
        world.contract(world.account(), line(1_000, term("2026-01-15")))
    assert cost() == few


def test_a_contract_follows_the_rule_that_held_when_it_took_effect(db: None) -> None:
    before, after = world.account(), world.account()
    configuration.change(
        rules.START, Rule.SIGNED, effective_from=NOON.date() + timedelta(days=7), by="test", at=NOON, reason="New rule"
    )
    world.contract(before, line(1, term("2026-11-01")), signed_on=date(2026, 10, 20))
    world.contract(after, line(1, term("2026-12-15")), signed_on=date(2026, 10, 20))
    for account in (before, after):
        account.refresh_from_db()
    assert (before.served_from, before.start_provisional) == (date(2026, 11, 1), True)
    assert (after.served_from, after.start_provisional) == (date(2026, 10, 20), False)


def test_handover_and_delivery_can_start_the_clock(db: None) -> None:
    configuration.correct(
        rules.START, Rule.DELIVERY, effective_from=date(2026, 1, 1), by="test", at=NOON, reason="Ours is a project"
    )
    account = world.account()
    contract = world.contract(account, line(1, term("2026-01-15")))
    contracts.edit(contract, version=0, delivery_accepted_on=date(2026, 3, 10), by="test", at=NOON)
    account.refresh_from_db()
    assert (account.served_from, account.start_provisional) == (date(2026, 3, 10), False)


def test_the_start_set_by_hand_is_published(db: None) -> None:
    account = world.account()
    world.contract(account, line(1, term("2026-01-15")))
    clocks.set_start(account, to=date(2026, 2, 1), version=account.version, by="test", at=NOON, reason="Late set-up")
    account.refresh_from_db()
    assert (account.served_from, account.start_provisional) == (date(2026, 2, 1), False)
    clocks.set_start(account, to=None, version=account.version, by="test", at=NOON, reason="Back to the rule")
    account.refresh_from_db()
    assert (account.served_from, account.start_provisional) == (date(2026, 1, 15), True)
