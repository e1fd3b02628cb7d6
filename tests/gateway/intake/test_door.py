"""The door for events: what it answers is what the clients decide by."""

import base64
import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import OperationalError

from hourglass.base import keys
from hourglass.base.models import User
from hourglass.gateway.intake.buckets import Buckets
from hourglass.gateway.intake.door import Door
from hourglass.gateway.intake.reading import MOST_BYTES
from hourglass.usage import messages, sources
from hourglass.usage.models import Batch, Drop, Quarantined, Source
from tests.conftest import NOON
from tests.gateway.intake.asking import Answer, ask

Send = Callable[..., Answer]
TRACK = {"type": "track", "event": "Report Exported", "messageId": "1", "userId": "u1"}


def kept() -> list[messages.Message]:
    """Every message in the inbox."""
    return [message for row in Batch.objects.order_by("pk") for message in messages.read(bytes(row.body))]


def test_a_batch_is_answered_with_200_and_lies_in_the_inbox_whole(send: Send, source: Source) -> None:
    answer = send("/v1/batch", {"batch": [TRACK, {**TRACK, "messageId": "2"}], "sentAt": "2026-11-23T04:00:00Z"})
    assert (answer.status, answer.json) == (200, {"success": True, "status": 1, "accepted": 2, "refused": []})
    assert answer.headers["content-type"] == "application/json"
    row = Batch.objects.get()
    assert (row.source, row.count, row.stamp, row.flushed_at) == (source, 2, None, None)
    assert [(one.event, one.id, one.user) for one in kept()] == [
        ("Report Exported", "1", "u1"), ("Report Exported", "2", "u1")
    ]  # fmt: skip


def test_one_bad_event_is_told_with_its_place_and_harms_no_other(send: Send, source: Source) -> None:
    bad: list[Any] = [
        {"type": "track"}, {"type": "dance", "event": "x"}, 7, {**TRACK, "timestamp": "tomorrow"},
        {**TRACK, "properties": []}, {**TRACK, "event": "x" * 201}, {"type": "group", "userId": "u"},
    ]  # fmt: skip
    answer = send("/v1/batch", {"batch": [TRACK, *bad, {**TRACK, "messageId": "2"}]})
    assert (answer.status, answer.json["accepted"]) == (200, 2)
    told = [(one["index"], one["code"]) for one in answer.json["refused"]]
    assert told == [
        (1, "no-event"), (2, "type"), (3, "shape"), (4, "shape"), (5, "shape"), (6, "too-long"), (7, "no-group")
    ]  # fmt: skip
    assert [one.id for one in kept()] == ["1", "2"]
    assert sum(Drop.objects.filter(source=source).values_list("count", flat=True)) == 7
    assert Quarantined.objects.count() == 7


def test_the_key_comes_in_the_header_or_in_the_body_and_never_in_the_address(door: Door, key: str) -> None:
    batch: dict[str, Any] = {"batch": [TRACK]}
    assert ask(door, "/v1/batch", batch, key=key).status == 200
    assert ask(door, "/v1/batch", {**batch, "writeKey": key}).status == 200
    assert ask(door, "/batch/", {"api_key": key, "batch": [{"event": "x", "distinct_id": "u"}]}).status == 200
    assert ask(door, "/v1/batch", batch, headers={"Authorization": f"Bearer {key}"}).status == 200
    for wrong in ({}, {"Authorization": "Basic !"}, {"Authorization": "Basic " + base64.b64encode(b"x").decode()}):
        answer = ask(door, "/v1/batch", batch, headers=wrong)
        assert (answer.status, answer.json["code"]) == (401, "key")


def test_t10_a_key_that_was_revoked_or_is_of_another_type_opens_nothing(
    door: Door, source: Source, key: str, admin: User
) -> None:
    _token, secret = keys.create_token("Report", permissions=[], by=admin, at=NOON)
    assert ask(door, "/v1/track", TRACK, key=secret).status == 401
    new = sources.make_key(source, by=admin, at=NOON)[1]
    assert ask(door, "/v1/track", TRACK, key=new).status == 200
    door.keys.clock = lambda: 10.0**9
    for row in sources.keys_of(source):
        keys.revoke_write_key(row, by=admin, at=NOON)
    door.keys.clock = lambda: 2 * 10.0**9
    assert ask(door, "/v1/track", TRACK, key=new).status == 401
    assert ask(door, "/v1/track", TRACK, key=key).status == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json"])
