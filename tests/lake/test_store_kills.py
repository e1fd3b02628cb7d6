"""Killed at any moment, over and over: what was acknowledged is there once, and nothing else is."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from hourglass.lake import store
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS, USAGE_DAILY
from tests.lake.history import content, days, read
from tests.lake.toiler import batch

pytestmark = [pytest.mark.once, pytest.mark.kills]
KILLS = int(os.environ.get("HOURGLASS_KILLS", "6"))


def test_every_acknowledged_row_is_there_once_and_no_other(tmp_path: Path) -> None:
    chance, acknowledged = random.Random(KILLS), tmp_path / "acknowledged"
    toilers = {role: start(role, tmp_path, chance) for role in ("writer", "keeper")}
    try:
        for number in range(KILLS):
            role = ("writer", "keeper")[number % 2]
            wait_until_ready(toilers[role])
            time.sleep(chance.uniform(0, 0.8))
            kill(toilers[role])
            toilers[role] = start(role, tmp_path, chance)
        wait_until_ready(toilers["writer"])
    finally:
        for toiler in toilers.values():
            kill(toiler)
    lines = [line.split() for line in acknowledged.read_text().splitlines()]
    lake = store.open(tmp_path / "lake")
    print(f"{KILLS} kills, {look_at_events(lake, lines)} batches of events, {look_at_usage(lake, lines)} days replaced")  # noqa: T201
    assert lake.check() == []


def look_at_events(lake: Lake, lines: list[list[str]]) -> int:
    """This function will hold the events against the acknowledgements; one batch may be in flight. Returns how many."""
    last = max((int(line[1]) for line in lines if line[0] == "append"), default=0)
    applied = lake.applied(EVENTS, "inbox")
    assert last <= applied <= last + 1
    expected = [row for version in range(1, applied + 1) for row in zip(*batch(version).values(), strict=True)]
    assert content(lake) == Counter(expected)
    return applied


def look_at_usage(lake: Lake, lines: list[list[str]]) -> int:
    """This function will hold each day against its last replacement, or a later one that was begun; never a mixture."""
    rows = read(lake.files(USAGE_DAILY), "day, uses, account_id")
    done = [line for line in lines if line[0] == "replace"]
    for which, day in enumerate(days(5)):
        of_day = sorted((uses, account) for found, uses, account in rows if found == day)
        said = [(line[0], int(line[2])) for line in lines if line[0] != "append" and line[1] == str(which)]
        last = max((place for place, (kind, _version) in enumerate(said) if kind == "replace"), default=-1)
        allowed = {version for _kind, version in said[max(last, 0) :]}
        versions = {uses for uses, _account in of_day}
        assert len(versions) <= 1
        assert versions <= allowed
        assert last < 0 or versions
        assert [account for _uses, account in of_day] == (list(range(1, 9)) if versions else [])
    return len(done)


def start(role: str, folder: Path, chance: random.Random) -> subprocess.Popen[str]:
    """This function will start one that works on the lake until it is killed."""
    command = [sys.executable, "-m", "tests.lake.toiler", role, str(folder / "lake"), str(folder / "acknowledged")]
    return subprocess.Popen([*command, str(chance.randrange(10**6))], stdout=subprocess.PIPE, text=True)


def kill(toiler: subprocess.Popen[str]) -> None:
    """This function will kill -9 a toiler and see it gone."""
    toiler.kill()
    toiler.wait()
    assert toiler.stdout
    toiler.stdout.close()


def wait_until_ready(toiler: subprocess.Popen[str]) -> None:
    """This function will wait until it has opened the lake; one that failed at that fails the test."""
    assert toiler.stdout
    assert toiler.stdout.readline() == "ready\n"
