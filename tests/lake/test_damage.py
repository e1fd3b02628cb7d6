"""Damage is found, and nothing but the damaged file is given up (TRUST T62)."""

import random
import shutil
from pathlib import Path

import pytest

from hourglass.lake import store
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS, USAGE_DAILY
from tests.lake.history import DAY, days, events, messages, on_disk, read, usage

pytestmark = pytest.mark.once
FLIPS = 40


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = store.open(tmp_path / "lake")
    for version in (1, 2):
        lake.append(EVENTS, events(range(version * 10, version * 10 + 5)), app="inbox", version=version)
    lake.replace(USAGE_DAILY, usage([1, 2]), days=[DAY], based_on=2)
    return lake


def flip(file: Path, place: int) -> None:
    whole = bytearray(file.read_bytes())
    whole[place] ^= 1 << place % 8
    file.write_bytes(whole)


def test_a_sound_lake_has_no_damage(lake: Lake) -> None:
    lake.compact(EVENTS, DAY)
    lake.vacuum()
    assert lake.check() == []


def test_every_flipped_bit_is_found(lake: Lake) -> None:
    file = on_disk(lake, EVENTS)[0]
    whole = file.read_bytes()
    for place in random.Random(7).sample(range(len(whole)), min(FLIPS, len(whole))):
        flip(file, place)
        assert [found.file for found in lake.check()] == [file]
        file.write_bytes(whole)


@pytest.mark.parametrize("how", ["gone", "cut", "seal"])
def test_what_is_missing_is_found(lake: Lake, how: str) -> None:
    file = on_disk(lake, EVENTS)[0]
    assert lake.folder
    if how == "gone":
        file.unlink()
    elif how == "cut":
        file.write_bytes(file.read_bytes()[:-9])
    else:
        for seal in (lake.folder / "events" / "_seals").iterdir():
            seal.write_text("{}")
    assert file in [found.file for found in lake.check()]


def test_a_file_comes_back_from_a_backup_when_it_is_the_same_one(lake: Lake, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(lake.root, backup)
    flip(on_disk(lake, EVENTS)[0], 40)
    [found] = lake.check()
    assert not lake.heal(found, backup=tmp_path / "elsewhere")
    flip(backup / "events" / found.file.parent.name / found.file.name, 50)
    assert not lake.heal(found, backup=backup)
    flip(backup / "events" / found.file.parent.name / found.file.name, 50)
    assert lake.heal(found, backup=backup)
    assert lake.check() == []
    assert messages(lake) == [10, 11, 12, 13, 14, 20, 21, 22, 23, 24]


def test_what_is_set_aside_can_be_filled_again(lake: Lake) -> None:
    [bad] = [path for path in on_disk(lake, EVENTS) if read([str(path)], "message")[0] == (10,)]
    flip(bad, 40)
    [found] = lake.check()
    assert (found.since, found.until) == tuple(days(2))
    lake.quarantine(found)
    assert lake.check() == []
    assert messages(lake) == [20, 21, 22, 23, 24]
    assert [path.name for path in (Path(lake.root) / "quarantine").iterdir()] == [f"events-{bad.name}"]
    assert lake.append(EVENTS, events(range(10, 15)), app=f"again-{bad.name}", version=1)
    assert messages(lake) == [10, 11, 12, 13, 14, 20, 21, 22, 23, 24]
    assert lake.applied(EVENTS, "inbox") == 2


def test_a_computed_day_that_is_set_aside_is_computed_again(lake: Lake) -> None:
    [bad] = on_disk(lake, USAGE_DAILY)
    bad.unlink()
    [found] = lake.check()
    lake.quarantine(found)
    assert lake.files(USAGE_DAILY) == []
    lake.replace(USAGE_DAILY, usage([1, 2]), days=[DAY], based_on=lake.version(EVENTS))
    assert sorted(read(lake.files(USAGE_DAILY), "account_id")) == [(1,), (2,)]