def test_json_is_read_whatever_its_type_and_unpacked(send: Send, kind: str) -> None:
    packed = gzip.compress(json.dumps({"batch": [TRACK]}).encode())
    answer = send("/v1/batch", packed, headers={"Content-Type": kind, "Content-Encoding": "gzip"}, pieces=3)
    assert (answer.status, len(kept())) == (200, 1)
    assert send("/v1/batch", packed, headers={"Content-Type": kind}).status == 200


def test_what_is_no_request_is_told_with_code_message_and_detail(send: Send) -> None:
    whole = json.dumps({"batch": [TRACK]}).encode()
    for body, headers, status in (
        (b"", {}, 400),
        (b"{", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b'{"batch":' + b"[" * 100_000 + b"]" * 100_000 + b"}", {}, 400),
        (b'{"batch": {}}', {}, 400),
        (b"{}", {}, 400),
        (b'{"batch": [{"event": NaN}]}', {}, 400),
        (b"\xff\xfe", {}, 400),
        (gzip.compress(whole)[:-9], {"Content-Encoding": "gzip"}, 400),
        (b"\x1f\x8bnot", {}, 400),
        (whole, {"Content-Encoding": "br"}, 415),
        (gzip.compress(b" " * (MOST_BYTES + 1)), {"Content-Encoding": "gzip"}, 413),
        (b"x", {"Content-Length": str(MOST_BYTES + 1)}, 413),
    ):
        answer = send("/v1/batch", body, headers=headers)
        assert (answer.status, set(answer.json)) == (status, {"code", "message", "detail"}), (body[:40], answer)
    assert kept() == []


def test_a_gzip_bomb_is_unpacked_no_further_than_the_limit(send: Send) -> None:
    bomb = gzip.compress(b"\x00" * 200 * 2**20)
    assert len(bomb) < MOST_BYTES
    assert send("/v1/batch", bomb, headers={"Content-Encoding": "gzip"}).status == 413


POISON = (
    '"\\u0000"', '"\\ud800"', "9223372036854775808", "1e400", "1" + "0" * 400, "[" * 40 + "]" * 40, "9" * 5000,
    '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-14:00"', "[" * 900 + "]" * 900, '"' + "長" * 40_000 + '"',
    "{" + ",".join(f'"{number}":1' for number in range(1001)) + "}", "-1e15", "true", "null", "NaN",
)  # fmt: skip


FIELDS = ("properties", "userId", "messageId", "timestamp", "event", "traits", "context")


def test_t33_a_poisoned_value_is_refused_or_kept_and_never_fails(send: Send, source: Source) -> None:
    good = json.dumps(TRACK)
    for field, poison in product(FIELDS, POISON):
        for value in (poison, f'{{"x": {poison}}}'):
            bad = f'{{"type": "track", "event": "x", "{field}": {value}}}'
            answer = send("/v1/batch", f'{{"batch": [{good}, {bad}]}}'.encode())
            assert answer.status in {200, 400}, (answer, bad[:80])
            if answer.status == 200:
                assert answer.json["accepted"] + len(answer.json["refused"]) == 2
    assert all(one.event for one in kept())


def test_a_name_that_is_no_text_is_not_repeated_in_the_answer(send: Send) -> None:
    body = b'{"event": "x\\u0000", "uuid": "\\ud83d", "distinct_id": "u", "k\xed\xa0\x80": 0}'
    answer = send("/i/v1/analytics/events", body)
    assert answer.status in {200, 400}


def test_half_a_character_of_a_text_that_was_cut_does_not_cost_the_batch(send: Send) -> None:
    body = b'{"batch": [{"type": "track", "event": "cut \\ud83d", "userId": "\\ud83d\\ude00 \\\\ud83d"}]}'
    assert send("/v1/batch", body).json["accepted"] == 1
    assert [(one.event, one.user) for one in kept()] == [("cut \ufffd", "\U0001f600 \\ud83d")]


