"""`hourglass ready`: tell whether the installation can work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hourglass.config import health


class Command(BaseCommand):
    """Say what was found, one line each; fail when something is not well."""

    help = "Tell whether the database, the migrations, the disk and the worker are well."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        found = health.findings()
        for finding in found:
            self.stdout.write(f"{'well' if finding.well else 'NOT WELL'}  {finding.name}: {finding.seen}")
        if not all(finding.well for finding in found):
            raise CommandError("The installation cannot work as it is.")
