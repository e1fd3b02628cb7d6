"""A whole import taken back: what it added goes, what it changed is as before, and what others changed since stays."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from time import monotonic
from typing import Any

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hourglass.base import jobs, timeline
from hourglass.base.models import User
from hourglass.base.refusals import Refused
from hourglass.base.revisions import ChangedMeanwhile, revise
from hourglass.base.schedule import Work
from hourglass.customers import accounts, contacts, stores, taking_back
from hourglass.customers.models import Account, Contact, ExternalId, Store
from hourglass.gateway.imports.branches import as_it_was
from hourglass.gateway.imports.spending import as_entered
from hourglass.gateway.imports.subscriptions import as_agreed
from hourglass.gateway.imports.taking import ImportRefused, asked, decider
from hourglass.gateway.models import Fate, Import, ImportTrace, Stage
from hourglass.insight import costs
from hourglass.insight.models import CostEntry
from hourglass.revenue import lines, publishing
from hourglass.revenue import taking_back as revenue
from hourglass.revenue.models import Contract, Line

REASON = "an import is taken back by a job"
RETURN = "imports.return"
# After how many seconds a transaction begins no further row, since others wait for the write lock; and how many rows
# are read for it.
HOLD, PORTION = 0.02, 25
ENDED = frozenset({Stage.DONE, Stage.CANCELLED})
SINCE = gettext_lazy("Somebody changed it since.")
# What had ended before is never changed by an import, so whoever finds it ended finds what the import itself did.
SHORTENED = gettext_lazy("It ended the service early, which stays. Add a contract for what follows.")
SAID = gettext_lazy("A touch point stays in the record. Correct its entry there.")


@dataclass(frozen=True, slots=True)
class Returning:
    """In whose name an import is taken back, when, and what the record says of it."""

    by: User
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What taking an import back would do: how many of each kind go and are as before, and what stays, with why."""

    gone: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)
    kept: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def told(self) -> list[tuple[Any, int, int]]:
        """For each kind of record: its name, how many go, and how many are as before."""
        return [(LABELS[kind], self.gone[kind], self.restored[kind]) for kind in {**self.gone, **self.restored}]

    def __bool__(self) -> bool:
        """Whether anything would be taken back."""
        return bool(self.gone or self.restored)


@transaction.atomic
def take_back(brought: Import, *, version: int, by: User, at: datetime) -> Import:
    """This function will have an ended import taken back, once.

    :raises ImportRefused: it has not ended, was taken back already, or left nothing that could be taken back.
    """
    decider(brought, by)
    if brought.stage not in ENDED:
        raise ImportRefused(_("Only an import that has ended is taken back, and only once."))
    if not traces_of(brought).exists():
        raise ImportRefused(_("This import added and changed nothing that could be taken back."))
    revise(brought, version=version, changes={"stage": Stage.RETURNING, "looked_at": 0})
    timeline.record("import.return_started", on=brought, by=by, at=at)
    jobs.enqueue(RETURN, payload={"import": brought.pk}, at=at)
    return brought


def give_back(work: Work) -> None:
    """This function will take an import back from its last row to its first, some rows in one transaction.

    What was taken back before it was interrupted is not looked at again.
    """
    brought = asked(work, Stage.RETURNING)
    if brought is None:
        return
    with translation.override(brought.made_by.language):
        reason = _("The import of %(file)s was taken back.") % {"file": brought.filename}
        returning = Returning(brought.made_by, work.at, reason)
        while portion := _latest(brought):
            with transaction.atomic(), publishing.postponed(at=work.at):
                done = _give_back_some(portion, returning)
                ImportTrace.objects.bulk_update(done, ["fate", "why"])
                everyone = Import.objects.unscoped(reason=REASON).filter(pk=brought.pk)
                everyone.update(looked_at=F("looked_at") + len(done))
    _end(brought, work.at)


def outlook(brought: Import) -> Outlook:
    """This function will tell what taking an import back would do now, in a fixed number of queries."""
    hindered = {pk: why for kind in KINDS for pk, why in _hindered(brought, kind)}
    rows = list(traces_of(brought).order_by("number", "pk").values_list("pk", "number", "kind", "before", "name"))
    stays = {number for pk, number, *_rest in rows if pk in hindered}
    found = Outlook()
    for pk, number, kind, before, name in rows:
        if pk in hindered:
            found.kept.append((name, hindered[pk]))
        elif number not in stays:
            (found.gone if before is None else found.restored)[kind] += 1
    return found