def test_one_call_of_its_own_is_answered_400_when_it_is_turned_away(send: Send) -> None:
    assert send("/v1/track", {"event": "x", "userId": "u", "writeKey": "other"}).status == 200
    answer = send("/v1/track", {"userId": "u"})
    assert (answer.status, answer.json["code"]) == (400, "no-event")
    assert send("/v1/identify", {"userId": "u", "traits": {"email": "a@b.c"}}).status == 200
    assert send("/v1/page", {"anonymousId": "a"}).status == 200
    assert [one.kind for one in kept()] == ["track", "identify", "track"]


def test_browsers_may_send_from_anywhere(door: Door, key: str) -> None:
    answer = ask(door, "/v1/batch", method="OPTIONS")
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "authorization" in answer.headers["access-control-allow-headers"]
    assert ask(door, "/v1/track", TRACK, key=key).headers["access-control-allow-origin"] == "*"
    answer = ask(door, "/v1/track", method="GET")
    assert (answer.status, answer.headers["allow"]) == (405, "POST, OPTIONS")


def test_t27_who_sends_too_much_waits_and_others_do_not(door: Door, key: str, admin: User) -> None:
    now = [0.0]
    door.buckets = Buckets(lambda: now[0])
    other = sources.make_key(sources.add("Phone app", by=admin, at=NOON), by=admin, at=NOON)[1]
    many = {"batch": [{**TRACK, "messageId": str(number)} for number in range(20_000)]}
    statuses = [ask(door, "/v1/batch", many, key=key).status for _time in range(6)]
    assert statuses == [200] * 5 + [429]
    answer = ask(door, "/v1/batch", many, key=key)
    assert int(answer.headers["retry-after"]) >= 1
    assert set(answer.json) == {"code", "message", "detail"}
    assert ask(door, "/v1/track", TRACK, key=other).status == 200
    now[0] += int(answer.headers["retry-after"])
    assert ask(door, "/v1/track", TRACK, key=key).status == 200


def test_what_cannot_be_kept_is_not_acknowledged(send: Send, door: Door) -> None:
    def fails(_arrivals: object) -> None:
        raise OperationalError("disk full")

    door.committer.keep = fails
    answer = send("/v1/track", TRACK)
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert set(answer.json) == {"code", "message", "detail"}
    door.committer.waits, door.committer.most = 1, 0
    assert send("/v1/track", TRACK).status == 503


def test_the_first_use_of_a_key_of_a_new_name_adds_its_source(door: Door, admin: User) -> None:
    _key, secret = keys.create_write_key("Kiosk", by=admin, at=NOON)
    assert ask(door, "/v1/track", TRACK, key=secret).status == 200
    assert Source.objects.get().name == "Kiosk"


def test_only_the_addresses_of_clients_are_for_this_door(door: Door) -> None:
    for path in ("/v1/batch", "/v1/batch/", "/batch/", "/capture", "/i/v1/analytics/events", "/v1/alias"):
        assert door.opens({"type": "http", "path": path})
    for path in ("/", "/api/v1/accounts", "/v1/", "/admin/keys/", "/v1/batch/x"):
        assert not door.opens({"type": "http", "path": path})
    assert not door.opens({"type": "websocket", "path": "/v1/batch"})


def test_posthogs_newer_client_is_told_of_every_event(send: Send) -> None:
    batch = [{"event": "x", "uuid": "a", "distinct_id": "u"}, {"uuid": "b"}]
    answer = send("/i/v1/analytics/events", {"batch": batch})
    assert answer.json["results"] == {
        "a": {"result": "ok"}, "b": {"result": "drop", "details": "An event needs a name."}
    }  # fmt: skip


def test_a_key_that_ran_out_is_forgotten_at_that_moment(door: Door, source: Source, key: str, admin: User) -> None:
    assert ask(door, "/v1/track", TRACK, key=key).status == 200
    remembered, known = door.keys.remembered(key)
    assert remembered
    assert known
    assert known.ends_at is None
    old = sources.keys_of(source).get()
    keys.rotate_write_key(old, by=admin, at=NOON, overlap=timedelta(0))
    door.keys.found.clear()
    assert ask(door, "/v1/track", TRACK, key=key).status == 401
