"""The SQL of a metric sees the days it asked for, of one snapshot, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hourglass.lake import engines, store
from hourglass.lake.engines import Duck, Small
from hourglass.lake.spark import Spark
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS
from tests.lake.history import DAY, days, events, on_disk

pytestmark = pytest.mark.once
COUNT = "select count(*) from events"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = store.open(tmp_path / "lake")
    for number, day in enumerate(days(4)):
        lake.append(EVENTS, events(range(10 * number, 10 * number + 10), day=day), app="inbox", version=number + 1)
    return lake


@pytest.fixture
def engine(tmp_path: Path) -> Duck:
    return Duck(spill=tmp_path / "spill", memory="300MB")


def test_a_span_ends_before_its_end_also_inside_a_closed_month(lake: Lake, engine: Duck) -> None:
    _first, second, third, fourth = days(4)
    lake.close_month(EVENTS, DAY)
    assert engine.run(COUNT, lake=lake, spans={"events": (second, fourth)}) == [(20,)]
    assert engine.run(COUNT, lake=lake, spans={"events": (None, second)}) == [(10,)]
    assert engine.run(COUNT, lake=lake, spans={"events": (third, None)}) == [(20,)]
    assert engine.run(COUNT, lake=lake, spans={"events": (None, None)}) == [(40,)]


def test_a_table_without_rows_answers_too(lake: Lake, engine: Duck) -> None:
    assert engine.run(COUNT, lake=lake, spans={"events": (date(2020, 1, 1), date(2020, 2, 1))}) == [(0,)]
    spans: dict[str, Any] = {"usage_daily": (None, None)}
    assert engine.run("select sum(uses) from usage_daily", lake=lake, spans=spans) == [(None,)]


def test_small_tables_join_the_lake(lake: Lake, engine: Duck) -> None:
    entitled = Small({"account_id": "BIGINT", "name": "VARCHAR", "since": "DATE"}, [(1, "甲", DAY), (2, None, DAY)])
    sql = """
        select name, since, count(*) from events join entitled using (account_id) group by all order by name nulls last
    """
    found = engine.run(sql, lake=lake, spans={"events": (None, None)}, small={"entitled": entitled})
    assert found == [("甲", DAY, 6), (None, DAY, 6)]
    none = Small({"account_id": "BIGINT"}, [])
    assert engine.run("select * from entitled", lake=lake, spans={}, small={"entitled": none}) == []


def test_calls_at_once_do_not_see_each_others_tables(lake: Lake, engine: Duck) -> None:
    def ask(number: int) -> list[tuple[Any, ...]]:
        day = days(4)[number % 4]
        small = {"wanted": Small({"account_id": "BIGINT"}, [(number % 7 + 1,)])}
        sql = "select min(day), max(day), max(account_id) from events join wanted using (account_id)"
        return engine.run(sql, lake=lake, spans={"events": (day, None)}, small=small)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(24)))
    assert [answer[0][2] for answer in answers] == [number % 7 + 1 for number in range(24)]


def test_a_file_swept_between_listing_and_reading_is_no_failure(
    lake: Lake, engine: Duck, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = engines.view
    swept: list[Path] = []

    def swept_after(*args: Any) -> str:
        text = listed(*args)
        if not swept:
            before = on_disk(lake, EVENTS)
            lake.close_month(EVENTS, DAY)
            swept.extend(path for path in before if str(path) not in lake.files(EVENTS))
            for path in swept:
                path.unlink()
        return text

    monkeypatch.setattr(engines, "view", swept_after)
    assert engine.run(COUNT, lake=lake, spans={"events": (None, None)}) == [(40,)]
    assert swept


def test_an_installation_chooses_its_engine(tmp_path: Path) -> None:
    assert isinstance(engines.chosen("duckdb", spill=tmp_path, memory="300MB"), Duck)
    assert isinstance(engines.chosen("spark", spill=tmp_path, memory="300MB", master="spark://127.0.0.1:7077"), Spark)
    for name, master in (("spark", ""), ("abacus", "spark://127.0.0.1:7077")):
        with pytest.raises(ValueError, match="engine"):
            engines.chosen(name, spill=tmp_path, memory="300MB", master=master)


def test_a_query_beyond_its_memory_fails_and_the_process_lives(lake: Lake, tmp_path: Path) -> None:
    engine = Duck(spill=tmp_path / "spill", memory="40MB", threads=1)
    with pytest.raises(duckdb.OutOfMemoryException):
        engine.run("select list(i order by i desc) from range(20000000) numbers(i)", lake=lake, spans={})
    assert engine.run("select 1", lake=lake, spans={}) == [(1,)]
