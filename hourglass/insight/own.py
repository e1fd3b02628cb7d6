"""The own data of a window, read set-based: revenue and customers by month, costs by block, and who was new."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Sum

from hourglass.base.periods import DAY, Period
from hourglass.customers.models import Account
from hourglass.insight.economics import MONTHS_A_YEAR, Acquisition, Worth, gross_margin
from hourglass.insight.models import Block, CostEntry
from hourglass.insight.models.costs import CostEntryQuerySet
from hourglass.revenue import reading, retention
from hourglass.revenue.reading import Frame
from hourglass.revenue.recurring import Measured
from hourglass.revenue.retention import Change, Part
from hourglass.revenue.vintages import month_ends

REFERRED = "referred"  # the portrait field that says who came by referral


@dataclass(frozen=True)
class Own:
    """What is known of a window of whole months; sums in whole coins."""

    window: Period
    year: Change
    months: tuple[Change, ...]
    costs: dict[Block, int]
    referred_cost: int
    new: frozenset[int]
    referred: frozenset[int]

    @property
    def revenue(self) -> Fraction:
        """The recurring revenue of the window: a twelfth of what each month's last day had."""
        return Fraction(sum(month.end for month in self.months), MONTHS_A_YEAR)

    @property
    def monthly(self) -> Fraction | None:
        """The recurring revenue of a customer and month."""
        place = self.year.measured.columns
        served = sum(len(column) - column.count(0) for column in place[1:])
        return self.revenue / served if served else None

    @property
    def margin(self) -> Fraction | None:
        """What is left after the cost of service."""
        return gross_margin(self.revenue, self.costs[Block.SERVICE])

    @property
    def churn(self) -> Fraction | None:
        """The monthly share of customers lost: all lost over all that were there at the begin of a month (CONV-5)."""
        there = sum(month.accounts for month in self.months)
        return Fraction(sum(month.lost for month in self.months), there) if there else None

    @property
    def acquisition(self) -> Acquisition:
        """What new customers cost."""
        return Acquisition(self.costs[Block.ACQUISITION], len(self.new), self.referred_cost, len(self.referred))

    @property
    def worth(self) -> Worth:
        """What a customer is worth."""
        cac = Fraction(self.costs[Block.ACQUISITION], len(self.new)) if self.new else None
        return Worth(self.monthly, self.margin, self.churn, cac)

    @property
    def cost_of_kept(self) -> Fraction | None:
        """What keeping one customer costs in a year."""
        kept = self.year.accounts - self.year.lost
        yearly = Fraction(self.costs[Block.SERVICE] * MONTHS_A_YEAR, len(self.months) or 1)
        return yearly / kept if kept else None


def of(frame: Frame, window: Period) -> Own:
    """This function will read the own data of a window of whole months."""
    count = len(window.by_month())
    measured = reading.measured(frame, [window.start - DAY, *month_ends(window.start, count)])
    year = retention.change(measured, 0, count)
    new = frozenset(account for account in year.behind(Part.CAME) if _is_new(measured, account, window))
    costs = costs_of(frame, window)
    return Own(
        window,
        year,
        tuple(retention.by_step(measured)),
        {block: sums_of(costs, block) for block in Block},
        _total(costs.filter(block=Block.ACQUISITION, referred=True)),
        new,
        referred_of(new),
    )


def _is_new(measured: Measured, account: int, window: Period) -> bool:
    return measured.since[account] in window


def costs_of(frame: Frame, window: Period) -> CostEntryQuerySet:
    """This function will give the costs of a window in the workspace's currency that the person may see."""
    costs = CostEntry.objects.present().filter(
        month__gte=window.start, month__lt=window.end, amount_currency=frame.currency
    )
    if frame.person is None:
        return costs.unscoped(reason="a job computes the figures of the whole workspace")
    return costs.visible_to(frame.person)


def sums_of(costs: CostEntryQuerySet, block: Block) -> int:
    """This function will add up one block."""
    return _total(costs.filter(block=block))


def by_month(costs: CostEntryQuerySet) -> dict[tuple[date, Block], int]:
    """This function will add up costs by month and block."""
    rows = costs.order_by().values_list("month", "block").annotate(coins=Sum("amount_minor"))
    return {(month, Block(block)): int(coins) for month, block, coins in rows}


def referred_of(accounts: Collection[int]) -> frozenset[int]:
    """This function will tell which of the accounts came by referral, as their portrait says."""
    found: set[int] = set()
    everyone = Account.objects.unscoped(reason="whose accounts these are was asked with their lines")
    keys: Sequence[int] = sorted(accounts)
    for start in range(0, len(keys), 500):
        rows = everyone.filter(pk__in=keys[start : start + 500], **{f"portrait__{REFERRED}": True})
        found.update(rows.values_list("pk", flat=True))
    return frozenset(found)


def _total(costs: CostEntryQuerySet) -> int:
    return int(costs.aggregate(coins=Sum("amount_minor"))["coins"] or 0)
