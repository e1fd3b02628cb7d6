"""Promise: the history of an account stays quick to read however long it grows, and a busy day is cheap to keep.

Ninety days of events are written as they arrive, read, compacted day by day, read, closed into months, and read again:
an account's whole timeline, and all accounts on one day. Then a day of 300,000 events comes in by batches of 1,000 and
is compacted and folded into daily usage. Times are CPU seconds of this process, which a busy machine changes little.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hourglass.lake import duck, store
from hourglass.lake.engines import Duck
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS, USAGE_DAILY

FIRST = date(2026, 8, 1)
DAYS = 92  # August, September and October
START = 1_785_542_400_000
TIMELINE = "select ts_ms, event, user_id, properties from events where account_id = {} order by ts_ms desc"
ONE_DAY = "select account_id, count(*) as uses, count(distinct user_id) as people from events group by account_id"
FOLD = """
    with steps as (
        select *, coalesce(least(lead(ts_ms) over (partition by account_id, user_id order by ts_ms, message) - ts_ms,
                                 1800000), 0) as active
        from events
    )
    select day, account_id, store_id, user_id, source_id, cast(1 as bigint) as feature_id, count(*) as uses,
           cast(sum(active) as bigint) as active_ms
    from steps group by day, account_id, store_id, user_id, source_id
"""


def main() -> None:
    """This function will measure each layout and the busy day, and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--folder", default=None, help="on the disk to be measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        lake = store.open(Path(folder) / "lake", memory="2GB")
        engine = Duck(spill=Path(folder) / "spill", memory="2GB")
        name = f"rows_{options.rows} accounts_{options.accounts}"
        with timed(f"{name} written in order of arrival"):
            for number in range(DAYS):
                arrive(lake, number, options.rows // DAYS, options.accounts)
        read(f"{name} in order of arrival", lake, engine, options.accounts)
        with timed(f"{name} compacted by day"):
            for number in range(DAYS):
                sort(lake, FIRST + timedelta(days=number))
        read(f"{name} days sorted", lake, engine, options.accounts)
        with timed(f"{name} closed by month"):
            for month in (8, 9, 10):
                lake.close_month(EVENTS, date(2026, month, 1))
        read(f"{name} months sorted", lake, engine, options.accounts)
        busy_day(lake, engine, options.accounts)
        engine.close()


def arrive(lake: Lake, number: int, rows: int, accounts: int) -> None:
    """This function will append a day in two halves, so that there is something to compact."""
    for half in (0, 1):
        with duck.connect(lake.spill, memory="2GB") as connection:
            stream = connection.sql(made(number, rows // 2, accounts, 2 * number + half))
            lake.shelves[EVENTS].append(stream, transaction=("inbox", 2 * number + half + 1))


def made(number: int, rows: int, accounts: int, seed: int) -> str:
    """This function will write the SQL of half a day's events in order of their time."""
    day = FIRST + timedelta(days=number)
    begin, step = START + seed * 43_200_000, 43_200_000 // max(rows, 1)
    return f"""
        select '{day}' as period, date '{day}' as day, cast(1 + hash(i, {seed}) % {accounts} as bigint) as account_id,
               cast(hash(i, {seed}) % 3 as bigint) as store_id,
               cast(1 + hash(i, {seed}, 1) % 400000 as bigint) as user_id,
               cast(0 as bigint) as group_id, cast(1 as bigint) as source_id,
               'event ' || (hash(i, {seed}, 2) % 40)::varchar as event,
               {begin} + i * {step} as ts_ms, {begin} + i * {step} + 900 as received_ms,
               cast(hash(i, {seed}, 3) >> 1 as bigint) as message, cast({seed} as bigint) as batch,
               case when i % 4 = 0 then '{{"amount": ' || (i % 977)::varchar || '}}' end as properties
        from range({rows}) numbers(i)
    """


def sort(lake: Lake, day: date) -> None:
    """This function will compact one day."""
    lake.compact(EVENTS, day)


def read(name: str, lake: Lake, engine: Duck, accounts: int) -> None:
    """This function will read the timelines of ten accounts, and one day of all."""
    chance = random.Random(7)
    span = (FIRST, FIRST + timedelta(days=DAYS))
    someone = [chance.randrange(1, accounts + 1) for _ in range(10)]
    took = [cpu(lambda who=who: engine.run(TIMELINE.format(who), lake=lake, spans={"events": span})) for who in someone]
    day = FIRST + timedelta(days=40)
    one = cpu(lambda: engine.run(ONE_DAY, lake=lake, spans={"events": (day, day + timedelta(days=1))}))
    size = sum(Path(file).stat().st_size for file in lake.files(EVENTS))
    print(
        f"{name}: timeline of 92 days {statistics.median(took) * 1000:.0f} CPU ms (median of 10), "
        f"one day of all accounts {one * 1000:.0f} CPU ms, {size / 1e6:.0f} MB in {len(lake.files(EVENTS))} files"
    )


def busy_day(lake: Lake, engine: Duck, accounts: int) -> None:
    """This function will take a day of 300,000 events through batches, hourly compaction and the fold."""
    day, chance = FIRST + timedelta(days=DAYS), random.Random(11)
    version = lake.applied(EVENTS, "inbox")
    batches = [batch(day, chance, version + 1 + number, accounts) for number in range(300)]
    with timed("a day of 300000 events: 300 appends of 1000"):
        for number, columns in enumerate(batches, start=version + 1):
            lake.append(EVENTS, columns, app="inbox", version=number)
    with timed("a day of 300000 events: one compaction"):
        sort(lake, day)
    spans = {"events": (day, day + timedelta(days=1))}
    with timed("a day of 300000 events: the fold, asked and replaced"):
        rows = engine.run(FOLD, lake=lake, spans=spans)
        columns = dict(zip(USAGE_DAILY.columns, map(list, zip(*rows, strict=True)), strict=True))
        lake.replace(USAGE_DAILY, columns, days=[day], based_on=lake.version(EVENTS))


def batch(day: date, chance: random.Random, version: int, accounts: int) -> dict[str, list[Any]]:
    """This function will make a thousand events of a day."""
    rows = 1000
    at = [START + DAYS * 86_400_000 + chance.randrange(86_400_000) for _ in range(rows)]
    return {
        "day": [day] * rows,
        "account_id": [chance.randrange(1, accounts + 1) for _ in range(rows)],
        "store_id": [0] * rows,
        "user_id": [chance.randrange(1, 50_000) for _ in range(rows)],
        "group_id": [0] * rows,
        "source_id": [1] * rows,
        "event": [f"event {chance.randrange(40)}" for _ in range(rows)],
        "ts_ms": at,
        "received_ms": at,
        "message": [chance.getrandbits(62) for _ in range(rows)],
        "batch": [version] * rows,
        "properties": ['{"amount": 7}'] * rows,
    }


def cpu(work: Callable[[], Any]) -> float:
    """This function will return the CPU seconds that some work took on all threads."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


@contextmanager
def timed(name: str) -> Iterator[None]:
    """This function will print what a step took."""
    wall, begun = time.perf_counter(), time.process_time()
    yield
    print(f"{name}: {time.process_time() - begun:.1f} CPU s, {time.perf_counter() - wall:.1f} s", flush=True)


if __name__ == "__main__":
    main()
