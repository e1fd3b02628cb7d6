"""What comes in from outside: texts and JSON that both databases can keep, or a clear refusal.

SQLite takes some values that PostgreSQL does not (a NUL in a text), and both fail on others (an integer of 65 bits), so
they are turned away at the door, where there is still somebody to tell.
"""

import json
import re
from math import isfinite
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from hourglass.base.refusals import Refused

BIGGEST = 2**63 - 1
DEEPEST = 32
LONGEST_NUMBER = 25
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
SHORT = 500  # a text below this length overwhelms nothing
ENDLESS = re.compile(r"\d{4000}")
BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class Unreadable(Refused):
    """What was sent cannot be read, or cannot be kept."""


def keepable(text: str) -> bool:
    """This function will tell whether both databases can keep a text: it holds no NUL and no half of a character."""
    return UNKEEPABLE.search(text) is None


def overwhelming(text: str) -> bool:
    """This function will tell whether a text would break the next parser: nested without end, or one endless number.

    Libraries read JSON out of form fields with parsers that recurse, and turn digits into integers that Python refuses.
    """
    return len(text) > SHORT and (ENDLESS.search(text) is not None or depth(text) > SHORT)


def read_json(body: bytes, *, deepest: int = DEEPEST) -> Any:
    """This function will read a JSON document of a stranger, every value of which both databases can keep.

    :raises Unreadable: for anything that is no JSON of RFC 8259, names a key twice, is nested deeper than `deepest`,
        or holds a number or a text that could not be kept as it is.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Unreadable(_("The text is not UTF-8.")) from None
    if depth(text) > deepest:
        raise Unreadable(_("The document is nested too deeply: %(most)d levels at most.") % {"most": deepest})
    try:
        document = json.loads(
            text, object_pairs_hook=pairs, parse_int=integer, parse_float=decimal, parse_constant=no_number
        )
    except json.JSONDecodeError as fault:
        message = _("This is no JSON: line %(line)d, column %(column)d.")
        raise Unreadable(message % {"line": fault.lineno, "column": fault.colno}) from None
    check_texts(document)
    return document


def depth(text: str) -> int:
    """This function will count how deep brackets are nested, without the recursion that a hostile document wants."""
    deepest = level = 0
    for match in BRACKETS.finditer(text):
        if match[0] in "[{":
            level += 1
            deepest = max(deepest, level)
        elif match[0] in "]}":
            level -= 1
    return deepest


def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
    """This function will make an object of its pairs; a key given twice would mean one thing here and another there."""
    document = dict(found)
    if len(document) < len(found):
        raise Unreadable(_("The document names a key twice."))
    return document


def integer(digits: str) -> int:
    """This function will read an integer that fits the databases."""
    if len(digits) > LONGEST_NUMBER or abs(int(digits)) > BIGGEST:
        raise Unreadable(_("A number is too large."))
    return int(digits)


def decimal(digits: str) -> float:
    """This function will read a number that is finite."""
    number = float(digits)
    if not isfinite(number):
        raise Unreadable(_("A number is too large."))
    return number


def no_number(_name: str) -> NoReturn:
    """This function will refuse NaN and Infinity, which are no JSON."""
    raise Unreadable(_("NaN and Infinity are no numbers."))


def check_texts(document: Any) -> None:
    """This function will refuse a document with a text in it that could not be kept."""
    match document:
        case str() if not keepable(document):
            raise Unreadable(_("A text holds a NUL or half a character."))
        case dict():
            for key, value in document.items():
                check_texts(key)
                check_texts(value)
        case list():
            for value in document:
                check_texts(value)
