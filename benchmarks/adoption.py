"""Promise: every customer is measured in one night: 28 days of use of 100,000 customers in less than ten minutes.

The scale stands in the name of the measurement: `accounts_100000_days_28`. Each customer has two people who use five
features on most days, and opening hours of a week that all share. What is measured are the questions to the lake and
the figures made of their answers; the rows are written first and not measured.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

FIRST = date(2026, 10, 1)
ZONE = ZoneInfo("Asia/Shanghai")
HOUR = 3_600_000
AT_ONCE = 10_000


def main() -> None:
    """This function will write the lake, measure everybody, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=28)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HOURGLASS_MODE": "test", "HOURGLASS_LAKE": f"{folder}/lake", "DJANGO_SETTINGS_MODULE": SETTINGS}
        print(json.dumps(measured(asked.accounts, asked.days)))


SETTINGS = "hourglass.config.settings"


def measured(accounts: int, days: int) -> dict[str, Any]:
    """This function will measure and return seconds by question and figures."""
    import django  # noqa: PLC0415  the settings are read when it is set up

    django.setup()
    from hourglass.base.periods import Period  # noqa: PLC0415
    from hourglass.usage import measuring, memory  # noqa: PLC0415
    from hourglass.usage.hours import Place  # noqa: PLC0415
    from hourglass.usage.metrics.offers import Catalogue, Terms  # noqa: PLC0415
    from hourglass.usage.metrics.opening import Pattern  # noqa: PLC0415

    rows = fill(memory.lake(), accounts, days)
    window = Period(FIRST, FIRST + timedelta(days=days))
    pattern = Pattern(((FIRST, (((540, 1080),),) * 7),))
    terms = [Terms(pk=pk, module=1, product=1, marks=((FIRST, pk < 6),)) for pk in range(1, 11)]
    known = Catalogue(terms, {}, window.last)
    offer = known.offer([], [1])
    cpu, begun, made = time.process_time(), time.perf_counter(), 0
    for start in range(1, accounts + 1, AT_ONCE):
        some = range(start, min(start + AT_ONCE, accounts + 1))
        places = {account: [Place(0, pattern)] for account in some}
        for one in measuring.measure(some, window, places=places, zone=ZONE).values():
            measuring.rates_of(
                one, offer, known, least=1, of_product=False, ever=(), fresh_months=12, silent=False
            )  # fmt: skip
            made += 1
    figures, whole = round(time.perf_counter() - begun, 1), round(time.process_time() - cpu, 1)
    begun = time.perf_counter()
    counted = measuring.uses(window)
    return {
        "scale": f"accounts_{accounts}_days_{days}",
        "rows": rows,
        "measured": made,
        "seconds": figures,
        "cpu_seconds": whole,
        "uses_of_accounts": len(counted),
        "uses_seconds": round(time.perf_counter() - begun, 2),
    }


def fill(lake: Any, accounts: int, days: int) -> int:
    """This function will write the use and the sessions of each day, and return how many rows of use there are."""
    from hourglass.lake.tables import SESSIONS, USAGE_DAILY  # noqa: PLC0415

    draw, written = random.Random(7), 0
    for day in (FIRST + timedelta(days=step) for step in range(days)):
        uses, sessions = list(used(day, accounts, draw)), list(spent(day, accounts, draw))
        lake.replace(USAGE_DAILY, columns(USAGE_DAILY.columns, uses), days=[day], based_on=1)
        lake.replace(SESSIONS, columns(SESSIONS.columns, sessions), days=[day], based_on=1)
        written += len(uses)
    return written


def used(day: date, accounts: int, draw: random.Random) -> Iterator[tuple[Any, ...]]:
    """This function will make the use of a day: two features of each of two people, four days of five."""
    for account in range(1, accounts + 1):
        if draw.random() < 0.8:
            for user in (2 * account, 2 * account + 1):
                feature = draw.randrange(1, 5)
                yield day, account, 0, user, 1, feature, 5, HOUR
                yield day, account, 0, user, 1, feature + 1, 2, HOUR


def spent(day: date, accounts: int, draw: random.Random) -> Iterator[tuple[Any, ...]]:
    """This function will make the sessions of a day, which overlap."""
    noon = ((day - date(1970, 1, 1)).days * 24 + 4) * HOUR
    for account in range(1, accounts + 1):
        for user in (2 * account, 2 * account + 1):
            start = noon + draw.randrange(-3, 3) * HOUR
            yield day, account, 0, user, start, start + 2 * HOUR


def columns(names: Any, rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """This function will turn rows into columns."""
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


if __name__ == "__main__":
    main()
