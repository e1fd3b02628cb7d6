"""Tables for spreadsheet programs, in which no cell that somebody typed becomes a formula (T13)."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, TypeGuard

import xlsxwriter
from django.utils.timezone import is_aware, make_naive

TRIGGERS = frozenset(("=", "+", "-", "@", "|", "%"))
QUOTES = "'\"`\u2018\u2019\u201c\u201d"
BOM = "\ufeff"  # tells Excel that the file is UTF-8
DIGITS = 15  # of a number that a workbook keeps
LONGEST = 32_767  # characters of a cell of a workbook
CLOCKS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """This function will write a CSV file piece by piece; numbers stay numbers, words that act are disarmed."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    yield BOM
    for row in chain([head], rows):
        writer.writerow([cell(value) for value in row])
        yield from _drained(line)


def workbook(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """This function will write a workbook of one sheet; text stays text, whatever it begins with.

    Days and instants become dates of the workbook, instants on the clock of who reads them, and numbers that it could
    not keep to the last digit become text. A text of more than 32,767 characters is cut, since no cell holds more.
    """
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, PLAIN) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        forms = {kind: book.add_format({"num_format": form}) for kind, form in CLOCKS.items()}
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(head):
            sheet.write_string(0, place, text_of(name), bold)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _put(sheet, number, place, value, forms)
    return held.getvalue()


def _put(sheet: Any, number: int, place: int, value: object, forms: Mapping[type[date], Any]) -> None:
    if isinstance(value, datetime) and is_aware(value):
        value = make_naive(value)
    if isinstance(value, date):
        sheet.write_datetime(number, place, value, forms[type(value)])
    elif counts(value):
        sheet.write_number(number, place, value)
    elif value is not None:
        sheet.write_string(number, place, text_of(value))


def counts(value: object) -> TypeGuard[int | float | Decimal]:
    """This function will tell whether a workbook keeps `value` as a number without loss."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    number = Decimal(str(value))
    return number.is_finite() and len(number.as_tuple().digits) <= DIGITS


def text_of(value: object) -> str:
    """This function will give a text for a workbook, in the form that `restored` reads back as it was."""
    text = str(value).replace("\0", "")
    return (f"'{text}" if restored(text) != text else text)[:LONGEST]


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
