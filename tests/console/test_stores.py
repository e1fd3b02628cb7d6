"""The branches of a customer."""

from datetime import date

from django.test import Client

from hourglass.base.models import User
from hourglass.customers import stores
from hourglass.customers.models import Store
from tests import world
from tests.conftest import NOON
from tests.console.test_record import english


def test_a_store_is_added_changed_closed_and_reopened(client: Client, csm: User) -> None:
    account = world.account(owner=csm)
    path = f"/customers/{account.pk}/stores/"
    english(client, csm)
    assert client.post(f"{path}new/", {"name": "Harbour", "opened_on": "2024-05-01"}).status_code == 302
    assert client.post(f"{path}new/", {"name": "Harbour"}).status_code == 422
    store = Store.objects.get()
    assert client.post(f"{path}{store.pk}/", {"name": "Hill", "version": 0}).status_code == 302
    closing = {"on": "2026-11-01", "version": 1}
    assert client.post(f"{path}{store.pk}/closing/", closing).status_code == 302
    assert "Closed 2026-11-01" in client.get(path).content.decode()
    assert client.post(f"{path}{store.pk}/reopening/").status_code == 302
    store.refresh_from_db()
    assert (store.name, store.closed_on) == ("Hill", None)


def test_a_store_does_not_close_before_it_opened(client: Client, csm: User) -> None:
    account = world.account(owner=csm)
    store = stores.add(account, "Harbour", opened_on=date(2024, 5, 1), by="test", at=NOON)
    path = f"/customers/{account.pk}/stores/{store.pk}/closing/"
    answer = english(client, csm).post(path, {"on": "2023-01-01", "version": 0})
    assert answer.status_code == 422
    assert "cannot close before the day it opened" in answer.content.decode()


def test_a_store_of_another_customer_is_not_there(client: Client, csm: User) -> None:
    mine, other = world.account(owner=csm), world.account(owner=csm)
    store = stores.add(other, "Harbour", by="test", at=NOON)
    assert english(client, csm).get(f"/customers/{mine.pk}/stores/{store.pk}/").status_code == 404


def test_stores_are_found_by_name_city_and_number(client: Client, csm: User) -> None:
    account = world.account(owner=csm)
    stores.add(account, "Harbour", city="Qingdao", by="test", at=NOON)
    stores.add(account, "Hill", number="S-7", by="test", at=NOON)
    english(client, csm)

    def found(words: str) -> list[bool]:
        text = client.get(f"/customers/{account.pk}/stores/", {"q": words}).content.decode()
        return ["Harbour" in text, "Hill" in text]

    assert found("qing") == [True, False]
    assert found("s-7") == [False, True]
    assert found("nothing") == [False, False]
