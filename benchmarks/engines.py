"""Promise: DuckDB and a Spark cluster answer every question of the metrics alike, row by row.

The scale stands in the name of the measurement: `events_10000000`. A cluster of a master and two workers is started
on this machine. Each question is asked of both engines over the same files; what is compared, customer by customer, is
how many rows there are and two sums over all their columns, whose weights differ.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import rollup
from benchmarks.rollup import FIRST, SETTINGS

WEIGHTS = ((31, 17), (101, 59))
HOUR = 3_600_000
MODULUS = 1_000_003


def main() -> None:
    """This function will write the lake, ask both engines, and print what each took and whether they agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--accounts", type=int, default=5_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HOURGLASS_MODE": "test", "HOURGLASS_DATA": folder, "HOURGLASS_LAKE": f"{folder}/lake"}
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        for line in compared(asked.events, asked.days, asked.accounts, Path(folder)):
            print(json.dumps({"scale": f"events_{asked.events}", **line}), flush=True)


def compared(events: int, days: int, accounts: int, folder: Path) -> Iterator[dict[str, Any]]:
    """This function will ask both engines each question and yield what came of it."""
    rollup.prepare()
    rollup.listen()
    rollup.fill(events, days, accounts)
    from hourglass.usage import memory  # noqa: PLC0415
    from hourglass.usage import rollup as rule  # noqa: PLC0415
    from tests.lake import cluster  # noqa: PLC0415

    wanted = [FIRST + timedelta(days=step) for step in range(days)]
    rule.roll(wanted, at=datetime(2026, 11, 1, tzinfo=UTC))
    lake = memory.lake()
    with cluster.engine(folder) as spark:
        for name, sql, columns, spans, small in questions(wanted, accounts):
            text = checked(sql, columns)
            taken, answers = {}, []
            for engine, it in (("duckdb", memory.engine()), ("spark", spark)):
                begun = time.perf_counter()
                answers.append(sorted(it.run(text, lake=lake, spans=spans, small=small)))
                taken[f"{engine}_seconds"] = round(time.perf_counter() - begun, 1)
            yield {
                "question": name,
                "rows": sum(row[1] for row in answers[0]),
                "customers": len(answers[0]),
                "equal": answers[0] == answers[1],
                **taken,
            }


def checked(sql: str, columns: list[str]) -> str:
    """This function will sum the rows of a question up for each customer, in whole numbers that engines agree on."""
    sums = []
    for first, step in WEIGHTS:
        parts = " + ".join(f"({name} % {MODULUS}) * {first + step * place}" for place, name in enumerate(columns))
        sums.append(f"cast(sum(({parts}) % {MODULUS}) as bigint)")
    named = ", ".join(columns)
    counted = f"select account_id, count(*), {', '.join(sums)} from answer group by account_id"
    return f"with answer({named}) as ({sql}) {counted}"


def questions(days: list[date], accounts: int) -> Iterator[tuple[str, str, list[str], Any, Any]]:
    """This function will give each question of the metrics: its text, its columns as whole numbers, and its tables."""
    from hourglass.lake.engines import Small  # noqa: PLC0415
    from hourglass.usage import measuring, rollup  # noqa: PLC0415
    from hourglass.usage.models import Feature  # noqa: PLC0415

    window = (days[0], days[-1] + timedelta(days=1))
    asked = {"asked": Small({"account_id": "BIGINT"}, [(number,) for number in range(1, accounts + 1)])}
    core = Small({"feature_id": "BIGINT"}, [(feature.pk,) for feature in Feature.objects.all()[:8]])
    rolled = rollup.asked(days, zone=UTC, idle=300_000)
    ordinal = "date_diff('day', date '2026-01-01', {})"
    used, spent = {"usage_daily": window}, {"events": window}
    uses = ["day", "account_id", "store_id", "user_id", "source_id", "feature_id", "uses", "active_ms"]
    for name, text, names, spans, small in (
        ("daily use", rollup.USES, uses, spent, rolled),
        ("sessions", rollup.SPENT, ["day", "account_id", "store_id", "user_id", "start_ms", "end_ms"], spent, rolled),
        ("features", measuring.OF_FEATURES, ["account_id", "feature_id", "days", "day", "last"], used, asked),
        ("people", measuring.OF_PEOPLE, ["account_id", "users", "days", "user_days"], used, asked),
        ("sources", measuring.OF_SOURCES, ["account_id", "source_id"], used, asked),
        ("core days", measuring.OF_CORE, ["account_id", "day"], used, asked | {"core": core}),
        ("time", measuring.OF_TIME, ["account_id", "inside", "spent"], {"sessions": window}, opened(days, accounts)),
        ("uses", measuring.OF_USES.format(of=""), ["account_id", "feature_id", "uses"], used, {}),
    ):
        numbers = [ordinal.format(column) if column in {"day", "last"} else column for column in names]
        whole = f"with answered({', '.join(names)}) as ({text}) select {', '.join(numbers)} from answered"
        columns = [column if column == "account_id" else f"c{place}" for place, column in enumerate(names)]
        yield name, whole, columns, spans, small


def opened(days: list[date], accounts: int) -> dict[str, Any]:
    """This function will let every customer be open from 9 to 18 by the clock of UTC."""
    from hourglass.lake.engines import Small  # noqa: PLC0415
    from hourglass.usage.metrics.opening import millis  # noqa: PLC0415

    midnights = [(day, millis(datetime(day.year, day.month, day.day, tzinfo=UTC))) for day in days]
    rows = [(0, day, start + 9 * HOUR, start + 18 * HOUR) for day, start in midnights]
    places = [(number, 0, 0, 0) for number in range(1, accounts + 1)]
    return {
        "places": Small(dict.fromkeys(("account_id", "store_id", "place", "pattern"), "BIGINT"), places),
        "opened": Small({"pattern": "BIGINT", "day": "DATE", "start_ms": "BIGINT", "end_ms": "BIGINT"}, rows),
    }


if __name__ == "__main__":
    main()
