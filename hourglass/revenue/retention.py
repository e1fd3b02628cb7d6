"""How much of what was there is still there: NDR, GRR, logos, and what was lost on the way (REV-13, REV-14, GOAL-19).

The cohort of a window are the accounts with recurring revenue at its begin; who comes or returns later is not in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from hourglass.base.periods import DAY, Period
from hourglass.base.ratios import Ratio, Records
from hourglass.revenue.movements import Kind, changes, stepped
from hourglass.revenue.recurring import Measured, Term

SOURCE = "retention"


class Part(StrEnum):
    """Accounts of a window by what became of them; a rate names the parts behind its two numbers."""

    COHORT = "cohort"  # had recurring revenue at the begin
    STAYED = "stayed"
    LOST = "lost"
    LESS = "less"
    MORE = "more"
    CAME = "came"  # had none at the begin: new and returned


@dataclass(frozen=True, slots=True)
class Change:
    """The sums of one window, in whole coins a year, and its counts of accounts.

    `moved` adds up the movements by kind, losses negative; `more` and `less` tell what accounts that stayed pay more
    and less, agreed price steps included.
    """

    window: Period
    measured: Measured = field(repr=False, compare=False)
    places: tuple[int, int]
    begin: int
    accounts: int
    lost: int
    moved: Mapping[Kind, int]
    more: int
    less: int

    @property
    def still(self) -> int:
        """What the cohort has at the end."""
        return self.end - self.moved[Kind.NEW] - self.moved[Kind.REACTIVATION]

    @property
    def kept(self) -> int:
        """What the cohort kept, no account above what it had: the sum of the lesser of begin and end."""
        return self.begin + self.moved[Kind.CHURN] - self.less

    @property
    def end(self) -> int:
        """What the whole scope has at the end: the cohort and who came."""
        return self.begin + sum(self.moved.values())

    def behind(self, *parts: Part) -> list[int]:
        """This function will name the accounts of these parts, the largest change first."""
        first, last = self.places
        found = [
            (abs(amounts[last] - amounts[first]), account)
            for account, amounts in self.measured.amounts.items()
            if not parts_of(amounts[first], amounts[last]).isdisjoint(parts)
        ]
        return [account for _size, account in sorted(found, key=lambda entry: (-entry[0], entry[1]))]


def parts_of(begin: int, end: int) -> set[Part]:
    """This function will tell which parts an account belongs to."""
    if not begin:
        return {Part.CAME} if end else set()
    if not end:
        return {Part.COHORT, Part.LOST}
    moved = {Part.MORE} if end > begin else {Part.LESS} if end < begin else set()
    return {Part.COHORT, Part.STAYED, *moved}


def change(measured: Measured, first: int, last: int) -> Change:
    """This function will add up what happened from the state at place `first` to the one at place `last`."""
    start, close = measured.days[first], measured.days[last]
    had = measured.columns[first]
    moved = dict.fromkeys(Kind, 0)
    lost = more = less = 0
    for account in measured.moved(first, last):
        begin, end = measured.amounts[account][first], measured.amounts[account][last]
        price = stepped(measured.steps.get(account, ()), start, close)
        for kind, amount in changes(begin, end, known=measured.since[account] <= start, price=price):
            moved[kind] += amount
        if begin and not end:
            lost += 1
        elif begin:
            more += max(0, end - begin)
            less += max(0, begin - end)
    window = Period.through(start + DAY, close)
    return Change(window, measured, (first, last), sum(had), len(had) - had.count(0), lost, moved, more, less)


def by_step(measured: Measured) -> Iterator[Change]:
    """This function will add up each step from one state to the next, such as the months of a year."""
    return (change(measured, place - 1, place) for place in range(1, len(measured.days)))


@dataclass(frozen=True, slots=True)
class Retention:
    """The rates of one window; each carries both its numbers and where to find the records behind them."""

    change: Change
    at: datetime
    scope: str = "workspace"

    @property
    def ndr(self) -> Ratio:
        """Net: what the cohort has now, growth included, of what it had (REV-13)."""
        return self._ratio("ndr", self.change.still, self.change.begin, Part.STAYED)

    @property
    def grr(self) -> Ratio:
        """Gross: what the cohort kept, no account above what it had; never above 100 % (REV-14)."""
        return self._ratio("grr", self.change.kept, self.change.begin, Part.STAYED)

    @property
    def logos(self) -> Ratio:
        """The accounts that are still there, of those in service at the begin (GOAL-19)."""
        return self._ratio("logo_retention", self.change.accounts - self.change.lost, self.change.accounts, Part.STAYED)

    @property
    def logo_churn(self) -> Ratio:
        """The accounts that were lost (GOAL-16)."""
        return self._ratio("logo_churn", self.change.lost, self.change.accounts, Part.LOST)

    @property
    def gross_churn(self) -> Ratio:
        """The revenue that was lost with accounts and by those that pay less: what GRR lacks to 100 %."""
        return self._ratio("gross_churn", self.change.begin - self.change.kept, self.change.begin, Part.LOST, Part.LESS)

    @property
    def expansion(self) -> Ratio:
        """What accounts that stayed pay more."""
        return self._ratio("expansion", self.change.more, self.change.begin, Part.MORE)

    def revenue_churn(self, less: "Less") -> Ratio:
        """This function will give what was lost with accounts and by downsell, without what a longer term cost."""
        lost = less.downsell - self.change.moved[Kind.CHURN]
        return self._ratio("revenue_churn", lost, self.change.begin, Part.LOST, Part.LESS)

    def extension(self, less: "Less") -> Ratio:
        """This function will give what accounts pay less that committed for longer."""
        return self._ratio("extension", less.extension, self.change.begin, Part.LESS)

    @property
    def negative_revenue_churn(self) -> bool:
        """Whether growth outweighs every loss: NDR above 100 %, and nothing else (REV-14)."""
        return (self.ndr.value or 0) > 1

    def _ratio(self, key: str, above: int, below: int, *parts: Part) -> Ratio:
        window = self.change.window
        where = {"from": window.start.isoformat(), "to": window.last.isoformat(), "scope": self.scope}
        records = Records(SOURCE, {**where, "parts": [*parts]}, {**where, "parts": [Part.COHORT]})
        return Ratio.of(key, above, below, computed_at=self.at, scope=self.scope, window=window, records=records)


@dataclass(frozen=True, slots=True)
class Less:
    """What accounts that stayed pay less, by whether they committed for longer in exchange."""

    downsell: int
    extension: int


def less(change: Change, terms: Iterable[Term]) -> Less:
    """This function will tell downsell from extension; `terms` are the lines of the accounts that pay less.

    The commitment of an account is the mean length of its lines in force.
    """
    first, last = (change.measured.days[place] for place in change.places)
    lengths: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for term in terms:
        for lines, day in zip(lengths[term.account], (first, last), strict=True):
            if term.runs(day):
                lines.append(term.months)
    downsell = extension = 0
    for account in change.behind(Part.LESS):
        amounts = change.measured.amounts[account]
        drop = amounts[change.places[0]] - amounts[change.places[1]]
        before, after = lengths[account]
        longer = before and after and Fraction(sum(after), len(after)) > Fraction(sum(before), len(before))
        downsell, extension = (downsell, extension + drop) if longer else (downsell + drop, extension)
    return Less(downsell, extension)


def net_customers(begin: int, lost: int, referred: int, *, at: datetime, window: Period | None = None) -> Ratio:
    """This function will compare the customers that are left, with those who came by referral, to those of the begin.

    Above 100 % it is a flag of its own, apart from revenue (REV-14).
    """
    return Ratio.of("net_customers", begin - lost + referred, begin, computed_at=at, window=window)


def flagged(ratio: Ratio) -> bool:
    """This function will tell whether a share stands above 100 %; one that is not known does not."""
    return ratio.value is not None and ratio.value > Fraction(1)
