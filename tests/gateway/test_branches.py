"""Stores out of files."""

from datetime import date

import pytest

from hourglass.base.models import User
from hourglass.base.schedule import Work
from hourglass.customers import contacts
from hourglass.customers.models import Store
from hourglass.gateway.imports import returning
from hourglass.gateway.models import Import, Stage
from tests import world
from tests.conftest import NOON
from tests.gateway.test_imports import Bringing, again, bring, counts, taken_in, work  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
STORES = "门店,客户编号,门店编号,城市,地址,开业日期\n高新店,K1,S1,成都,天府大道,2025-03-01\n东店,K1,,武汉,,\n"


def taken_back(brought: Import, by: User) -> Import:
    found = again(brought)
    returning.take_back(found, version=found.version, by=by, at=NOON)
    returning.give_back(Work("imports.return", NOON, None, NOON, {"import": found.pk}))
    return again(found)


def test_stores_come_in_are_changed_and_are_found_again(bring: Bringing, cs_head: User) -> None:  # noqa: F811
    account = world.account("仁康口腔", number="K1")
    brought = bring(STORES, "stores")
    assert brought.columns == ["name", "number", "store_number", "city", "address", "opened_on"]
    assert counts(taken_in(brought)) == (2, 0, 0, 0)
    found = Store.objects.get(name="高新店")
    assert (found.number, found.city, found.address, found.opened_on) == ("S1", "成都", "天府大道", date(2025, 3, 1))
    account.refresh_from_db()
    assert account.store_count == 2
    second = taken_in(bring(STORES.replace("2025-03-01", "2025-04-01"), "stores"))
    assert counts(second) == (0, 1, 1, 0)
    assert taken_back(second, cs_head).stage == Stage.RETURNED
    assert Store.objects.get(name="高新店").opened_on == date(2025, 3, 1)


def test_stores_that_were_brought_are_taken_back_unless_people_work_there(bring: Bringing, cs_head: User) -> None:  # noqa: F811
    account = world.account("仁康口腔", number="K1")
    first = taken_in(bring(STORES, "stores"))
    contacts.add(account, "李敏", store=Store.objects.get(name="东店"), by="test", at=NOON)
    assert dict(returning.outlook(first).gone) == {"store": 1}
    back = taken_back(first, cs_head)
    assert (back.returned, back.kept) == (1, 1)
    assert [store.name for store in Store.objects.all()] == ["东店"]
    account.refresh_from_db()
    assert account.store_count == 1
