"""The lake is kept quick while others read and write, and no row is lost or doubled by it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError

from hourglass.lake import store
from hourglass.lake.engines import Duck
from hourglass.lake.maintenance import close_month, compact
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS
from tests.lake.history import DAY, days, events, messages, on_disk, read

pytestmark = pytest.mark.once
NOTHING = timedelta(0)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = store.open(tmp_path / "lake")
    for version in range(1, 5):
        rows = events(range(version * 10, version * 10 + 10), batch=version, day=days(2)[version % 2])
        lake.append(EVENTS, rows, app="inbox", version=version)
    return lake


ALL = list(range(10, 50))


def test_of_two_overlapping_compactions_of_delta_one_is_refused(lake: Lake) -> None:
    """The reason for the pin: later releases let both commit, and double every row."""
    first, second = (DeltaTable(str(lake.folder / "events")) for _ in range(2))  # type: ignore[operator]
    first.optimize.compact()
    with pytest.raises(CommitFailedError):
        second.optimize.compact()
    assert messages(lake) == ALL


def test_overlapping_compactions_without_a_guard_leave_every_row_once(lake: Lake) -> None:
    shelves = [store.open(lake.root).shelves[EVENTS] for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(compact, shelf, DAY, memory="300MB") for shelf in shelves[:2]]
        done += [pool.submit(close_month, shelf, DAY, memory="300MB") for shelf in shelves[2:]]
        [each.result() for each in done]
    assert messages(lake) == ALL


def test_a_compacted_day_is_one_sorted_file_in_small_groups(lake: Lake) -> None:
    assert lake.compact(EVENTS, DAY)
    [file] = lake.files(EVENTS, until=days(2)[1])
    order = read([file], "account_id, ts_ms, message")
    assert order == sorted(order)
    assert not lake.compact(EVENTS, DAY)
    lake.append(EVENTS, events(range(100, 70_100)), app="inbox", version=5)
    lake.compact(EVENTS, DAY)
    [file] = lake.files(EVENTS, until=days(2)[1])
    groups = duckdb.execute(
        f"select row_group_num_rows, compression from parquet_metadata('{file}') where path_in_schema = 'ts_ms'"
    ).fetchall()
    assert groups == [(32_768, "ZSTD"), (32_768, "ZSTD"), (70_020 - 65_536, "ZSTD")]


def test_a_closed_month_is_one_period_and_takes_in_what_comes_late(lake: Lake) -> None:
    assert lake.close_month(EVENTS, date(2026, 11, 3))
    assert not lake.close_month(EVENTS, date(2026, 11, 3))
    assert len(lake.files(EVENTS)) == 1
    lake.append(EVENTS, events([99]), app="inbox", version=5)
    assert lake.close_month(EVENTS, date(2026, 11, 3))
    assert messages(lake) == [*ALL, 99]
    assert len(lake.files(EVENTS)) == 1


def test_closing_leaves_other_months_open(lake: Lake) -> None:
    lake.append(EVENTS, events([1], day=date(2026, 10, 31)), app="inbox", version=5)
    lake.append(EVENTS, events([2], day=date(2026, 12, 1)), app="inbox", version=6)
    lake.close_month(EVENTS, DAY)
    assert lake.shelves[EVENTS].periods(lake.shelves[EVENTS].snapshot()) == ["2026-10-31", "2026-11", "2026-12-01"]


def test_appends_and_readers_go_on_while_a_month_is_closed(lake: Lake, tmp_path: Path) -> None:
    writer, engine = store.open(lake.root), Duck(spill=tmp_path / "spill", memory="300MB")
    sql = "select count(*), count(distinct message) from events"

    def write() -> None:
        for version in range(5, 15):
            writer.append(EVENTS, events([version * 10], batch=version), app="inbox", version=version)

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(write)
        seen = []
        while not writing.done():
            lake.close_month(EVENTS, DAY)
            seen += engine.run(sql, lake=lake, spans={"events": (None, None)})
        writing.result()
    assert [rows for rows, distinct in seen if rows != distinct or rows < 40] == []
    assert messages(lake) == [*ALL, *range(50, 150, 10)]


def test_what_was_removed_stays_for_a_day_for_those_who_read_it(lake: Lake) -> None:
    before = lake.files(EVENTS)
    lake.close_month(EVENTS, DAY)
    assert lake.vacuum() == 0
    assert sorted(message for (message,) in read(before, "message")) == ALL
    assert lake.vacuum(retention=NOTHING) == 4
    assert [str(path) for path in on_disk(lake, EVENTS)] == lake.files(EVENTS)


def test_files_that_no_commit_names_are_swept_when_they_are_old(lake: Lake) -> None:
    orphan = on_disk(lake, EVENTS)[0].with_name("part-left-by-a-kill.parquet")
    orphan.write_bytes(b"PAR1")
    lake.vacuum()
    assert orphan.exists()
    lake.vacuum(retention=NOTHING)
    assert not orphan.exists()


def test_after_a_vacuum_the_table_opens_from_its_checkpoint(lake: Lake) -> None:
    lake.vacuum()
    assert lake.folder
    assert list((lake.folder / "events" / "_delta_log").glob("*.checkpoint.parquet"))
    again = store.open(lake.root)
    assert messages(again) == ALL
    assert again.applied(EVENTS, "inbox") == 4
    assert not again.append(EVENTS, events([99]), app="inbox", version=4)


def test_many_commits_make_a_checkpoint_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hourglass.lake.shelf.CHECKPOINT", 3)
    lake = store.open(tmp_path / "lake")
    for version in range(1, 8):
        lake.append(EVENTS, events([version]), app="inbox", version=version)
    assert lake.folder
    names = sorted(path.name for path in (lake.folder / "events" / "_delta_log").glob("*.checkpoint.parquet"))
    assert names == [f"{version:020}.checkpoint.parquet" for version in (3, 6)]


def test_what_a_killed_process_spilled_is_swept_and_what_a_living_one_spills_is_not(lake: Lake) -> None:
    living = Duck(spill=lake.spill)
    living.run("select 1", lake=lake, spans={})
    kept = set(lake.spill.iterdir())
    dead = lake.spill / "dead"
    dead.mkdir()
    (dead / "held").touch()
    (dead / "duckdb_temp_storage-0.tmp").write_text("somebody's events")
    lake.vacuum()
    assert set(lake.spill.iterdir()) == kept
    living.close()
    assert list(lake.spill.iterdir()) == []


def test_maintenance_takes_the_guard_it_was_given(tmp_path: Path) -> None:
    taken = []

    @contextmanager
    def guard():  # type: ignore[no-untyped-def]
        taken.append(1)
        yield

    lake = store.open(tmp_path / "lake", guard=guard)
    lake.append(EVENTS, events([1]), app="inbox", version=1)
    assert taken == []
    lake.compact(EVENTS, DAY)
    lake.close_month(EVENTS, DAY)
    lake.vacuum()
    lake.erase("user_id", [1])
    assert len(taken) == 4
