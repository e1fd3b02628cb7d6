"""`hourglass reference`: write docs/reference from the code."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hourglass.config import reference


class Command(BaseCommand):
    """Write the reference pages, or tell which are out of date."""

    help = "Write docs/reference from the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a page is out of date")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        pages = reference.written(settings.ROOT / "docs" / "reference")
        stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
        if check and stale:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"docs/reference is out of date ({names}): run bin/hourglass reference")
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path])
        self.stdout.write(f"{len(pages)} pages, {len(stale)} of them new")
