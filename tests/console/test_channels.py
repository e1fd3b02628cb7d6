"""The pages of the channels: one form a kind, no secret shown twice, nothing without the permission."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from hourglass.base.models import Channel, Delivery, Entry, User
from hourglass.base.models.channels import Kind, Purpose, Unreadable
from hourglass.gateway import sender
from tests.base.outbox_world import channel
from tests.gateway.servers import receiver

TYPED: dict[Kind, dict[str, str]] = {
    Kind.EMAIL: {"purpose": "customer", "sender": "cs@example.com", "reply_to": "li@example.com"},
    Kind.WECOM: {"purpose": "staff", "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=canary"},
    Kind.DINGTALK: {
        "purpose": "staff",
        "url": "https://oapi.dingtalk.com/robot/send?access_token=canary",
        "secret": "SECcanary" + "0" * 40,
    },
    Kind.FEISHU: {
        "purpose": "staff",
        "url": "https://open.feishu.cn/open-apis/bot/v2/hook/canary",
        "secret": "canary-secret",
    },
    Kind.SLACK: {"purpose": "staff", "url": "https://hooks.slack.com/services/T/B/canary"},
    Kind.WEBHOOK: {"purpose": "integration", "url": "https://example.com/in?token=canary"},
}


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


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_can_be_added_and_saved_and_its_secrets_stay_hidden(browser: Client, kind: Kind) -> None:
    address = reverse("channel-new", args=[kind])
    assert browser.get(address).status_code == 200
    added = browser.post(address, {"name": "Alerts", **TYPED[kind]})
    row = Channel.objects.get()
    assert added.status_code == (200 if kind is Kind.WEBHOOK else 302)
    assert (row.kind, row.purpose) == (kind, TYPED[kind]["purpose"])
    assert row.secrets.get("url", "") == TYPED[kind].get("url", "")
    page = browser.get(reverse("channel", args=[row.pk]))
    assert "canary" not in text(page) + text(added)
    kept = row.secrets
    saved = browser.post(reverse("channel", args=[row.pk]), {"name": "B", "purpose": row.purpose, "version": 0})
    row.refresh_from_db()
    assert (saved.status_code, row.name, row.secrets) == (302, "B", kept)
    assert "canary" not in str([(e.old, e.new) for e in Entry.objects.all()])


def test_a_wrong_address_says_what_to_do_and_adds_nothing(browser: Client) -> None:
    answer = browser.post(
        reverse("channel-new", args=["webhook"]), {"name": "A", "purpose": "integration", "url": "https://10.0.0.1/"}
    )
    assert answer.status_code == 422
    assert "not a public address" in text(answer)
    assert not Channel.objects.exists()


def test_a_name_that_is_taken_is_said_beside_the_name(browser: Client, admin: User) -> None:
    channel(admin, timezone.now(), name="Alerts")
    answer = browser.post(reverse("channel-new", args=["slack"]), {"name": "Alerts", **TYPED[Kind.SLACK]})
    assert answer.status_code == 422
    assert "Another channel has this name" in text(answer)


def test_the_audience_of_a_channel_cannot_be_changed(browser: Client, admin: User) -> None:
    row = channel(admin, timezone.now())
    answer = browser.post(reverse("channel", args=[row.pk]), {"name": "B", "purpose": "customer", "version": 0})
    row.refresh_from_db()
    assert (answer.status_code, row.purpose) == (422, "staff")


def test_a_webhook_shows_its_secret_once_and_rotates_it(browser: Client) -> None:
    added = browser.post(reverse("channel-new", args=["webhook"]), {"name": "CRM", **TYPED[Kind.WEBHOOK]})
    row = Channel.objects.get()
    (first,) = re.findall(r"whsec_[\w+/=]+", text(added))
    assert first == row.secrets["secret"]
    assert "no-store" in added["Cache-Control"]
    assert "whsec_" not in text(browser.get(reverse("channel", args=[row.pk])))
    rotated = browser.post(reverse("channel-rotation", args=[row.pk]))
    row.refresh_from_db()
    (second,) = re.findall(r"whsec_[\w+/=]+", text(rotated))
    assert (row.secrets["secret"], row.secrets["previous"]) == (second, first)
    assert "whsec_" not in str([(e.old, e.new) for e in Entry.objects.all()])


def test_a_bot_has_no_secret_to_rotate(browser: Client, admin: User) -> None:
    row = channel(admin, timezone.now())
    assert browser.post(reverse("channel-rotation", args=[row.pk])).status_code == 404


def test_it_pauses_and_resumes(browser: Client, admin: User) -> None:
    row = channel(admin, timezone.now())
    for name, state in (("channel-pause", "paused"), ("channel-resumption", "active")):
        assert browser.post(reverse(name, args=[row.pk])).status_code == 302
        row.refresh_from_db()
        assert row.state == state
        assert browser.post(reverse(name, args=[row.pk])).status_code == 422


def test_a_test_message_leaves_and_its_result_is_a_sentence(browser: Client, admin: User, settings: Any) -> None:
    settings.OUTGOING_LOOPBACK = True
    with receiver() as server:
        row = channel(admin, timezone.now(), kind=Kind.WECOM, secrets={"url": f"{server.url}/send?key=1"})
        server.answer = b'{"errcode": 93000, "errmsg": "canary-of-vendor"}'
        answer = browser.post(reverse("channel-tests", args=[row.pk]))
        assert "on its way" in text(browser.get(answer["Location"]))
        sender.send_next(by="test")
        page = text(browser.get(answer["Location"]))
    assert "The chat service refused the message" in page
    assert "93000" in page
    assert "canary-of-vendor" not in page
    assert Delivery.objects.get().purpose == Purpose.STAFF
    assert "Disabled by failure" in text(browser.get(reverse("channel", args=[row.pk])))
    assert browser.post(reverse("channel-tests", args=[row.pk])).status_code == 422


def test_secrets_that_cannot_be_read_are_asked_for_again(
    browser: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = channel(admin, timezone.now(), Purpose.INTEGRATION, secrets={"url": "https://a.example/", "secret": "x"})

    def lost(self: Channel) -> Any:
        raise Unreadable

    with monkeypatch.context() as patch:
        patch.setattr(Channel, "secrets", property(lost))
        assert browser.post(reverse("channel-rotation", args=[row.pk])).status_code == 422
        page = reverse("channel", args=[row.pk])
        form = {"name": "B", "purpose": "integration", "version": 0}
        assert browser.post(page, form | {"url": ""}).status_code == 422
        saved = browser.post(page, form | {"url": "https://b.example/"})
    row = Channel.objects.get()
    assert row.secrets["url"] == "https://b.example/"
    assert row.secrets["secret"] in text(saved)


@pytest.mark.parametrize("name", ["channels", "channel-new", "channel", "channel-tests", "channel-pause"])
def test_only_those_who_set_up_channels_may(client: Client, csm: User, admin: User, name: str) -> None:
    row = channel(admin, timezone.now())
    args: list[Any] = {"channels": [], "channel-new": ["slack"]}.get(name, [row.pk])
    client.force_login(csm)
    assert client.get(reverse(name, args=args)).status_code in (403, 405)
    assert client.post(reverse(name, args=args)).status_code in (403, 405)
    row.refresh_from_db()
    assert row.state == "active"


@pytest.mark.parametrize("kind", ["", "carrier-pigeon", "Email"])
def test_an_unknown_kind_is_not_found(browser: Client, kind: str) -> None:
    assert browser.get(f"/admin/channels/new/{kind}/").status_code == 404
