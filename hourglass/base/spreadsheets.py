"""Tables for spreadsheet programs, in which no cell that somebody typed becomes a formula (T13)."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

TRIGGERS = frozenset(("=", "+", "-", "@", "|", "%"))
QUOTES = "'\"`\u2018\u2019\u201c\u201d"
BOM = "\ufeff"  # tells Excel that the file is UTF-8


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """This function will write a CSV file piece by piece; numbers stay numbers, words that act are disarmed."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    yield BOM
    for row in chain([head], rows):
        writer.writerow([cell(value) for value in row])
        yield from _drained(line)


def cell(value: object) -> str:
    """This function will write one value; text that a spreadsheet program would act upon gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    text = str(value).replace("\0", "")
    return f"'{text}" if acts(text) else text


def restored(text: str) -> str:
    """This function will take the apostrophe away again that `cell` put before a text."""
    return text[1:] if text.startswith("'") and acts(text[1:]) else text


def acts(text: str) -> bool:
    """This function will tell whether a spreadsheet program might run `text`, also in full width or behind blanks."""
    bare = unicodedata.normalize("NFKC", text)
    start = 0
    while start < len(bare) and (bare[start] in QUOTES or unicodedata.category(bare[start])[0] in "CZ"):
        start += 1
    return bare[start : start + 1] in TRIGGERS or any(control in bare[:start] for control in "\t\r\n")


def _drained(line: io.StringIO) -> Iterator[str]:
    yield line.getvalue()
    line.seek(0)
    line.truncate()
