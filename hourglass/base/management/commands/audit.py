"""`hourglass audit`: seal, anchor and verify the record."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from hourglass.base import anchors, seals, verification


class Command(BaseCommand):
    """Seal, anchor and verify the record of everything that happened."""

    help = "Seal, anchor and verify the record of everything that happened."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        verify = commands.add_parser("verify", help="name every entry that was changed, removed or added from outside")
        verify.add_argument("--anchors", type=Path, help="a kept copy of the anchors, instead of this installation's")
        verify.add_argument("--after", type=int, default=0, help="check only behind this position of the chain")
        verify.add_argument("--language", default="en", help="of the findings: en or zh-hans")
        commands.add_parser("anchor", help="seal everything and remember outside of the database where the chain ends")
        commands.add_parser("seal", help="bind what was written to the chain now")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["command"])(options)

    def verify(self, options: dict[str, Any]) -> None:
        """This function will verify the record, name what is wrong, and fail when anything is."""
        if (anchored := options["anchors"]) and not anchored.is_file():
            raise CommandError(f"{anchored} is not a file.")
        result = verification.check(
            by="command:audit.verify", at=timezone.now(), after=options["after"], anchored=anchored
        )
        with translation.override(options["language"]):
            for finding in result.findings:
                self.stdout.write(str(finding))
        if result.more:
            self.stdout.write(f"... and {result.more} more.")
        summary = (
            f"{result.sealed} sealed entries, {result.unsealed} not sealed yet, {result.anchors} anchors, "
            f"{result.milliseconds / 1000:.1f} s."
        )
        if result.former:
            summary += f" For {result.former} entries signed with a former key, chain and anchors alone vouch."
        if not result.sound:
            raise CommandError(f"The record is NOT sound: {summary}")
        self.stdout.write(f"The record is sound: {summary}")

    def anchor(self, options: dict[str, Any]) -> None:
        """This function will seal what is left and drop an anchor."""
        seals.seal(at=timezone.now(), thorough=True)
        if anchor := anchors.drop(at=timezone.now()):
            self.stdout.write(f"{anchor.position}:{anchor.chain}")
        else:
            self.stdout.write("Nothing is recorded yet.")

    def seal(self, options: dict[str, Any]) -> None:
        """This function will seal what is left."""
        self.stdout.write(f"{seals.seal(at=timezone.now(), thorough=True)} entries sealed.")
