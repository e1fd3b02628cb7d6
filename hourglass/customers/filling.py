"""The values of a portrait: what a field takes, and how much of what is asked for is filled in (SEG-08)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base.ratios import Ratio
from hourglass.base.refusals import Refused
from hourglass.customers.models import Account, PortraitField
from hourglass.customers.models.portraits import FieldKind

LONGEST = 2000
LARGEST = 10**15
EMPTY: tuple[Any, ...] = (None, "", [])


class ValueRefused(Refused):
    """A portrait field does not take this value."""


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """This function will give values as a portrait keeps them; nothing filled in is None.

    :raises ValueRefused: a field is not known, or does not take its value.
    """
    fields = {field.key: field for field in PortraitField.objects.filter(key__in=list(values))}
    if unknown := sorted(set(values) - set(fields)):
        raise ValueRefused(
            _("There is no portrait field “%(key)s”; add it to the portrait first.") % {"key": unknown[0]}
        )
    return {key: kept(fields[key], value) for key, value in values.items()}


def kept(field: PortraitField, value: Any) -> Any:
    """This function will give one value as a portrait keeps it."""
    if value in EMPTY:
        return None
    return KEEPERS[FieldKind(field.kind)](field, value)


def _number(field: PortraitField, value: Any) -> int | float:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _unfit(field, _("Give a number.")) from None
    if isinstance(value, bool) or not number.is_finite() or abs(number) > LARGEST:
        raise _unfit(field, _("Give a number."))
    return int(number) if number == number.to_integral_value() else float(number)


def _text(field: PortraitField, value: Any) -> str:
    text = str(value).strip()
    if len(text) > LONGEST:
        raise _unfit(field, _("Shorten this to %(n)d characters.") % {"n": LONGEST})
    return text


def _choice(field: PortraitField, value: Any) -> str:
    if not isinstance(value, str) or value not in field.words():
        raise _unfit(field, _("Choose one of the list."))
    return value


def _choices(field: PortraitField, value: Any) -> list[str]:
    if not isinstance(value, list | tuple | set):
        raise _unfit(field, _("Choose of the list."))
    chosen = {_choice(field, item) for item in value}
    return [key for key in field.words() if key in chosen]


def _yes_no(field: PortraitField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _unfit(field, _("Answer yes or no."))
    return value


def _day(field: PortraitField, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise _unfit(field, _("Give a date as YYYY-MM-DD.")) from None


KEEPERS: dict[FieldKind, Callable[[PortraitField, Any], Any]] = {
    FieldKind.NUMBER: _number,
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DAY: _day,
}


def completeness(account: Account, fields: Iterable[PortraitField], *, at: datetime) -> Ratio:
    """This function will tell how many of the mandatory fields are filled in: 8 of 10 is 80 %."""
    asked = [field.key for field in fields if field.mandatory]
    filled = [key for key in asked if account.portrait.get(key) not in EMPTY]
    return Ratio.of("portrait_completeness", len(filled), len(asked), computed_at=at, scope=f"account:{account.pk}")


def _unfit(field: PortraitField, message: Any) -> ValueRefused:
    return ValueRefused(message, field=field.key)
