"""Reading the rows of an import: each cell by the field that its column holds."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.gateway.imports.known import NOUNS
from hourglass.gateway.imports.nouns import Field, Noun
from hourglass.gateway.models import Import, ImportRow
from hourglass.gateway.sheets.values import CellRefused

Fault = tuple[str, str]


class Reader:
    """How the rows of one import are read; the columns are looked up once."""

    def __init__(self, brought: Import) -> None:
        self.brought = brought

    @cached_property
    def noun(self) -> Noun:
        """What the rows are."""
        return NOUNS[self.brought.noun]

    @cached_property
    def columns(self) -> list[tuple[int, str, Field]]:
        """The columns that are read: place, name and field."""
        pairs = enumerate(zip(self.brought.head, self.brought.columns, strict=True))
        found = [(place, name, self.noun.field(key)) for place, (name, key) in pairs if key]
        return [(place, name, field) for place, name, field in found if field is not None]

    @cached_property
    def required(self) -> list[tuple[Field, str]]:
        """The fields that every row needs, each with the name of its column."""
        names = {field.key: name for _place, name, field in self.columns}
        return [(field, names.get(field.key, "")) for field in self.noun.fields if field.required]

    def read(self, row: ImportRow) -> tuple[dict[str, Any], list[Fault]]:
        """This function will read the cells of a row: the values that are there, and what is wrong with it."""
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for place, name, field in self.columns:
            cell = row.cells[place]
            if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
                continue
            try:
                values[field.key] = field.read(cell)
            except CellRefused as refused:
                faults.append((name, f"{refused.message} ({str(cell)[:60]})"))
        named = {fault[0] for fault in faults}
        faults += [
            (name, str(_("This is needed.")))
            for field, name in self.required
            if field.missing(values) and name not in named
        ]
        return values, faults

    def values(self, rows: Sequence[ImportRow]) -> Iterator[dict[str, Any]]:
        """This function will give the values of rows."""
        return (self.read(row)[0] for row in rows)
