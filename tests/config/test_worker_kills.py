"""Workers that are killed at any moment lose no period and count none twice."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta

import pytest

SECOND = timedelta(seconds=1)


@pytest.mark.kills
def test_killed_workers_lose_nothing_and_repeat_nothing(shared_database: dict[str, str]) -> None:
    kills = int(os.environ.get("HOURGLASS_KILLS", "12"))
    ran = subprocess.run(
        [sys.executable, "-m", "tests.config.killing", str(kills)],
        env=shared_database,
        stdout=subprocess.PIPE,
        check=True,
        timeout=120 + 4 * kills,
    )
    found = json.loads(ran.stdout)
    assert (found["status"], found["dead"]) == (0, 0)
    assert found["stopped_in"] < 30
    for job in ("each", "own"):
        spans = [(parsed(since), parsed(until)) for key, since, until, _number in found["effects"] if key == job]
        assert_every_second_once(spans, parsed(found["until"]))
    spans = [(parsed(since), parsed(until)) for key, since, until, _number in found["effects"] if key == "latest"]
    assert_no_gap_and_no_overlap(spans, parsed(found["until"]))
    assert sorted(int(number) for key, *_span, number in found["effects"] if key == "batch") == list(range(kills))
    assert found["reaped"] > 0, "no kill met a run"
    sys.stdout.write(f"{kills} kills, {found['reaped']} runs begun again, {len(found['effects'])} effects\n")


def assert_every_second_once(spans: list[tuple[datetime, datetime]], until: datetime) -> None:
    counted = Counter(end for _start, end in spans)
    first, last = min(counted), max(counted)
    expected = [first + n * SECOND for n in range(int((last - first) / SECOND) + 1)]
    assert [end for end in expected if counted[end] != 1] == []
    assert len(spans) == len(expected)
    assert last >= until - SECOND


def assert_no_gap_and_no_overlap(spans: list[tuple[datetime, datetime]], until: datetime) -> None:
    spans.sort()
    assert [end for _start, end in spans[:-1]] == [start for start, _end in spans[1:]]
    assert spans[-1][1] >= until - SECOND


def parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)
