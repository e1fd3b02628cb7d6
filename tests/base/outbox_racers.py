"""`python -m tests.base.outbox_racers <threads>`: many senders claim every message; prints who got which."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads

os.environ["DJANGO_SETTINGS_MODULE"] = "hourglass.config.settings"
django.setup()

from django.db import connection  # noqa: E402  models load only after the set-up
from django.utils import timezone  # noqa: E402

from hourglass.base import outbox  # noqa: E402
from hourglass.base.outbox import Outcome, Result  # noqa: E402


def race(threads: int) -> list[int]:
    """This function will let so many threads, each on a connection of its own, send until nothing is due."""
    start = Barrier(threads)

    def work(number: int) -> list[int]:
        mine = []
        start.wait()
        while delivery := outbox.claim(by=f"{os.getpid()}-{number}", at=timezone.now()):
            mine.append(delivery.pk)
            outbox.begin(delivery, at=timezone.now())
            outbox.conclude(delivery, Outcome(Result.SENT), at=timezone.now())
        connection.close()
        return mine

    with ThreadPoolExecutor(threads) as pool:
        return [pk for mine in pool.map(work, range(threads)) for pk in mine]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(race(int(sys.argv[1]))))