def traces_of(brought: Import) -> models.QuerySet[ImportTrace]:
    """This function will give the traces of an import that were not looked at yet."""
    return ImportTrace.objects.filter(import_of=brought, fate=Fate.OPEN)


def number(brought: Import) -> int:
    """This function will count the traces of an import, whatever became of them."""
    return ImportTrace.objects.filter(import_of=brought).count()


def kept(brought: Import) -> models.QuerySet[ImportTrace]:
    """This function will give what could not be taken back, each with why."""
    return ImportTrace.objects.filter(import_of=brought, fate=Fate.KEPT).exclude(why="").order_by("number", "pk")


def _latest(brought: Import) -> list[ImportTrace]:
    """This function will give the traces of the last rows, each row with all of its traces."""
    numbers = traces_of(brought).order_by("-number").values_list("number", flat=True).distinct()[:PORTION]
    return list(traces_of(brought).filter(number__in=list(numbers)).order_by("-number", "-pk"))


def _give_back_some(portion: list[ImportTrace], returning: Returning) -> list[ImportTrace]:
    """This function will take back as many rows as there is time for, one at least, and give their traces."""
    done: list[ImportTrace] = []
    end = monotonic() + HOLD
    for _number, traces in groupby(portion, key=lambda trace: trace.number):
        row = list(traces)
        _give_back_row(row, returning)
        done += row
        if monotonic() >= end:
            break
    return done


def _give_back_row(traces: list[ImportTrace], returning: Returning) -> None:
    """This function will take back all that one row left behind, or nothing of it."""
    now = traces[0]
    try:
        with transaction.atomic():
            for now in traces:
                KINDS[now.kind](now, returning)
    except Refused as refused:
        for trace in traces:
            trace.fate = Fate.KEPT
        now.why = str(SINCE if isinstance(refused, ChangedMeanwhile) else refused.message)[:300]
    else:
        for trace in traces:
            trace.fate = Fate.BACK


def _account(trace: ImportTrace, returning: Returning) -> None:
    account = _found(Account.objects.unscoped(reason=REASON), trace)
    if trace.before is None:
        taking_back.account(
            account, version=trace.after, by=returning.by, at=returning.at, reason=returning.reason
        )  # fmt: skip
    else:
        accounts.edit(account, version=trace.after, by=returning.by, at=returning.at, **trace.was)


def _external(trace: ImportTrace, returning: Returning) -> None:
    link = ExternalId.objects.unscoped(reason=REASON).filter(pk=trace.key).select_related("account").first()
    if link is not None:  # somebody may have taken it away already
        accounts.unlink(link, by=returning.by, at=returning.at)


def _contact(trace: ImportTrace, returning: Returning) -> None:
    contact = _found(Contact.objects.unscoped(reason=REASON).select_related("account"), trace)
    if trace.before is None:
        taking_back.contact(
            contact, version=trace.after, by=returning.by, at=returning.at, reason=returning.reason
        )  # fmt: skip
    else:
        contacts.edit(contact, version=trace.after, by=returning.by, at=returning.at, **trace.was)


def _store(trace: ImportTrace, returning: Returning) -> None:
    store = _found(Store.objects.unscoped(reason=REASON).select_related("account"), trace)
    if trace.before is None:
        taking_back.store(store, version=trace.after, by=returning.by, at=returning.at, reason=returning.reason)
    else:
        was = as_it_was(trace.was)
        stores.edit(store, version=trace.after, by=returning.by, at=returning.at, **was)


def _cost(trace: ImportTrace, returning: Returning) -> None:
    entry = _found(CostEntry.objects.unscoped(reason=REASON).select_related("account"), trace)
    said: dict[str, Any] = {"version": trace.after, "by": returning.by, "at": returning.at}
    if trace.before is None:
        costs.withdraw(entry, reason=returning.reason, **said)
    else:
        costs.change(entry, amount=as_entered(trace.was), note=entry.note, **said)


def _touch(_trace: ImportTrace, _returning: Returning) -> None:
    raise ImportRefused(SAID)


def _contract(trace: ImportTrace, returning: Returning) -> None:
    contract = _found(Contract.objects.unscoped(reason=REASON).select_related("account"), trace)
    revenue.contract(
        contract,
        payments=trace.was.get("payments", ()),
        lines=dict(trace.was.get("lines", ())),
        version=trace.after,
        by=returning.by,
        at=returning.at,
        reason=returning.reason,
    )


