"""The revenue that customer success is credited with, by what it came from and whom it goes to (REV-23)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Source(StrEnum):
    """What brought the revenue."""

    RENEWAL = "renewal"
    UPSELL = "upsell"
    REFERRAL = "referral"
    WIN_BACK = "win_back"


@dataclass(frozen=True, slots=True)
class Earning:
    """One sum with the record it comes from, and who had a part in it, in order."""

    source: Source
    account: int
    amount: int
    record: str
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Attributed:
    """Sums by source, each with the earnings behind it."""

    earnings: tuple[Earning, ...]

    @property
    def total(self) -> int:
        """Everything that is credited."""
        return sum(earning.amount for earning in self.earnings)

    def by_source(self) -> dict[Source, int]:
        """This function will add up by source; one without revenue is zero."""
        found = dict.fromkeys(Source, 0)
        for earning in self.earnings:
            found[earning.source] += earning.amount
        return found

    def behind(self, source: Source) -> list[Earning]:
        """This function will give the earnings of one source, the largest first."""
        return sorted((each for each in self.earnings if each.source is source), key=lambda each: -each.amount)

    def by_person(self, shares: Sequence[Fraction] = (Fraction(1),)) -> Mapping[int | None, Fraction]:
        """This function will credit people: the first in line alone, or several by `shares` of 100 % in order.

        Where fewer people had a part than there are shares, theirs are scaled up; what nobody had a part in is None's.
        """
        found: dict[int | None, Fraction] = defaultdict(Fraction)
        for earning in self.earnings:
            held = shares[: len(earning.people)]
            for person, share in zip(earning.people, held, strict=False):
                found[person] += earning.amount * share / sum(held)
            if not earning.people:
                found[None] += earning.amount
        return dict(found)


def attributed(earnings: Iterable[Earning]) -> Attributed:
    """This function will credit earnings in a fixed order."""
    return Attributed(tuple(sorted(earnings, key=lambda each: (each.source, -each.amount, each.record))))
