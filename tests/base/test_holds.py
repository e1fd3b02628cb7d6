"""The guard that measures how long write transactions hold the database."""

import time

import pytest
from django.db import connection, transaction

from hourglass.base import housekeeping
from hourglass.base.holds import measured
from hourglass.base.models import Run, Team
from hourglass.base.schedule import Work, jobs
from tests.base.test_housekeeping import NOON


def test_a_long_transaction_is_reported_with_its_length(transactional_db: None) -> None:
    reports: list[float] = []
    with measured(connection, reports.append) as holds, transaction.atomic():
        Team.objects.create(name="East")
        time.sleep(0.06)
    assert len(reports) == 1
    assert 0.06 <= holds.longest == reports[0] < 5


def test_a_short_transaction_is_not(transactional_db: None) -> None:
    reports: list[float] = []
    with measured(connection, reports.append, limit=2.0) as holds, transaction.atomic():
        Team.objects.create(name="East")
    assert reports == []
    assert 0 < holds.longest < 2


def test_a_transaction_that_is_rolled_back_counts_too(transactional_db: None) -> None:
    reports: list[float] = []

    def work() -> None:
        with transaction.atomic():
            Team.objects.create(name="East")
            time.sleep(0.06)
            raise RuntimeError("no")

    with measured(connection, reports.append), pytest.raises(RuntimeError):
        work()
    assert len(reports) == 1


def test_work_before_and_after_the_transaction_does_not_count(transactional_db: None) -> None:
    with measured(connection) as holds:
        time.sleep(0.06)
        with transaction.atomic():
            Team.objects.create(name="East")
        time.sleep(0.06)
    assert holds.longest < 0.06


def test_reading_holds_nobody_up_on_postgresql(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite takes the lock when the transaction begins")
    with measured(connection) as holds, transaction.atomic():
        list(Team.objects.all())
        time.sleep(0.06)
    assert holds.longest == 0


def test_nothing_stays_on_the_connection(transactional_db: None) -> None:
    before = connection.commit
    with measured(connection):
        pass
    assert connection.commit == before
    assert connection.execute_wrappers == []


def test_housekeeping_of_many_rows_stays_below_the_limit(transactional_db: None) -> None:
    Run.objects.bulk_create(Run(job="mail", due_at=NOON, created_at=NOON, done_at=NOON) for _n in range(5000))
    held = []
    for _round in range(3):  # the machine may be busy: one quiet round shows what the code needs
        with measured(connection) as holds:
            housekeeping.prune_runs(Work(job="x", at=NOON, since=None, until=NOON))
        held.append(holds.longest)
        Run.objects.bulk_create(Run(job="mail", due_at=NOON, created_at=NOON, done_at=NOON) for _n in range(4500))
    assert min(held) < 0.05, held


def test_every_job_of_the_schedule_stays_below_the_limit(transactional_db: None) -> None:
    for job in jobs().values():
        held = []
        for _round in range(3):
            with measured(connection) as holds:
                job.does(Work(job=job.key, at=NOON, since=None, until=NOON))
            held.append(holds.longest)
        assert min(held) < 0.05, (job.key, held)
