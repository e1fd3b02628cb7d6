"""What something brought about: before and after, targets of releases, first value (USE-05, USE-08, USE-13)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from hourglass.base import ratios
from hourglass.base.periods import Period
from hourglass.usage.metrics.activity import Share

DAYS = 30


def around(day: date, days: int = DAYS) -> tuple[Period, Period]:
    """This function will give the windows before and after a day; the day itself belongs to the one after (USE-05)."""
    return Period(day - timedelta(days=days), day), Period(day, day + timedelta(days=days))


def effect(before: Share, after: Share) -> Fraction | None:
    """This function will give the difference in points: 50 % before and 62 % after are +12.0 (USE-05)."""
    return ratios.points(after.value, before.value)


@dataclass(frozen=True, slots=True)
class Target:
    """What a release was to reach, and by when it is looked at (USE-08)."""

    share: Fraction
    days: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How many of the accounts it was for have taken a release up."""

    adopted: Share
    missed: bool | None  # None before the day has come, or where it is for nobody


def release(target: Target, *, released_on: date, day: date, first_use: Mapping[int, date | None]) -> Reached:
    """This function will hold a release against its target: 24 of 60 where half was wanted are 40 %, missed (USE-08).

    `first_use` names every account it is for, with the day it was first used. What comes after the last day counts no
    more, so that the result of a closed window stays.
    """
    last = released_on + timedelta(days=target.days)
    until = min(last, day)
    adopted = Share.sets([account for account, used in first_use.items() if used and used <= until], first_use)
    if day < last or adopted.value is None:
        return Reached(adopted, None)
    return Reached(adopted, adopted.value < target.share)


def first_value(served_from: date | None, core_days: Collection[date]) -> int | None:
    """This function will count the days from the start of service to the first use of a core feature.

    What was used before service began counts as the first day; None while there was none, or no start is known.
    """
    if served_from is None or not core_days:
        return None
    return max(0, (min(core_days) - served_from).days)


def coverage(active: Collection[int], of: Collection[int]) -> Share:
    """This function will give how far a rollout has come: the share of open stores, or of people, that use it."""
    return Share.sets(active, of)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure of the customer's own business before and now (USE-13); without a value before there is no change."""

    before: Fraction | None
    now: Fraction | None
    last_year: Fraction | None = None
    more_is_better: bool = True

    @property
    def change(self) -> Fraction | None:
        """From 60 to 75 visits is +25 %."""
        return ratios.change(self.now, self.before)

    @property
    def against_last_year(self) -> Fraction | None:
        """The same against the month one year before, where it is known."""
        return ratios.change(self.now, self.last_year)

    @property
    def solved(self) -> bool | None:
        """Whether it moved to the better; None where there is nothing to compare with."""
        if self.change is None:
            return None
        return self.change > 0 if self.more_is_better else self.change < 0
