"""The worker as a process: it ends as it was asked to, keeps time limits, and survives what its jobs do."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest
from django.db import OperationalError

from hourglass.base import jobs
from hourglass.base.models import Run
from hourglass.config import worker as workers
from hourglass.config.worker import SteadyClock, Worker
from tests.config import worker_jobs

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


class Site:
    """A database of its own, the worker command on it, and what the database says."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment | {"DJANGO_SETTINGS_MODULE": "tests.config.worker_settings"}
        self.log = folder / "worker.log"
        self.ask(worker_jobs.TABLE)

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database itself, which is quicker than to start the product for it."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite"):
            database: Any = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
            sql = sql.replace("%s", "?")
        else:
            database = psycopg.connect(url)
        with closing(database), database:
            cursor = database.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def queue(self, job: str, **payload: object) -> None:
        now = datetime.now(UTC).isoformat(" ")
        columns = "job, payload, due_at, created_at, attempts, error, round"
        values = (job, json.dumps(payload), now, now, 0, "", 1)
        self.ask(f"INSERT INTO base_run ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)", *values)

    def count(self, condition: str) -> int:
        ((found,),) = self.ask(f"SELECT count(*) FROM base_run WHERE {condition}")
        return int(str(found))

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "hourglass.config", "worker"], env=self.environment, stderr=log
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def wait_for(self, condition: str, seconds: float = 90) -> None:
        limit = time.monotonic() + seconds
        while not self.count(condition):
            assert time.monotonic() < limit, f"no run with {condition}\n{self.log.read_text()}"
            time.sleep(0.1)


@pytest.fixture
def site(shared_database: dict[str, str], tmp_path: Path) -> Site:
    return Site(shared_database, tmp_path)


