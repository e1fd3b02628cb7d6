"""The values of bodies: as strict as the cells of files, and described for those who write programs."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StringConstraints, WithJsonSchema

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.workspace import CURRENCIES
from hourglass.gateway.imports.known import person_roles
from hourglass.gateway.sheets import values
from hourglass.gateway.sheets.values import CellRefused, Reading

ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
DECIMAL = r"^-?\d{1,13}(\.\d{1,4})?$"


class Body(Schema):
    """What is sent; a field that is not known is refused, since it is a slip of somebody's hand.

    Blanks around texts are taken away, as forms and files do: " K1" and "K1" are one number.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def read_by(reading: Reading) -> Callable[[Any], Any]:
    """This function will use the reading of a cell for a text of a body."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            raise ValueError(str(_("Write a text.")))
        try:
            return reading(value)
        except CellRefused as refused:
            raise ValueError(str(refused.message)) from None

    return read


def day(value: Any) -> date:
    """This function will read a day, written in the one way that machines write it."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-" or value[7] != "-":
        raise ValueError(str(_("Write the day like 2026-01-31.")))
    found: date = read_by(values.day)(value)
    return found


def number(value: Any) -> Decimal:
    """This function will read a decimal number: a text like "1200.50", or a number of JSON."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(str(_("Write the number like 1200.50.")))
    try:
        return values.number(value)
    except CellRefused as refused:
        raise ValueError(str(refused.message)) from None


def currency(value: Any) -> str:
    """This function will read the code of a currency that is dealt in."""
    if value not in CURRENCIES:
        raise ValueError(str(_("Write one of: %(words)s.") % {"words": ", ".join(CURRENCIES)}))
    return str(value)


def person_role(value: Any) -> str:
    """This function will read the key of a role of persons, or its name in either language."""
    found: str = read_by(values.choice(person_roles))(value)
    return found


Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strict=True)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, strict=True)]
Text40 = Annotated[str, StringConstraints(max_length=40, strict=True)]
Text64 = Annotated[str, StringConstraints(max_length=64, strict=True)]
Text80 = Annotated[str, StringConstraints(max_length=80, strict=True)]
Text120 = Annotated[str, StringConstraints(max_length=120, strict=True)]
Text200 = Annotated[str, StringConstraints(max_length=200, strict=True)]
Text300 = Annotated[str, StringConstraints(max_length=300, strict=True)]
Text10000 = Annotated[str, StringConstraints(max_length=10_000, strict=True)]
Note = Annotated[str, StringConstraints(max_length=2000, strict=True)]
Day = Annotated[date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date", "pattern": ISO_DAY})]
Number = Annotated[
    Decimal,
    BeforeValidator(number),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": DECIMAL}, {"type": "number"}]}),
]
Mail = Annotated[
    str, BeforeValidator(read_by(values.mail)), WithJsonSchema({"type": "string", "format": "email", "maxLength": 254})
]
PersonRoleKey = Annotated[str, BeforeValidator(person_role), WithJsonSchema({"type": "string", "maxLength": 60})]
Currency = Annotated[str, BeforeValidator(currency), WithJsonSchema({"type": "string", "enum": list(CURRENCIES)})]
Whole = StrictInt
YesNo = StrictBool
Key = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]
Version = Annotated[
    int,
    Field(strict=True, ge=0, le=2**31 - 1, description="The version that was read; with another one there now, 409."),
]


class MoneyOut(Schema):
    """A sum of money, exact to the coin."""

    amount: str = Field(description="A decimal number, such as 1200.50.", examples=["1200.50"])
    currency: str = Field(description="ISO 4217.", examples=["CNY"])


def money(sum_: Money | None) -> dict[str, str] | None:
    """This function will write a sum."""
    return None if sum_ is None else {"amount": str(sum_.amount), "currency": sum_.currency}


def mail_of(person: User | None) -> str | None:
    """This function will name a person by the e-mail address."""
    return person.email if person else None
