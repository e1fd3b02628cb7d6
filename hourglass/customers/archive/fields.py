"""The fields of a form: what they hold, how they are written as configuration, and what fits into them (FILE-10)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FIELDS, MOST_LINES, LONGEST = 80, 60, 5000
RATINGS = range(1, 6)


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    RATING = "rating"
    LINES = "lines"


class Fault(StrEnum):
    """What is wrong with a definition or with a value."""

    KEY = "key"
    TWICE = "twice"
    LABEL = "label"
    KIND = "kind"
    CHOICES = "choices"
    COLUMNS = "columns"
    WHEN = "when"
    ROLES = "roles"
    MANY = "many"
    VALUE = "value"
    MISSING = "missing"


class FieldFault(ValueError):  # noqa: N818  it names a fault, and whoever raises it says so to a person
    """A definition or a value does not fit; `field` names which."""

    def __init__(self, fault: Fault, field: str) -> None:
        super().__init__(f"{fault}: {field}")
        self.fault = fault
        self.field = field


@dataclass(frozen=True, slots=True)
class When:
    """A field that is only wanted while another number is at most `at_most`, such as a depth that fell by 10 points."""

    field: str
    at_most: Decimal

    def holds(self, values: Mapping[str, Any]) -> bool:
        """This function will tell whether the field is wanted; a number that is not known asks for nothing."""
        try:
            return Decimal(str(values.get(self.field))) <= self.at_most
        except InvalidOperation:
            return False


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `source` names what it is filled in from, `baseline` the figure that it is the "before" of; `roles`
    are the keys of those that see it, where not everybody does."""

    key: str
    kind: Kind
    zh: str
    en: str
    part_zh: str = ""
    part_en: str = ""
    mandatory: bool = False
    when: When | None = None
    unit: str = ""
    source: str = ""
    baseline: str = ""
    choices: tuple[tuple[str, str, str], ...] = ()  # key, Chinese, English
    columns: tuple["Field", ...] = ()
    roles: tuple[str, ...] = ()

    def wanted(self, values: Mapping[str, Any]) -> bool:
        """This function will tell whether the form cannot be submitted without this field."""
        return self.mandatory or (self.when is not None and self.when.holds(values))


def read(document: Any, *, within: bool = False) -> tuple[Field, ...]:
    """This function will read the fields of a form from configuration.

    :raises FieldFault: something is missing, unknown, or there twice.
    """
    if not isinstance(document, list) or not document or len(document) > MOST_FIELDS:
        raise FieldFault(Fault.MANY, "")
    found = tuple(_read(one, within) for one in document)
    keys = [field.key for field in found]
    for key in keys:
        if keys.count(key) > 1:
            raise FieldFault(Fault.TWICE, key)
    for field in found:
        if field.when is not None and field.when.field not in keys:
            raise FieldFault(Fault.WHEN, field.key)
    return found


def _read(one: Any, within: bool) -> Field:
    key = one.get("key") if isinstance(one, dict) else None
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise FieldFault(Fault.KEY, str(key or ""))
    if any(not isinstance(one.get(name), str) or not one[name].strip() for name in ("zh", "en")):
        raise FieldFault(Fault.LABEL, key)
    kind = next((known for known in Kind if known == one.get("kind")), None)
    if kind is None or (within and kind is Kind.LINES):
        raise FieldFault(Fault.KIND, key)
    return Field(
        key=key,
        kind=kind,
        **{name: str(one[name]).strip() for name in ("zh", "en")},
        **{name: str(one.get(name, "")).strip() for name in ("part_zh", "part_en", "unit", "source", "baseline")},
        mandatory=bool(one.get("mandatory")),
        when=_when(one, key),
        choices=_choices(one, key) if kind is Kind.CHOICE else (),
        columns=_columns(one, key) if kind is Kind.LINES else (),
        roles=_roles(one, key, within),
    )


def _when(one: Mapping[str, Any], key: str) -> When | None:
    if not one.get("when"):
        return None
    try:
        return When(str(one["when"]["field"]), Decimal(str(one["when"]["at_most"])))
    except (KeyError, TypeError, InvalidOperation):
        raise FieldFault(Fault.WHEN, key) from None


def _roles(one: Mapping[str, Any], key: str, within: bool) -> tuple[str, ...]:
    """This function will read who sees a field; a column is seen with its lines, and a baseline by everybody."""
    roles = one.get("roles") or []
    fits = isinstance(roles, list) and all(isinstance(role, str) and role for role in roles)
    if not fits or (roles and (within or one.get("baseline"))):
        raise FieldFault(Fault.ROLES, key)
    return tuple(dict.fromkeys(roles))


