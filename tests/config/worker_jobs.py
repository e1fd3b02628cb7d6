"""Jobs whose effects are rows of a table without any constraint, so that a second effect would show."""

import os
import signal
import time
from datetime import timedelta

from django.db import connection

from hourglass.base.cadence import Every
from hourglass.base.schedule import CatchUp, Job, Work

TABLE = "CREATE TABLE effect (job varchar(40), since varchar(40), until varchar(40), run varchar(40))"


def write(work: Work) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO effect (job, since, until, run) VALUES (%s, %s, %s, %s)",
            [work.job, str(work.since), str(work.until), str(work.payload.get("number"))],
        )


def write_if_missing(work: Work) -> None:
    """Be idempotent the way work outside the transaction has to be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM effect WHERE job = %s AND until = %s", [work.job, str(work.until)])
        if cursor.fetchone() is None:
            write(work)
    time.sleep(0.15)


def write_slowly(work: Work) -> None:
    write(work)
    time.sleep(0.1)


def sleep(work: Work) -> None:
    end = time.monotonic() + work.payload["seconds"]
    while time.monotonic() < end:
        time.sleep(0.01)
    write(work)


def endless(work: Work) -> None:
    try:
        while True:
            time.sleep(0.01)
    except Exception:  # noqa: BLE001  a job that swallows everything
        write(work)


def kill_the_worker(work: Work) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hold(work: Work) -> None:
    write(work)
    time.sleep(0.08)


SECOND = timedelta(seconds=1)
JOBS = [
    Job(
        key="each",
        title="Each",
        does=write_slowly,
        cadence=Every(SECOND),
        catch_up=CatchUp.EACH,
        atomic=True,
        attempts=99,
    ),
    Job(key="own", title="Own", does=write_if_missing, cadence=Every(SECOND), catch_up=CatchUp.EACH, attempts=99),
    Job(key="latest", title="Latest", does=write_slowly, cadence=Every(SECOND), atomic=True, attempts=99),
    Job(key="batch", title="Batch", does=write_slowly, atomic=True, attempts=99),
    Job(key="sleep", title="Sleep", does=sleep, time_limit=timedelta(minutes=5)),
    Job(key="endless", title="Endless", does=endless, time_limit=SECOND, attempts=1),
    Job(key="kills", title="Kills its worker", does=kill_the_worker, attempts=3),
    Job(key="hold", title="Holds the database", does=hold, atomic=True),
]
