"""The forecast by month, kept to be held against what came."""

from datetime import date, datetime, timedelta

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.base.schedule import Work
from hourglass.customers import contacts, key_persons
from hourglass.customers.jobs import know_people
from hourglass.customers.models.contacts import Level
from hourglass.customers.models.key_persons import Will
from hourglass.revenue import contracts, jobs
from hourglass.revenue.models import Category, Forecast, Renewal, State
from hourglass.revenue.renewals import closing, forecasts, moving, targets
from hourglass.revenue.renewals.targets import TargetRefused
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan


def day(text: str) -> datetime:
    return NOON + (date.fromisoformat(text) - NOON.date())


def categorised(amount: int, category: Category, start: str = "2026-01-15") -> Renewal:
    renewal = world.renewal(world.account(), line(amount, term(start)))
    return moving.categorise(renewal, category=category, version=renewal.version, by="test", at=NOON)


def test_rev_21_a_month_expects_what_its_categories_weigh(db: None) -> None:
    for amount, category in ((10_000, Category.COMMIT), (20_000, Category.LIKELY), (10_000, Category.RISK)):
        categorised(amount, category)
    [month] = forecasts.by_month(Renewal.objects.all(), on=NOON.date())
    assert (month.month, month.renewals, month.open) == (date(2027, 1, 1), 3, 3)
    assert (month.figures.expected, month.figures.due) == (yuan(26_500), yuan(40_000))


def test_key_05_a_first_level_no_leaves_the_renewal_at_risk_at_best(db: None) -> None:
    renewal = categorised(10_000, Category.COMMIT)
    leaning, against = (
        contacts.add(renewal.account, name, level=Level.FIRST, by="test", at=NOON) for name in ("Li", "Wang")
    )
    key_persons.ask_will(leaning, Will.LEANING, on=NOON.date(), by="test", at=NOON)
    assert Renewal.objects.get(pk=renewal.pk).counts_as == Category.COMMIT
    key_persons.ask_will(against, Will.NO, on=NOON.date(), by="test", at=NOON)
    [found] = Renewal.objects.with_counted()
    assert (found.category, found.counts_as, found.counted) == (Category.COMMIT, Category.RISK, Category.RISK)
    [month] = forecasts.by_month([found], on=NOON.date())
    assert month.figures.expected == yuan(3_000)
    key_persons.ask_will(against, Will.YES, on=NOON.date(), by="test", at=NOON)
    assert Renewal.objects.with_counted().get().counted == Category.COMMIT


def test_key_05_a_no_makes_nothing_better_and_grows_old(db: None) -> None:
    renewal = categorised(10_000, Category.LOST)
    boss = contacts.add(renewal.account, "Li", level=Level.FIRST, by="test", at=NOON)
    key_persons.ask_will(boss, Will.NO, on=NOON.date(), by="test", at=NOON)
    assert Renewal.objects.with_counted().get().counted == Category.LOST
    moving.categorise(renewal, category=Category.LIKELY, version=renewal.version, by="test", at=NOON)
    assert Renewal.objects.with_counted().get().counted == Category.RISK
    later = NOON + timedelta(days=181)
    know_people(Work("contacts.known", later - timedelta(days=1), None, NOON))
    assert Renewal.objects.with_counted().get().counted == Category.RISK
    assert know_people(Work("contacts.known", later, None, NOON)) == 1
    assert Renewal.objects.with_counted().get().counted == Category.LIKELY


def test_key_05_what_is_signed_counts_whatever_somebody_said(db: None) -> None:
    renewal = categorised(10_000, Category.COMMIT)
    boss = contacts.add(renewal.account, "Li", level=Level.FIRST, by="test", at=NOON)
    key_persons.ask_will(boss, Will.NO, on=NOON.date(), by="test", at=NOON)
    world.through(renewal, to=State.SIGNED)
    found = Renewal.objects.with_counted().get()
    assert (found.counted, found.counts_as) == (Category.COMMIT, Category.COMMIT)


def test_what_came_counts_as_it_came(db: None) -> None:
    renewed, lost = categorised(10_000, Category.RISK), categorised(20_000, Category.LIKELY)
    world.through(renewed, to=State.SIGNED)
    contracts.pay(renewed.contract, amount=yuan(1), on=NOON.date(), by="test", at=NOON)
    closing.lose(lost, reason="price", version=lost.version, by="test", at=NOON)
    [month] = forecasts.by_month(Renewal.objects.all(), on=NOON.date())
    assert (month.open, month.renewed, month.figures.expected) == (0, yuan(10_000), yuan(10_000))


def test_the_forecast_is_kept_once_a_day_and_the_last_one_before_the_month_is_held_against_it(db: None) -> None:
    renewal = categorised(10_000, Category.LIKELY)
    assert jobs.forecast(Work("renewals.forecast", day("2026-12-01"), None, NOON)) == 1
    assert jobs.forecast(Work("renewals.forecast", day("2026-12-01"), None, NOON)) == 0
    moving.categorise(renewal, category=Category.COMMIT, version=renewal.version, by="test", at=NOON)
    jobs.forecast(Work("renewals.forecast", day("2026-12-20"), None, NOON))
    jobs.forecast(Work("renewals.forecast", day("2027-01-05"), None, NOON))
    assert Forecast.objects.count() == 3
    held = forecasts.expected_before([date(2027, 1, 1)])[date(2027, 1, 1)]
    assert (held.taken_on, held.expected) == (date(2026, 12, 20), yuan(9_500))


def test_rev_21_a_target_of_a_month_is_set_changed_and_kept_in_the_record(admin: User) -> None:
    month = date(2026, 12, 1)
    made = targets.put(date(2026, 12, 9), yuan(40_000), version=0, by=admin, at=NOON)
    assert targets.of([month, date(2027, 1, 1)], currency="CNY") == {month: yuan(40_000)}
    with pytest.raises(ChangedMeanwhile):
        targets.put(month, yuan(50_000), version=made.version + 1, by=admin, at=NOON)
    targets.put(month, yuan(50_000), version=made.version, by=admin, at=NOON)
    targets.put(month, yuan(50_000), version=made.version + 1, by=admin, at=NOON)
    entries = Entry.objects.filter(verb="target.set").order_by("pk")
    assert [entry.new["amount"] for entry in entries if entry.new] == ["¥40,000.00", "¥50,000.00"]
    with pytest.raises(ChangedMeanwhile):
        targets.put(date(2027, 1, 1), yuan(1), version=3, by=admin, at=NOON)
    with pytest.raises(TargetRefused):
        targets.put(month, yuan(0), version=0, by=admin, at=NOON)


def test_rev_21_only_who_sees_all_customers_sets_a_target(lead: User, csm: User) -> None:
    for person in (lead, csm):
        with pytest.raises(Forbidden):
            targets.put(date(2026, 12, 1), yuan(40_000), version=0, by=person, at=NOON)
