"""What customers are worth and what they cost (GOAL-11, 13, 14, 17, 22): exact, and nothing known is no number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from hourglass.base.periods import Period
from hourglass.base.ratios import Ratio

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Acquisition:
    """What new customers cost in a window, with and without those who came by referral (GOAL-11)."""

    cost: int
    new: int
    referred_cost: int
    referred: int

    def per_customer(self, *, at: datetime, window: Period | None = None) -> Ratio:
        """This function will give the cost of a new customer."""
        return Ratio.of("cac", self.cost, self.new, computed_at=at, window=window)

    def per_referred(self, *, at: datetime, window: Period | None = None) -> Ratio:
        """This function will give the cost of one who came by referral."""
        return Ratio.of("cac_referred", self.referred_cost, self.referred, computed_at=at, window=window)

    def per_other(self, *, at: datetime, window: Period | None = None) -> Ratio:
        """This function will give the cost of one who did not."""
        cost, count = self.cost - self.referred_cost, self.new - self.referred
        return Ratio.of("cac_others", cost, count, computed_at=at, window=window)


def share_of_revenue(cost: int, revenue: int | Fraction, *, at: datetime, window: Period | None = None) -> Ratio:
    """This function will give a cost block as share of recurring revenue (GOAL-13)."""
    return Ratio.of("cost_share", cost, revenue, computed_at=at, window=window)


def gross_margin(revenue: int | Fraction, service_cost: int) -> Fraction | None:
    """This function will give what is left of revenue after the cost of service, as a share; of nothing it is None."""
    return None if not revenue else (Fraction(revenue) - service_cost) / Fraction(revenue)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a customer is worth over its life, and how soon its acquisition is paid back (GOAL-14).

    `monthly` is the recurring revenue of a customer and month, `churn` the monthly share of customers lost.
    """

    monthly: Fraction | None
    margin: Fraction | None
    churn: Fraction | None
    cac: Fraction | None

    @property
    def gross(self) -> Fraction | None:
        """What a customer leaves in a month after its service."""
        return None if self.monthly is None or self.margin is None else self.monthly * self.margin

    @property
    def lifetime(self) -> Fraction | None:
        """The lifetime value; without any churn in the window there is none, for it would have no end."""
        return None if self.gross is None or not self.churn else self.gross / self.churn

    @property
    def payback(self) -> Fraction | None:
        """The months until the cost of acquisition is earned; None where nothing is earned."""
        return None if self.cac is None or not self.gross or self.gross < 0 else self.cac / self.gross

    @property
    def ratio(self) -> Fraction | None:
        """The lifetime value over the cost of acquisition."""
        return None if self.lifetime is None or not self.cac else self.lifetime / self.cac


@dataclass(frozen=True, slots=True)
class Cash:
    """The cumulated cash of one account or cohort by month: what it has after each month of its life (GOAL-17)."""

    months: tuple[int, ...]

    @property
    def first_year(self) -> int | None:
        """What is left after twelve months; None while the first year is not over."""
        return self.months[MONTHS_A_YEAR - 1] if len(self.months) >= MONTHS_A_YEAR else None

    @property
    def positive_in(self) -> int | None:
        """The first month, counted from 1, after which more came in than went out; None where that has not happened."""
        return next((month for month, sum_ in enumerate(self.months, start=1) if sum_ > 0), None)


def cash(receipts: Mapping[int, int], acquisition: int, service: Sequence[int]) -> Cash:
    """This function will cumulate receipts by month of life, from 1, less acquisition and the service of each month."""
    total, found = -acquisition, []
    for month, cost in enumerate(service, start=1):
        total += receipts.get(month, 0) - cost
        found.append(total)
    return Cash(tuple(found))


def cohort_cash(accounts: Iterable[Cash]) -> Cash:
    """This function will add up accounts that began together, as far as all of them have lived."""
    lives = [account.months for account in accounts]
    return Cash(tuple(sum(month) for month in zip(*lives, strict=False)))


@dataclass(frozen=True, slots=True)
class Band:
    """A reference band; both ends belong to it."""

    low: Fraction
    high: Fraction

    def holds(self, value: Fraction | None) -> bool | None:
        """This function will tell whether a value lies inside; of nothing it tells nothing."""
        return None if value is None else self.low <= value <= self.high


def new_against_kept(cac: Fraction | None, cost_of_kept: Fraction | None) -> Fraction | None:
    """This function will tell how many times a new customer costs what keeping one costs for a year (GOAL-22)."""
    return None if cac is None or not cost_of_kept else cac / cost_of_kept


def allocated(cost: int, weights: Mapping[int, int]) -> dict[int, int]:
    """This function will share a cost among accounts by weight, to the last coin; without any weight nobody gets it."""
    whole = sum(weights.values())
    if not whole:
        return {}
    parts = {account: cost * weight // whole for account, weight in weights.items()}
    # The coins left over go one by one to the largest remainders, the smaller key first.
    order = sorted(weights, key=lambda account: (-(cost * weights[account] % whole), account))
    for account in order[: cost - sum(parts.values())]:
        parts[account] += 1
    return parts
