"""One entry of the record: who may read and correct it, and that every version stays readable."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from hourglass.base import timeline
from hourglass.base.models import Entry, Sentiment, User
from hourglass.base.timeline import Touch
from hourglass.console.telling import history
from tests.record import Written

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(AT + timedelta(hours=2), tick=False):
        yield


@pytest.fixture
def call(csm: User) -> Entry:
    """A call that the manager noted."""
    told = Touch("hotline", "They asked about <stock>.", Sentiment.NEGATIVE)
    return timeline.record("person.changed", on=csm, by=csm, at=AT, reason="called back", touch=told)


def english(client: Client, person: User) -> Client:
    person.language = "en"
    person.save()
    client.force_login(person)
    return client


def send(client: Client, entry: Entry, **other: str) -> Any:
    as_it_is = {"at": "2026-11-23 12:00", "sentiment": "negative", "note": "They asked about <stock>."}
    words = as_it_is | {"reason": "called back", "why": "misheard"} | other
    return client.post(f"/entries/{entry.pk}/", words)


def test_file_02_who_wrote_a_call_corrects_it_and_both_versions_are_read(
    client: Client, csm: User, call: Entry
) -> None:
    english(client, csm)
    answer = send(client, call, note="They asked about stores.", at="2026-11-22 09:30", sentiment="neutral")
    assert (answer.status_code, answer["Location"]) == (302, f"/entries/{call.pk}/")
    text = client.get(answer["Location"]).content.decode()
    assert "<p>They asked about stores.</p>" in text
    assert "<p>They asked about &lt;stock&gt;.</p>" in text
    assert "As first written" in text
    assert "Corrected by Csm, 2026-11-23 14:00: misheard" in text
    assert "2026-11-23 12:00 · Hotline · Negative" in text
    assert "2026-11-22 09:30 · Hotline · Neutral" in text
    assert Entry.objects.get(corrects=call).new == {
        "at": "2026-11-22T01:30:00.000000+00:00",
        "note": "They asked about stores.",
        "sentiment": "neutral",
    }


def test_what_stays_as_it_was_is_no_part_of_the_correction(client: Client, csm: User, written: Written) -> None:
    told = Touch("hotline", "They asked.")
    entry = timeline.record("person.changed", on=csm, by=csm, at=AT + timedelta(seconds=41), touch=told)
    english(client, csm)
    same = {"note": "They asked.", "reason": "", "sentiment": ""}
    assert send(client, entry, **same).status_code == 422
    assert len(written.entries) == 1
    send(client, entry, **(same | {"reason": "by phone"}))
    assert written.entries[-1].new == {"reason": "by phone"}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("why", " "),
        ("at", "yesterday"),
        ("at", "2026-11-23 14:01"),
        ("at", "9999-99-99 00:00"),
        ("sentiment", "furious"),
        ("note", "x" * 10_001),
    ],
)
def test_bad_input_is_named_beside_its_field(client: Client, csm: User, call: Entry, name: str, sent: str) -> None:
    answer = send(english(client, csm), call, **{"note": "new", name: sent})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Entry.objects.filter(corrects=call).exists()


def test_only_a_touch_point_has_a_time_that_somebody_told(client: Client, csm: User) -> None:
    entry = timeline.record("person.changed", on=csm, by=csm, at=AT, reason="married")
    form = english(client, csm).get(f"/entries/{entry.pk}/").context["form"]
    assert list(form.fields) == ["note", "reason", "why"]
    send(client, entry, at="2020-01-01 00:00", note="", reason="moved")
    assert Entry.objects.get(corrects=entry).new == {"reason": "moved"}


def test_an_entry_out_of_sight_is_not_there(client: Client, other_csm: User, call: Entry) -> None:
    english(client, other_csm)
    assert client.get(f"/entries/{call.pk}/").status_code == 404
    assert send(client, call, note="x").status_code == 404


def test_who_only_reads_the_record_corrects_nothing(client: Client, executive: User, call: Entry) -> None:
    english(client, executive)
    page = client.get(f"/entries/{call.pk}/")
    assert "Somebody else wrote this entry" in page.content.decode()
    assert "Keep the correction" not in page.content.decode()
    assert send(client, call, note="x").status_code == 403
    assert not Entry.objects.filter(corrects=call).exists()


def test_who_may_correct_every_entry_does(client: Client, cs_head: User, call: Entry) -> None:
    assert send(english(client, cs_head), call, note="They asked about stores.").status_code == 302
    assert Entry.objects.get(corrects=call).actor == cs_head


def test_a_correction_leads_to_the_entry_it_corrects(client: Client, csm: User, call: Entry) -> None:
    correction = timeline.correct(call, to={"note": "stores"}, by=csm, at=AT, reason="misheard")
    assert english(client, csm).get(f"/entries/{correction.pk}/")["Location"] == f"/entries/{call.pk}/"


def test_an_erased_entry_offers_no_form(client: Client, csm: User, call: Entry) -> None:
    timeline.erase([call], on=csm, by="command:erase", at=AT, reason="request 12")
    text = english(client, csm).get(f"/entries/{call.pk}/").content.decode()
    assert "was erased for good" in text
    assert "Keep the correction" not in text
    assert send(client, call, note="x").status_code == 422


def test_lists_lead_to_the_correction_for_those_who_may(
    client: Client, cs_head: User, executive: User, csm: User, call: Entry
) -> None:
    link = f'href="/entries/{call.pk}/">'
    with override("en"):
        for reader, leads in ((csm, True), (cs_head, True), (executive, False), (None, False)):
            page = render_to_string("console/_history.html", {"history": history(csm, reader=reader)})
            assert (link in page) == leads
    english(client, cs_head)
    assert f'class="btn sm" {link}' in client.get("/admin/audit/").content.decode()
    english(client, executive)
    assert f'class="btn sm" {link}' not in client.get("/admin/audit/").content.decode()
