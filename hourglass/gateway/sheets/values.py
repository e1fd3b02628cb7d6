"""Cells as values: what can be meant in two ways is refused with the way out, never guessed."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from hourglass.base.refusals import Refused
from hourglass.base.spreadsheets import restored
from hourglass.gateway.sheets.limits import Cell

Reading = Callable[[Cell], Any]
NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\Z")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}.*)?\Z")
CLOCK = re.compile(r"[ T](\d{1,2}):(\d{2})(?::\d{2})?\s*\Z")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
MONEY_SIGNS = str.maketrans("", "", "¥￥$€元 \u00a0")
YES, NO = frozenset(("yes", "y", "true", "1", "是", "有", "对")), frozenset(("no", "n", "false", "0", "否", "无", "不"))
FIRST_YEAR, LAST_YEAR = 1990, 2099


class CellRefused(Refused):
    """A cell does not hold what its column is for."""


def text(longest: int) -> Reading:
    """This function will make a reading of words."""

    def read(cell: Cell) -> str:
        found = restored(str(cell)).strip()
        if len(found) > longest:
            raise CellRefused(_("Shorten it to %(n)s characters.") % {"n": longest})
        if "\0" in found:
            raise CellRefused(_("It holds characters that are no text."))
        return found

    return read


def number(cell: Cell) -> Decimal:
    """This function will read a number: 1200.5, 1,200.50; a comma before anything but three digits is refused."""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        found = Decimal(str(cell))
    else:
        bare = str(cell).translate(MONEY_SIGNS)
        if not NUMBER.match(bare):
            raise CellRefused(_("Write the number like 1200.50."))
        try:
            found = Decimal(bare.replace(",", ""))
        except InvalidOperation:
            raise CellRefused(_("Write the number like 1200.50.")) from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** 13:
        raise CellRefused(_("The number is too large."))
    return found


def whole(cell: Cell) -> int:
    """This function will read a whole number that is not below zero."""
    found = number(cell)
    if found != found.to_integral_value() or found < 0:
        raise CellRefused(_("Write a whole number."))
    return int(found)


def at_most(most: int, *, least: int = 0) -> Reading:
    """This function will make a reading of whole numbers from `least` up to `most`."""

    def read(cell: Cell) -> int:
        found = whole(cell)
        if found > most:
            raise CellRefused(_("The number is too large."))
        if found < least:
            raise CellRefused(_("The number is too small: at least %(least)s.") % {"least": least})
        return found

    return read


def percent(cell: Cell) -> Decimal:
    """This function will read a part of a hundred: 12.5, with two decimal places at most."""
    found = number(cell)
    if not 0 <= found <= 100 or found * 100 % 1:
        raise CellRefused(_("Write a percentage from 0 to 100, with two decimal places at most."))
    return found


def day(cell: Cell) -> date:
    """This function will read a day: a date of the spreadsheet, 2026-01-31, 2026/1/31 or 2026年1月31日."""
    if isinstance(cell, date):
        found = cell.date() if isinstance(cell, datetime) else cell
    else:
        match = DAY.match(str(cell).strip()) or PACKED.match(str(cell).strip())
        if match is None:
            raise CellRefused(_("Write the day like 2026-01-31."))
        try:
            found = date(*(int(part) for part in match.groups()))
        except ValueError:
            raise CellRefused(_("There is no such day.")) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellRefused(_("The year is out of reach."))
    return found


def moment(cell: Cell) -> datetime:
    """This function will read a time: a day with or without a clock, 2026-01-31 14:05, with or without an offset."""
    found = cell if isinstance(cell, datetime) else _moment(str(cell).strip())
    if found is None:
        match = CLOCK.search(str(cell))
        hour, minute = (int(match[1]), int(match[2])) if match else (0, 0)
        if hour > 23 or minute > 59:
            raise CellRefused(_("There is no such time."))
        return datetime.combine(day(cell), time(hour, minute))
    day(found)
    return found


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def yes_no(cell: Cell) -> bool:
    """This function will read yes or no in either language."""
    if isinstance(cell, bool):
        return cell
    found = str(cell).strip().casefold()
    if found not in YES | NO:
        raise CellRefused(_("Write yes or no."))
    return found in YES


def mail(cell: Cell) -> str:
    """This function will read an e-mail address."""
    found = text(254)(cell)
    try:
        validate_email(found)
    except ValidationError:
        raise CellRefused(_("This is no e-mail address.")) from None
    return str(found)


def choice(words: Callable[[], Mapping[str, Iterable[str]]]) -> Reading:
    """This function will make a reading of one of several words; each key comes with all the words for it."""

    def read(cell: Cell) -> str:
        wanted = str(cell).strip().casefold()
        for key, names in words().items():
            if wanted in {key.casefold(), *(name.casefold() for name in names)}:
                return key
        known = ", ".join(next(iter(names), key) for key, names in words().items())
        raise CellRefused(_("Write one of: %(words)s.") % {"words": known})

    return read
