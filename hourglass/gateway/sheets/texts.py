"""Tables written as text: UTF-8 with or without its mark, UTF-16, GB18030; commas, semicolons or tabs between cells."""

import csv
import io
from collections import Counter

from django.utils.translation import gettext_lazy as _

from hourglass.gateway.sheets.limits import LONGEST_CELL, Sheet, SheetRefused, fitted

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BETWEEN = (",", ";", "\t", "|")
LOOKED_AT = 50  # rows by which the character between cells is told


def read(data: bytes) -> Sheet:
    """This function will read a table that was written as text.

    :raises SheetRefused: it is no text in an encoding that is known, or no table.
    """
    text = decoded(data)
    if "\0" in text:
        raise SheetRefused(_("This is no text file. Save it as CSV or XLSX and bring it again."), field="file")
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        return fitted("", list(csv.reader(io.StringIO(text, newline=""), delimiter=between(text))))
    except csv.Error:
        raise SheetRefused(
            _("A quote is opened and not closed, or a cell is too long. Save the file anew."), field="file"
        ) from None


def decoded(data: bytes) -> str:
    """This function will decode a text by its mark, else as UTF-8, else as GB18030 as Chinese programs write it."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused(_("The text is in no encoding that is known. Save the file as UTF-8."), field="file")


def between(text: str) -> str:
    """This function will tell the character between cells: the one that cuts the rows into equally many, and most."""
    head = "\n".join(text.splitlines()[:LOOKED_AT])

    def score(character: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=character) if row)
        except csv.Error:
            return (0, 0)
        width, rows = max(widths.items(), key=lambda found: (found[1], found[0]), default=(1, 0))
        return (rows, width) if width > 1 else (0, 0)

    best = max(BETWEEN, key=score)
    return best if score(best) > (0, 0) else ","
