"""What was due for renewal, and what became of it (REV-05 to REV-12, GOAL-05 to GOAL-07).

An account is due on the original end date of an expiring term, whenever it signs. A renewal counts in that cohort
until 90 days after the end date; then the cohort is settled, and who comes back later is won back.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from hourglass.base.periods import DAY, Period
from hourglass.base.rounding import half_up
from hourglass.revenue.recurring import Term


class Timing(StrEnum):
    """When an account renewed what was due, or why it has not."""

    EARLY = "early"  # on the end date or before it
    ON_TIME = "on_time"  # on the day after
    LATE = "late"
    GRACE = "grace"  # not renewed, within the days in which service goes on
    LOST = "lost"
    COMING = "coming"  # the end date lies ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the workspace has decided about renewals."""

    settled_after: int = 90
    grace: int = 30
    # A contract without a payment counts as renewed from its first day on; else only a payment does.
    unpaid_counts: bool = True
    # Renewing one line renews the customer; else every expiring line has to be renewed.
    one_line_is_enough: bool = True


@dataclass(frozen=True, slots=True)
class Split:
    """How the renewed amount came from the due one (GOAL-07), in whole coins a year; what is lost is negative."""

    lost: int = 0
    reduced: int = 0
    discount: int = 0
    upsell: int = 0
    price: int = 0

    def __add__(self, other: "Split") -> "Split":
        return Split(*(mine + theirs for mine, theirs in zip(self.parts(), other.parts(), strict=True)))

    def parts(self) -> tuple[int, ...]:
        """This function will give the parts in order."""
        return (self.lost, self.reduced, self.discount, self.upsell, self.price)

    @property
    def taken(self) -> int:
        """What is missing of the due amount."""
        return self.lost + self.reduced + self.discount


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of everything that one account had due on one day."""

    account: int
    due_on: date
    due: int
    renewed: int
    split: Split
    renewed_on: date | None
    complete: bool
    lines: tuple[int, ...]
    successors: tuple[int, ...]

    @property
    def unchanged(self) -> int:
        """What was carried over as it was."""
        return self.due + self.split.taken

    def settles_on(self, rules: Rules) -> date:
        """This function will give the day from which the outcome is kept as it is."""
        return self.due_on + timedelta(days=rules.settled_after) + DAY

    def timing(self, day: date, rules: Rules) -> Timing:
        """This function will tell how the renewal stands on `day`."""
        if self.renewed_on is not None:
            after = (self.renewed_on - self.due_on).days
            return Timing.EARLY if after <= 0 else Timing.ON_TIME if after == 1 else Timing.LATE
        if day <= self.due_on:
            return Timing.COMING
        return Timing.GRACE if day <= self.due_on + timedelta(days=rules.grace) else Timing.LOST


def outcomes(terms: Iterable[Term], window: Period, *, rules: Rules, day: date) -> list[Outcome]:
    """This function will tell what became of everything due in `window`, as it stands on `day`.

    `terms` are all recurring lines of the accounts concerned; the order does not matter.
    """
    of_account: dict[int, list[Term]] = defaultdict(list)
    for term in terms:
        of_account[term.account].append(term)
    found = [
        outcome
        for account in sorted(of_account)
        for outcome in _of_account(sorted(of_account[account], key=lambda term: (term.start, term.line)), rules, day)
    ]
    return [outcome for outcome in found if outcome.due_on in window]


def _of_account(terms: Sequence[Term], rules: Rules, day: date) -> Iterator[Outcome]:
    expiring: dict[date, list[Term]] = defaultdict(list)
    for term in terms:
        if term.annual and not _goes_on(term, terms):
            expiring[term.due].append(term)
    renewing = _assigned(expiring, terms, rules, day)
    for due, lines in sorted(expiring.items()):
        yield _outcome(due, lines, renewing[due], [term for term in terms if term.end == due < term.due], rules, day)


def _goes_on(term: Term, terms: Sequence[Term]) -> bool:
    """Whether a line is not due: its contract goes on with the same thing, or another took its place before time."""
    cut_short = term.end < term.due
    return any(
        other.start == term.end and (cut_short or (other.contract == term.contract and other.slot == term.slot))
        for other in terms
    )


def _assigned(
    expiring: Mapping[date, Sequence[Term]], terms: Sequence[Term], rules: Rules, day: date
) -> dict[date, list[Term]]:
    """Which lines renew what was due when: the latest end date before they begin, one of the same thing first."""
    found: dict[date, list[Term]] = defaultdict(list)
    for term in terms:
        near = [due for due in expiring if _in_time(term, due, rules, day) and not _is_more_of(term, due, terms)]
        same = [due for due in near if any(line.slot == term.slot for line in expiring[due])]
        if near:
            found[max(same or near)].append(term)
    return found


def _in_time(term: Term, due: date, rules: Rules, day: date) -> bool:
    end = due + timedelta(days=rules.settled_after)
    renewed_on = _renewed_on(term, rules, day)
    return due <= term.start < end and renewed_on is not None and renewed_on < end


def _is_more_of(term: Term, due: date, terms: Sequence[Term]) -> bool:
    """Whether a line only carries on what runs anyway, such as the next step of a contract of several years."""
    return term.start != due and any(other.end == term.start and other.slot == term.slot for other in terms)


def _renewed_on(term: Term, rules: Rules, day: date) -> date | None:
    """The day a line counts as renewed: of its first payment, else its first day once that has come."""
    renewed_on = term.renewed_on or (term.start if rules.unpaid_counts else None)
    return renewed_on if renewed_on is not None and renewed_on <= day else None


@dataclass(frozen=True, slots=True)
class Offered:
    """What an account has of one thing, over all its lines."""

    annual: int = 0
    quantity: int = 0
    offers: frozenset[str] = frozenset()
    step: bool = False

    @classmethod
    def of(cls, terms: Iterable[Term]) -> "Offered":
        """This function will add up lines of one thing."""
        terms = list(terms)
        return cls(
            sum(term.annual for term in terms),
            sum(term.quantity for term in terms),
            frozenset(term.offer for term in terms),
            any(term.step for term in terms),
        )

    def less(self, other: "Offered") -> "Offered":
        """This function will leave out what runs on anyway and only moved into this line."""
        return Offered(self.annual - other.annual, max(1, self.quantity - other.quantity), self.offers, self.step)


def effects(was: Offered, now: Offered) -> tuple[int, int]:
    """This function will split a difference into that of the quantity, at the old price, and that of the price.

    10 seats of 1,000 that become 12 of 900 are +2,000 by quantity and -1,200 by price (REV-11).
    """
    by_quantity = int(half_up(Fraction((now.quantity - was.quantity) * was.annual, was.quantity), 0))
    return by_quantity, now.annual - was.annual - by_quantity


def split(was: Offered | None, now: Offered | None, *, lost: bool) -> Split:
    """This function will type the difference of one thing between the due lines and the renewed ones."""
    if was is None or now is None:
        gone = -was.annual if was else 0
        return Split(lost=gone if lost else 0, reduced=0 if lost else gone, upsell=now.annual if now else 0)
    if was.offers != now.offers:
        by_quantity, by_price = now.annual - was.annual, 0
    else:
        by_quantity, by_price = effects(was, now)
    cheaper = by_price < 0 and not now.step
    return Split(
        reduced=min(0, by_quantity),
        upsell=max(0, by_quantity),
        discount=by_price if cheaper else 0,
        price=0 if cheaper else by_price,
    )


def _outcome(
    due: date, lines: Sequence[Term], successors: Sequence[Term], moved: Sequence[Term], rules: Rules, day: date
) -> Outcome:
    slots = {line.slot for line in lines}
    successors = _first(successors, slots)
    had, has, ran = _by_slot(lines), _by_slot(successors), _by_slot(moved)
    has = {slot: now.less(ran[slot]) if slot in ran else now for slot, now in has.items()}
    total = Split()
    for slot in sorted(had | has):
        total += split(had.get(slot), has.get(slot), lost=not successors)
    renewed_on = [found for term in successors if (found := _renewed_on(term, rules, day))]
    return Outcome(
        lines[0].account,
        due - DAY,
        sum(line.annual for line in lines),
        sum(now.annual for now in has.values()),
        total,
        min(renewed_on, default=None),
        all(slot in has and has[slot].quantity >= was.quantity for slot, was in had.items()),
        tuple(line.line for line in lines),
        tuple(term.line for term in successors),
    )


def _first(successors: Sequence[Term], slots: Container[str]) -> list[Term]:
    """The lines that renew: of each thing those that begin first; what was bought later is no part of the renewal."""
    begins: dict[str, date] = {}
    for term in successors:
        begins[term.slot] = min(term.start, begins.get(term.slot, term.start))
    begin = min((day for slot, day in begins.items() if slot in slots), default=min(begins.values(), default=None))
    return [
        term for term in successors if term.start == begins[term.slot] and (term.slot in slots or term.start == begin)
    ]


def _by_slot(terms: Iterable[Term]) -> dict[str, Offered]:
    found: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        found[term.slot].append(term)
    return {slot: Offered.of(lines) for slot, lines in found.items()}
