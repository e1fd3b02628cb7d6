"""Who is erased is gone from every file that lies on the disk, not only from the answers (TRUST T50)."""

from pathlib import Path

import pytest

from hourglass.lake import store
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS, PANEL, SESSIONS, USAGE_DAILY, Table
from tests.lake.history import DAY, MORNING, days, events, messages, on_disk, read, usage

pytestmark = pytest.mark.once
MARK = "erika.mustermann@example.com"
PERSON, ACCOUNT = 4711, 815


def stocked(root: Path) -> Lake:
    """This function will make a lake in which one person and her account stand in every table, in several versions."""
    lake = store.open(root)
    for version, day in enumerate(days(4), start=1):
        others = events(range(version * 100, version * 100 + 50), day=day, batch=version)
        hers = events([version], day=day, user_id=PERSON, account_id=ACCOUNT, properties=f'{{"mail": "{MARK}"}}')
        rows = {name: others[name] + hers[name] for name in others}
        lake.append(EVENTS, rows, app="inbox", version=version)
        daily = usage([1, 2], day=day) | {"user_id": [PERSON, 20], "account_id": [ACCOUNT, 2]}
        lake.replace(USAGE_DAILY, daily, days=[day], based_on=version)
        spans = {"day": [day], "account_id": [ACCOUNT], "store_id": [0], "user_id": [PERSON]}
        lake.replace(SESSIONS, spans | {"start_ms": [MORNING], "end_ms": [MORNING]}, days=[day], based_on=version)
    panel = {"day": [DAY] * 2, "account_id": [ACCOUNT, 2], "fact": ["owner"] * 2, "value": [None] * 2}
    lake.append(PANEL, panel | {"text": [MARK, "x"], "known_ms": [MORNING] * 2}, app="panel", version=1)
    lake.compact(EVENTS, DAY)
    lake.close_month(USAGE_DAILY, DAY)
    return lake


def bytes_with(lake: Lake, table: Table, columns: str, value: object) -> list[Path]:
    """This function will list the data files lying on the disk, in use or not, that hold a value when decoded."""
    return [path for path in on_disk(lake, table) if any(str(value) in str(row) for row in read([str(path)], columns))]


def texts_with(lake: Lake, mark: str) -> list[Path]:
    """This function will list the files of any other kind whose bytes hold a text."""
    assert lake.folder
    every = [path for path in lake.folder.rglob("*") if path.is_file() and path.suffix != ".parquet"]
    found = [path for path in every if mark.encode() in path.read_bytes()]
    checkpoints = lake.folder.rglob("_delta_log/*.parquet")
    return found + [path for path in checkpoints if any(mark in str(row) for row in read([str(path)], "*"))]


def test_a_person_is_gone_from_every_byte(tmp_path: Path) -> None:
    lake = stocked(tmp_path / "lake")
    assert bytes_with(lake, EVENTS, "properties", MARK)
    lake.erase("user_id", [PERSON])
    assert bytes_with(lake, EVENTS, "properties", MARK) == []
    assert [bytes_with(lake, table, "user_id", PERSON) for table in (EVENTS, USAGE_DAILY, SESSIONS)] == [[], [], []]
    assert texts_with(lake, MARK) == []
    assert len(messages(lake)) == 200
    assert read(lake.files(PANEL), "count(*)") == [(2,)]


def test_an_account_is_gone_from_every_table(tmp_path: Path) -> None:
    lake = stocked(tmp_path / "lake")
    lake.erase("account_id", [ACCOUNT])
    tables = (EVENTS, USAGE_DAILY, SESSIONS, PANEL)
    assert [bytes_with(lake, table, "account_id", ACCOUNT) for table in tables] == [[]] * 4
    assert bytes_with(lake, PANEL, "text", MARK) == []
    assert [len(read(lake.files(table), "day")) for table in tables] == [200, 4, 0, 1]


def test_watermarks_survive_an_erasure(tmp_path: Path) -> None:
    lake = stocked(tmp_path / "lake")
    lake.erase("user_id", [PERSON])
    assert lake.applied(EVENTS, "inbox") == 4
    assert lake.basis(USAGE_DAILY) == 4


def test_files_left_by_a_kill_and_by_an_erasure_that_was_killed_go_too(tmp_path: Path) -> None:
    lake = stocked(tmp_path / "lake")
    here = on_disk(lake, EVENTS)[0]
    left = here.with_name("part-left.parquet")
    left.write_bytes(here.read_bytes())
    lake.append(EVENTS, events([999]), app="inbox", version=9)
    aside = tmp_path / "lake" / "quarantine"
    aside.mkdir()
    (aside / "events-part-damaged.parquet").write_bytes(here.read_bytes())
    lake.erase("user_id", [123_456])  # nobody, as it is on the second try
    assert not left.exists()
    assert list(aside.iterdir()) == []


def test_what_others_append_meanwhile_is_kept_and_what_is_hers_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, writer = stocked(tmp_path / "lake"), store.open(tmp_path / "lake")
    shelf = lake.shelves[EVENTS]
    overwrite, version, late = shelf.overwrite, iter(range(10, 13)), days(9)[8]  # a day without her at first

    def raced(*args: object, **how: object) -> bool:
        number = next(version, 0)
        if number:
            rows = {
                name: hers + other
                for (name, hers), other in zip(
                    events([number * 1000], user_id=PERSON, day=late).items(),
                    events([number], day=late).values(),
                    strict=True,
                )
            }
            writer.append(EVENTS, rows, app="inbox", version=number)
        return overwrite(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf, "overwrite", raced)
    lake.erase("user_id", [PERSON])
    assert bytes_with(lake, EVENTS, "user_id", PERSON) == []
    assert [number in messages(lake) for number in (10, 11, 12)] == [True] * 3
    assert len(messages(lake)) == 203


def test_nobody_cannot_be_erased_and_nothing_is_erased_for_no_one(tmp_path: Path) -> None:
    lake = store.open(tmp_path / "lake")
    lake.append(EVENTS, events([1, 2]), app="inbox", version=1)
    with pytest.raises(ValueError, match="erased"):
        lake.erase("user_id", [1, 0])
    lake.erase("user_id", [])
    assert messages(lake) == [1, 2]
