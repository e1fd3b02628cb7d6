"""`hourglass demo`: prepare the database and the demo, then serve pages and run jobs in one process."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hourglass.config import demo, demo_usage, preparation
from hourglass.config.worker import Worker


class Command(BaseCommand):
    """Prepare what is missing, say how to log in, and serve."""

    help = "Prepare the database and the demo, then serve everything in one process."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("The demo is not for production: start `hourglass web` and `hourglass worker`.")
        preparation.prepare()
        if demo.install(at=(at := timezone.now())):
            demo_usage.measure(at=at)
        self.stdout.write(f"Hourglass: {settings.SITE_URL}")
        for person in demo.PEOPLE:
            self.stdout.write(f"  {person.mailbox}@{demo.DOMAIN}  {person.name}  {person.role}")
        self.stdout.write(f"Password of each: {demo.password()}\n")
        sys.stdout.flush()
        with working():
            call_command("web")


@contextmanager
def working() -> Iterator[None]:
    """This function will run a worker beside its block, and let it end its work afterwards."""
    worker = Worker()
    thread = Thread(target=worker.run, name="worker")
    # The web server hands a signal on when it has stopped; without these handlers that would end the process at once.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_ignored: worker.stop())
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()
