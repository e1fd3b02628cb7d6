"""What was used on which days and by whom: the rows of some days of one account, as every figure looks at them.

Figures ask on how many days something happened, never how many rows said so. So rows that come twice, in another order
or in several parts give the same figures.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from hourglass.base.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One row of daily usage: who used what on a day. A store or a user of 0 is not known."""

    day: date
    feature: int
    store: int = 0
    user: int = 0
    uses: int = 1
    active_ms: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """Both numbers of a share, and what was counted; `above` of None says that the data is missing."""

    above: int | Fraction | None
    below: int | Fraction
    counted: frozenset[int] = frozenset()
    of: frozenset[int] = frozenset()

    @property
    def value(self) -> Fraction | None:
        """The share, unrounded; None where data or denominator is missing (CONV-4)."""
        return None if self.above is None or not self.below else Fraction(self.above) / Fraction(self.below)

    @classmethod
    def sets(cls, counted: Collection[int], of: Collection[int]) -> "Share":
        """This function will give the share of the things in `of` that are in `counted` too."""
        whole = frozenset(of)
        part = whole & frozenset(counted)
        return cls(len(part), len(whole), part, whole)


Days = frozenset[date]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Activity:
    """The days of use: of each feature, of each person, and of each person with each feature."""

    by_feature: Mapping[int, Days] = field(default_factory=dict)
    by_user: Mapping[int, Days] = field(default_factory=dict)
    by_store: Mapping[int, Days] = field(default_factory=dict)
    by_user_feature: Mapping[tuple[int, int], Days] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Use], window: Period | None = None) -> "Activity":
        """This function will gather rows; those outside of `window`, or without any use, say nothing."""
        features: dict[int, set[date]] = defaultdict(set)
        users: dict[int, set[date]] = defaultdict(set)
        stores: dict[int, set[date]] = defaultdict(set)
        pairs: dict[tuple[int, int], set[date]] = defaultdict(set)
        for row in rows:
            if row.uses <= 0 or (window is not None and row.day not in window):
                continue
            features[row.feature].add(row.day)
            if row.store:
                stores[row.store].add(row.day)
            if row.user:
                users[row.user].add(row.day)
                pairs[row.user, row.feature].add(row.day)
        return cls(_frozen(features), _frozen(users), _frozen(stores), _frozen(pairs))

    @property
    def days(self) -> Days:
        """The days on which anything was used."""
        return frozenset().union(*self.by_feature.values())

    def used(self, least: int = 1) -> frozenset[int]:
        """This function will give the features used on at least so many days (clarification 1)."""
        return frozenset(feature for feature, days in self.by_feature.items() if len(days) >= least)

    def daily_users(self) -> Iterator[tuple[date, int]]:
        """This function will count the people of each day on which somebody was there."""
        counts: dict[date, int] = defaultdict(int)
        for days in self.by_user.values():
            for day in days:
                counts[day] += 1
        yield from sorted(counts.items())


def _frozen(found: Mapping[K, set[date]]) -> dict[K, Days]:
    return {key: frozenset(days) for key, days in found.items()}
