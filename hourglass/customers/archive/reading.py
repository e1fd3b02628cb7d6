"""What was filled into a document, as people read it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.customers.archive import records
from hourglass.customers.archive.fields import Field, Kind
from hourglass.customers.models import Filling

OPEN = "—"


def named(field: Field, language: str) -> str:
    """This function will give the name of a field in a language."""
    return Label(field.zh, field.en).in_language(language)


def part_of(field: Field, language: str) -> str:
    """This function will give the part of the document that a field stands in; empty where it has none."""
    parts = (field.part_zh, field.part_en)
    return Label(*parts).in_language(language) if all(parts) else next(filter(None, parts), "")


def parts(filling: Filling, person: User | None, language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """This function will give what was filled in by part, in the order of the document, as far as `person` sees it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for field in records.seen_by(person, records.fields_of(filling)):
        found.setdefault(part_of(field, language), []).append(_told(field, filling.values.get(field.key), language))
    return list(found.items())


def _told(field: Field, value: Any, language: str) -> dict[str, Any]:
    is_table = field.kind is Kind.LINES
    heads = [named(column, language) for column in field.columns]
    lines = [
        [said(column, line.get(column.key), language) for column in field.columns]
        for line in (value if is_table and value else [])
    ]
    return {
        "label": named(field, language),
        "unit": field.unit,
        "value": "" if is_table else said(field, value, language),
        "is_table": is_table,
        "heads": heads,
        "lines": lines,
        "pairs": [list(zip(heads, line, strict=True)) for line in lines],
    }


def said(field: Field, value: Any, language: str) -> Any:
    """This function will say one value; what was left open is a dash."""
    if value is None:
        return OPEN
    if field.kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if field.kind is Kind.CHOICE:
        words = {key: Label(zh, en) for key, zh, en in field.choices}
        return words[value].in_language(language) if value in words else value
    return f"{value} / 5" if field.kind is Kind.RATING else value
