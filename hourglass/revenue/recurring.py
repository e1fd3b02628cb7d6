"""What comes back each year: recurring amounts by account on a day, from the terms of contract lines.

Amounts are whole coins a year. A state is what is in force on one day; a window is told by two states, the one of the
evening before it and the one of the evening of its last day. So a contract that begins on 1 July counts in July, and
one whose last day is 30 June is missed in July, the first month without it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, compress
from operator import ne

from hourglass.base.periods import DAY, Period
from hourglass.base.rounding import half_up

MONTHS_A_YEAR = 12
Amounts = Mapping[int, int]  # whole coins a year by account


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One recurring line as figures read it.

    It is in force from `start` up to, not including, `end`; `due` is the day after the last day that was agreed, which
    differs from `end` where the line was cut short. `slot` says what it is compared with at renewal, `offer` what
    exactly was bought. `renewed_on` is the day its contract was paid first, if it was.
    """

    line: int
    account: int
    annual: int
    start: date
    end: date
    due: date
    contract: int = 0
    slot: str = ""
    offer: str = ""
    quantity: int = 1
    step: bool = False
    renewed_on: date | None = None

    @property
    def months(self) -> int:
        """How long a commitment it is, in whole months; the shortest counts one."""
        return max(1, int(half_up(Period(self.start, self.due).months, 0)))

    def runs(self, day: date) -> bool:
        """This function will tell whether the line is in force on `day`."""
        return self.start <= day < self.end


@dataclass(frozen=True)
class Measured:
    """The states of several days, side by side: what each account had on each of them.

    `since` is the first day an account ever had recurring revenue; `steps` are its agreed price steps, each with the
    day it took effect and the coins it changed.
    """

    days: tuple[date, ...]
    amounts: Mapping[int, Sequence[int]]
    since: Mapping[int, date]
    steps: Mapping[int, Sequence[tuple[date, int]]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[tuple[int, ...]]:
        """The amounts of each day, in the order of the accounts."""
        return list(zip(*self.amounts.values(), strict=True)) or [() for _day in self.days]

    def moved(self, first: int, last: int) -> Iterator[int]:
        """This function will name the accounts whose amount differs between two places, or whose price stepped."""
        differs = map(ne, self.columns[first], self.columns[last])
        yield from compress(self.amounts, differs)
        for account in self.steps:
            amounts = self.amounts.get(account)
            if amounts is not None and amounts[first] == amounts[last]:
                yield account


def days_of(window: Period) -> tuple[date, date]:
    """This function will give the two days whose evenings a window is told by: before it, and its last."""
    return window.start - DAY, window.last


def on(terms: Iterable[Term], day: date) -> dict[int, int]:
    """This function will give what each account has in force on `day`; accounts with nothing are left out."""
    found: dict[int, int] = defaultdict(int)
    for term in terms:
        if term.runs(day):
            found[term.account] += term.annual
    return {account: annual for account, annual in found.items() if annual}


def in_month(terms: Iterable[Term], month: Period) -> dict[int, Fraction]:
    """This function will give the recurring amount of one month by account: a twelfth of what its last day has."""
    return {account: Fraction(annual, MONTHS_A_YEAR) for account, annual in on(terms, month.last).items()}


def behind(terms: Iterable[Term], day: date) -> dict[int, list[int]]:
    """This function will name the lines behind the amounts of `day`, by account."""
    found: dict[int, list[int]] = defaultdict(list)
    for term in terms:
        if term.runs(day):
            found[term.account].append(term.line)
    return dict(found)


def measure(terms: Sequence[Term], days: Sequence[date]) -> Measured:
    """This function will put the states of `days` side by side."""
    rows = ((term.account, term.annual, term.start.isoformat(), (term.end - DAY).isoformat()) for term in terms)
    return measure_rows(rows, days, steps_of(terms))


def measure_rows(
    rows: Iterable[tuple[int, int, str, str]],
    days: Sequence[date],
    steps: Mapping[int, Sequence[tuple[date, int]]],
) -> Measured:
    """This function will do so from plain rows: account, coins a year, first and last day as ISO text.

    The days are in order. Hundreds of thousands of rows are read like this, so each is touched once.
    """
    marks = [day.isoformat() for day in days]
    changes: dict[int, list[int]] = {}
    since: dict[int, str] = {}
    for account, annual, first, last in rows:
        if not annual or last < first:
            continue
        if account not in changes:
            changes[account] = [0] * (len(marks) + 1)
            since[account] = first
        changes[account][bisect_left(marks, first)] += annual
        changes[account][bisect_right(marks, last)] -= annual
        since[account] = min(first, since[account])
    amounts = {account: list(accumulate(rises[:-1])) for account, rises in changes.items()}
    return Measured(tuple(days), amounts, {account: date.fromisoformat(day) for account, day in since.items()}, steps)


def steps_of(terms: Iterable[Term]) -> dict[int, list[tuple[date, int]]]:
    """This function will find what each agreed price step changed, against the line of the same thing before it."""
    terms = list(terms)
    before: dict[tuple[int, str, date], int] = defaultdict(int)
    after: dict[tuple[int, str, date], int] = defaultdict(int)
    for term in terms:
        before[term.account, term.slot, term.end] += term.annual
        if term.step:
            after[term.account, term.slot, term.start] += term.annual
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for (account, slot, day), annual in sorted(after.items()):
        # A step without anything before it is a beginning, whatever it is called.
        if (account, slot, day) in before:
            found[account].append((day, annual - before[account, slot, day]))
    return dict(found)
