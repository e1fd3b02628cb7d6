"""`hourglass demo`: prepare the database and the demo, then serve everything in one process."""

import secrets
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from hourglass.base.models import User

DEMO_EMAIL = "admin@hourglass.example"


class Command(BaseCommand):
    """Prepare what is missing, say how to log in, and serve."""

    help = "Prepare the database and the demo, then serve everything in one process."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        password = demo_password()
        self.stdout.write(f"续航 Hourglass: {settings.SITE_URL}\n  {DEMO_EMAIL}\n  {password}\n")
        sys.stdout.flush()
        call_command("web")


def demo_password() -> str:
    """This function will return the demo administrator's password, making both on the first call."""
    path = settings.DATA / "demo-password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(12))
    password = path.read_text()
    if not User.objects.filter(email=DEMO_EMAIL).exists():
        User.objects.create_user(DEMO_EMAIL, password, name="管理员")
    return password
