"""`hourglass demo`: prepare the database and the demo, then serve everything in one process."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hourglass.config import demo


class Command(BaseCommand):
    """Prepare what is missing, say how to log in, and serve."""

    help = "Prepare the database and the demo, then serve everything in one process."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("The demo is not for production: start `hourglass web` and `hourglass worker`.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        demo.install(at=timezone.now())
        self.stdout.write(f"Hourglass: {settings.SITE_URL}")
        for person in demo.PEOPLE:
            self.stdout.write(f"  {person.mailbox}@{demo.DOMAIN}  {person.name}  {person.role}")
        self.stdout.write(f"  {demo.password()}\n")
        sys.stdout.flush()
        call_command("web")
