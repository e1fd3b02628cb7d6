"""What contracts, lines and payments say about one account on a day; nothing is read or written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from hourglass.base.money import Money
from hourglass.revenue.starts import Moments, Rule, Start, start

DAY = timedelta(days=1)


class Fate(Enum):
    """What became of a term that ends: a person or a job decides it in the renewal."""

    OPEN = "open"
    RENEWED = "renewed"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One recurring line: what it brings in a year, and its days; `ended_on` cuts them, `bridged_to` adds some."""

    annual: Money
    starts_on: date
    ends_on: date
    ended_on: date | None = None
    fate: Fate | None = None  # None: no renewal was opened for it
    bridged_to: date | None = None

    @property
    def last(self) -> date:
        """The last day of service."""
        return self.ended_on or max(self.ends_on, self.bridged_to or self.ends_on)

    @property
    def whole(self) -> bool:
        """Whether the term runs, or ran, to the end that was agreed; only such a term is due."""
        return self.ended_on is None or self.ended_on >= self.ends_on

    def runs(self, day: date) -> bool:
        """This function will tell whether the term brings revenue on `day`."""
        return self.starts_on <= day <= (self.ended_on or self.ends_on) and day <= self.ends_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One contract that costs something, and when it was first paid."""

    key: int
    moments: Moments
    ends_on: date
    rule: Rule = Rule.LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Everything that is known of an account's contracts."""

    terms: Sequence[Term] = ()
    agreements: Sequence[Agreement] = ()
    override: date | None = None
    late_days: int = 90
    currency: str = "CNY"


def columns(paper: Paper, day: date) -> dict[str, Any]:
    """This function will give the published columns of an account, as they stand on `day`."""
    began = service_start(paper, day)
    recurring = recurring_on(paper, day)
    return {
        "recurring_minor": None if recurring is None else recurring.minor,
        "recurring_currency": paper.currency if recurring is None else recurring.currency,
        "due_on": due_on(paper, day),
        "served_from": began and began.on,
        "start_provisional": bool(began and began.provisional),
        "served_until": max((term.last for term in paper.terms), default=None),
        "unpaid_since": unpaid_since(paper.agreements, day),
        "renewals": renewals(paper, day),
    }


def recurring_on(paper: Paper, day: date) -> Money | None:
    """This function will add up what runs on `day`, in the workspace's currency or else in the only one there is.

    Nothing here knows a rate between currencies, so what is owed in a third one is left out.
    """
    sums: dict[str, Money] = {}
    for term in paper.terms:
        code = term.annual.currency
        sums[code] = sums.get(code, Money.zero(code)) + (term.annual if term.runs(day) else Money.zero(code))
    if paper.currency in sums or not sums:
        return sums.get(paper.currency)
    return sums[min(sums, key=lambda code: (-sums[code].minor, code))]


def due_on(paper: Paper, day: date) -> date | None:
    """This function will give the next end of a term that nobody decided about; a past one while it may be late."""
    open_ends = {
        term.ends_on
        for term in paper.terms
        if term.whole
        and term.ends_on + paper.late_days * DAY >= day
        and (term.fate is Fate.OPEN or (term.fate is None and not followed(term, paper)))
    }
    return min(open_ends, default=None)


def renewals(paper: Paper, day: date) -> int:
    """This function will count the ends that were renewed: decided so, or followed by a new term."""
    return len(
        {
            term.ends_on
            for term in paper.terms
            if term.whole
            and (term.fate is Fate.RENEWED or (term.fate is None and term.ends_on < day and followed(term, paper)))
        }
    )


def followed(term: Term, paper: Paper) -> bool:
    """This function will tell whether another term begins after this one, at the latest as a late renewal."""
    latest = term.ends_on + paper.late_days * DAY
    return any(term.ends_on < other.starts_on <= latest for other in paper.terms)


def service_start(paper: Paper, day: date) -> Start | None:
    """This function will give the start of the service that runs on `day`, ran last, or comes first.

    A gap longer than that of a late renewal ends a service; what comes after it is won back and starts anew.
    """
    if not paper.agreements:
        return None if paper.override is None else Start(paper.override, by_hand=True)
    first = _first_of_run(sorted(paper.agreements, key=_begin), paper.late_days, day)
    return start(first.moments, rule=first.rule, override=paper.override)


def unpaid_since(agreements: Iterable[Agreement], day: date) -> date | None:
    """This function will give the day since which service runs without any payment for its contract (REV-22)."""
    unpaid = [
        agreement.moments.effective
        for agreement in agreements
        if agreement.moments.paid is None and agreement.moments.effective <= day <= agreement.ends_on
    ]
    return min(unpaid, default=None)


def _begin(agreement: Agreement) -> tuple[date, int]:
    return agreement.moments.effective, agreement.key


def _first_of_run(ordered: Sequence[Agreement], late_days: int, day: date) -> Agreement:
    firsts, reached = [ordered[0]], ordered[0].ends_on
    for agreement in ordered[1:]:
        if agreement.moments.effective > reached + late_days * DAY:
            firsts.append(agreement)
        reached = max(reached, agreement.ends_on)
    begun = [first for first in firsts if first.moments.effective <= day]
    return begun[-1] if begun else firsts[0]
