"""Promise: events become daily use and sessions at a few CPU microseconds each, within bounded memory.

The scale stands in the name of the measurement: `events_3000000_days_10`. Each user does twenty things a day, a
minute apart; a day of 300,000 events is rolled up first, alone. How fast the machine copies memory stands beside the
bytes that were read, and the most memory that the process took.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

SETTINGS = "hourglass.config.settings"
FIRST = date(2026, 10, 1)
A_DAY = 300_000
FEATURES = 20
BLOCK = 256 * 2**20

EVENTS_OF_A_DAY = """
select '{day}' as period, date '{day}' as day, 1 + cast(i // 20 % {accounts} as bigint) as account_id,
    0::bigint as store_id, 1 + cast(i // 20 as bigint) as user_id, 0::bigint as group_id, 1::bigint as source_id,
    'f' || cast(floor(power(random(), 2) * {features}) as int) as event,
    {start} + cast(hash(i // 20) % 36000000 as bigint) + i % 20 * 60000 + cast(random() * 50000 as bigint) as ts_ms,
    {start}::bigint as received_ms, {before} + i as message, {number}::bigint as batch, null::varchar as properties
from range({count}) numbers(i) order by account_id, ts_ms, message
"""


def main() -> None:
    """This function will write the lake, roll its days up, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=3_000_000)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--accounts", type=int, default=5_000)
    asked = parser.parse_args()
    for events, days in ((A_DAY, 1), (asked.events, asked.days)):
        with tempfile.TemporaryDirectory() as folder:
            os.environ |= {"HOURGLASS_MODE": "test", "HOURGLASS_DATA": folder, "HOURGLASS_LAKE": f"{folder}/lake"}
            os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
            if (child := os.fork()) == 0:  # so that each has its own memory, and its own settings
                print(json.dumps(measured(events, days, asked.accounts)), flush=True)
                os._exit(0)
            os.waitpid(child, 0)


def prepare() -> None:
    """This function will set Django up on an empty database."""
    import django  # noqa: PLC0415  the settings are read when it is set up

    import hourglass.config  # noqa: F401, PLC0415  the fixed SQLite engine takes its place before Django loads

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def measured(events: int, days: int, accounts: int) -> dict[str, Any]:
    """This function will measure one lake and return its figures."""
    prepare()
    from hourglass.lake.tables import EVENTS  # noqa: PLC0415
    from hourglass.usage import memory, rollup  # noqa: PLC0415

    listen()
    fill(events, days, accounts)
    wanted = [FIRST + timedelta(days=step) for step in range(days)]
    size = sum(os.path.getsize(name) for name in memory.lake().files(EVENTS))
    cpu, begun = time.process_time(), time.perf_counter()
    rollup.roll(wanted, at=datetime(2026, 11, 1, tzinfo=UTC))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - begun
    return {
        "scale": f"events_{events}_days_{days}",
        "seconds": round(wall, 1),
        "cpu_seconds": round(cpu, 1),
        "cpu_microseconds_an_event": round(cpu / events * 1e6, 2),
        "read_gb_a_second": round(size / wall / 1e9, 3),
        "memory_copy_gb_a_second": round(copied(), 1),
        "most_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def listen() -> None:
    """This function will add features, each told by an event of its name."""
    from hourglass.customers import products  # noqa: PLC0415
    from hourglass.usage import features  # noqa: PLC0415

    words: dict[str, Any] = {"by": "command:bench", "at": datetime(2026, 9, 1, tzinfo=UTC)}
    product = products.add_product(name_zh="诊所", name_en="Clinic", **words)
    module = products.add_module(product, name_zh="门诊", name_en="Visits", **words)
    for number in range(FEATURES):
        name = f"f{number}"
        made = features.add(module, name_zh=name, name_en=name, key=name, core=number < 8, **words)
        features.listen(made, name, **words)


def fill(events: int, days: int, accounts: int) -> None:
    """This function will write the events of each day as one batch."""
    import duckdb  # noqa: PLC0415
    from arro3.core import Table  # noqa: PLC0415

    from hourglass.lake.tables import EVENTS  # noqa: PLC0415
    from hourglass.usage import memory  # noqa: PLC0415

    shelf = memory.lake().shelves[EVENTS]
    with duckdb.connect() as connection:
        for number in range(days):
            day, count = FIRST + timedelta(days=number), events // days
            start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
            words = {"accounts": accounts, "features": FEATURES, "number": number + 1, "before": number * count}
            rows = connection.sql(EVENTS_OF_A_DAY.format(day=day, start=start, count=count, **words))
            shelf.append(Table.from_arrow(rows), transaction=("inbox", number + 1))


def copied() -> float:
    """This function will tell how many gigabytes of memory one core copies in a second."""
    block = bytearray(BLOCK)
    begun = time.perf_counter()
    for _round in range(4):
        bytes(block)
    return 4 * BLOCK / (time.perf_counter() - begun) / 1e9


if __name__ == "__main__":
    main()
