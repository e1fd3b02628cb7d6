"""`hourglass web`: serve the pages."""

from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from hourglass.config import checks


class Command(BaseCommand):
    """Serve the pages until stopped; a stop lets running requests end."""

    help = "Serve the pages."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        checks.before_start()
        uvicorn.run(
            "hourglass.config.asgi:application",
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            proxy_headers=bool(settings.TRUSTED_PROXIES),
            forwarded_allow_ips=settings.TRUSTED_PROXIES,
            timeout_graceful_shutdown=30,
        )
