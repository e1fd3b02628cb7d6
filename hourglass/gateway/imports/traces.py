"""What an import left behind: one trace for each record that it made or changed, however many rows spoke of it."""

from collections.abc import Iterable, Sequence

from hourglass.gateway.imports.nouns import Trace
from hourglass.gateway.models import Import, ImportTrace


def keep(brought: Import, found: Sequence[tuple[int, Trace]]) -> None:
    """This function will keep traces, each with the number of the row it comes from.

    Where an earlier row spoke of the record, both become one trace. If somebody else saved the record between the two,
    the earlier trace stays as it was: its version tells later on that the record was changed by others.
    """
    there = _there(brought, {trace.key for _number, trace in found})
    old = set(there)
    grown = set()
    for number, trace in found:
        at = (trace.kind, trace.key)
        if at not in there:
            there[at] = _row(brought, number, trace)
        elif there[at].after == trace.before:
            _grow(there[at], trace)
            grown.add(at)
    ImportTrace.objects.bulk_create(row for at, row in there.items() if at not in old)
    ImportTrace.objects.bulk_update([there[at] for at in grown & old], ["after", "was"])


def _there(brought: Import, keys: Iterable[int]) -> dict[tuple[str, int], ImportTrace]:
    rows = ImportTrace.objects.filter(import_of=brought, key__in=list(keys))
    return {(row.kind, row.key): row for row in rows}


def _row(brought: Import, number: int, trace: Trace) -> ImportTrace:
    return ImportTrace(
        import_of=brought, number=number, kind=trace.kind, key=trace.key, name=trace.name, before=trace.before,
        after=trace.after, was=dict(trace.was),
    )  # fmt: skip


def _grow(row: ImportTrace, trace: Trace) -> None:
    row.after = trace.after
    if row.before is not None:
        row.was = {**trace.was, **row.was}
