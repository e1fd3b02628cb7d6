"""Promise: 100,000 customers come in from a spreadsheet in under 60 seconds and 512 MB on two cores.

The file goes the ordinary way: brought, its columns named, checked, taken in. Then the same file comes once more, and
every row is found to say nothing new. Runs on a new SQLite database, or on the empty one of DATABASE_URL.
"""

# ruff: noqa: PLC0415  Django is set up for a database of its own before its models load
import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads


def main() -> None:
    """This function will bring the rows and print what each step took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hourglass-imports-") as folder:
        os.environ |= {"HOURGLASS_MODE": "test", "HOURGLASS_DATA": folder}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/imports.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "hourglass.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        data = sheet(options.rows)
        for name in ("new", "again"):
            measure(f"rows_{options.rows} {name}", data)


def sheet(rows: int) -> bytes:
    """This function will write a file of customers."""
    fields = ("口腔", "眼科", "医美", "儿科", "全科", "康复", "中医", "体检")
    head = "客户编号,客户名称,城市,行业,外部编号"
    lines = (f"K{n:06},客户{n}{fields[n % 8]},城市{n % 30},{fields[n % 8]},e{n}" for n in range(rows))
    return "\n".join([head, *lines]).encode()


def measure(name: str, data: bytes) -> None:
    """This function will bring a file and print how long it took, and how much memory there was at most."""
    from hourglass.base.models import User
    from hourglass.base.schedule import Work
    from hourglass.gateway.imports import taking
    from hourglass.gateway.models import Policy

    at, took = datetime.now(UTC), {}
    by = User.objects.filter(email="import@example.com").first() or importer()

    def timed(step: str, work: Callable[[], Any]) -> Any:
        begun, busy = time.perf_counter(), time.process_time()
        done = work()
        took[step] = time.perf_counter() - begun, time.process_time() - busy
        return done

    brought = timed("bring", lambda: taking.bring("accounts", "customers.csv", data, by=by, at=at))
    named = {"source": "crm", "version": brought.version, "by": by, "at": at}
    taking.name_columns(brought, brought.columns, **named)
    work = Work(job="imports", at=at, since=None, until=at, payload={"import": brought.pk})
    timed("check", lambda: taking.check(work))
    brought.refresh_from_db()
    taking.start(brought, policy=Policy.GOOD, version=brought.version, by=by, at=at)
    timed("take in", lambda: taking.run(work))
    brought.refresh_from_db()
    counts = f"{brought.created} added, {brought.same} unchanged, {brought.faulty} with faults"
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, (seconds, _busy) in took.items())
    seconds, busy = (sum(times) for times in zip(*took.values(), strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {seconds:.1f} s, {busy:.1f} of the processor ({steps}); {counts}; {memory} MB at most", flush=True)


def importer() -> Any:
    """This function will add the person who imports."""
    from hourglass.base import people, roles
    from hourglass.base.models import Role

    at = datetime.now(UTC)
    roles.install_defaults(by="benchmark", at=at)
    held = list(Role.objects.filter(key="cs_head"))
    return people.add("import@example.com", name="Importer", roles=held, team=None, by="benchmark", at=at)


if __name__ == "__main__":
    main()
