"""The timeline of a customer: everything in one order, chosen from, and never deleted (FILE-02, FILE-11)."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from hourglass.base.labels import Label
from hourglass.base.models import Entry, User
from hourglass.customers import accounts, contacts, portraits, touches
from hourglass.customers.models import Account, Duty
from hourglass.revenue import contracts
from tests import world
from tests.conftest import NOON
from tests.console.test_record import english

DAY = timedelta(days=1)


def page(client: Client, account: Account, **asked: Any) -> str:
    return str(client.get(f"/customers/{account.pk}/timeline/", asked).content.decode())


def order(text: str, *words: str) -> list[str]:
    return sorted((word for word in words if word in text), key=text.index)


@pytest.fixture
def account(csm: User) -> Account:
    """A customer with a contract, a payment, a store's worth of talk, and a call."""
    customer = world.account("Renkang", owner=csm)
    person = contacts.add(customer, "Li Mubai", by=csm, at=NOON + DAY)
    contract = world.contract(customer, world.line(1200, world.term("2026-01-01")), number="HT-77")
    contracts.pay(contract, amount=world.yuan(1200), on=date(2026, 11, 20), by="test", at=NOON + 2 * DAY)
    touches.log(customer, channel="call", contact=person, note="Asked about stock", by=csm, at=NOON + 3 * DAY)
    touches.log(customer, channel="hotline", note="Printer broken", sentiment="negative", by="test", at=NOON + 4 * DAY)
    return customer


def test_file_02_everything_about_a_customer_stands_in_one_order(client: Client, csm: User, account: Account) -> None:
    text = page(english(client, csm), account)
    said = ("Printer broken", "Asked about stock", "confirmed the payment", "added the contact", "added the customer")
    assert order(text, *reversed(said)) == list(said)
    assert "HT-77" in text
    assert "Call: Li Mubai" in text


def test_file_11_a_hotline_event_appears_with_its_channel_and_feeling(client: Client, csm: User) -> None:
    account = world.account(owner=csm)
    touches.receive(
        account, source="hotline", key="9", channel="hotline", sentiment="negative", note="Late", by="test", at=NOON
    )
    text = page(english(client, csm), account, channel="hotline")
    assert "<b>Hotline</b>" in text
    assert "Negative" in text
    assert "Late" in text


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"kind": "touches"}, ["Printer broken", "Asked about stock"]),
        ({"kind": "money"}, ["HT-77"]),
        ({"channel": "call"}, ["Asked about stock"]),
        ({"q": "printer"}, ["Printer broken"]),
        ({"since": "2026-11-27"}, ["Printer broken"]),
        ({"until": "2026-11-26", "kind": "touches"}, ["Asked about stock"]),
        ({"since": "nonsense", "before": "x", "kind": "moon"}, ["Printer broken", "Asked about stock", "HT-77"]),
    ],
)
def test_file_02_the_timeline_is_filtered(
    client: Client, csm: User, account: Account, asked: dict[str, str], seen: list[str]
) -> None:
    text = page(english(client, csm), account, **asked)
    assert [word for word in ("Printer broken", "Asked about stock", "HT-77") if word in text] == seen


def test_file_02_the_timeline_is_filtered_by_who_acted(client: Client, csm: User, lead: User) -> None:
    account = world.account(owner=csm)
    touches.log(account, channel="call", note="by the owner", by=csm, at=NOON)
    touches.log(account, channel="call", note="by the lead", by=lead, at=NOON)
    text = page(english(client, csm), account, actor=lead.pk)
    assert "by the lead" in text
    assert "by the owner" not in text


def test_file_02_what_was_corrected_is_found_by_its_new_words(client: Client, csm: User) -> None:
    account = world.account(owner=csm)
    call = touches.log(account, channel="call", note="They asked about stock.", by=csm, at=NOON)
    touches.correct(call, to={"note": "They asked about stores."}, by=csm, at=NOON, reason="misheard")
    text = page(english(client, csm), account, q="stores")
    assert text.index("They asked about stores.") < text.index("They asked about stock.")
    assert "misheard" in text


