"""`hourglass backup <folder>`: take everything but the secret key, as it is at one moment."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hourglass.config import backup
from hourglass.usage import memory


class Command(BaseCommand):
    """Write database, lake, uploaded files and anchors into a new folder while the product works."""

    help = "Write database, lake, uploaded files and anchors of one moment into a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            backup.take(memory.lake(), folder, at=timezone.now())
        except backup.NoBackup as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{folder} holds the backup. Keep the secret key elsewhere; it is not in it.")
