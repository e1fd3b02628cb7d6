"""Promise: 100,000 entries of the record are verified within 20 seconds, and a sealer's write stays under 50 ms.

Entries are written as the product writes them, 500 to a transaction, into a new SQLite database (or the empty one of
DATABASE_URL, which keeps them).
"""

# ruff: noqa: PLC0415  Django is set up for a database of its own before its models load
import argparse
import os
import tempfile
import time
from collections.abc import Callable
from typing import Any

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads


def main() -> None:
    """This function will write, seal and verify, and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    count = parser.parse_args().entries
    with tempfile.TemporaryDirectory(prefix="hourglass-record-") as folder:
        os.environ |= {"HOURGLASS_MODE": "test", "HOURGLASS_DATA": folder}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/record.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "hourglass.config.settings"
        measure(count)


def measure(count: int) -> None:
    """This function will take the times and print them."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from hourglass.base import seals, timeline, verification
    from hourglass.base.models import User

    call_command("migrate", verbosity=0)
    person = User.objects.create_user("person@example.com", name="Person")

    def write(number: int) -> None:
        new = {"name": f"New name {number}", "roles": ["csm", "lead"]}
        timeline.record("person.changed", on=person, by=person, at=timezone.now(), old={"name": "Old"}, new=new)

    begun = time.perf_counter()
    for start in range(0, count, 500):
        with transaction.atomic():
            for number in range(start, min(start + 500, count)):
                write(number)
    told("written", count, begun)

    held: list[float] = []
    begun = time.perf_counter()
    with connection.execute_wrapper(stopwatch(held, connection)):
        seals.seal(at=timezone.now())
    told("sealed", count, begun)
    held.sort()
    half, most = held[len(held) // 2] * 1000, held[int(len(held) * 0.99)] * 1000
    print(f"write of a sealer: median {half:.1f} ms, 99 of 100 under {most:.1f} ms")

    begun = time.perf_counter()
    result = verification.verify()
    assert (result.sound, result.sealed) == (True, count)
    told("verified", count, begun)


def stopwatch(held: list[float], connection: Any) -> Callable[..., Any]:
    """This function will time what is executed inside of a transaction."""

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            if connection.in_atomic_block:
                held.append(time.perf_counter() - begun)

    return timed


def told(what: str, count: int, begun: float) -> None:
    """This function will print one measurement."""
    took = time.perf_counter() - begun
    print(f"{what}: {count:,} entries in {took:.1f} s, {took / count * 100_000:.1f} s for 100,000")


if __name__ == "__main__":
    main()