def test_long_timelines_are_read_page_by_page_without_gaps(client: Client, csm: User) -> None:
    account = world.account(owner=csm)
    for number in range(119):
        touches.log(account, channel="call", note=f"n{number:03}.", by=csm, at=NOON + DAY * (number // 7))
    english(client, csm)
    found: list[str] = []
    query = ""
    for _page in range(3):
        text = client.get(f"/customers/{account.pk}/timeline/?{query}").content.decode()
        found += re.findall(r"<p>(n\d{3})\.</p>", text)
        further = re.search(r'rel="next" href="\?([^"]+)"', text)
        query = further[1] if further else ""
    assert found == [f"n{number:03}" for number in reversed(range(119))]
    assert query == ""


def test_money_is_left_out_for_those_who_may_not_see_contracts(client: Client, agent: User, account: Account) -> None:
    accounts.add_member(account, agent, duty=Duty.SUPPORT, by="test", at=NOON)
    text = page(english(client, agent), account)
    assert "HT-77" not in text
    assert "Printer broken" in text


def test_a_timeline_out_of_sight_is_not_there(client: Client, other_csm: User, account: Account) -> None:
    english(client, other_csm)
    assert client.get(f"/customers/{account.pk}/timeline/").status_code == 404


def test_a_touch_point_is_logged_in_the_page(client: Client, csm: User, account: Account) -> None:
    english(client, csm)
    person = account.contacts.get()
    sent = {"channel": "visit", "contact": person.pk, "note": "Seen the new store", "sentiment": "positive"}
    answer = client.post(f"/customers/{account.pk}/touches/", sent | {"happened_at": "2026-11-23 09:30"})
    assert answer["Location"] == f"/customers/{account.pk}/timeline/"
    entry = Entry.objects.filter(verb="touch.logged").latest("pk")
    assert (entry.actor, entry.channel, entry.at.isoformat()) == (csm, "visit", "2026-11-23T01:30:00+00:00")


@pytest.mark.parametrize(
    "wrong", [{"channel": "pigeon"}, {"happened_at": "tomorrow"}, {"happened_at": "2999-01-01 10:00"}]
)
def test_a_touch_point_that_cannot_be_is_told(
    client: Client, csm: User, account: Account, wrong: dict[str, str]
) -> None:
    answer = english(client, csm).post(f"/customers/{account.pk}/touches/", {"channel": "call"} | wrong)
    assert answer.status_code == 422


def test_a_contact_of_another_customer_cannot_be_chosen(client: Client, csm: User, account: Account) -> None:
    stranger = contacts.add(world.account(owner=csm), "Wu Tong", by="test", at=NOON)
    sent = {"channel": "call", "contact": stranger.pk}
    assert english(client, csm).post(f"/customers/{account.pk}/touches/", sent).status_code == 422


def test_who_may_not_change_customers_is_offered_no_log(client: Client, executive: User, account: Account) -> None:
    text = page(english(client, executive), account)
    assert 'id="touch"' not in text
    assert "Log a touch point</a>" not in text


def test_an_entry_offers_its_correction_to_who_wrote_it(
    client: Client, csm: User, lead: User, account: Account
) -> None:
    call = Entry.objects.get(verb="touch.logged", channel="call")
    link = f'href="/entries/{call.pk}/"'
    assert link in page(english(client, csm), account)
    assert link not in page(english(client, lead), account)


def test_changes_read_in_words(client: Client, csm: User, agent: User) -> None:
    choices = [{"key": "stock", "zh": "库存", "en": "Messy stock"}]
    label = Label("痛点", "Pains of theirs")
    portraits.add(key="pains", label=label, kind="choices", choices=choices, by="test", at=NOON)
    account = world.account(owner=csm)
    accounts.describe(account, version=0, values={"pains": ["stock"]}, by=csm, at=NOON)
    accounts.add_member(account, agent, duty=Duty.SUPPORT, by="test", at=NOON)
    text = page(english(client, csm), account)
    assert "Pains of theirs" in text
    assert "<ins>Messy stock</ins>" in text
    assert "<ins>Support manager</ins>" in text
