"""What renewals are expected to bring (REV-21)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hourglass.base.money import Money


@dataclass(frozen=True, slots=True)
class Expected:
    """The amount due, and what is expected of it."""

    due: Money
    expected: Money


# A first-level person who does not want the renewal leaves no better hope than this (KEY-05).
HOPEFUL = ("commit", "likely")
RISK = "risk"


def counted(category: str, *, unwilling: int, signed: bool) -> str:
    """This function will give the category that counts: at risk at best while a first-level person is against it.

    What is signed counts as its owner says, whatever somebody said before (KEY-05).
    """
    return RISK if unwilling and not signed and category in HOPEFUL else category


def expected(parts: Iterable[tuple[str, Money]], *, percent: Mapping[str, int], currency: str = "CNY") -> Expected:
    """This function will weigh each (category, amount due) by the category's probability.

    10,000 commit, 20,000 likely and 10,000 at risk are 26,500 expected of 40,000.
    """
    sums: dict[str, Money] = {}
    for category, due in parts:
        sums[category] = sums.get(category, Money.zero(currency)) + due
    weighed = (amount * percent[category] / 100 for category, amount in sums.items())
    return Expected(Money.total(sums.values(), currency), Money.total(weighed, currency))
