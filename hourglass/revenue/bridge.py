"""The bridge from the revenue of a begin to that of an end, and who earns it (REV-15, GOAL-20)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hourglass.base.ratios import Ratio, Records
from hourglass.revenue.movements import Kind
from hourglass.revenue.recurring import Term
from hourglass.revenue.retention import Change


@dataclass(frozen=True, slots=True)
class Bridge:
    """A begin, what was added and lost, and the end as it was counted for itself; losses are negative."""

    begin: int
    moved: Mapping[Kind, int]
    end: int

    @property
    def kept(self) -> int:
        """What is left of the begin before anything is added: begin, downgrades and churn."""
        return self.begin + self.moved[Kind.DOWNGRADE] + self.moved[Kind.CHURN]

    @property
    def error(self) -> int:
        """What the end has beyond the sum of the steps: 0, or the figures contradict each other."""
        return self.end - self.begin - sum(self.moved.values())


def bridge(change: Change) -> Bridge:
    """This function will make the bridge of a window; the end is counted from the accounts, not from the steps."""
    last = change.places[1]
    return Bridge(change.begin, change.moved, sum(amounts[last] for amounts in change.measured.amounts.values()))


@dataclass(frozen=True, slots=True)
class Earned:
    """The revenue of a day, split into what first contracts began with and all that came later."""

    day: date
    first: int
    total: int
    first_lines: tuple[int, ...]

    def share_after_first(self, *, at: datetime, scope: str = "workspace") -> Ratio:
        """This function will give the share of customers past their first term and of every expansion (GOAL-20)."""
        where = {"day": self.day.isoformat(), "scope": scope}
        records = Records("earned", {**where, "part": "later"}, {**where, "part": "all"})
        return Ratio.of(
            "after_first", self.total - self.first, self.total, computed_at=at, scope=scope, records=records
        )


def earned(terms: Iterable[Term], day: date) -> Earned:
    """This function will split the revenue in force on `day`.

    What an account's first contract began with, agreed price steps included, is of the first term; what was added to
    it later, and every contract after it, is not.
    """
    terms = list(terms)
    firsts: dict[int, tuple[date, int]] = {}
    for term in terms:
        first = (term.start, term.contract)
        if term.annual and first < firsts.get(term.account, (date.max, 0)):
            firsts[term.account] = first
    running = [term for term in terms if term.runs(day)]
    begun = [term for term in running if _of_the_begin(term, firsts)]
    total = sum(term.annual for term in running)
    return Earned(day, sum(term.annual for term in begun), total, tuple(sorted(term.line for term in begun)))


def _of_the_begin(term: Term, firsts: Mapping[int, tuple[date, int]]) -> bool:
    start, contract = firsts.get(term.account, (date.max, 0))
    return term.contract == contract and (term.start == start or term.step)