def stopped(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> float:
    begin = time.monotonic()
    process.send_signal(number)
    assert process.wait(timeout=35) == 0
    return time.monotonic() - begin


def test_work_that_runs_ends_before_the_worker_does(site: Site) -> None:
    site.queue("sleep", seconds=4)
    with site.worker() as process:
        site.wait_for("job = 'sleep' AND claimed_by IS NOT NULL")
        assert stopped(process) < 20
    assert site.count("job = 'sleep' AND done_at IS NOT NULL") == 1
    assert site.ask("SELECT count(*) FROM base_worker WHERE stopped_at IS NOT NULL") == [(1,)]


def test_work_that_takes_too_long_is_handed_back_within_thirty_seconds(site: Site) -> None:
    site.queue("sleep", seconds=120)
    with site.worker() as process:
        site.wait_for("job = 'sleep' AND claimed_by IS NOT NULL")
        assert stopped(process, signal.SIGINT) < 30
    assert site.count("job = 'sleep' AND claimed_by IS NULL AND attempts = 0 AND done_at IS NULL") == 1


def test_a_job_that_never_ends_is_ended_at_its_time_limit(site: Site) -> None:
    site.queue("endless")
    with site.worker() as process:
        site.wait_for("dead_at IS NOT NULL")
        stopped(process)
    assert "TookTooLong" in str(site.ask("SELECT error FROM base_run WHERE job = 'endless'"))
    assert site.ask("SELECT * FROM effect WHERE job = 'endless'") == []


def test_a_thread_that_ignores_its_interrupt_is_left_behind_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, mine, extended = Event(), Worker(), []
    deaf, begun = mine.runners[1], Event()
    overdue = time.monotonic() - workers.OVERTIME - 1

    def step() -> bool:
        deaf.run_, deaf.deadline = Run(pk=7, job="endless"), overdue
        begun.set()
        gate.wait()  # waits in C, where no interrupt arrives
        return True

    monkeypatch.setattr(deaf, "step", step)
    deaf.start()
    assert begun.wait(10)
    monkeypatch.setattr(workers.Runner, "start", lambda _runner: None)
    monkeypatch.setattr(workers.claims, "extend", lambda run, **_lease: extended.append(run))
    mine.watch_limits()
    assert (deaf.told, deaf.abandoned, deaf.is_alive()) == (True, True, True)
    assert mine.runners[1] is not deaf
    assert mine.runners[1].quick == deaf.quick
    mine.extend(NOON)
    assert extended == []  # so its run is taken from it when the lease ends
    gate.set()
    deaf.join(10)
    assert not deaf.is_alive()


def test_a_job_that_holds_the_database_too_long_is_named(site: Site) -> None:
    site.queue("hold")
    with site.worker() as process:
        site.wait_for("job = 'hold' AND done_at IS NOT NULL")
        stopped(process)
    assert "job hold held the database for" in site.log.read_text()


def test_a_worker_without_its_tables_waits_for_them(site: Site) -> None:
    site.queue("batch", number=1)
    site.ask("ALTER TABLE base_run RENAME TO away")
    with site.worker() as process:
        limit = time.monotonic() + 60
        while "the database does not answer" not in site.log.read_text():
            assert time.monotonic() < limit
            assert process.poll() is None
            time.sleep(0.1)
        site.ask("ALTER TABLE away RENAME TO base_run")
        site.wait_for("job = 'batch' AND done_at IS NOT NULL")
        stopped(process)


def clock(jumps: list[float]) -> tuple[SteadyClock, Callable[[float], bool]]:
    """A clock of which each look can be a jump away from steady time."""
    now = [0.0, 0.0]
    made = SteadyClock(wall=lambda: NOON + timedelta(seconds=now[0]), steps=lambda: now[1])

    def look(seconds: float) -> bool:
        now[1] += seconds
        now[0] += seconds + (jumps.pop(0) if jumps else 0.0)
        return made.steady()

    return made, look


def test_a_steady_clock_is_trusted_at_once() -> None:
    _clock, look = clock([])
    assert look(1)


@pytest.mark.parametrize("jump", [7200.0, -7200.0])
def test_after_a_jump_no_lease_is_judged_for_the_length_of_one(jump: float) -> None:
    _clock, look = clock([0.0, jump])
    assert look(1)
    assert not look(1)
    assert not look(28)
    assert look(3)


def test_a_clock_that_is_set_gently_is_trusted() -> None:
    _clock, look = clock([3.0, -3.0])
    assert look(1)
    assert look(1)


def test_a_jump_of_two_hours_takes_no_run_from_a_living_worker(
    transactional_db: None, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SCHEDULE = "tests.config.worker_jobs.JOBS"  # type: ignore[attr-defined]
    now, steps = [NOON], [1000.0]
    monkeypatch.setattr(workers.timezone, "now", lambda: now[0])
    mine = Worker()
    mine.clock = SteadyClock(wall=lambda: now[0], steps=lambda: steps[0])
    jobs.enqueue("sleep", payload={}, at=NOON)
    run = workers.running.claim_next(by=mine.name, at=NOON)
    assert run is not None
    other = Worker()
    other.clock = SteadyClock(wall=lambda: now[0], steps=lambda: steps[0])
    for jump in (2, -2, 2):
        now[0] += timedelta(hours=jump)
        mine.runners[0].run_ = run
        other.beat()  # before the owner has had a chance to extend
        mine.beat()
        steps[0] += 100
        now[0] += timedelta(seconds=100)
        mine.beat()
        other.beat()
        run.refresh_from_db()
        assert run.claimed_by is not None
        assert run.attempts == 1


def test_the_database_may_be_locked_for_a_while(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, ticks = Worker(), []

    def tick() -> None:
        ticks.append(time.monotonic())
        if len(ticks) == 3:
            mine.stop()
            return
        raise OperationalError("database is locked")

    monkeypatch.setattr(mine, "tick", tick)
    monkeypatch.setattr(mine, "close", lambda: None)
    mine.runners = []
    mine.run()
    first, second = ticks[1] - ticks[0], ticks[2] - ticks[1]
    assert 0.4 < first < second  # the waits grow


def test_a_job_that_kills_its_worker_leaves_its_attempt_counted(site: Site) -> None:
    site.queue("kills")
    with site.worker() as process:
        assert process.wait(timeout=90) == -signal.SIGKILL
    assert site.count("job = 'kills' AND attempts = 1 AND claimed_by IS NOT NULL") == 1
