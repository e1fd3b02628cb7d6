"""What people do with channels, and what failure does to them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from hourglass.base import channels
from hourglass.base.channels import ChannelRefused
from hourglass.base.models import Channel, Entry, User
from hourglass.base.models.channels import Kind, Purpose, Unreadable
from tests.base.outbox_world import channel
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def fail(row: Channel, times: int, result: str = "retry") -> Channel:
    for _ in range(times):
        channels.learn(row, result, code="busy", at=NOON)
    row.refresh_from_db()
    return row


def test_it_keeps_secrets_out_of_the_record(admin: User) -> None:
    row = channel(admin, NOON, secrets={"url": "https://canary"}, options={"reply_to": "a@example.com"})
    channels.edit(
        row, version=row.version, name="B", options={}, secrets={"url": "https://canary-2"}, by=admin, at=NOON
    )
    assert row.secrets == {"url": "https://canary-2"}
    for entry in Entry.objects.filter(object_type="base.channel"):
        assert "canary" not in f"{entry.old} {entry.new} {entry.reason}"


def test_two_channels_never_share_a_name(admin: User) -> None:
    row = channel(admin, NOON, name="A")
    other = channel(admin, NOON, name="B")
    with pytest.raises(ChannelRefused, match="Another channel"):
        channel(admin, NOON, name="A")
    with pytest.raises(ChannelRefused, match="Another channel"):
        channels.edit(other, version=0, name="A", options={}, secrets={}, by=admin, at=NOON)
    channels.edit(row, version=row.version, name="A", options={}, secrets={}, by=admin, at=NOON)


def test_a_webhook_speaks_to_systems_and_a_bot_does_not(admin: User) -> None:
    with pytest.raises(ChannelRefused, match="audience"):
        channel(admin, NOON, Purpose.CUSTOMER, kind=Kind.WEBHOOK)
    with pytest.raises(ChannelRefused, match="audience"):
        channel(admin, NOON, Purpose.INTEGRATION, kind=Kind.WECOM)


def test_a_pause_has_somebody_who_made_it(admin: User) -> None:
    row = channel(admin, NOON)
    channels.pause(row, by=admin, at=NOON)
    with pytest.raises(ChannelRefused, match="already"):
        channels.pause(row, by=admin, at=NOON)
    row.refresh_from_db()
    assert (row.state, row.paused_by) == ("paused", admin)
    channels.resume(row, by=admin, at=NOON)
    with pytest.raises(ChannelRefused, match="already"):
        channels.resume(row, by=admin, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.update(paused_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.update(disabled_at=NOON)


def test_a_few_failures_in_a_row_let_it_rest_longer_each_time(admin: User) -> None:
    row = fail(channel(admin, NOON), channels.REST_AFTER - 1)
    assert row.state == "active"
    rests = []
    for _ in range(10):
        fail(row, 1)
        rests.append(row.rest_until - NOON)  # type: ignore[operator]
    assert rests[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert rests[-1] == channels.LONGEST_REST
    assert fail(row, 1, "sent").state == "active"
    assert row.failures == 0


def test_many_failures_in_a_row_disable_it_and_say_so_once(admin: User) -> None:
    row = fail(channel(admin, NOON), channels.DISABLE_AFTER + 3)
    assert (row.state, row.disabled_by) == ("disabled", "busy")
    assert Entry.objects.filter(verb="channel.disabled").count() == 1


def test_a_message_that_is_refused_for_itself_proves_the_road_good(admin: User) -> None:
    assert fail(fail(channel(admin, NOON), 3), 1, "refused").failures == 0


def test_correcting_a_disabled_channel_makes_it_active(admin: User) -> None:
    row = fail(channel(admin, NOON), 1, "broken")
    channels.edit(row, version=row.version, name="A", options={}, secrets={"url": "new"}, by=admin, at=NOON)
    row.refresh_from_db()
    assert (row.state, row.failures) == ("active", 0)


def test_secrets_written_with_another_key_are_told_apart(admin: User) -> None:
    row = channel(admin, NOON)
    Channel.objects.filter(pk=row.pk).update(sealed="plain")
    row.sealed = "gAAAAABnot-ours"
    with pytest.raises(Unreadable):
        _ = row.secrets


def test_the_mail_channel_is_made_once(admin: User) -> None:
    assert channels.system_mail(at=NOON) == channels.system_mail(at=NOON)
    with pytest.raises(ChannelRefused):
        channel(admin, NOON, name=channels.SYSTEM_MAIL)
