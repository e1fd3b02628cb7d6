"""What is wrong with values, in sentences of ours instead of those of the library that checks them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the library's word for a fault; what is not listed does not fit, and the description of the interface says why.
SENTENCES: Mapping[str, str | Promise] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field."),
    "string_type": _("Write a text."),
    "string_too_long": _("Shorten it to %(max_length)s characters."),
    "string_too_short": _("Write at least %(min_length)s characters."),
    "int_type": _("Write a whole number."),
    "int_parsing": _("Write a whole number."),
    "bool_type": _("Write true or false."),
    "bool_parsing": _("Write true or false."),
    "decimal_parsing": _("Write the number like 1200.50."),
    "decimal_type": _("Write the number like 1200.50."),
    "list_type": _("Write a list."),
    "dict_type": _("Write an object."),
    "model_attributes_type": _("Write an object."),
    "too_long": _("At most %(max_length)s are taken."),
    "too_short": _("Give at least %(min_length)s."),
    "greater_than": _("Give more than %(gt)s."),
    "greater_than_equal": _("Give at least %(ge)s."),
    "less_than": _("Give less than %(lt)s."),
    "less_than_equal": _("Give at most %(le)s."),
    "literal_error": _("Write one of: %(expected)s."),
    "enum": _("Write one of: %(expected)s."),
    **dict.fromkeys(
        ("timezone_aware", "datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
        _("Write the time with its offset, like 2026-01-31T09:00:00+08:00."),
    ),
}
# A cell of a row may be one of several types. The library tells of each of them, and names it at the end of the path.
CELL = {"string_type": "constrained-str", "int_type": "int", "float_type": "float", "bool_type": "bool"}
# Where a reading of ours refused the value, its own sentence is told.
OWN = "value_error"


def faults(errors: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """This function will give pairs of a field's path and a sentence."""
    cells = dict.fromkeys(path(error["loc"][:-1]) for error in errors if of_cell(error))
    found = [(path(error["loc"]), sentence(error)) for error in errors if not of_cell(error)]
    return found + [(name, _("Write a text, a number, true or false.")) for name in cells]


def of_cell(error: Mapping[str, Any]) -> bool:
    """This function will tell whether a fault is that the value of a cell is not of one of its types."""
    return str(error["loc"][-1]) == CELL.get(error["type"])


def path(place: Sequence[str | int]) -> str:
    """This function will write where a fault lies: without the part of the request, and the name of its argument."""
    inner = place[2:] if place[0] == "body" else place[1:]
    return ".".join(str(part) for part in inner)


def sentence(error: Mapping[str, Any]) -> Any:
    """This function will say what is wrong with one value."""
    known = SENTENCES.get(error["type"])
    context = error.get("ctx") or {}
    if known is not None:
        return str(known) % context if context else known
    return context["error"] if error["type"] == OWN else _("This value does not fit.")