def _line(trace: ImportTrace, returning: Returning) -> None:
    line = _found(Line.objects.unscoped(reason=REASON).select_related("contract__account"), trace)
    if line.version != trace.after:
        raise ChangedMeanwhile
    if line.ended_on is not None:
        raise ImportRefused(SHORTENED)
    contract = line.contract
    pairs = [(line, as_agreed(trace.was, line))]
    lines.rewrite(contract, pairs, version=contract.version, by=returning.by, at=returning.at)


def _found(rows: models.QuerySet[Any], trace: ImportTrace) -> Any:
    found = rows.filter(pk=trace.key).first()
    if found is None:
        raise ChangedMeanwhile
    return found


KINDS: Mapping[str, Callable[[ImportTrace, Returning], None]] = {
    "account": _account,
    "external": _external,
    "contact": _contact,
    "store": _store,
    "touch": _touch,
    "cost": _cost,
    "contract": _contract,
    "line": _line,
}
MODELS: Mapping[str, type[models.Model]] = {
    "account": Account,
    "contact": Contact,
    "store": Store,
    "contract": Contract,
    "line": Line,
    "cost": CostEntry,
}
LABELS: Mapping[str, Any] = {
    "account": gettext_lazy("Customers"),
    "external": gettext_lazy("Identifiers of the source"),
    "contact": gettext_lazy("Contacts"),
    "store": gettext_lazy("Stores"),
    "touch": gettext_lazy("Touch points"),
    "cost": gettext_lazy("Costs"),
    "contract": gettext_lazy("Contracts"),
    "line": gettext_lazy("Contract lines"),
}


def _hindered(brought: Import, kind: str) -> Iterator[tuple[int, Any]]:
    """This function will give the traces of a kind that cannot be taken back as things stand, and why."""
    if kind == "touch":
        yield from ((pk, SAID) for pk in traces_of(brought).filter(kind=kind).values_list("pk", flat=True))
    if kind not in MODELS:
        return
    rows: models.QuerySet[Any] = models.QuerySet(MODELS[kind])
    traces = traces_of(brought).filter(kind=kind)
    now = traces.annotate(now=Subquery(rows.filter(pk=OuterRef("key")).values("version")[:1]))
    changed = now.filter(Q(now=None) | Q(now__gt=F("after")) | Q(now__lt=F("after")))
    yield from ((pk, SINCE) for pk in changed.values_list("pk", flat=True))
    if kind == "line":
        ended = traces.filter(key__in=rows.filter(ended_on__isnull=False).values("pk"))
        yield from ((pk, SHORTENED) for pk in ended.exclude(pk__in=changed.values("pk")).values_list("pk", flat=True))
    made = traces.filter(before=None)
    by_key = dict(made.values_list("key", "pk"))
    for key, what in _built_on(kind, rows.filter(pk__in=made.values("key")), made):
        yield by_key[key], taking_back.WorkedWith(what).message


def _built_on(kind: str, rows: models.QuerySet[Any], made: models.QuerySet[ImportTrace]) -> Iterator[tuple[int, Any]]:
    if kind == "account":
        return taking_back.built_on_accounts(rows)
    if kind == "contact":
        return taking_back.built_on_contacts(rows)
    if kind == "store":
        return taking_back.built_on_stores(rows)
    if kind in {"line", "cost"}:  # lines are changed, or made with their contracts alone; costs are withdrawn
        return iter(())
    with_it = list(made.values_list("was", flat=True))
    booked = {pk for was in with_it for pk in was.get("payments", ())}
    return revenue.built_on(rows, booked, dict(pair for was in with_it for pair in was.get("lines", ())))


def _end(brought: Import, at: datetime) -> None:
    traces = ImportTrace.objects.filter(import_of=brought)
    new = {
        "returned": traces.filter(fate=Fate.BACK).values("number").distinct().count(),
        "kept": traces.filter(fate=Fate.KEPT).values("number").distinct().count(),
    }
    with transaction.atomic():
        everyone = Import.objects.unscoped(reason=REASON).filter(pk=brought.pk, stage=Stage.RETURNING)
        if everyone.update(stage=Stage.RETURNED, version=brought.version + 1, **new):
            timeline.record("import.returned", on=brought, by=f"job:{RETURN}", at=at, new=new)
