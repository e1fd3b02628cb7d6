"""Publishing what contracts say about accounts: after every change for one, and each night for all.

Whoever changes many contracts at once wraps the changes in `postponed()`, so that each account is published once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q, Sum

from hourglass.base import configuration
from hourglass.base.resolution import Configuration
from hourglass.base.workspace import CURRENCY
from hourglass.customers import entitlements, standing
from hourglass.customers.entitlements import Granted
from hourglass.customers.models import Account
from hourglass.revenue import rules, standings
from hourglass.revenue.models import Contract, Line, Outcome, Payment, Recurrence, RenewalLine
from hourglass.revenue.standings import Agreement, Fate, Paper, Term
from hourglass.revenue.starts import Moments, Rule

READ = 500  # accounts whose rows are fetched at once
WRITTEN = 50  # accounts written in one transaction, so that nobody waits for the write lock
REASON = "what is published does not depend on who looks"

_postponed: ContextVar[set[int] | None] = ContextVar("postponed", default=None)


@contextmanager
def postponed(*, at: datetime) -> Iterator[None]:
    """This function will publish the accounts that its block changes once, at its end."""
    waiting: set[int] = set()
    token = _postponed.set(waiting)
    try:
        yield
    finally:
        _postponed.reset(token)
    publish(waiting, at=at)


def publish(accounts: Iterable[int], *, at: datetime) -> int:
    """This function will publish standing and entitlements of accounts, and return how many rows differed."""
    keys = sorted(set(accounts))
    if (waiting := _postponed.get()) is not None:
        waiting.update(keys)
        return 0
    today, now = configuration.today(at), configuration.current()
    changed = 0
    for some in portions(keys, READ):
        known = gathered(some, today=today, configured=now)
        for few in portions(some, WRITTEN):
            changed += standing.publish({key: standings.columns(known[key].paper, today) for key in few})
            changed += entitlements.publish({key: known[key].granted for key in few}, origin="line")
    return changed


def publish_all(*, at: datetime) -> int:
    """This function will publish every account that stands for itself: a day has passed, and terms began and ended."""
    everyone = Account.objects.unscoped(reason=REASON).present()
    return publish(everyone.values_list("pk", flat=True), at=at)


def portions(keys: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """This function will cut `keys` into pieces of at most `size`."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


@dataclass
class Known:
    """What the rows of one account say, while they are read."""

    terms: list[Term] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    granted: list[Granted] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)

    @property
    def paper(self) -> Paper:
        """The same as the rules want it."""
        return Paper(terms=self.terms, agreements=self.agreements, **self.rest)


def gathered(accounts: Collection[int], *, today: date, configured: Configuration) -> dict[int, Known]:
    """This function will read the contracts of some accounts in a fixed number of queries."""
    everyone = Account.objects.unscoped(reason=REASON).filter(pk__in=accounts)
    overrides = dict(everyone.values_list("pk", "start_override"))
    rest = {
        "late_days": configured.value(rules.LATE, on=today),
        "currency": configured.value(CURRENCY, on=today),
    }
    known = {key: Known(rest=rest | {"override": overrides.get(key)}) for key in accounts}
    costing = _add_lines(known, accounts)
    _add_agreements(known, accounts, costing, configured)
    return known


def _add_lines(known: dict[int, Known], accounts: Collection[int]) -> set[int]:
    """This function will read the lines, and return the contracts that cost something."""
    lines = Line.objects.unscoped(reason=REASON).filter(contract__account__in=accounts)
    costing = set()
    for line in lines.select_related("contract", "renewing__renewal").order_by("starts_on", "pk"):
        about = known[line.contract.account_id]
        if line.recurrence == Recurrence.RECURRING:
            about.terms.append(_term(line))
        if line.recurrence != Recurrence.TRIAL and line.amount:
            costing.add(line.contract_id)
        if (granted := granted_by(line)) is not None:
            about.granted.append(granted)
    return costing


def _term(line: Line) -> Term:
    item: RenewalLine | None = getattr(line, "renewing", None)
    return Term(
        annual=line.annual,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        ended_on=line.ended_on,
        fate=None if item is None else fate_of(item),
        bridged_to=None if item is None else item.renewal.bridged_to,
    )


def fate_of(item: RenewalLine) -> Fate:
    """This function will tell what became of an expiring line."""
    match item.renewal.outcome:
        case "":
            return Fate.OPEN
        case Outcome.RENEWED | Outcome.PARTIAL if not item.dropped:
            return Fate.RENEWED
    return Fate.LOST


def granted_by(line: Line) -> Granted | None:
    """This function will tell what a line lets its account use: an edition or a module, on the days it is served."""
    item: RenewalLine | None = getattr(line, "renewing", None)
    last = line.last if item is None or line.ended_on else max(line.last, item.renewal.bridged_to or line.last)
    if not (line.edition_id or line.module_id) or line.recurrence == Recurrence.ONE_TIME or last < line.starts_on:
        return None
    return Granted(
        source=f"line:{line.pk}",
        edition=line.edition_id,
        module=line.module_id,
        quantity=line.quantity,
        starts_on=line.starts_on,
        ends_on=last,
    )


def _add_agreements(
    known: dict[int, Known], accounts: Collection[int], costing: set[int], configured: Configuration
) -> None:
    contracts = list(Contract.objects.unscoped(reason=REASON).filter(account__in=accounts, pk__in=costing))
    paid = first_payments(contracts)
    for contract in contracts:
        moments = Moments(
            effective=contract.effective_from,
            signed=contract.signed_on,
            paid=paid.get(contract.pk),
            handover=contract.handover_accepted_on,
            delivery=contract.delivery_accepted_on,
        )
        known[contract.account_id].agreements.append(
            Agreement(
                key=contract.pk,
                moments=moments,
                ends_on=contract.last,
                rule=Rule(configured.value(rules.START, on=contract.effective_from)),
            )
        )


def first_payments(contracts: Collection[Contract]) -> dict[int, date]:
    """This function will give the day of the first payment of each contract that more came in for than went back.

    What was paid before a contract was split counts for both halves.
    """
    roots = {contract.split_from_id for contract in contracts if contract.split_from_id}
    sums: dict[int, Mapping[str, Any]] = defaultdict(dict)
    counted = Payment.objects.unscoped(reason=REASON).filter(
        contract__in={contract.pk for contract in contracts} | roots, voided_at=None
    )
    for row in counted.values("contract").annotate(
        first=Min("paid_on", filter=Q(amount_minor__gt=0)), coins=Sum("amount_minor")
    ):
        sums[row["contract"]] = row
    found = {}
    for contract in contracts:
        own = _paid(sums[contract.pk])
        before = _paid(sums[contract.split_from_id]) if contract.split_from_id else None
        if before is not None and before > contract.created_at.date():
            before = None
        if days := [day for day in (own, before) if day is not None]:
            found[contract.pk] = min(days)
    return found


def _paid(row: Mapping[str, Any]) -> date | None:
    return row["first"] if row and row["coins"] > 0 else None
