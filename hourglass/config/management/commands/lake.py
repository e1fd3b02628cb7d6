"""`hourglass lake check|mend|forget`: look through the files of events, mend what is damaged, repeat erasures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hourglass.lake.tables import EVENTS
from hourglass.usage import erasing, upkeep


class Command(BaseCommand):
    """Read every byte of the lake; take damaged files from a backup, or fill their days again; repeat erasures."""

    help = (
        "check: read every file of the lake. mend: take damaged ones from a backup, or else fill their days again. "
        "forget: erase again whoever an older backup that was restored brought back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check", "mend", "forget"])
        parser.add_argument("--backup", type=Path, help="the folder of a backup, as `hourglass backup` wrote it")

    def handle(self, *args: Any, what: str, backup: Path | None, **options: Any) -> None:
        if backup and not (backup / "lake").is_dir():
            raise CommandError(f"{backup} is no backup: it has no folder named lake.")
        if what == "forget":
            self.stdout.write(f"Erased again: {erasing.repeat(at=timezone.now())}")
            return
        if what == "mend":
            for mended in upkeep.mend(backup=backup and backup / "lake", at=timezone.now()):
                self.stdout.write(told(mended))
        try:
            upkeep.check()
        except upkeep.LakeDamaged as damaged:
            raise CommandError(str(damaged)) from None
        self.stdout.write("Every file of the lake is as it was written.")


def told(mended: upkeep.Mended) -> str:
    """This function will say in a line what became of a damaged file."""
    table, day = mended.damaged.table, mended.damaged.since
    if mended.healed:
        became = "taken from the backup"
    elif mended.computed:
        became = "set aside, and computed anew within minutes; days that were handed in come from a backup only"
    elif table is EVENTS:
        became = f"set aside; {mended.events} events came again from the inbox, older ones come from a backup only"
    else:
        became = "set aside; its rows come from a backup only"
    return f"{table} of {day}: {became}."
