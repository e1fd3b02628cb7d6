"""`hourglass translate`: bring the Chinese catalogue in line with code and templates."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hourglass.config import translations


class Command(BaseCommand):
    """Collect every English text, keep its Chinese, drop what is unused, and name what lacks Chinese."""

    help = "Collect every text of code and templates into the Chinese catalogue and name what lacks Chinese."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when something is missing")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        tree = settings.ROOT / "hourglass"
        path = translations.catalogue_path(tree)
        catalogue = translations.renewed(translations.read(path), translations.messages_in(tree))
        text = translations.written(catalogue)
        faults = translations.faults(catalogue)
        if check and (not path.exists() or path.read_text() != text):
            faults.insert(0, "the catalogue is not in line with the code: run bin/translate")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            translations.compile_stale(tree)
        for fault in faults:
            self.stdout.write(fault)
        if check and faults:
            raise CommandError(f"{len(faults)} faults in {path.relative_to(settings.ROOT)}")
        self.stdout.write(f"{len(catalogue)} messages, {len(faults)} faults")
