"""What changed from one state to the next, by account: new, more, less, gone, back, and agreed price steps (REV-15)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hourglass.base.periods import DAY, Period
from hourglass.revenue.recurring import Measured


class Kind(StrEnum):
    """Why the recurring amount of an account changed."""

    NEW = "new"
    UPGRADE = "upgrade"
    REACTIVATION = "reactivation"
    DOWNGRADE = "downgrade"
    CHURN = "churn"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Movement:
    """One change of one account in one window; what was lost is negative."""

    account: int
    window: Period
    kind: Kind
    amount: int
    begin: int
    end: int


def between(measured: Measured, first: int, last: int) -> Iterator[Movement]:
    """This function will tell every movement from the state at place `first` to the one at place `last`.

    An account that comes, goes or returns has one movement; one that stays may have two: agreed price steps, and the
    rest. Accounts come in the order of their keys, so the same rows always give the same ledger.
    """
    start, close = measured.days[first], measured.days[last]
    window = Period.through(start + DAY, close)
    for account in sorted(measured.moved(first, last)):
        begin, end = measured.amounts[account][first], measured.amounts[account][last]
        price = stepped(measured.steps.get(account, ()), start, close)
        known = measured.since[account] <= start
        for kind, amount in changes(begin, end, known=known, price=price):
            yield Movement(account, window, kind, amount, begin, end)


def changes(begin: int, end: int, *, known: bool, price: int) -> list[tuple[Kind, int]]:
    """This function will name the change from `begin` to `end`; `known` says that the account had paid before."""
    if begin and end:
        rest = end - begin - price
        told = [(Kind.PRICE, price), (Kind.UPGRADE if rest > 0 else Kind.DOWNGRADE, rest)]
        return [(kind, amount) for kind, amount in told if amount]
    if end:
        return [(Kind.REACTIVATION if known else Kind.NEW, end)]
    return [(Kind.CHURN, -begin)] if begin else []


def stepped(steps: Sequence[tuple[date, int]], start: date, close: date) -> int:
    """This function will add up the price steps that took effect after `start`, up to `close`."""
    return sum(amount for day, amount in steps if start < day <= close)


def ledger(measured: Measured) -> list[Movement]:
    """This function will tell every movement from each state to the next, in order."""
    return [movement for place in range(1, len(measured.days)) for movement in between(measured, place - 1, place)]
