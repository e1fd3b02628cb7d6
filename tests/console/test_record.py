"""The customer page: who reaches it, and what its head says."""

from datetime import date

from django.test import Client

from hourglass.base.models import User
from hourglass.console import record
from hourglass.customers import accounts, standing
from hourglass.customers.models import Account, Duty
from tests import world
from tests.conftest import NOON


def english(client: Client, person: User) -> Client:
    person.language = "en"
    person.save()
    client.force_login(person)
    return client


def test_the_head_says_who_where_and_how_much(client: Client, csm: User) -> None:
    customer = world.account("Renkang Dental", owner=csm, city="Chengdu")
    columns = {
        "recurring_minor": 48_600_000,
        "recurring_currency": "CNY",
        "due_on": date(2027, 1, 31),
        "store_count": 12,
    }
    standing.publish({customer.pk: {**columns, "tier": "A"}})
    page = english(client, csm).get(f"/customers/{customer.pk}/")
    text = page.content.decode()
    assert "<h1>Renkang Dental</h1>" in text
    assert "Chengdu · 12 stores" in text
    assert "¥486,000.00" in text
    assert "2027-01-31" in text
    assert csm.name in text


def test_money_is_not_shown_to_those_who_may_not_see_contracts(client: Client, agent: User) -> None:
    customer = world.account("Renkang Dental")
    accounts.add_member(customer, agent, duty=Duty.SUPPORT, by="test", at=NOON)
    standing.publish({customer.pk: {"recurring_minor": 48_600_000, "recurring_currency": "CNY"}})
    text = english(client, agent).get(f"/customers/{customer.pk}/").content.decode()
    assert "Renkang Dental" in text
    assert "486,000" not in text


def test_a_customer_out_of_sight_is_not_there(client: Client, csm: User, other_csm: User) -> None:
    customer = world.account(owner=other_csm)
    assert english(client, csm).get(f"/customers/{customer.pk}/").status_code == 404
    assert client.get("/customers/999999/").status_code == 404


def test_a_merged_customer_leads_to_the_one_it_went_into(client: Client, csm: User) -> None:
    first, second, third = (world.account(owner=csm) for _ in range(3))
    Account.objects.filter(pk=first.pk).update(merged_into=second)
    Account.objects.filter(pk=second.pk).update(merged_into=third)
    answer = english(client, csm).get(f"/customers/{first.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/customers/{third.pk}/")


def test_a_merged_customer_leads_nowhere_out_of_sight(client: Client, csm: User, other_csm: User) -> None:
    mine, other = world.account(owner=csm), world.account(owner=other_csm)
    Account.objects.filter(pk=mine.pk).update(merged_into=other)
    assert english(client, csm).get(f"/customers/{mine.pk}/").status_code == 404


def test_a_closed_customer_says_so(client: Client, lead: User, csm: User) -> None:
    customer = world.account(owner=csm)
    accounts.close(customer, version=0, by=lead, at=NOON, reason="gave up business")
    assert "Closed on 2026-11-23" in english(client, csm).get(f"/customers/{customer.pk}/").content.decode()


def test_a_tab_or_card_is_left_out_for_those_who_may_not_see_it(csm: User, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    customer = world.account(owner=csm)
    secret = record.Tab("customer", "Secret", needs="figures.view")
    monkeypatch.setattr(record, "TABS", (*record.TABS, secret))
    assert "Secret" not in [tab["label"] for tab in record.tabs_of(customer, csm, "customer")]
    card = record.Card("a.html", lambda *_words: {}, needs="figures.view")
    empty = record.Card("b.html", lambda *_words: None)
    monkeypatch.setattr(record, "OVERVIEW", (card, empty))
    assert record.cards_of(customer, csm, NOON) == {"main": [], "side": []}


def test_a_manager_adds_customers_of_their_own(client: Client, csm: User, lead: User) -> None:
    english(client, csm)
    assert "id_owner" not in client.get("/customers/new/").content.decode()
    answer = client.post("/customers/new/", {"name": "North", "owner": lead.pk})
    added = Account.objects.get(name="North")
    assert answer["Location"] == f"/customers/{added.pk}/"
    assert (added.owner, added.team) == (csm, csm.team)


def test_a_lead_adds_customers_of_the_team(client: Client, csm: User, lead: User, other_csm: User) -> None:
    english(client, lead)
    assert client.post("/customers/new/", {"name": "North", "owner": csm.pk}).status_code == 302
    assert Account.objects.get(name="North").owner == csm
    assert client.post("/customers/new/", {"name": "South", "owner": other_csm.pk}).status_code == 422


def test_a_customer_without_a_name_is_told(client: Client, csm: User) -> None:
    answer = english(client, csm).post("/customers/new/", {"name": "。。"})
    assert answer.status_code == 422
    assert "Give the customer a name." in answer.content.decode()
