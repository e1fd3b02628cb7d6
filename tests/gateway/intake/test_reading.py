"""Whatever comes through the door: an answer of the table, never a failure, and nothing kept that cannot be kept."""

import gzip
import json
import os
import random
from collections.abc import Sequence
from copy import copy
from typing import Any

import pytest

from hourglass.base.doors import keepable
from hourglass.gateway.intake import segment
from hourglass.gateway.intake.door import Door
from hourglass.gateway.intake.finding import Known
from hourglass.gateway.intake.reading import PLACES, fit, mended, reader
from hourglass.usage import ingest, messages
from tests.gateway.intake.asking import Here, ask

pytestmark = pytest.mark.once
# 100,000 were tried once; by default as many as take seconds.
CASES = int(os.environ.get("HOURGLASS_CASES", "600"))
STATUSES = {200, 400, 401, 405, 408, 413, 415, 429}
RAW = (
    b"\\u0000", b"\\ud800", b"\\udc00\\ud800", b"9223372036854775808", b"-9223372036854775809", b"1e400", b"NaN",
    b"-Infinity", b"1" * 5000, b"[" * 40 + b"]" * 40, b"{" * 50, b"[" * 2000, b"\x00", b"\xff", b"\xed\xa0\x80", b'"',
    b"null", b"true", b"{}", b"[]", b'""', b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"-0", b"\\",
    "\u202e".encode(), "長".encode() * 3000, b"\xf0\x9f\x92\xa9", b",", b":", b"\\u00", b"2026-02-30T00:00:00Z",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**53, 2**63, 2**64, 1e308, "", "x", "\x00", "\ud83d", "a" * 300, [], {}, [[]], {"a": {}},
    "2026-11-23T04:00:00Z", "0001-01-01T00:00:00+14:00", "tomorrow", 1e15, {"a": [1] * 50}, "é́", "\u200b",
)  # fmt: skip
NAMES = (
    "type", "event", "name", "messageId", "userId", "anonymousId", "groupId", "previousId", "timestamp", "context",
    "originalTimestamp", "sentAt", "properties", "traits", "uuid", "distinct_id", "$set", "$groups", "batch", "api_key",
)  # fmt: skip
CONTEXT = {"groupId": "g", "library": {"name": "l" * 70, "version": 1}, "locale": "zh"}
CALLS = ("track", "identify", "group", "page", "alias", "$groupidentify", "$create_alias", "$set", "nonsense")


def item(chance: random.Random) -> Any:
    """One event, more or less as a client would write it."""
    made: dict[str, Any] = {
        "type": chance.choice(CALLS),
        "event": chance.choice(CALLS),
        "userId": "u",
        "distinct_id": "u",
    }
    for _time in range(chance.randint(0, 5)):
        made[chance.choice(NAMES)] = chance.choice(VALUES)
    if chance.random() < 0.2:
        made["properties"] = {chance.choice(NAMES): chance.choice(VALUES) for _time in range(5)}
    return made if chance.random() < 0.95 else chance.choice(VALUES)


def request(chance: random.Random) -> tuple[str, bytes, dict[str, str]]:
    """A request: its address, body and headers."""
    envelope: Any = {"batch": [item(chance) for _one in range(chance.randint(0, 4))], "sentAt": chance.choice(VALUES)}
    if chance.random() < 0.2:
        envelope = item(chance)
    elif chance.random() < 0.05:
        envelope = chance.choice(VALUES)
    body = json.dumps(envelope).encode()
    for _time in range(chance.choice((0, 0, 0, 1, 2))):
        place = chance.randint(0, len(body))
        body = body[:place] + chance.choice(RAW) + body[place + chance.randint(0, 3) :]
    headers = {}
    if chance.random() < 0.15:
        body, headers = gzip.compress(body, 1), {"Content-Encoding": chance.choice(("gzip", "GZIP", "br", ""))}
        if chance.random() < 0.5:
            cut = chance.randint(0, len(body))
            body = body[:cut] + chance.choice(RAW) + body[cut:]
    return chance.choice([*PLACES]), body, headers


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> tuple[Door, list[ingest.Arrival]]:
    """A door that knows one key and keeps what it hears in a list instead of a database."""
    door, kept = Door(), []

    def keep(arrivals: Sequence[ingest.Arrival]) -> None:
        kept.extend(arrivals)

    monkeypatch.setattr(door.keys, "remembered", lambda _secret: (True, Known(1, 1, "", 10**9, None)))
    door.committer.keep = keep
    door.committer.executor = Here()
    return door, kept


def test_t30_whatever_comes_is_answered_and_what_is_kept_can_be_kept(
    heard: tuple[Door, list[ingest.Arrival]],
) -> None:
    door, kept = heard
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    taken = 0
    for case in range(CASES):
        path, body, headers = request(chance)
        answer = ask(door, path, body, key="k", headers=headers, pieces=chance.randint(1, 3))
        assert answer.status in STATUSES, (seed, case, path, body[:500])
        told = answer.json
        if answer.status != 200:
            assert set(told) == {"code", "message", "detail"}, (seed, case)
            continue
        taken += told["accepted"]
    for arrival in kept:
        found = messages.read(arrival.body)
        assert len(found) == arrival.count
        for message in found:
            whole = (message.event, message.id, message.user, message.anonymous, message.group, message.previous)
            assert all(map(keepable, whole)), (seed, whole)
            assert message.at is None or messages.FIRST_MS <= message.at < 2**48
    assert sum(arrival.count for arrival in kept) == taken
    assert taken > CASES / 12, "enough of the cases should get past the first check"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"\\ud83d"', "\ufffd"),
        (b'"\\ude00x"', "\ufffdx"),
        (b'"\\\\ud83d"', "\\ud83d"),
        (b'"\\\\\\ud83d"', "\\\ufffd"),
        (b'"\\ud83d\\u0041"', "\ufffdA"),
    ],
)
def test_half_characters_are_mended_and_whole_ones_stay(sent: bytes, read: str) -> None:
    assert json.loads(mended(sent)) == read


def test_a_plain_event_is_read_as_every_other_is() -> None:
    chance, quick = random.Random(20261127), 0
    for _case in range(3000):
        made = copy(item(chance))
        for name, value in (("type", "track"), ("timestamp", "2026-11-23T12:00:00+08:00"), ("context", CONTEXT)):
            if isinstance(made, dict) and chance.random() < 0.8:
                made[name] = value
        raw = json.dumps(made).encode()
        if (found := segment.quickly(raw, sent=5)) is not None:
            quick += 1
            assert found == fit(raw, reader(PLACES["/v1/batch"], sent=5, group_type="")), raw
    assert quick > 300
