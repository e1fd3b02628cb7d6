"""Contracts that came in by another way, such as an import, and renew what expires: linked before time closes it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from hourglass.base import configuration
from hourglass.revenue import rules
from hourglass.revenue.models import Contract, Line, Outcome, Renewal, RenewalLine
from hourglass.revenue.renewals import signing

REASON = "a contract renews what it follows, whoever looks"
BY = "job:renewals.follow"
CHUNK = 500


def follow_all(*, at: datetime) -> int:
    """This function will link each renewal that nobody signed to the contract that goes on with what expires.

    A contract goes on with a line where it has one about the same thing that begins after the old term, at the latest
    when a renewal still counts as late. It returns how many renewals were linked.
    """
    day = configuration.today(at)
    late = timedelta(days=rules.limits(day).late)
    lost = Q(outcome=Outcome.LOST, due_on__gte=day - late)
    waiting = Renewal.objects.unscoped(reason=REASON).filter(Q(outcome="") | lost, signed_on=None)
    expiring = RenewalLine.objects.unscoped(reason=REASON).exclude(expiring=None).select_related("expiring")
    rows = waiting.filter(due_on__gte=day - late).select_related("account", "owner").order_by("pk")
    linked, chunk = 0, []
    for renewal in rows.prefetch_related(Prefetch("items", expiring)).iterator(chunk_size=CHUNK):
        chunk.append(renewal)
        if len(chunk) == CHUNK:
            linked += _follow(chunk, late, at=at)
            chunk = []
    return linked + _follow(chunk, late, at=at)


def _follow(renewals: Sequence[Renewal], late: timedelta, *, at: datetime) -> int:
    free = _free({renewal.account_id for renewal in renewals})
    linked = 0
    for renewal in renewals:
        contract = _following(renewal, free[renewal.account_id], late)
        if contract is not None:
            signing.link(renewal, contract, version=renewal.version, by=BY, at=at)
            free[renewal.account_id] = [line for line in free[renewal.account_id] if line.contract_id != contract.pk]
            linked += 1
    return linked


def _free(accounts: Iterable[int]) -> dict[int, list[Line]]:
    """This function will give the recurring lines of accounts that renew nothing yet, those that begin first first."""
    lines = Line.objects.unscoped(reason=REASON).recurring().filter(contract__account__in=list(accounts))
    found: dict[int, list[Line]] = defaultdict(list)
    free = lines.filter(renewed_from=None, contract__merged_into=None).select_related("contract")
    for line in free.order_by("starts_on", "pk"):
        found[line.contract.account_id].append(line)
    return found


def _following(renewal: Renewal, lines: Sequence[Line], late: timedelta) -> Contract | None:
    """This function will give the first contract with a line that goes on with one of the renewal's."""
    for item in renewal.items.all():
        old = item.expiring
        for line in lines:
            begins = old is not None and old.ends_on < line.starts_on <= old.ends_on + late
            if old and begins and line.contract_id != old.contract_id and _thing(line) == _thing(old):
                contract: Contract = line.contract
                return contract
    return None


def _thing(line: Line) -> tuple[Any, ...]:
    named = "" if line.edition_id or line.module_id else line.name
    return line.edition_id, line.module_id, named, line.annual.currency
