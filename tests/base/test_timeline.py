"""The record tells who did what, when, why, in both languages, and keeps what it told."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy, override

from hourglass.base import correlation, digests, timeline, verbs
from hourglass.base.models import Entry, Sentiment, User
from hourglass.base.models.timeline import DIGESTED
from hourglass.base.refusals import Forbidden
from hourglass.base.timeline import CannotCorrect, Touch
from tests.record import Written

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def call(someone: User) -> Entry:
    """A touch point on the hotline."""
    return timeline.record(
        "record.checked",
        on=someone,
        by=someone,
        at=AT,
        about="acc-7",
        touch=Touch("hotline", "They asked about stock.", Sentiment.NEGATIVE),
    )


def fresh(entry: Entry) -> Entry:
    """This function will read the entry as the database has it."""
    return Entry.objects.told().get(pk=entry.pk)


def test_conv_08_an_entry_keeps_actor_time_old_new_and_reason(someone: User) -> None:
    entry = fresh(
        timeline.record("record.checked", on=someone, by=someone, at=AT, old={"a": 1}, new={"a": 2}, reason="why")
    )
    assert (entry.actor, entry.actor_label, entry.at) == (someone, "某人", AT)
    assert (entry.old, entry.new, entry.reason) == ({"a": 1}, {"a": 2}, "why")
    assert (entry.object_type, entry.object_id, entry.object_label) == ("base.user", str(someone.pk), "某人")
    assert entry.about is None


def test_a_job_is_an_actor_too(someone: User) -> None:
    entry = fresh(timeline.record("record.checked", on=someone, by="job:record.seal", at=AT))
    assert (entry.actor, entry.actor_label) == (None, "job:record.seal")


def test_the_record_stamps_the_moment_of_writing_itself(someone: User) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    entry = timeline.record("record.checked", on=someone, by=someone, at=long_ago)
    assert entry.recorded_at - long_ago > timedelta(days=365)


def test_file_11_a_touch_point_has_channel_and_sentiment(call: Entry) -> None:
    entry = Entry.objects.told().about("acc-7").get()
    assert (entry.channel, entry.sentiment, entry.note) == ("hotline", "negative", "They asked about stock.")


def test_t12_viewing_as_somebody_keeps_both(someone: User) -> None:
    admin = User.objects.create_user("admin@example.com", name="Admin")
    with correlation.operated_by(admin.pk):
        entry = timeline.record("record.checked", on=someone, by=someone, at=AT)
    assert (fresh(entry).actor, fresh(entry).acting_for) == (admin, someone)


def test_an_entry_carries_the_request(someone: User) -> None:
    with correlation.of("abc123"):
        entry = timeline.record("record.checked", on=someone, by=someone, at=AT)
    assert (entry.request_id, correlation.get()) == ("abc123", "")


def test_an_entry_of_a_verb_nobody_told_is_a_bug(someone: User) -> None:
    with pytest.raises(verbs.UnknownVerbError, match=r"story\.py"):
        timeline.record("person.vanished", on=someone, by=someone, at=AT)


def test_t18_secrets_never_reach_the_record(someone: User) -> None:
    canary = "canary-7f3a"
    entry = timeline.record(
        "record.checked",
        on=someone,
        by=someone,
        at=AT,
        old={"password": canary, "signing_secret": canary, "settings": [{"api_key": canary}]},
        new={
            "write_key": canary,
            "nested": {"access_token": canary},
            "key": "admin",
            "has_password": True,
            "token": "",
        },
    )
    kept = fresh(entry)
    assert canary not in json.dumps([kept.old, kept.new])
    assert kept.new == {
        "write_key": "•••", "nested": {"access_token": "•••"}, "key": "admin", "has_password": True, "token": ""
    }  # fmt: skip


def test_values_of_every_kind_read_back_the_same_on_both_databases(someone: User) -> None:
    values = {
        "decimal": Decimal("1.10"),
        "date": AT.date(),
        "time": AT,
        "uuid": UUID(int=7),
        "lazy": gettext_lazy("Reason"),
        "set": {"b", "a"},
        "float": 1e22,
        "large": 2**80,
        "poison": "a\0b\ud800c",
        "chinese": "续航",
    }
    with override("en"):
        entry = timeline.record("record.checked", on=someone, by=someone, at=AT, new=values, reason="a\0b\udfff")
    kept = fresh(entry)
    assert kept.new == {
        "decimal": "1.10",
        "date": "2026-11-23",
        "time": "2026-11-23T04:00:00.000000+00:00",
        "uuid": str(UUID(int=7)),
        "lazy": "Reason",
        "set": ["a", "b"],
        "float": 1e22,
        "large": 2**80,
        "poison": "a\0b?c",
        "chinese": "续航",
    }
    assert kept.reason == "a\ufffdb?"
    assert kept.text.compute_digest() == kept.text_digest
    assert digests.judge(kept.canonical(), kept.digest) is digests.Verdict.TRUE


def test_every_field_of_an_entry_is_digested(call: Entry) -> None:
    others = {"text_digest": "0" * 64, "actor_id": 99, "acting_for_id": 98, "corrects_id": 97}
    for name in DIGESTED:
        changed = fresh(call)
        value = getattr(changed, name)
        setattr(changed, name, others.get(name) or (LATER if isinstance(value, datetime) else f"{value}x"))
        assert digests.judge(changed.canonical(), changed.digest) is digests.Verdict.FALSE, name


def test_file_02_a_correction_keeps_both_versions_and_shows_the_newest(call: Entry, someone: User) -> None:
    better = {"note": "They asked about stores.", "sentiment": "neutral"}
    timeline.correct(call, to=better, by=someone, at=LATER, reason="misheard")
    first, newest = fresh(call).versions()
    assert (first.note, first.sentiment) == ("They asked about stock.", "negative")
    assert (newest.note, newest.sentiment, newest.channel) == ("They asked about stores.", "neutral", "hotline")
    assert newest.entry.reason == "misheard"
    assert newest.entry.old == {"note": "They asked about stock.", "sentiment": "negative"}
    assert newest.entry.about == "acc-7"


def test_a_correction_of_a_correction_corrects_the_original(call: Entry, someone: User) -> None:
    first = timeline.correct(call, to={"note": "stores"}, by=someone, at=LATER, reason="misheard")
    second = timeline.correct(first, to={"note": "doors"}, by=someone, at=LATER, reason="misheard again")
    assert second.corrects == call
    assert second.old == {"note": "stores"}
    assert [version.note for version in fresh(call).versions()] == ["They asked about stock.", "stores", "doors"]


def test_the_story_of_an_account_reads_corrections_with_their_entry(call: Entry, someone: User) -> None:
    timeline.correct(call, to={"note": "stores"}, by=someone, at=LATER, reason="misheard")
    assert [entry.pk for entry in Entry.objects.told().about("acc-7").originals()] == [call.pk]


@pytest.mark.parametrize(
    ("reason", "new"),
    [
        ("", {"note": "x"}),
        ("  ", {"note": "x"}),
        ("why", {}),
        ("why", {"note": "They asked about stock."}),
        ("why", {"verb": "record.exported"}),
        ("why", {"about": "acc-8"}),
    ],
)
def test_a_correction_says_why_and_what_and_touches_words_only(
    call: Entry, someone: User, written: Written, reason: str, new: dict[str, str]
) -> None:
    with pytest.raises(CannotCorrect):
        timeline.correct(call, to=new, by=someone, at=LATER, reason=reason)
    assert written.entries == []


def test_file_02_time_and_reason_of_an_entry_are_corrected_too(call: Entry, someone: User) -> None:
    earlier = AT - timedelta(days=1)
    timeline.correct(call, to={"at": earlier, "reason": "asked by phone"}, by=someone, at=LATER, reason="noted late")
    first, newest = fresh(call).versions()
    assert (first.at, first.reason) == (AT, "")
    assert (newest.at, newest.reason, newest.note) == (earlier, "asked by phone", first.note)
    with override("en"), pytest.raises(CannotCorrect, match="has come"):
        timeline.correct(call, to={"at": LATER + timedelta(seconds=1)}, by=someone, at=LATER, reason="x")


def test_an_entry_is_corrected_by_who_wrote_it_or_by_who_may_correct_every_one(
    call: Entry, someone: User, csm: User, cs_head: User, executive: User, written: Written
) -> None:
    for other in (csm, executive):
        with pytest.raises(Forbidden):
            timeline.correct(call, to={"note": "x"}, by=other, at=LATER, reason="y")
    assert written.entries == []
    timeline.correct(call, to={"note": "mine"}, by=someone, at=LATER, reason="y")
    timeline.correct(call, to={"note": "checked"}, by=cs_head, at=LATER, reason="y")
    assert [version.note for version in fresh(call).versions()[1:]] == ["mine", "checked"]


def test_t50_erasure_empties_the_words_and_leaves_the_digests(call: Entry, someone: User) -> None:
    correction = timeline.correct(call, to={"note": "stores"}, by=someone, at=LATER, reason="某人 misheard")
    before = fresh(call)
    erasure = timeline.erase([call], on=someone, by="command:erase", at=LATER, reason="request 12")
    for entry in (fresh(call), fresh(correction)):
        assert (entry.object_label, entry.old, entry.new, entry.reason, entry.note) == ("", None, None, "", "")
        assert entry.text.salt == ""
        assert entry.text.erasure == erasure
    assert (fresh(call).text_digest, fresh(call).digest) == (before.text_digest, before.digest)
    assert (fresh(erasure).object_label, fresh(erasure).new) == ("", {"entries": [call.pk, correction.pk]})


def test_an_erased_entry_takes_no_correction_and_no_second_erasure(call: Entry, someone: User) -> None:
    first = timeline.erase([call], on=someone, by=someone, at=LATER, reason="request 12")
    timeline.erase([call], on=someone, by=someone, at=LATER, reason="request 13")
    assert fresh(call).text.erasure == first
    with pytest.raises(CannotCorrect):
        timeline.correct(fresh(call), to={"note": "again"}, by=someone, at=LATER, reason="why")


def test_the_same_words_never_have_the_same_digest(someone: User) -> None:
    one, two = (timeline.record("record.checked", on=someone, by=someone, at=AT, reason="same") for _ in range(2))
    assert one.text_digest != two.text_digest


def test_an_entry_is_not_written_when_its_transaction_fails(someone: User, written: Written) -> None:
    @transaction.atomic
    def fail() -> None:
        timeline.record("record.checked", on=someone, by=someone, at=AT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert written.verbs == []


@pytest.mark.once
def test_correlation_gives_each_block_its_own_id() -> None:
    with correlation.of() as first, correlation.of() as second:
        assert first != second
        assert correlation.get() == second
    assert correlation.get() == ""
