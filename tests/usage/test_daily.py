"""Use that is handed in by the day (USE-14)."""

from datetime import date, timedelta
from typing import Any

import pytest

from hourglass.base.models import User
from hourglass.base.refusals import Refused
from hourglass.customers import accounts, contacts, stores
from hourglass.customers.models import Account
from hourglass.gateway.api import batch
from hourglass.gateway.imports.known import NOUNS
from hourglass.lake.tables import USAGE_DAILY
from hourglass.usage import daily, memory, rolling, snapshots
from hourglass.usage.daily import DailyRefused, Handed
from hourglass.usage.models import Feature, HandedIn, ProductUser, RestatedDay, Snapshot, TouchedDay
from tests import world
from tests.conftest import NOON
from tests.usage.clinic import Happen, clinic, happen

__all__ = ["clinic", "happen"]

pytestmark = pytest.mark.django_db
DAY = NOON.date() - timedelta(days=3)
AS: dict[str, Any] = {"by": "test", "at": NOON}


@pytest.fixture
def account(clinic: dict[str, Feature]) -> Account:
    return world.account()


def hand(account: Account, day: date = DAY, **said: Any) -> bool:
    row = Handed(**({"day": day, "feature": "book", "uses": 3} | said))
    return daily.hand_in(account, row, source="Billing", **AS)


def in_lake() -> list[tuple[Any, ...]]:
    sql = "select day, account_id, store_id, user_id, uses, active_ms from usage_daily"
    return sorted(memory.engine().run(sql, lake=memory.lake(), spans={USAGE_DAILY.name: (None, None)}))


def test_use_14_the_same_day_twice_counts_once_now_and_later(account: Account, lake: object) -> None:
    assert hand(account)
    assert not hand(account)
    assert rolling.roll_touched(at=NOON) == 1
    assert not HandedIn.objects.exists()
    assert hand(account)  # it comes once more, when nothing of it waits any longer
    rolling.roll_touched(at=NOON)
    assert in_lake() == [(DAY, account.pk, 0, 0, 3, 0)]
    hand(account, uses=5)
    rolling.roll_touched(at=NOON)
    assert in_lake() == [(DAY, account.pk, 0, 0, 5, 0)]


def test_a_row_finds_its_store_and_its_person(account: Account, lake: object) -> None:
    north = stores.add(account, "North", number="N1", **AS)
    nurse = contacts.add(account, "Ms Li", product_user="li", **AS)
    hand(account, store="N1", user="li", active_ms=60_000)
    user = ProductUser.objects.get()
    assert (user.account, user.contact) == (account, nurse)
    rolling.roll_touched(at=NOON)
    assert in_lake() == [(DAY, account.pk, north.pk, user.pk, 3, 60_000)]
    with pytest.raises(DailyRefused):
        hand(world.account(), user="li")


@pytest.mark.parametrize(
    "said",
    [
        {"feature": "nothing"},
        {"store": "South"},
        {"day": NOON.date() + timedelta(days=1)},
        {"day": date(1999, 1, 1)},
        {"uses": -1},
        {"active_ms": 90_000_000},
    ],
)
def test_a_row_that_cannot_be_is_refused(account: Account, said: dict[str, Any]) -> None:
    with pytest.raises(DailyRefused):
        hand(account, **said)
    assert not HandedIn.objects.exists()


def test_events_and_days_of_two_sources_stand_beside_each_other(account: Account, happen: Happen) -> None:
    happen(DAY, "book", "09:00", account=account.pk, source_id=77)
    TouchedDay.objects.create(day=DAY, since_version=1)
    hand(account)
    rolling.roll_touched(at=NOON)
    happen(DAY, "book", "10:00", account=account.pk, source_id=77)
    TouchedDay.objects.create(day=DAY, since_version=2)
    rolling.roll_touched(at=NOON)
    assert sorted(row[4] for row in in_lake()) == [2, 3]
    assert not TouchedDay.objects.exists()


def test_days_that_were_rolled_up_are_measured_once_more(account: Account, lake: object) -> None:
    hand(account)
    rolling.roll_touched(at=NOON)
    late = rolling.restated()
    snapshots.keep_all(at=NOON, again=late)
    rolling.measured(late)
    assert not RestatedDay.objects.exists()
    assert sorted(Snapshot.objects.values_list("until", flat=True)) == [DAY + timedelta(days=step) for step in range(3)]


def test_use_14_rows_come_over_the_interface_with_a_receipt_each(
    account: Account, cs_head: User, agent: User, lake: object
) -> None:
    accounts.edit(account, version=account.version, number="C-1", **AS)
    rows: list[Any] = [
        {"number": "C-1", "day": DAY.isoformat(), "feature": "book", "uses": 4},
        {"number": "C-1", "day": DAY.isoformat(), "feature": "book", "uses": 4},
        {"number": "C-1", "day": DAY.isoformat(), "feature": "nothing"},
        {"number": "C-2", "day": DAY.isoformat(), "feature": "book"},
        {"number": "C-1", "day": "soon", "feature": "book"},
    ]
    taken = batch.take_in(NOUNS["usage"], rows, source="billing", by=cs_head, at=NOON)
    assert [row.outcome for row in taken] == ["created", "same", "refused", "refused", "refused"]
    with pytest.raises(Refused):
        daily.hand_in(account, Handed(day=DAY, feature="book", uses=1), source="x", by=agent, at=NOON)
