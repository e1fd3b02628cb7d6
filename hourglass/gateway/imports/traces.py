"""What an import left behind: one trace for each record that it made or changed, however many rows spoke of it."""

from collections.abc import Sequence
from dataclasses import replace

from hourglass.base import adding
from hourglass.gateway.imports.nouns import Trace
from hourglass.gateway.models import Import, ImportTrace

COLUMNS = ("kind", "key", "name", "before", "after", "was")


def keep(brought: Import, found: Sequence[tuple[int, Trace]]) -> None:
    """This function will keep traces, each with the number of the row it comes from.

    Where an earlier row spoke of the record, both become one trace. If somebody else saved the record between the two,
    the earlier trace stays as it was: its version tells later on that the record was changed by others.
    """
    there = _there(brought, [trace for _number, trace in found if trace.before is not None])
    grown: dict[int, ImportTrace] = {}
    fresh: dict[tuple[str, int], tuple[int, Trace]] = {}
    for number, trace in found:
        at = (trace.kind, trace.key)
        if at in there:
            if there[at].after == trace.before:
                _grow(there[at], trace)
                grown[there[at].pk] = there[at]
        elif at not in fresh:
            fresh[at] = number, trace
        elif fresh[at][1].after == trace.before:
            fresh[at] = fresh[at][0], followed(fresh[at][1], trace)
    _add(brought, list(fresh.values()))
    ImportTrace.objects.bulk_update(grown.values(), ["after", "was"])


def followed(one: Trace, other: Trace) -> Trace:
    """This function will make one trace of two that follow each other; the oldest of what a field held stays."""
    return replace(one, after=other.after, was=one.was if one.before is None else {**other.was, **one.was})


def _there(brought: Import, changed: Sequence[Trace]) -> dict[tuple[str, int], ImportTrace]:
    """This function will give the earlier traces of records that were changed; what was made now has none."""
    if not changed:
        return {}
    rows = ImportTrace.objects.filter(import_of=brought, key__in={trace.key for trace in changed})
    return {(row.kind, row.key): row for row in rows}


def _add(brought: Import, found: Sequence[tuple[int, Trace]]) -> None:
    if found:
        columns = {name: [getattr(trace, name) for _number, trace in found] for name in COLUMNS}
        numbers = [number for number, _trace in found]
        adding.add_rows(ImportTrace, {"import_of_id": [brought.pk] * len(found), "number": numbers} | columns)


def _grow(row: ImportTrace, trace: Trace) -> None:
    row.after = trace.after
    if row.before is not None:
        row.was = {**trace.was, **row.was}
