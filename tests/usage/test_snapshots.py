"""What is kept of each night, as it was known then."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hourglass.customers import placing, registry, segments, stores
from hourglass.customers.models import Account, Edition, Placement
from hourglass.usage import hours, rollup, snapshots
from hourglass.usage.metrics.states import Adoption
from hourglass.usage.models import Feature, Snapshot, Stand, Window
from tests import world
from tests.conftest import NOON
from tests.usage.clinic import Happen, clinic, days, happen

__all__ = ["clinic", "happen"]

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LAST = TODAY - timedelta(days=1)
AS: dict[str, Any] = {"by": "test", "at": NOON}
EVERY_DAY = [((480, 1080),)] * 7  # 08:00 to 18:00


@pytest.fixture
def account(clinic: dict[str, Feature]) -> Account:
    found = world.account()
    world.contract(found, world.line(1000, world.term("2026-01-15"), edition=Edition.objects.get()))
    return found


@pytest.fixture
def night(lake: object) -> Callable[..., int]:
    """A function that rolls days up and measures up to yesterday."""

    def run(*rolled: date, at: datetime = NOON) -> int:
        rollup.roll(rolled, at=at)
        return snapshots.keep_all(at=at, again=rolled)

    return run


def shot(account: Account, day: date = LAST, window: str = Window.ROLLING) -> Snapshot:
    return Snapshot.objects.current().of_day(day, window).get(account=account)


def test_use_02_and_04_a_night_keeps_the_rates_with_both_their_numbers(
    account: Account, happen: Happen, night: Callable[..., int]
) -> None:
    happen(LAST, "book", "09:00", account=account.pk)
    happen(LAST, "report", "09:03", account=account.pk)
    assert night(LAST) == 1
    kept = shot(account)
    assert (kept.core_used, kept.core, kept.used, kept.usable) == (1, 2, 2, 4)
    assert (kept.inside_ms, kept.users, kept.days, kept.since) == (None, 1, 1, TODAY - timedelta(days=30))
    account.refresh_from_db()
    assert (account.core_depth, account.breadth, account.time_depth) == (Decimal(50), Decimal(50), None)
    assert (account.active_users, account.used_on, account.activated) == (1, LAST, False)
    assert night(LAST) == 0  # a night that runs twice adds nothing


def test_use_03_hours_of_stores_make_the_time_depth_and_a_store_without_is_missing(
    account: Account, happen: Happen, night: Callable[..., int]
) -> None:
    north, south = (stores.add(account, name, **AS) for name in ("North", "South"))
    hours.keep(account, EVERY_DAY, store=north, effective_from=TODAY - timedelta(days=90), **AS)
    happen(LAST, "book", "07:58", "08:00", account=account.pk, store_id=north.pk)
    happen(LAST, "book", "08:02", account=account.pk, store_id=north.pk, user=2)
    happen(LAST, "book", "09:00", account=account.pk, store_id=south.pk)
    night(LAST)
    kept = shot(account)
    minute = 60_000
    # From 07:58 to 08:07 somebody is there; seven of the minutes lie in the hours of a store that gave them.
    assert (kept.inside_ms, kept.outside_ms, kept.open_ms) == (7 * minute, 2 * minute, 30 * 600 * minute)
    assert kept.missing == [south.pk]
    assert hours.without(account, on=LAST) == [south]


def test_conv_06_late_rows_restate_a_day_and_what_was_shown_stays(
    account: Account, happen: Happen, night: Callable[..., int]
) -> None:
    happen(LAST, "book", "09:00", account=account.pk)
    night(LAST)
    before = LAST - timedelta(days=2)
    happen(before, "charge", "09:00", account=account.pk)
    later = NOON + timedelta(hours=1)
    night(before, at=later)
    assert shot(account).core_used == 2
    shown = Snapshot.objects.of_day(LAST).filter(account=account, known_at__lte=NOON).get()
    assert (shown.core_used, shown.replaced_at) == (1, later)
    assert shot(account, before).core_used == 1


def test_use_14_a_silent_source_is_no_silent_customer(
    account: Account, happen: Happen, night: Callable[..., int]
) -> None:
    used = days(TODAY - timedelta(days=60), 20)
    for day in used:
        happen(day, "book", "09:00", account=account.pk)
    night(*used, at=NOON)
    snapshots.keep_all(at=NOON, until=used[-1])
    assert Stand.objects.get().state == Adoption.HABITUAL
    snapshots.keep_all(at=NOON)
    kept = shot(account)
    account.refresh_from_db()
    assert (kept.core_used, len(kept.silent)) == (None, 30)  # the whole window is without data
    assert (account.core_depth, account.use_stopped) == (None, None)
    assert Stand.objects.get().state == Adoption.HABITUAL
    # Another customer's rows show that the source was there on all those days.
    for day in days(used[-1] + timedelta(days=1), 40):
        happen(day, "book", "09:00", account=world.account().pk)
    night(*days(used[-1] + timedelta(days=1), 40))
    account.refresh_from_db()
    assert (account.core_depth, account.use_stopped) == (Decimal(0), True)
    assert Stand.objects.get(account=account).state == Adoption.DROPPED


def test_seg_03_the_level_follows_from_what_was_measured(
    account: Account, happen: Happen, night: Callable[..., int]
) -> None:
    segments.install(**AS)
    other = world.account()
    for day in days(LAST - timedelta(days=2), 3):
        happen(day, "book", "09:00", account=account.pk)
        happen(day, "charge", "09:01", account=account.pk)
    night(*days(LAST - timedelta(days=2), 3))
    placing.place_all(at=NOON)
    found = {row.account_id: row for row in Placement.objects.filter(dimension__key="usage_level")}
    # Without opening hours the time depth is not known: the level comes from the known parts, at most U2.
    assert (found[account.pk].code, found[other.pk].code) == ("U2", "U0")
    assert "time_depth" in found[account.pk].missing


def test_facts_of_a_past_day_are_those_that_were_shown_then(
    account: Account, happen: Happen, night: Callable[..., int]
) -> None:
    happen(LAST, "book", "09:00", account=account.pk)
    night(LAST)
    fact = registry.facts()["core_depth"]
    assert fact.values is not None
    assert fact.values([account.pk], TODAY) == {account.pk: Decimal(50)}
    assert fact.values([account.pk], LAST) == {}


def test_a_month_that_ends_is_kept_as_a_month(account: Account, happen: Happen, night: Callable[..., int]) -> None:
    first = datetime(2026, 12, 1, 4, tzinfo=NOON.tzinfo)
    happen(date(2026, 11, 1), "book", "09:00", account=account.pk)
    night(date(2026, 11, 1), at=first)
    kept = shot(account, date(2026, 11, 30), Window.MONTH)
    assert (kept.since, kept.core_used) == (date(2026, 11, 1), 1)
