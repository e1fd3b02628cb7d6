"""An import from the file to its report: brought, its columns named, checked without a trace, then taken in."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hourglass.base import adding, jobs, timeline
from hourglass.base.grants import require
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.base.schedule import Work
from hourglass.gateway.imports import readings, traces
from hourglass.gateway.imports.known import NOUNS
from hourglass.gateway.imports.nouns import Noun, Outcome, Taking, Trace
from hourglass.gateway.imports.rows import Reader
from hourglass.gateway.models import Import, ImportRow, ImportTrace, Mapping, Policy, Stage
from hourglass.gateway.sheets import reading
from hourglass.gateway.sheets.limits import Cell
from hourglass.revenue import publishing

REASON = "an import is worked on by a job"
CHUNK = 1000
KEPT_DAYS = 90
CHECK, RUN = "imports.check", "imports.run"
CANCELLABLE = frozenset({Stage.UPLOADED, Stage.CHECKING, Stage.CHECKED, Stage.RUNNING})
T = TypeVar("T")


class ImportRefused(Refused):
    """An import cannot be brought, named or run like this."""


class Cancelled(Exception):  # noqa: N818  it ends a transaction, and is no error
    """Somebody cancelled the import while some rows were taken in; those rows are not taken in either."""


class NotAll(Exception):  # noqa: N818  it ends a transaction, and is no error
    """Some rows cannot be taken in, where all are wanted or none."""

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        super().__init__()
        self.rows = rows


@transaction.atomic
def bring(noun: str, filename: str, data: bytes, *, by: User, at: datetime) -> Import:
    """This function will read a file and keep its rows; the columns are guessed by their names.

    :raises SheetRefused: it is no table that can be read.
    :raises ImportRefused: it has a head and nothing below, or two columns of one name.
    """
    known = NOUNS[noun]
    require(by, Permission.ACCOUNTS_IMPORT, *known.needs)
    rows = reading.read(data).rows
    head = [str(cell if cell is not None else "").strip()[:200] for cell in rows[0]]
    if len(rows) < 2:
        raise ImportRefused(_("Below the names of the columns there is no row."), field="file")
    named = [name for name in head if name]
    if doubled := next((name for name in named if named.count(name) > 1), None):
        raise ImportRefused(_("Two columns are called %(name)s. Rename one.") % {"name": doubled}, field="file")
    example = next((one for one in readings.EXAMPLES if one.noun == noun and one.fits(head)), None)
    columns = example.columns(head) if example else known.guessed(head)
    brought = Import.objects.create(
        noun=noun, filename=filename[-200:] or "—", head=head, columns=columns, total=len(rows) - 1,
        made_by=by, made_at=at,
    )  # fmt: skip
    for portion in portions(enumerate(rows[1:], start=2), 2000):
        numbers, cells = (
            [number for number, _row in portion],
            [[kept(cell) for cell in row] for _number, row in portion],
        )
        whole = [brought.pk] * len(portion)
        adding.add_rows(ImportRow, {"import_of_id": whole, "number": numbers, "cells": cells})
    new = {"noun": noun, "rows": brought.total}
    timeline.record("import.brought", on=brought, by=by, at=at, new=new)
    return brought


def kept(cell: Cell) -> Any:
    """This function will give a cell as it is kept."""
    return cell.isoformat() if isinstance(cell, date) else cell


@transaction.atomic
def name_columns(
    brought: Import, columns: Sequence[str], *, source: str, version: int, by: User, at: datetime, keep_as: str = ""
) -> Import:
    """This function will say what each column holds, and have the rows checked.

    :raises ImportRefused: a field is named twice or is missing, or the import has begun already.
    """
    noun = decider(brought, by)
    if brought.stage not in {Stage.UPLOADED, Stage.CHECKED}:
        raise ImportRefused(_("This import has begun already. Bring the file again to read it in another way."))
    used = [key for key in columns if key]
    if unknown := set(used) - {field.key for field in noun.fields}:
        raise ImportRefused(_("There is no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    if doubled := next((key for key in used if used.count(key) > 1), None):
        field = noun.field(doubled)
        raise ImportRefused(_("%(field)s is chosen for two columns.") % {"field": field.label if field else doubled})
    if missing := [str(field.label) for field in noun.fields if field.missing(used)]:
        raise ImportRefused(_("Choose a column for: %(fields)s.") % {"fields": ", ".join(missing)})
    changes = {"columns": list(columns), "source": source or "import", "stage": Stage.CHECKING, "looked_at": 0}
    revise(brought, version=version, changes=changes)
    if keep_as.strip():
        fields = {name: key for name, key in zip(brought.head, columns, strict=True) if name and key}
        Mapping.objects.update_or_create(
            noun=brought.noun, name=keep_as.strip()[:80], defaults={"fields": fields, "made_by": by, "made_at": at}
        )
    jobs.enqueue(CHECK, payload={"import": brought.pk}, at=at)
    return brought


@transaction.atomic
def start(brought: Import, *, policy: Policy, version: int, by: User, at: datetime) -> Import:
    """This function will have the rows taken in.

    :raises ImportRefused: it is not checked, or all rows are wanted and some have faults.
    """
    decider(brought, by)
    if brought.stage != Stage.CHECKED:
        raise ImportRefused(_("The rows are not checked yet, or the import has begun already."))
    if policy == Policy.ALL and brought.faulty:
        raise ImportRefused(_("Some rows have faults. Take in the rows without faults, or correct the file."))
    revise(brought, version=version, changes={"stage": Stage.RUNNING, "policy": policy, "looked_at": 0})
    timeline.record("import.started", on=brought, by=by, at=at, new={"policy": policy})
    jobs.enqueue(RUN, payload={"import": brought.pk}, at=at)
    return brought


@transaction.atomic
def cancel(brought: Import, *, version: int, by: User, at: datetime) -> Import:
    """This function will stop an import; what was taken in stays."""
    decider(brought, by)
    if brought.stage not in CANCELLABLE:
        raise ImportRefused(_("This import has ended."))
    revise(brought, version=version, changes={"stage": Stage.CANCELLED, "ended_at": at})
    timeline.record("import.cancelled", on=brought, by=by, at=at)
    return brought


def decider(brought: Import, by: User) -> Noun:
    """This function will refuse who did not bring the file, or may no longer take in what it holds."""
    noun = NOUNS[brought.noun]
    require(by, Permission.ACCOUNTS_IMPORT, *noun.needs)
    if brought.made_by_id != by.pk:
        raise ImportRefused(_("Only who brought the file decides about it."))
    return noun


def check(work: Work) -> None:
    """This function will read every cell of an import, and keep what is wrong with each row."""
    brought = asked(work, Stage.CHECKING)
    if brought is None:
        return
    faulty, reader = 0, Reader(brought)
    with translation.override(brought.made_by.language):
        for portion in portions(_rows(brought), CHUNK):
            changed = []
            for row in portion:
                before, row.faults = row.faults, [list(fault) for fault in reader.read(row)[1]]
                faulty += bool(row.faults)
                if row.faults != before:
                    changed.append(row)
            with transaction.atomic():
                ImportRow.objects.bulk_update(changed, ["faults"], batch_size=200)
                Import.objects.unscoped(reason=REASON).filter(pk=brought.pk).update(looked_at=portion[-1].number - 1)
        faulty += _hold_back(brought, reader.noun)
    changes = {"stage": Stage.CHECKED, "faulty": faulty, "looked_at": brought.total}
    everyone = Import.objects.unscoped(reason=REASON).filter(pk=brought.pk, stage=Stage.CHECKING)
    everyone.update(**changes, version=brought.version + 1)


def _hold_back(brought: Import, noun: Noun) -> int:
    """This function will hold back rows that belong together with a faulty one, and return how many those are.

    Half of a contract would be another contract, with a wrong sum.
    """
    if not noun.grouped or noun.grouped not in brought.columns:
        return 0
    place = brought.columns.index(noun.grouped)
    broken = {_key(row, place) for row in _rows(brought) if row.faults} - {""}
    held = [row for row in _rows(brought) if not row.faults and _key(row, place) in broken] if broken else []
    for portion in portions(held, CHUNK):
        for row in portion:
            row.faults = [["", str(_("Another row that belongs to this one has a fault; they come in together."))]]
        ImportRow.objects.bulk_update(portion, ["faults"], batch_size=200)
    return len(held)


def _key(row: ImportRow, place: int) -> str:
    """This function will give by what a row belongs together with others."""
    return str(row.cells[place] or "").strip()


def run(work: Work) -> None:
    """This function will take the rows in. What was taken in before it was interrupted is not taken in again."""
    brought = asked(work, Stage.RUNNING)
    if brought is None:
        return
    reader, noun = Reader(brought), NOUNS[brought.noun]
    groups = _groups(brought, noun)
    lost: Sequence[ImportRow] = ()
    whole = brought.policy == Policy.ALL
    try:
        with translation.override(brought.made_by.language):
            for portion in (list(groups),) if whole else portions(groups, CHUNK):
                with transaction.atomic(), publishing.postponed(at=work.at):
                    _take(reader, portion, Taking(brought.made_by, work.at, brought.source), whole=whole)
    except Cancelled:
        return
    except NotAll as ended:
        lost = ended.rows
    _end(brought, lost, work.at)


def forget(work: Work) -> int:
    """This function will delete the rows of files that were brought long ago; what became of them in sum stays."""
    before = work.at - timedelta(days=KEPT_DAYS)
    old = Import.objects.unscoped(reason=REASON).filter(made_at__lt=before)
    ImportTrace.objects.filter(import_of__in=old).delete()
    number, _each = ImportRow.objects.filter(import_of__in=old).delete()
    return number


def _take(reader: Reader, groups: Iterable[Sequence[ImportRow]], taking: Taking, *, whole: bool) -> None:
    refused: list[ImportRow] = []
    for some in portions(groups, CHUNK):
        left, found = _take_many(reader, some, taking)
        failed: list[ImportRow] = []
        for rows in left:
            if _take_group(reader, rows, taking):
                failed += rows
            found += [(rows[0].number, trace) for trace in taking.traces]
            taking.traces.clear()
        _keep(reader.brought, [row for rows in some for row in rows], failed, found)
        refused += failed
    if whole and refused:
        raise NotAll(refused)


def _keep(
    brought: Import, done: Sequence[ImportRow], failed: Sequence[ImportRow], found: Sequence[tuple[int, Trace]]
) -> None:
    for outcome in Outcome:
        keys = [row.pk for row in done if row.outcome == outcome]
        ImportRow.objects.filter(pk__in=keys).update(outcome=outcome, faults=[])
    ImportRow.objects.bulk_update(failed, ["faults"], batch_size=200)
    traces.keep(brought, found)
    last = max((row.number for row in done), default=1)
    running = Import.objects.unscoped(reason=REASON).filter(pk=brought.pk, stage=Stage.RUNNING)
    if not running.update(looked_at=last - 1):
        raise Cancelled


def _take_many(
    reader: Reader, groups: Sequence[Sequence[ImportRow]], taking: Taking
) -> tuple[Sequence[Sequence[ImportRow]], list[tuple[int, Trace]]]:
    """This function will take in together what can be, and return the groups that are left and what was made."""
    taken = reader.noun.together([list(reader.values(rows)) for rows in groups], taking)
    for rows, (outcome, _trace) in zip(groups, taken, strict=True):
        for row in rows:
            row.outcome = outcome or ""
    found = [(rows[0].number, trace) for rows, (_outcome, trace) in zip(groups, taken, strict=True) if trace]
    return [rows for rows in groups if not rows[0].outcome], found


def _take_group(reader: Reader, rows: Sequence[ImportRow], taking: Taking) -> bool:
    """This function will take in rows that belong together, and return whether they were refused."""
    try:
        with transaction.atomic():
            outcome = reader.noun.take(list(reader.values(rows)), taking)
    except Refused as refused:
        taking.traces.clear()
        for row in rows:
            row.faults = [["", str(refused.message)]]
        return True
    for row in rows:
        row.outcome, row.faults = outcome, []
    return False


def _groups(brought: Import, noun: Noun) -> Iterator[list[ImportRow]]:
    """This function will give the rows that are to be taken in; what belongs together comes together."""
    waiting = ImportRow.objects.filter(import_of=brought, outcome="", faults=[]).order_by("number")
    if not noun.grouped or noun.grouped not in brought.columns:
        last = 0
        while rows := list(waiting.filter(number__gt=last)[:CHUNK]):
            yield from ([row] for row in rows)
            last = rows[-1].number
        return
    rows = list(waiting)
    place = brought.columns.index(noun.grouped)
    rows.sort(key=lambda row: _key(row, place))
    for key, found in groupby(rows, key=lambda row: _key(row, place)):
        alike = sorted(found, key=lambda row: row.number)
        yield from [alike] if key else ([row] for row in alike)


def _end(brought: Import, lost: Sequence[ImportRow], at: datetime) -> None:
    for portion in portions(lost, CHUNK):
        ImportRow.objects.bulk_update(portion, ["faults"])
    rows = ImportRow.objects.filter(import_of=brought)
    counts: dict[str, int] = {outcome.value: rows.filter(outcome=outcome).count() for outcome in Outcome}
    faulty = rows.exclude(faults=[]).count()
    with transaction.atomic():
        everyone = Import.objects.unscoped(reason=REASON).filter(pk=brought.pk, stage=Stage.RUNNING)
        if everyone.update(
            stage=Stage.DONE, looked_at=brought.total, faulty=faulty, ended_at=at, version=brought.version + 1, **counts
        ):
            new = {**counts, "faulty": faulty}
            timeline.record("import.ended", on=brought, by=f"job:{RUN}", at=at, new=new)


def _rows(brought: Import) -> Iterator[ImportRow]:
    return ImportRow.objects.filter(import_of=brought).order_by("number").iterator(chunk_size=2000)


def asked(work: Work, stage: Stage) -> Import | None:
    """This function will give the import that a job is asked to work on, if it is still at that stage."""
    everyone = Import.objects.unscoped(reason=REASON).select_related("made_by")
    found: Import | None = everyone.filter(pk=work.payload.get("import", 0), stage=stage).first()
    return found


def portions(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """This function will give things in lists of `size`, the last one shorter."""
    waiting = iter(things)
    while portion := list(islice(waiting, size)):
        yield portion
