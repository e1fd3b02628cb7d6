"""`python -m tests.config.killing <kills>`: two workers that are killed in turn, and one that ends the work.

Prints what the database says afterwards. Leases and waits are short here, so that two hundred kills take minutes.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import timedelta

import django

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.config.worker_settings"
django.setup()

from django.db import connection  # noqa: E402  models load only after the set-up
from django.utils import timezone  # noqa: E402

from hourglass.base import claims, jobs, running  # noqa: E402
from hourglass.base.models import Run  # noqa: E402
from hourglass.config import worker  # noqa: E402
from tests.config import worker_jobs  # noqa: E402

running.LEASE = worker.LEASE = timedelta(seconds=1)
worker.POLL, worker.BEAT = 0.02, 0.25
for verb in (claims.reap, claims.fail):
    verb.__kwdefaults__["wait"] = lambda _attempts: timedelta(0)


def start() -> int:
    """This function will start a worker in a process of its own."""
    child = os.fork()
    if child:
        return child
    mine = worker.Worker()
    signal.signal(signal.SIGTERM, lambda *_ignored: mine.stop())
    mine.run()
    os._exit(0)


def end(child: int, number: signal.Signals) -> int:
    """This function will send a signal to a worker and return how it ended."""
    os.kill(child, number)
    return os.waitpid(child, 0)[1]


def at_work(children: list[int]) -> int | None:
    """This function will return the place of a worker that holds a run now, waiting up to 5 s for one."""
    limit = time.monotonic() + 5
    while time.monotonic() < limit:
        names = list(Run.objects.filter(claimed_by__isnull=False).values_list("claimed_by", flat=True))
        for place, child in enumerate(children):
            if any(f"-{child}-" in name for name in names):
                return place
        time.sleep(0.005)
    return None


def kill_in_turn(kills: int) -> None:
    """This function will keep two workers alive and kill one of them, again and again.

    Every second kill meets a worker that holds a run, so that a slow machine, where most of a short life is the start,
    is put to the test as well; the others meet whatever is going on.
    """
    children = [start(), start()]
    for kill in range(kills):
        time.sleep(random.uniform(0.05, 0.7))
        victim = at_work(children) if kill % 2 else None
        # A child must not begin with its parent's connection.
        connection.close()
        victim = random.randrange(2) if victim is None else victim
        end(children[victim], signal.SIGKILL)
        children[victim] = start()
    for child in children:
        end(child, signal.SIGKILL)


def end_the_work() -> dict[str, object]:
    """This function will let one worker do what is left until now, and stop it."""
    until = timezone.now()
    child = start()
    limit = time.monotonic() + 120
    while Run.objects.open().filter(created_at__lte=until).exists() and time.monotonic() < limit:
        time.sleep(0.1)
    time.sleep(1.5)
    connection.close()
    started = time.monotonic()
    status = end(child, signal.SIGTERM)
    return {"status": status, "stopped_in": round(time.monotonic() - started, 2), "until": str(until)}


def main(kills: int) -> None:
    """This function will kill, let the rest be done, and print what is in the database."""
    with connection.cursor() as cursor:
        cursor.execute(worker_jobs.TABLE)
    for number in range(kills):
        jobs.enqueue("batch", payload={"number": number}, at=timezone.now(), unique_key=str(number))
    connection.close()
    kill_in_turn(kills)
    answer = end_the_work()
    with connection.cursor() as cursor:
        cursor.execute("SELECT job, since, until, run FROM effect ORDER BY until")
        answer["effects"] = cursor.fetchall()
    answer["reaped"] = Run.objects.filter(attempts__gt=1).count()
    answer["dead"] = Run.objects.dead().count()
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(int(sys.argv[1]))
