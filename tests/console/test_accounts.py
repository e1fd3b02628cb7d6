"""Adding a customer, changing what is known of it, closing and reopening it."""

from typing import Any

import pytest
from django.test import Client

from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.customers import accounts, portraits
from hourglass.customers.models import Account, ExternalId
from tests import world
from tests.conftest import NOON
from tests.console.test_record import english

AGAIN = {"name": "仁康 口腔", "city": "成都"}


def now(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def test_file_01_a_duplicate_is_warned_of_before_it_is_added(client: Client, csm: User) -> None:
    there = world.account("仁康口腔", city="成都", owner=csm)
    answer = english(client, csm).post("/customers/new/", AGAIN)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="/customers/{there.pk}/"' in text
    assert "the same name" in text
    assert Account.objects.count() == 1
    assert client.post("/customers/new/", AGAIN | {"different": "on"}).status_code == 302
    assert Account.objects.count() == 2


def test_a_colleagues_customer_is_counted_but_not_shown(client: Client, csm: User, other_csm: User) -> None:
    world.account("仁康口腔", city="成都", owner=other_csm, number="SECRET-1")
    answer = english(client, csm).post("/customers/new/", AGAIN)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "1 customer like this belongs to colleagues" in text
    assert "SECRET-1" not in text
    assert other_csm.name not in text


def test_file_01_a_taken_registration_number_is_refused_and_leads_to_the_other(client: Client, csm: User) -> None:
    there = world.account("仁康口腔", registration="A-1", owner=csm)
    english(client, csm)
    answer = client.post("/customers/new/", {"name": "Other", "registration": "a1", "different": "on"})
    assert answer.status_code == 422
    assert "Another customer has this registration number" in answer.content.decode()
    mine = world.account("Mine", owner=csm)
    answer = client.post(f"/customers/{mine.pk}/edit/", {"name": "Mine", "registration": "a1", "version": 0})
    assert answer.status_code == 422
    assert f'href="/customers/{there.pk}/"' in answer.content.decode()


def test_details_are_changed_on_the_version_they_were_opened_on(client: Client, csm: User) -> None:
    account = world.account("East", owner=csm)
    english(client, csm)
    assert client.post(f"/customers/{account.pk}/edit/", {"name": "West", "version": 0}).status_code == 302
    answer = client.post(f"/customers/{account.pk}/edit/", {"name": "North", "version": 0})
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in answer.content.decode()
    assert client.post(f"/customers/{account.pk}/edit/", {"name": "North"}).status_code == 422
    assert now(account).name == "West"


def portrait() -> list[dict[str, Any]]:
    label = Label("医生数", "Doctors")
    portraits.add(key="doctors", label=label, kind="number", mandatory=True, by="test", at=NOON)
    choices = [{"key": "stock", "zh": "库存", "en": "Stock"}]
    label = Label("痛点", "Pains")
    portraits.add(key="pains", label=label, kind="choices", group="pains", choices=choices, by="test", at=NOON)
    portraits.add(key="chain", label=Label("连锁", "Chain"), kind="yes_no", by="test", at=NOON)
    return choices


def test_seg_08_the_portrait_is_filled_in_and_its_completeness_shown(client: Client, csm: User) -> None:
    portrait()
    account = world.account(owner=csm)
    english(client, csm)
    assert "0.0% complete, 0 of 1 mandatory fields" in client.get(f"/customers/{account.pk}/profile/").content.decode()
    sent = {"portrait-doctors": "12", "portrait-pains": ["stock"], "portrait-chain": "no", "version": 0}
    assert client.post(f"/customers/{account.pk}/portrait/", sent).status_code == 302
    assert now(account).portrait == {"doctors": 12, "pains": ["stock"], "chain": False}
    text = client.get(f"/customers/{account.pk}/profile/").content.decode()
    assert "100.0% complete, 1 of 1 mandatory fields" in text
    assert "Stock" in text
    page = client.get(f"/customers/{account.pk}/portrait/").content.decode()
    assert 'value="12"' in page
    assert '<option value="no" selected>' in page


def test_a_portrait_that_somebody_else_changed_is_told(client: Client, csm: User) -> None:
    portrait()
    account = world.account(owner=csm)
    accounts.describe(account, version=0, values={"doctors": 3}, by="test", at=NOON)
    answer = english(client, csm).post(f"/customers/{account.pk}/portrait/", {"portrait-doctors": "9", "version": 0})
    assert answer.status_code == 422
    assert now(account).portrait == {"doctors": 3}


def test_a_portrait_without_fields_says_so(client: Client, csm: User) -> None:
    account = world.account(owner=csm)
    text = english(client, csm).get(f"/customers/{account.pk}/profile/").content.decode()
    assert "No portrait field yet" in text


def test_an_identifier_is_added_and_removed(client: Client, csm: User) -> None:
    account, other = world.account(owner=csm), world.account()
    accounts.link(other, source="crm", value="2", by="test", at=NOON)
    english(client, csm)
    path = f"/customers/{account.pk}/identifiers/"
    assert client.post(path, {"source": "crm", "value": "1"}).status_code == 302
    assert client.post(path, {"source": "crm", "value": "2"}).status_code == 422
    identifier = ExternalId.objects.get(account=account)
    assert client.post(f"{path}{identifier.pk}/removal/").status_code == 302
    foreign = ExternalId.objects.get(account=other)
    assert client.post(f"{path}{foreign.pk}/removal/").status_code == 404
    assert list(ExternalId.objects.all()) == [foreign]


def test_a_customer_is_closed_with_a_reason_and_reopened(client: Client, lead: User, csm: User) -> None:
    account = world.account(owner=csm)
    english(client, lead)
    assert client.post(f"/customers/{account.pk}/closing/", {"version": 0}).status_code == 422
    assert client.post(f"/customers/{account.pk}/closing/", {"version": 0, "reason": "Gone"}).status_code == 302
    assert now(account).closed_at
    text = client.get(f"/customers/{account.pk}/").content.decode()
    assert "Reopen the customer" in text
    assert "Change details" not in text
    assert client.post(f"/customers/{account.pk}/reopening/", {"version": 1, "reason": "Back"}).status_code == 302
    assert now(account).closed_at is None


@pytest.mark.parametrize("part", ["edit", "portrait", "closing", "team", "stores/new", "identifiers"])
def test_who_may_only_look_changes_nothing(client: Client, executive: User, part: str) -> None:
    account = world.account()
    assert english(client, executive).get(f"/customers/{account.pk}/{part}/").status_code == 403
