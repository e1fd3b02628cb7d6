"""`hourglass worker`: run the jobs."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from hourglass.config import checks
from hourglass.config.worker import Worker


class Command(BaseCommand):
    """Run the jobs until stopped; a stop lets running work end, and hands back what takes longer than 30 seconds."""

    help = "Run the jobs."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        checks.before_start()
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_ignored: worker.stop())
        worker.run()
