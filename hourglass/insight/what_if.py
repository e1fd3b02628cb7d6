"""What would be if retention were better: the effect on lifetime value, NDR and profit of the own data (GOAL-21)."""

from dataclasses import dataclass
from fractions import Fraction

from hourglass.insight.economics import Band

# What the literature says of five points more retention, and what a new customer costs against a kept one.
PROFIT_OF_FIVE_POINTS = Band(Fraction(25, 100), Fraction(95, 100))
NEW_AGAINST_KEPT = Band(Fraction(5), Fraction(10))


@dataclass(frozen=True, slots=True)
class Now:
    """The own data of a year: revenue at its begin, what it kept of it, its yearly gross margin, and all costs."""

    churn: Fraction
    margin: Fraction
    monthly: Fraction
    begin: int
    still: int
    profit: Fraction


@dataclass(frozen=True, slots=True)
class Effect:
    """One figure before and after."""

    before: Fraction | None
    after: Fraction | None

    @property
    def change(self) -> Fraction | None:
        """The relative change; None where there is no before."""
        if self.before is None or self.after is None or not self.before:
            return None
        return (self.after - self.before) / abs(self.before)


@dataclass(frozen=True, slots=True)
class Imagined:
    """What some points more retention would change; profit is compared with the reference range."""

    points: Fraction
    churn: Effect
    lifetime: Effect
    ndr: Effect
    profit: Effect

    @property
    def inside(self) -> bool | None:
        """Whether the growth of the lifetime value lies in the range told of five points."""
        return PROFIT_OF_FIVE_POINTS.holds(self.lifetime.change)


def imagine(now: Now, points: Fraction) -> Imagined:
    """This function will add `points` (0.05 for five) to the yearly retention of customers, all else equal.

    Customers that would have been lost pay what the mean one pays, with the same margin.
    """
    churn = min(Fraction(1), max(Fraction(0), now.churn - points))
    saved = now.begin * (now.churn - churn)
    return Imagined(
        points,
        Effect(now.churn, churn),
        Effect(_lifetime(now, now.churn), _lifetime(now, churn)),
        Effect(_share(now.still, now.begin), _share(now.still + saved, now.begin)),
        Effect(now.profit, now.profit + saved * now.margin),
    )


def _lifetime(now: Now, churn: Fraction) -> Fraction | None:
    """The lifetime value by yearly churn."""
    return None if not churn else now.monthly * 12 * now.margin / churn


def _share(part: Fraction | int, whole: int) -> Fraction | None:
    return Fraction(part) / whole if whole else None
