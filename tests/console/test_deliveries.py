"""The pages of the deliveries: uncertain ones first, decisions with a reason, older ones by key."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from hourglass.base import outbox
from hourglass.base.models import Delivery, Entry, User
from hourglass.base.models.channels import Purpose
from hourglass.base.models.outbox import State
from hourglass.base.outbox import Message, Outcome, Result
from tests.base.outbox_world import channel, queued
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    User.objects.unscoped(reason="test").update(language="en")
    admin.refresh_from_db()
    client.force_login(admin)
    return client


def ended(admin: User, result: Result, code: str = "timeout", title: str = "Title", **fields: Any) -> Delivery:
    message = Message("test.sent", title, "canary-text", **fields)
    queued(channel(admin, NOON, Purpose.CUSTOMER), NOON, message=message)
    delivery = outbox.claim(by="w", at=NOON)
    assert delivery is not None
    outbox.conclude(delivery, Outcome(result, code, "HTTP 1"), at=NOON)
    return delivery


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_empty_page_says_what_will_be_here(browser: Client) -> None:
    assert "Nothing was sent yet" in text(browser.get(reverse("deliveries")))


def test_uncertain_ones_come_first_and_are_counted(browser: Client, admin: User) -> None:
    ended(admin, Result.UNCERTAIN, title="Perhaps")
    ended(admin, Result.REFUSED, "refused", title="Dead")
    page = text(browser.get(reverse("deliveries")))
    assert "1 message may have reached a customer or not" in page
    assert page.index("Waiting for a decision") < page.index("Perhaps") < page.index("Messages, newest first")
    assert "The receiver did not answer in time" in page


@pytest.mark.parametrize("state", State)
def test_it_filters_by_state(browser: Client, admin: User, state: State) -> None:
    ended(admin, Result.UNCERTAIN, title="state-uncertain")
    ended(admin, Result.REFUSED, "refused", title="state-dead")
    ended(admin, Result.SENT, "", title="state-sent")
    page = text(browser.get(reverse("deliveries"), {"state": state}))
    for name in ("uncertain", "dead", "sent"):
        assert (f"<b>state-{name}</b>" in page) == (name == state)


def test_older_ones_follow_by_key_whatever_arrives_meanwhile(browser: Client, admin: User) -> None:
    road = channel(admin, NOON)
    made = [queued(road, NOON, message=Message("t", f"message-{n}.")).pk for n in range(120)]
    seen: list[int] = []
    address = reverse("deliveries")
    while address:
        answer = browser.get(address)
        seen += [row["delivery"].pk for row in answer.context["rows"]]
        queued(road, NOON)
        following = answer.context["next"]
        address = f"{reverse('deliveries')}?before={following}" if following else ""
    assert seen == made[::-1]


@pytest.mark.parametrize(
    "query",
    ["state=none", "before=0", "before=-1", "before=x", "before=99999999999999999999", "before=%00", "state=%00"],
)
def test_a_strange_address_shows_the_list(browser: Client, query: str) -> None:
    assert browser.get(f"{reverse('deliveries')}?{query}").status_code == (400 if "%00" in query else 200)


@pytest.mark.parametrize(
    ("result", "decision", "state"),
    [
        (Result.UNCERTAIN, "resending", State.WAITING),
        (Result.UNCERTAIN, "confirmation", State.SENT),
        (Result.REFUSED, "retry", State.WAITING),
        (Result.REFUSED, "discard", State.DISCARDED),
    ],
)
def test_a_decision_needs_a_reason_and_is_made_once(
    browser: Client, admin: User, result: Result, decision: str, state: State
) -> None:
    delivery = ended(admin, result, "refused")
    address = reverse(f"delivery-{decision}", args=[delivery.pk])
    assert address in text(browser.get(reverse("delivery", args=[delivery.pk])))
    for reason in ("", " ", "x" * 501):
        assert browser.post(address, {"reason": reason}).status_code == 422
    assert browser.post(address, {"reason": "She said so"}).status_code == 302
    delivery.refresh_from_db()
    assert delivery.state == state
    assert Entry.objects.filter(actor=admin, object_type="base.delivery").latest("pk").reason == "She said so"
    again = browser.post(address, {"reason": "again"})
    assert again.status_code == 422
    assert browser.get(reverse("delivery", args=[delivery.pk])).status_code == 200


def test_the_text_is_for_those_who_manage_messages(client: Client, browser: Client, admin: User, cs_head: User) -> None:
    delivery = ended(admin, Result.UNCERTAIN)
    address = reverse("delivery", args=[delivery.pk])
    assert "canary-text" in text(browser.get(address))
    client.force_login(cs_head)
    page = client.get(address)
    assert page.status_code == (200 if cs_head.can("jobs.view") else 403)
    if not cs_head.can("jobs.manage"):
        assert "canary-text" not in text(page)


def test_a_reset_link_is_shown_in_the_demo_alone(browser: Client, admin: User, settings: Any) -> None:
    delivery = ended(admin, Result.UNCERTAIN, secret=True)
    address = reverse("delivery", args=[delivery.pk])
    for mode, shown in (("production", False), ("test", False), ("demo", True)):
        settings.MODE = mode
        assert ("canary-text" in text(browser.get(address))) == shown


def test_the_waiting_part_refreshes_itself_until_it_ended(browser: Client, admin: User) -> None:
    delivery = queued(channel(admin, NOON), NOON)
    address = reverse("delivery", args=[delivery.pk])
    assert 'hx-trigger="every 2s"' in text(browser.get(address))
    part = text(browser.get(address, headers={"HX-Request": "true"}))
    assert part.strip().startswith("<div")
    assert "<html" not in part
    mine = outbox.claim(by="w", at=timezone.now())
    assert mine is not None
    outbox.conclude(mine, Outcome(Result.SENT), at=timezone.now())
    assert "hx-trigger" not in text(browser.get(address, headers={"HX-Request": "true"}))


@pytest.mark.parametrize("decision", ["resending", "confirmation", "retry", "discard"])
def test_a_decision_needs_the_permission(client: Client, csm: User, admin: User, decision: str) -> None:
    delivery = ended(admin, Result.UNCERTAIN)
    client.force_login(csm)
    assert client.get(reverse("deliveries")).status_code == 403
    assert client.post(reverse(f"delivery-{decision}", args=[delivery.pk]), {"reason": "x"}).status_code == 403
    delivery.refresh_from_db()
    assert delivery.state == State.UNCERTAIN


def test_the_list_takes_few_queries(browser: Client, admin: User, django_assert_max_num_queries: Any) -> None:
    road = channel(admin, NOON)
    for _ in range(60):
        queued(road, NOON)
    browser.get(reverse("deliveries"))
    with django_assert_max_num_queries(12):
        browser.get(reverse("deliveries"))
