"""What was acknowledged is on the disk; what a power loss tore was not acknowledged, and is taken back."""

import json
import os
from pathlib import Path

import pytest

from hourglass.lake import disk, store
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS
from tests.lake.history import events, messages, on_disk

pytestmark = pytest.mark.once


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = store.open(tmp_path / "lake")
    lake.append(EVENTS, events([1, 2]), app="inbox", version=1)
    return lake


def folder(lake: Lake) -> Path:
    assert lake.folder
    return lake.folder / "events"


def unsealed(lake: Lake) -> Path:
    """This function will append a second batch that was committed but never sealed, and return its data file."""
    before = set(on_disk(lake, EVENTS))
    lake.append(EVENTS, events([3, 4]), app="inbox", version=2)
    disk.seal_of(folder(lake), 2).unlink()
    return (set(on_disk(lake, EVENTS)) - before).pop()


def test_data_log_and_folders_reach_the_disk_before_an_append_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = store.open(tmp_path / "lake")
    synced: list[str] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    lake.append(EVENTS, events([1]), app="inbox", version=1)
    home = folder(lake).resolve()
    [data] = on_disk(lake, EVENTS)
    wanted = [data.resolve(), data.resolve().parent, disk.entry(home, 1), home / "_delta_log", home]
    assert [path for path in wanted if str(path) not in synced] == []


def test_a_repeated_version_is_brought_to_the_disk_before_it_is_called_there(lake: Lake) -> None:
    unsealed(lake)
    again = store.open(folder(lake).parent)
    assert not again.append(EVENTS, events([3, 4]), app="inbox", version=2)
    assert disk.sealed(folder(lake)) == 2


def test_a_commit_that_is_whole_is_kept_though_nobody_sealed_it(lake: Lake) -> None:
    unsealed(lake)
    assert messages(store.open(folder(lake).parent)) == [1, 2, 3, 4]


@pytest.mark.parametrize("damage", ["cut", "zeros", "gone", "log"])
def test_a_torn_commit_is_taken_back_and_can_be_made_again(lake: Lake, damage: str) -> None:
    data = unsealed(lake)
    size = data.stat().st_size
    if damage == "gone":
        data.unlink()
    elif damage == "log":
        entry = disk.entry(folder(lake), 2)
        entry.write_bytes(entry.read_bytes()[:100])
    else:
        data.write_bytes(b"" if damage == "cut" else bytes(size))
    again = store.open(folder(lake).parent)
    assert messages(again) == [1, 2]
    assert again.applied(EVENTS, "inbox") == 1
    assert again.append(EVENTS, events([3, 4]), app="inbox", version=2)
    assert messages(again) == [1, 2, 3, 4]
    assert [path.name for path in (folder(lake).parent / "quarantine").iterdir()] == [f"events-{2:020}.json"]


def test_damage_to_what_was_acknowledged_takes_nothing_back(lake: Lake) -> None:
    lake.append(EVENTS, events([3, 4]), app="inbox", version=2)
    on_disk(lake, EVENTS)[0].write_bytes(b"")
    assert store.open(folder(lake).parent).applied(EVENTS, "inbox") == 2
    with pytest.raises(ValueError, match="sealed"):
        disk.take_back(folder(lake), 2, into=folder(lake).parent)


def test_a_seal_holds_the_digest_of_each_file(lake: Lake) -> None:
    [data] = on_disk(lake, EVENTS)
    name = str(data.relative_to(folder(lake)))
    assert json.loads(disk.seal_of(folder(lake), 1).read_text()) == {name: disk.digest(data)}


def test_many_seals_are_folded_into_the_last(lake: Lake) -> None:
    lake.append(EVENTS, events([3, 4]), app="inbox", version=2)
    everything = disk.digests(folder(lake))
    disk.fold_seals(folder(lake))
    assert [path.name for path in (folder(lake) / "_seals").iterdir()] == [f"{2:020}.json"]
    assert disk.digests(folder(lake)) == everything
    assert disk.sealed(folder(lake)) == 2
