"""Promise: twelve months of retention of 100,000 accounts with 250,000 contract lines in two seconds on two cores.

The rows are written straight into a new SQLite database (or the empty one of DATABASE_URL, which keeps them): yearly
contracts that were renewed, grown, cut or lost over four years. Then each month, quarter and year is computed as the
page does: read set-based, added up by the pure functions.
"""

# ruff: noqa: PLC0415  Django is set up for a database of its own before its models load
import argparse
import os
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads

LAST = date(2026, 10, 31)


def main() -> None:
    """This function will write the rows, compute the figures and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=250_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hourglass-retention-") as folder:
        os.environ |= {"HOURGLASS_MODE": "test", "HOURGLASS_DATA": folder}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/retention.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "hourglass.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        fill(options.accounts, options.lines)
        measure(options.accounts, options.lines, options.rounds)


def fill(accounts: int, lines: int) -> None:
    """This function will write accounts with contracts of one line each."""
    from django.db import connection, transaction

    from hourglass.customers.models import Account
    from hourglass.revenue.models import Contract, Line

    chance = random.Random(5)  # the same rows each time
    at = date(2022, 11, 1)
    created = datetime(2022, 11, 1, tzinfo=UTC)
    with transaction.atomic():
        Account.objects.bulk_create(
            (Account(name=f"C{n}", name_key=f"c{n}", search_key=f"c{n}", created_at=created) for n in range(accounts)),
            batch_size=500,
        )
        keys = list(Account.objects.unscoped(reason="benchmark").order_by("pk").values_list("pk", flat=True))
        terms = list(histories(chance, keys, lines, at))
        Contract.objects.bulk_create(
            (
                Contract(account_id=key, number=f"H{n}", effective_from=start, ends_on=last, created_at=created)
                for n, (key, start, last, _annual, _ended) in enumerate(terms)
            ),
            batch_size=500,
        )
        contracts = Contract.objects.unscoped(reason="benchmark").order_by("pk").values_list("pk", flat=True)
        Line.objects.bulk_create(
            (
                Line(
                    contract_id=contract, name="Main", amount_minor=annual, annual_minor=annual, starts_on=start,
                    ends_on=last, ended_on=ended,
                )
                for contract, (_key, start, last, annual, ended) in zip(contracts, terms, strict=True)
            ),
            batch_size=500,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def histories(chance: random.Random, keys: list[int], lines: int, at: date) -> Any:
    """This function will make up terms: each account a chain of yearly ones, some with a second line beside it."""
    made = 0
    chains = [(key, at + timedelta(days=chance.randrange(1000)), chance.randrange(5, 500) * 10_000) for key in keys]
    while made < lines:
        rest = []
        for key, start, annual in chains:
            last = start + timedelta(days=364)
            yield key, start, last, annual, last - timedelta(days=90) if chance.random() < 0.02 else None
            made += 1
            if made == lines:
                return
            if chance.random() < 0.88:
                rest.append((key, last + timedelta(days=1), int(annual * chance.choice((0.9, 1, 1, 1, 1.2)))))
        chains = rest or chains


def measure(accounts: int, lines: int, rounds: int) -> None:
    """This function will take the times and print them."""
    from hourglass.base.periods import DAY
    from hourglass.revenue import reading, retention
    from hourglass.revenue.vintages import month_ends

    days = [date(2025, 10, 31), *month_ends(date(2025, 11, 1), 12)]
    scale = f"{accounts:,} accounts, {lines:,} lines"
    for _round in range(rounds):
        begun, worked = time.perf_counter(), time.process_time()
        measured = reading.measured(reading.Frame(None, "CNY"), days)
        read = time.perf_counter()
        months = list(retention.by_step(measured))
        year = retention.change(measured, 0, len(days) - 1)
        done, own = time.perf_counter(), time.process_time() - worked
        assert months[0].begin == year.begin
        assert months[-1].end == year.end
        assert year.window.end == LAST + DAY
        print(
            f"{scale}: 12 months and their year in {done - begun:.2f} s (read {read - begun:.2f}, "
            f"added up {done - read:.2f}; of one core {own:.2f}); "
            f"NDR {year.still / year.begin:.3f} of {year.accounts:,} accounts"
        )


if __name__ == "__main__":
    main()