def _choices(one: Mapping[str, Any], key: str) -> tuple[tuple[str, str, str], ...]:
    try:
        found = tuple((str(row["key"]), str(row["zh"]), str(row["en"])) for row in one["choices"])
    except (KeyError, TypeError):
        raise FieldFault(Fault.CHOICES, key) from None
    if not found or len({row[0] for row in found}) != len(found) or not all(all(row) for row in found):
        raise FieldFault(Fault.CHOICES, key)
    return found


def _columns(one: Mapping[str, Any], key: str) -> tuple[Field, ...]:
    try:
        return read(one.get("columns"), within=True)
    except FieldFault as fault:
        raise FieldFault(Fault.COLUMNS, f"{key}.{fault.field}".rstrip(".")) from None


def written(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """This function will write fields as configuration, as `read` reads them; what is empty is left out."""
    return [dict(_written(field)) for field in fields]


def _written(field: Field) -> Iterator[tuple[str, Any]]:
    yield from (("key", field.key), ("kind", str(field.kind)), ("zh", field.zh), ("en", field.en))
    for name in ("part_zh", "part_en", "unit", "source", "baseline", "mandatory"):
        if value := getattr(field, name):
            yield name, value
    if field.when:
        yield "when", {"field": field.when.field, "at_most": str(field.when.at_most)}
    if field.choices:
        yield "choices", [{"key": key, "zh": zh, "en": en} for key, zh, en in field.choices]
    if field.columns:
        yield "columns", written(field.columns)
    if field.roles:
        yield "roles", list(field.roles)


def fitted(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """This function will keep what fits into the fields, as it is stored; what is empty is left out.

    :raises FieldFault: a value does not fit into its field, or there is a value without a field.
    """
    known = {field.key: field for field in fields}
    for key in values:
        if key not in known:
            raise FieldFault(Fault.VALUE, str(key))
    kept = {field.key: _fitted(field, values.get(field.key)) for field in fields}
    return {key: value for key, value in kept.items() if value is not None}


def _fitted(field: Field, value: Any) -> Any:
    if value is None or value in ("", []):
        return None
    try:
        return FITS[field.kind](field, value)
    except (ValueError, TypeError, InvalidOperation):
        raise FieldFault(Fault.VALUE, field.key) from None


def _text(_field: Field, value: Any) -> str | None:
    text = str(value).strip()
    if len(text) > LONGEST:
        raise ValueError(text[:40])
    return text or None


def _number(_field: Field, value: Any) -> str:
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValueError(str(value))
    return format(number.normalize(), "f")


def _day(_field: Field, value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()


def _yes_no(_field: Field, value: Any) -> bool:
    if value not in {True, False}:
        raise ValueError(str(value))
    return bool(value)


def _choice(field: Field, value: Any) -> str:
    if value not in {key for key, _zh, _en in field.choices}:
        raise ValueError(str(value))
    return str(value)


def _rating(_field: Field, value: Any) -> int:
    if int(value) not in RATINGS:
        raise ValueError(str(value))
    return int(value)


def _lines(field: Field, value: Any) -> list[dict[str, Any]] | None:
    if not isinstance(value, list) or len(value) > MOST_LINES or not all(isinstance(line, dict) for line in value):
        raise ValueError(field.key)
    return [line for line in (fitted(field.columns, line) for line in value) if line] or None


FITS = {
    Kind.TEXT: _text,
    Kind.LONG: _text,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.RATING: _rating,
    Kind.LINES: _lines,
}


def missing(fields: Sequence[Field], values: Mapping[str, Any]) -> list[str]:
    """This function will name the fields without which the form cannot be submitted; in lines, by line and column."""
    found = [field.key for field in fields if field.wanted(values) and field.key not in values]
    for field in fields:
        for place, line in enumerate(values.get(field.key, []) if field.kind is Kind.LINES else []):
            found += [f"{field.key}.{place}.{key}" for key in missing(field.columns, line)]
    return found


def filled(fields: Sequence[Field], values: Mapping[str, Any]) -> tuple[int, int]:
    """This function will tell how many wanted fields are filled in, and of how many: 24 of 30 (HAND-03)."""
    wanted = [field for field in fields if field.wanted(values)]
    return sum(field.key in values for field in wanted), len(wanted)
