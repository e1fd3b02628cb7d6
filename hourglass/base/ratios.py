"""Ratios that carry where they come from, and the rules for adding and averaging them (CONV-1, 4, 5, 6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from hourglass.base.money import Money
from hourglass.base.periods import Period
from hourglass.base.rounding import DASH, Exact, exact, half_up, plain


class Missing(StrEnum):
    """Why there is no value; it is shown as a dash, never as 0 % or 100 %."""

    NO_DENOMINATOR = "no_denominator"
    NO_DATA = "no_data"
    NO_VALUES = "no_values"


class NotComparableError(ValueError):
    """Ratios of different metrics or windows were put together."""


class WeightsError(ValueError):
    """Weights that do not make up 100 %."""


@dataclass(frozen=True, slots=True)
class Records:
    """Where to find the records behind a ratio: a named source and what selects from it, read when opened."""

    source: str
    numerator: Mapping[str, Any]
    denominator: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ratio:
    """One value of a metric for one scope and window, with both its numbers.

    A numerator of None says that the data is missing, which is something else than nothing counted. `left_out`
    counts the parts of a sum whose data was missing.
    """

    key: str
    scope: str
    window: Period | None
    numerator: Fraction | None
    denominator: Fraction
    computed_at: datetime
    records: Records | None = None
    left_out: int = 0

    @classmethod
    def of(
        cls,
        key: str,
        numerator: Exact | Money | None,
        denominator: Exact | Money,
        *,
        computed_at: datetime,
        scope: str = "workspace",
        window: Period | None = None,
        records: Records | None = None,
    ) -> Self:
        """This function will make a ratio of two counts, two exact numbers, or two sums of one currency."""
        above: Fraction | None
        if isinstance(numerator, Money) and isinstance(denominator, Money):
            above, below = exact((numerator - Money.zero(denominator.currency)).amount), exact(denominator.amount)
        elif isinstance(numerator, Money) or isinstance(denominator, Money):
            raise NotComparableError("Money stands above money, or a count above a count")
        else:
            above, below = None if numerator is None else exact(numerator), exact(denominator)
        if computed_at.tzinfo is None:
            raise TypeError("computed_at needs a time zone")
        return cls(key, scope, window, above, below, computed_at, records)

    @property
    def value(self) -> Fraction | None:
        """The ratio, unrounded; None where there is no denominator or no data."""
        return None if self.numerator is None or not self.denominator else self.numerator / self.denominator

    @property
    def missing(self) -> Missing | None:
        """Why there is no value; None where there is one."""
        if self.numerator is None:
            return Missing.NO_DATA
        return None if self.denominator else Missing.NO_DENOMINATOR

    def percent(self, places: int = 1) -> str:
        """This function will write the value as a percentage: 97.4%, or a dash."""
        return percent(self.value, places)

    def times(self, places: int = 1) -> str:
        """This function will write the value as a plain figure, such as tickets per customer: 4.0, or a dash."""
        return DASH if self.value is None else plain(self.value, places)

    def to_json(self) -> dict[str, Any]:
        """This function will give every part of CONV-6 for an interface; the numbers are text, unrounded."""
        return {
            "metric": self.key,
            "scope": self.scope,
            "window": self.window and {"start": self.window.start.isoformat(), "end": self.window.end.isoformat()},
            "numerator": None if self.numerator is None else written(self.numerator),
            "denominator": written(self.denominator),
            "value": None if self.value is None else written(self.value),
            "reason": self.missing,
            "computed_at": self.computed_at.isoformat(),
            "left_out": self.left_out,
        }


def written(number: Fraction) -> str:
    """This function will write an exact number for a machine: as a decimal with at most 12 places."""
    return f"{half_up(number, 12):f}".rstrip("0").rstrip(".")


def percent(value: Exact | None, places: int = 1) -> str:
    """This function will write a share as a percentage, rounded half up; None is a dash."""
    return DASH if value is None else f"{plain(exact(value) * 100, places)}%"


def combined(parts: Iterable[Ratio], *, scope: str) -> Ratio:
    """This function will give the ratio of a team, tier or company: sum of numerators over sum of denominators.

    It is never the mean of the parts (CONV-5). Parts without data are left out and counted.
    """
    parts = list(parts)
    if len({(part.key, part.window) for part in parts}) != 1:
        raise NotComparableError("Only ratios of one metric and one window can be combined, and at least one")
    known = [part for part in parts if part.numerator is not None]
    return replace(
        parts[0],
        scope=scope,
        numerator=sum((part.numerator for part in known if part.numerator is not None), Fraction(0)) if known else None,
        denominator=sum((part.denominator for part in known), Fraction(0)),
        computed_at=min(part.computed_at for part in parts),
        records=None,
        left_out=sum(part.left_out or (part.numerator is None) for part in parts),
    )


def points(now: Exact | None, before: Exact | None) -> Fraction | None:
    """This function will give the difference of two shares in percentage points; None where one is missing."""
    return None if now is None or before is None else (exact(now) - exact(before)) * 100


def change(now: Exact | None, before: Exact | None) -> Fraction | None:
    """This function will give the relative change from `before` to `now`; None where `before` is missing or zero."""
    return None if now is None or not before else (exact(now) - exact(before)) / abs(exact(before))


def signed(number: Exact | None, places: int = 1) -> str:
    """This function will write a difference with its sign: +0.9, −2.1, 0.0, or a dash."""
    if number is None:
        return DASH
    return f"{'+' if half_up(number, places) > 0 else ''}{plain(number, places)}"


def weighted_mean(parts: Iterable[tuple[Exact, Exact | None]]) -> Fraction | None:
    """This function will average (weight, value) pairs; missing values are left out and the other weights rescaled
    to 100 % (CONV-4). Without any value, or any weight on one, the answer is None."""
    known = [(exact(weight), exact(value)) for weight, value in parts if value is not None]
    if any(weight < 0 for weight, _ in known):
        raise WeightsError("A weight is not negative")
    whole = sum((weight for weight, _ in known), Fraction(0))
    return sum((weight * value for weight, value in known), Fraction(0)) / whole if whole else None


def mean(values: Iterable[Exact | None]) -> Fraction | None:
    """This function will average what is known; of nothing it is None."""
    return weighted_mean((1, value) for value in values)


def check_weights(weights: Sequence[Exact]) -> None:
    """This function will refuse weights, in percent, that are negative or do not add up to 100."""
    whole = sum((exact(weight) for weight in weights), Fraction(0))
    if whole != 100 or any(exact(weight) < 0 for weight in weights):
        raise WeightsError(f"The weights add up to {written(whole)}, not 100")
