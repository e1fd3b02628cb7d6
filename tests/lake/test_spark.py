"""The same SQL text over the same lake has the same answer on DuckDB and on a real Spark cluster."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from hourglass.lake import store
from hourglass.lake.engines import Duck, Small, Span
from hourglass.lake.spark import Spark, translated
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS
from tests.lake import cluster
from tests.lake.history import DAY, MORNING, days, events

pytestmark = pytest.mark.once
ROWS = 4_000
needs_cluster = pytest.mark.skipif(bool(cluster.missing()), reason=f"a Spark cluster needs {cluster.missing()}")

# Every shape that the metrics take: sessions by gaps, days active, medians by rank, shares, the newest of each.
SESSIONS = """
    with steps as (
        select account_id, user_id, day, ts_ms, message,
               case when ts_ms - lag(ts_ms) over (partition by account_id, user_id order by ts_ms, message) < 1800000
                    then 0 else 1 end as begins
        from events where user_id > 0
    ), numbered as (
        select *, sum(begins) over (partition by account_id, user_id order by ts_ms, message
                                    rows between unbounded preceding and current row) as session
        from steps
    )
    select account_id, user_id, cast(session as bigint) as session, min(day) as day,
           min(ts_ms) as start_ms, max(ts_ms) as end_ms, count(*) as uses
    from numbered group by account_id, user_id, session
"""
ACTIVE = """
    select e.account_id, w.name, count(distinct e.user_id) as people, count(distinct e.day) as days,
           cast(sum(case when e.event = 'invoice sent' then 1 else 0 end) as bigint) as invoices,
           cast(count(*) as double) / count(distinct e.user_id) as each
    from events e join wanted w on w.account_id = e.account_id
    where e.day >= date '2026-11-28' - interval 7 day
    group by e.account_id, w.name having count(*) > 1
"""
NEWEST = """
    with ranked as (
        select account_id, event, ts_ms, properties,
               row_number() over (partition by account_id order by ts_ms desc, message desc) as place
        from events
    )
    select account_id, event, ts_ms, coalesce(properties, '-') as properties from ranked where place = 1
"""
DISTANCE = """
    select account_id, date_diff('day', min(day), max(day)) as days, ts_ms // 3600000 as hour, count(*) as n
    from events group by account_id, ts_ms // 3600000
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = store.open(tmp_path_factory.mktemp("lake"))
    chance = random.Random(20261127)
    for version, day in enumerate(days(6), start=1):
        rows: dict[str, list[Any]] = events(range(version * ROWS, version * ROWS + ROWS // 6), day=day, batch=version)
        count = len(rows["day"])
        rows["account_id"] = [chance.randrange(1, 20) for _ in range(count)]
        rows["user_id"] = [chance.randrange(0, 30) for _ in range(count)]
        rows["event"] = [chance.choice(["invoice sent", "visit booked", "登录"]) for _ in range(count)]
        rows["ts_ms"] = [MORNING + version * 86_400_000 + chance.randrange(86_400_000) for _ in range(count)]
        rows["properties"] = [chance.choice([None, '{"n": 1}']) for _ in range(count)]
        lake.append(EVENTS, rows, app="inbox", version=version)
    lake.close_month(EVENTS, DAY)
    return lake


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    engine = Duck(spill=tmp_path_factory.mktemp("spill"))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    with cluster.engine(tmp_path_factory.mktemp("cluster")) as engine:
        yield engine


@needs_cluster
def test_every_shape_of_question_has_one_answer(lake: Lake, duck: Duck, spark: Spark) -> None:
    wanted = {"wanted": Small({"account_id": "BIGINT", "name": "VARCHAR"}, [(1, "甲"), (2, None), (3, "C")])}
    span: Span = (days(2)[1], days(6)[5])
    for sql in (SESSIONS, ACTIVE, NEWEST, DISTANCE):
        asked: dict[str, Any] = {"lake": lake, "spans": {"events": span}, "small": wanted}
        here, there = duck.run(sql, **asked), spark.run(sql, **asked)
        assert here
        assert sorted(here, key=repr) == sorted(there, key=repr)


@needs_cluster
def test_neither_engine_has_a_row_that_the_other_lacks(lake: Lake, duck: Duck, spark: Spark) -> None:
    """EXCEPT ALL both ways, on both engines: what one computed is handed to the other as a small table."""
    columns = {"account_id": "BIGINT", "user_id": "BIGINT", "session": "BIGINT", "day": "DATE"}
    columns |= {"start_ms": "BIGINT", "end_ms": "BIGINT", "uses": "BIGINT"}
    asked: dict[str, Any] = {"lake": lake, "spans": {"events": (None, None)}}
    both = {"here": Small(columns, duck.run(SESSIONS, **asked)), "there": Small(columns, spark.run(SESSIONS, **asked))}
    assert len(both["here"].rows) > 500
    beyond = "select count(*) from (select * from {} except all select * from {}) as beyond"
    for engine in (duck, spark):
        sql = f"{beyond.format('here', 'there')} union all {beyond.format('there', 'here')}"
        assert engine.run(sql, lake=lake, spans={}, small=both) == [(0,), (0,)]


@needs_cluster
def test_a_table_without_rows_answers_on_spark_too(lake: Lake, spark: Spark) -> None:
    assert spark.run("select count(*) from panel", lake=lake, spans={"panel": (None, None)}) == [(0,)]


def test_what_is_no_single_statement_is_refused() -> None:
    with pytest.raises(ValueError, match="translated"):
        translated("select from where")
    with pytest.raises(ValueError, match="One statement"):
        translated("select 1; select 2")
