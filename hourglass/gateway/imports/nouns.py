"""What can be imported: its fields with the words by which files call them, and the verb that takes a row in."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import DataError, transaction
from django.utils.functional import Promise

from hourglass.base.models import User
from hourglass.customers import matching
from hourglass.gateway.sheets.values import Reading


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the words a file may have for it, how its cells are read, and whether a row needs it.

    `instead` names the field that does where this one is missing.
    """

    key: str
    label: str | Promise
    read: Reading
    words: Sequence[str] = ()
    required: bool = False
    instead: str = ""

    def missing(self, given: Container[str]) -> bool:
        """This function will tell whether it is needed and not given, nor what does instead."""
        return self.required and self.key not in given and self.instead not in given


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A record that was made or changed: its versions before and after, and what it was like before."""

    kind: str
    key: int
    name: str
    before: int | None
    after: int
    was: Mapping[str, Any]

    @classmethod
    def of(cls, kind: str, row: Any, **was: Any) -> "Trace":
        """This function will make the trace of a record that was made; `was` names what was made with it."""
        return cls(kind=kind, key=row.pk, name=str(row)[:200], before=None, after=getattr(row, "version", 0), was=was)

    @classmethod
    def made(cls, kind: str, key: int, name: str, **was: Any) -> "Trace":
        """This function will make the trace of a record that was made and nobody read yet."""
        return cls(kind=kind, key=key, name=name[:200], before=None, after=0, was=was)


@dataclass(frozen=True, slots=True)
class Taking:
    """In whose name rows are taken in, when, and what the other system is called; and what they left behind."""

    by: User
    at: datetime
    source: str
    traces: list[Trace] = field(default_factory=list)

    def made(self, kind: str, row: Any, **was: Any) -> None:
        """This function will keep that a record was made; `was` names what was made with it."""
        self.traces.append(Trace.of(kind, row, **was))

    def changed(self, kind: str, row: Any, before: int, was: Mapping[str, Any]) -> None:
        """This function will keep that a record was changed, if it was: its version and fields before."""
        if row.version != before:
            trace = Trace(kind=kind, key=row.pk, name=str(row)[:200], before=before, after=row.version, was=was)
            self.traces.append(trace)


Values = Mapping[str, Any]
Group = Sequence[Values]  # rows that belong together
Taken = tuple[Outcome | None, Trace | None]  # what became of a group, and what it left behind


@dataclass(frozen=True, slots=True)
class Noun:
    """One thing that can be imported. Rows with the same `grouped` value are taken in together."""

    key: str
    label: str | Promise
    # Of which kind the record is that a row becomes, as its trace says.
    kind: str
    fields: Sequence[Field]
    take: Callable[[Sequence[Values], Taking], Outcome]
    needs: Sequence[str]
    grouped: str = ""
    # Takes in together what can be, each group as `take` would; a group without an outcome is left for `take`.
    take_many: Callable[[Sequence[Group], Taking], list[Taken]] | None = None

    def together(self, groups: Sequence[Group], taking: Taking) -> list[Taken]:
        """This function will take in what can be taken in together; groups that are left have no outcome."""
        nothing: list[Taken] = [(None, None)] * len(groups)
        if self.take_many is None or len(groups) < 2:
            return nothing
        try:
            with transaction.atomic():
                return self.take_many(groups, taking)
        except (DataError, OverflowError):  # one value does not fit the database; one by one it will be known which
            return nothing

    def field(self, key: str) -> Field | None:
        """This function will give a field by its key."""
        return next((field for field in self.fields if field.key == key), None)

    def guessed(self, head: Sequence[str]) -> list[str]:
        """This function will name the field that each column most likely holds, each at most once; empty for none."""
        free = {word: field.key for field in self.fields for word in names_of(field)}
        taken: set[str] = set()
        found = []
        for column in head:
            key = free.get(matching.key(column), "")
            found.append("" if key in taken else key)
            taken.add(key)
        return found


def names_of(field: Field) -> set[str]:
    """This function will give the forms in which a file may call a field."""
    return {matching.key(word) for word in (field.key.replace("_", " "), field.key, str(field.label), *field.words)}
