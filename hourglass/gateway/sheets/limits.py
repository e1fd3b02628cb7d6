"""How large a table may be, and how it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from hourglass.base.refusals import Refused

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 100 * 2**20
MOST_RATIO = 100
MOST_PARTS = 1000
MOST_ROWS, MOST_COLUMNS = 200_000, 200
LONGEST_CELL = 32_767  # what a spreadsheet program itself allows

Cell = str | int | float | Decimal | bool | date | datetime | None


class SheetRefused(Refused):
    """A file cannot be read as a table."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, and its rows from the first that is not empty; every row is as long as the longest."""

    name: str
    rows: list[list[Cell]]


def fitted(name: str, rows: Sequence[Sequence[Cell]]) -> Sheet:
    """This function will keep the rows that hold something, all equally long.

    :raises SheetRefused: there are too many rows or columns, a cell is too long, or nothing is there.
    """
    kept = [list(row) for row in rows if any(cell not in {None, ""} for cell in row)]
    wide = max((len(row) for row in kept), default=0)
    if not kept:
        raise SheetRefused(_("The file holds no rows."), field="file")
    if len(kept) > MOST_ROWS:
        raise SheetRefused(_("More than %(n)s rows. Cut the file into parts.") % {"n": MOST_ROWS}, field="file")
    if wide > MOST_COLUMNS:
        raise SheetRefused(
            _("More than %(n)s columns. Leave out what is not needed.") % {"n": MOST_COLUMNS}, field="file"
        )
    for number, row in enumerate(kept, start=1):
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            raise SheetRefused(_("Row %(n)s has a cell that is too long.") % {"n": number}, field="file")
        row.extend([None] * (wide - len(row)))
    return Sheet(name, kept)
