"""`hourglass administrator <address>`: let the first administrator in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone, translation

from hourglass.base import people, roles
from hourglass.base.models import Role
from hourglass.base.refusals import Refused

BY = "command:administrator"


class Command(BaseCommand):
    """Add the roles that come with the product, and print the link by which an administrator comes in."""

    help = "Add the built-in roles that are missing and print an invitation for an administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the administrator's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        with translation.override("en"):
            try:
                roles.install_defaults(by=BY, at=at, mfa_for_administrators=True)
                role = Role.objects.get(key=Role.ADMINISTRATOR)
                invitation, secret = people.invite(options["address"], roles=[role], by=BY, at=at)
            except Refused as refused:
                raise CommandError(str(refused.message)) from None
        link = settings.SITE_URL.rstrip("/") + reverse("invitation-open", args=[secret])
        self.stdout.write(
            f"{link}\nOpens once for {invitation.email}, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC."
        )
