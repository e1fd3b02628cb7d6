"""Many rows at once: each is read and taken in as a row of a file would be, and gets a receipt of its own."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep
from typing import Annotated, Any, Literal

from django.db import DataError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field, WithJsonSchema, create_model

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.gateway.api.asked import Asked, address, now
from hourglass.gateway.api.fields import Body, Word
from hourglass.gateway.api.problems import Fault
from hourglass.gateway.imports.known import NOUNS
from hourglass.gateway.imports.nouns import Noun, Outcome, Taking, Values
from hourglass.gateway.sheets.values import CellRefused
from hourglass.revenue import publishing

router = Router(tags=["batches"])
MOST = 10_000
# How long one transaction may hold the write lock, and how long others then have to take it, in seconds.
HOLD, PAUSE = 0.05, 0.01
MANY = 25  # rows that are taken in together
REFUSED = "refused"
Cell = str | int | float | bool | None
Faults = list[tuple[str, Any]]


@dataclass(slots=True)
class Row:
    """One row on its way: its place, what was read of it, and what became of it."""

    index: int
    values: Values
    faults: Faults
    outcome: str = REFUSED
    key: int | None = None

    def receipt(self) -> dict[str, Any]:
        """This function will write what became of the row."""
        errors = [{"field": name, "message": str(said)} for name, said in self.faults]
        return {"index": self.index, "outcome": self.outcome, "id": self.key, "errors": errors}


class Receipt(Schema):
    """What became of one row."""

    index: int = Field(description="The place of the row in what was sent; the first is 0.")
    outcome: Literal["created", "updated", "same", "refused"]
    id: int | None = Field(description="Of what was added or changed.")
    errors: list[Fault] = Field(description="Why it was refused.")


class BatchOut(Schema):
    """What became of all rows: those without faults are taken in, whatever became of the others."""

    created: int
    updated: int
    same: int
    refused: int
    receipts: list[Receipt] = Field(description="One for each row, in the order in which they were sent.")


class Batch(Body):
    """Rows of one kind. Blank values change nothing."""

    source: Word = Field("api", description="The name of the other system, which `external` is an identifier of.")
    rows: list[dict[str, Cell]] = Field(min_length=1, max_length=MOST)


def taken(noun: Noun, rows: Sequence[Values], taking: Taking) -> tuple[Outcome, int | None]:
    """This function will take in the rows of one thing, as an import does, and give its id if it was written."""
    outcome = noun.take(rows, taking)
    return outcome, next((trace.key for trace in taking.traces if trace.kind == noun.kind), None)


def take_in(noun: Noun, rows: Sequence[Mapping[str, Cell]], *, source: str, by: User, at: datetime) -> list[Row]:
    """This function will take in every row that can be, and tell of each what became of it."""
    taking = Taking(by, at, source)
    read_rows = [Row(index, *read(noun, row)) for index, row in enumerate(rows)]
    waiting, left = deque(groups(noun, read_rows)), deque[Sequence[Row]]()
    while waiting or left:
        with transaction.atomic(), publishing.postponed(at=at):
            end = monotonic() + HOLD
            if not left:
                left.extend(
                    _take_together(noun, [waiting.popleft() for _row in range(min(MANY, len(waiting)))], taking)
                )
            while left and monotonic() < end:
                _take_group(noun, left.popleft(), taking)
        sleep(PAUSE if waiting or left else 0)
    return read_rows


def _take_together(noun: Noun, some: Sequence[Sequence[Row]], taking: Taking) -> Sequence[Sequence[Row]]:
    """This function will take in together what can be, and give what is left."""
    found = noun.together([[row.values for row in group] for group in some], taking)
    for group, (outcome, trace) in zip(some, found, strict=True):
        if outcome:
            for row in group:
                row.outcome, row.key = outcome, trace.key if trace else None
    return [group for group, (outcome, _trace) in zip(some, found, strict=True) if not outcome]


def read(noun: Noun, row: Mapping[str, Cell]) -> tuple[dict[str, Any], Faults]:
    """This function will read the values of a row: what is there, and what is wrong with it."""
    values: dict[str, Any] = {}
    faults: Faults = []
    for name, cell in row.items():
        known = noun.field(name)
        if known is None:
            faults.append((name, _("There is no such field.")))
        elif cell is not None and str(cell).strip():
            try:
                values[name] = known.read(cell)
            except CellRefused as refused:
                faults.append((name, refused.message))
    named = {name for name, _said in faults}
    needed = [known.key for known in noun.fields if known.missing({*values, *named})]
    return values, faults + [(key, _("This is needed.")) for key in needed]


def groups(noun: Noun, rows: Sequence[Row]) -> Iterator[list[Row]]:
    """This function will give the rows that are to be taken in; what belongs together comes together, or not at all."""
    # A row that names no number shares it with no other row.
    yield from ([row] for row in rows if not row.faults and not row.values.get(noun.grouped))
    found: dict[Any, list[Row]] = {}
    for row in rows:
        if number := row.values.get(noun.grouped):
            found.setdefault(number, []).append(row)
    for group in found.values():
        if any(row.faults for row in group):
            for row in group:
                row.faults = row.faults or [(noun.grouped, _("Another row of the same number has a fault."))]
        elif all(not row.faults for row in group):
            yield group


def _take_group(noun: Noun, group: Sequence[Row], taking: Taking) -> None:
    outcome, key, faults = REFUSED, None, Faults()
    try:
        with transaction.atomic():
            outcome, key = taken(noun, [row.values for row in group], taking)
    except Refused as refused:
        faults = [(refused.field or "", refused.message)]
    except (DataError, OverflowError):
        faults = [("", _("A value does not fit the database."))]
    finally:
        taking.traces.clear()
    for row in group:
        row.outcome, row.key, row.faults = outcome, key, faults


def described(noun: Noun) -> dict[str, Any]:
    """This function will describe a row of a noun by the fields that imports know."""
    with translation.override("en"):
        properties = {
            known.key: {
                "type": ["string", "number", "boolean", "null"],
                "description": f"{known.label}{' (needed)' if known.required else ''}",
            }
            for known in noun.fields
        }
    scalar = {"type": ["string", "number", "boolean", "null"]}
    return {"type": "object", "properties": properties, "additionalProperties": scalar}


def body_of(noun: Noun) -> type[Batch]:
    """This function will make the body of a noun's batch."""
    row = Annotated[dict[str, Cell], WithJsonSchema(described(noun))]
    rows = (list[row], Field(min_length=1, max_length=MOST))
    made: type[Batch] = create_model(f"Batch{noun.key.title()}", __base__=Batch, rows=rows)
    return made


def view_of(noun: Noun) -> Callable[..., Any]:
    """This function will make the view of a noun's batch."""
    sent = body_of(noun)

    def take(request: Asked, body: sent) -> Any:  # type: ignore[valid-type]
        found: Batch = body
        rows = take_in(noun, found.rows, source=found.source, by=request.by, at=now())
        outcomes = [row.outcome for row in rows]
        counts = {word: outcomes.count(word) for word in (*Outcome, REFUSED)}
        return {**counts, "receipts": [row.receipt() for row in rows]}

    return take


for _noun in NOUNS.values():
    address(
        router,
        "POST",
        f"/{_noun.key}/batch",
        name=f"batch_{_noun.key}",
        needs=[Permission.ACCOUNTS_IMPORT, *_noun.needs],
        says=_("Add or change up to 10,000 rows, each with a receipt"),
        gives={200: BatchOut},
    )(view_of(_noun))
