"""The pages of sources: what comes in, what does not and why, and how to send."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hourglass.base.models import User
from hourglass.gateway.intake import reading
from hourglass.usage import ingest, messages, sources
from hourglass.usage.messages import Message
from hourglass.usage.models import Batch, Source


@pytest.fixture
def source(admin: User) -> Source:
    admin.language = "en"
    admin.save()
    return sources.add("Web app", by=admin, at=timezone.now())


def brought(source: Source, *sent: Message, turned: tuple[ingest.Turned, ...] = ()) -> None:
    ingest.keep([ingest.Arrival(source.pk, timezone.now(), len(sent), messages.written(sent), turned)])


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_source_is_added_and_its_key_is_shown_once_with_what_to_copy(client: Client, admin: User) -> None:
    client.force_login(admin)
    client.post("/admin/sources/new/", {"name": "Web app"})
    source = Source.objects.get()
    assert client.post("/admin/sources/new/", {"name": "WEB app"}).status_code == 422
    made = client.post(f"/admin/sources/{source.pk}/keys/").content.decode()
    assert made.count("hgw_") > 5
    assert 'host="http' in made.replace("&quot;", '"')
    secret = made.split("hgw_")[1][:20]
    assert secret not in page(client, f"/admin/sources/{source.pk}/")
    assert sources.keys_of(source).count() == 1


def test_use_14_a_source_that_says_nothing_is_called_silent_and_not_its_customers(
    client: Client, admin: User, source: Source
) -> None:
    client.force_login(admin)
    assert "Nothing yet" in page(client, "/admin/sources/")
    ingest.heard(source.pk, timezone.now() - timedelta(hours=49))
    assert "Silent" in page(client, "/admin/sources/")
    assert "says nothing about customers" in page(client, f"/admin/sources/{source.pk}/")
    assert "source fell silent" in page(client, "/admin/")
    ingest.heard(source.pk, timezone.now())
    assert "Silent</span>" not in page(client, "/admin/sources/")


def test_what_was_dropped_is_counted_by_reason_and_can_be_read_again(
    client: Client, admin: User, source: Source
) -> None:
    client.force_login(admin)
    good = json.dumps({"type": "track", "event": "x"}).encode()
    brought(source, turned=(ingest.Turned("too-wide", "why", reading.SEGMENT, "", None, good),))
    shown = page(client, f"/admin/sources/{source.pk}/")
    assert "Too many properties" in shown
    assert "Read again" in shown
    told = client.post(f"/admin/sources/{source.pk}/replays/", {"reason": "too-wide"}, follow=True).content.decode()
    assert "1 event was taken in now." in told
    assert Batch.objects.get().count == 1


def test_the_newest_events_say_what_each_step_did(client: Client, admin: User, source: Source) -> None:
    client.force_login(admin)
    brought(
        source,
        Message("track", event="<script>alert(1)</script>", user="u", properties={"email": "a@b.c"}),
        Message("identify", user="u"),
    )
    shown = page(client, f"/admin/sources/{source.pk}/events/")
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown
    assert "a@b.c" not in shown
    for said in ("some properties are not kept", "is no use of the product", "customer is known yet"):
        assert said in shown


def test_a_source_keeps_only_what_is_named(client: Client, admin: User, source: Source) -> None:
    client.force_login(admin)
    form = {"kept": "rows\n\n plan ", "group_type": "company", "silent_after": 24, "version": 0}
    client.post(f"/admin/sources/{source.pk}/edit/", form)
    source.refresh_from_db()
    assert (source.kept, source.group_type, source.silent_after) == (["plan", "rows"], "company", 24)
    assert client.post(f"/admin/sources/{source.pk}/edit/", form | {"kept": "other"}).status_code == 422
