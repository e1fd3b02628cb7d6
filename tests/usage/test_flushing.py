"""From the inbox to the lake, once and no other."""

from datetime import date, timedelta

import pytest

from hourglass.lake.tables import EVENTS
from hourglass.usage import flushing, memory
from hourglass.usage.messages import Message
from hourglass.usage.models import Batch, Drop, ProductUser, Source, TouchedDay
from tests.conftest import NOON
from tests.usage.conftest import Sending, flush_all, in_lake

MS = int(NOON.timestamp() * 1000)


def track(event: str, key: str = "", **words: object) -> Message:
    return Message("track", event=event, id=key, **words)  # type: ignore[arg-type]


def test_every_event_of_the_inbox_lies_in_the_lake_once(send: Sending, source: Source) -> None:
    send(track("one", "1", user="u1", group="g1"), track("two", "2", user="u1", at=MS - 86_400_000))
    send(track("three", "3"))
    assert flush_all() == 3
    user = ProductUser.objects.get()
    assert in_lake("event, user_id > 0, group_id > 0, account_id, source_id, ts_ms, batch") == [
        ("two", True, False, 0, source.pk, MS - 86_400_000, 1),
        ("one", True, True, 0, source.pk, MS, 1),
        ("three", False, False, 0, source.pk, MS, 1),
    ]
    assert in_lake("user_id", "user_id desc")[0] == (user.pk,)
    assert user.events == 2
    assert not Batch.objects.waiting().exists()
    assert flushing.flush(at=NOON) is None
    assert sorted(TouchedDay.objects.values_list("day", flat=True)) == [date(2026, 11, 22), date(2026, 11, 23)]


def test_t28_what_comes_again_within_seven_days_counts_once(send: Sending, source: Source) -> None:
    send(track("one", "1"), track("one", "1"))
    flush_all()
    send(track("one", "1"), track("two", "2"))
    flush_all(NOON + timedelta(days=2))
    assert in_lake() == [("one",), ("two",)]
    assert [(drop.reason, drop.count) for drop in Drop.objects.all()] == [("duplicate", 1), ("duplicate", 1)]


def test_another_source_may_use_the_same_ids_and_no_id_is_no_duplicate(send: Sending, admin: object) -> None:
    other = Source.objects.create(name="Phone", created_at=NOON)
    send(track("one", "1"))
    send(track("one", "1"), of=other)
    send(track("one"), track("one"))
    assert flush_all() == 4


def test_who_is_killed_before_the_lake_is_followed_by_one_who_does_the_same(
    send: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_arguments: object, **_words: object) -> None:
        raise Killed

    send(track("one", "1"))
    with monkeypatch.context() as patch:
        patch.setattr(memory.lake(), "append", die)
        with pytest.raises(Killed):
            flushing.flush(at=NOON)
    send(track("two", "2"))
    with monkeypatch.context() as patch:
        patch.setattr(flushing, "_mark", die)
        with pytest.raises(Killed):
            flushing.flush(at=NOON)
    assert in_lake() == [("one",)]
    flush_all()
    assert in_lake("event, batch", "batch") == [("one", 1), ("two", 2)]
    assert memory.lake().applied(EVENTS, "inbox") == 2
    assert TouchedDay.objects.count() == 1


def test_only_the_properties_that_a_source_names_reach_the_lake(send: Sending, source: Source) -> None:
    source.kept = ["rows", "plan", "deep"]
    source.save()
    given = {"rows": 10, "email": "a@b.c", "plan": "专业版", "deep": {"x": 1}}
    send(track("one", "1", properties=given), track("two", "2", properties={"email": "a@b.c"}))
    flush_all()
    assert in_lake("properties") == [('{"rows":10,"plan":"专业版"}',), (None,)]


def test_t29_a_time_in_the_future_counts_from_its_receipt_and_the_original_is_kept(send: Sending) -> None:
    ahead = MS + 3 * 86_400_000
    send(track("one", "1", at=ahead), track("two", "2", at=ahead, sent=ahead + 1000))
    flush_all()
    assert in_lake("event, ts_ms, properties") == [
        ("two", MS - 1000, None), ("one", MS, f'{{"$original_ms":{ahead}}}')
    ]  # fmt: skip


def test_a_flush_takes_no_more_than_fits_and_the_next_one_the_rest(
    send: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flushing, "MOST_EVENTS", 3)
    for number in range(5):
        send(track("x", f"{number}a"), track("x", f"{number}b"))
    assert [flushing.flush(at=NOON) for _time in range(6)] == [2, 2, 2, 2, 2, None]
    assert len(in_lake()) == 10
