"""The cash of customers who began together, read set-based: receipts, acquisition and service by month (GOAL-17).

A month of life is a calendar month: the first is the one in which service began. What arrived, or was spent on a
customer, before it counts in it. A cost that was entered for one customer is theirs, whenever it was; what was entered
for all is shared: acquisition equally among those who began in its month (what was spent on referrals among the
referred, the rest among the others), service by what each customer had running at the end of its month (GOAL-13).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hourglass.base.periods import DAY, Period
from hourglass.insight import own
from hourglass.insight.economics import Cash, allocated, cash, cohort_cash
from hourglass.insight.models import Block
from hourglass.revenue import reading
from hourglass.revenue.models import Payment
from hourglass.revenue.reading import Frame
from hourglass.revenue.recurring import Measured
from hourglass.revenue.vintages import month_ends

Coins = Mapping[int, int]
Monthly = dict[date, dict[int, int]]  # coins by account, by the first day of the month


@dataclass(frozen=True, slots=True)
class Life:
    """One customer from its first month on, in whole coins."""

    account: int
    began: date
    received: int
    acquisition: int
    service: int
    cash: Cash


@dataclass(frozen=True, slots=True)
class Cohort:
    """The customers who began in a window, and what they came to together."""

    window: Period
    lives: list[Life]

    @property
    def together(self) -> Cash:
        """Their cash added up, as far as all of them have lived."""
        return cohort_cash(life.cash for life in self.lives)


def of(frame: Frame, window: Period, *, until: date) -> Cohort:
    """This function will give who began in `window`, with their months until the one of `until`, which still runs."""
    first, end = window.start.replace(day=1), until.replace(day=1)
    if first >= end:
        return Cohort(window, [])
    whole = Period(first, end)
    months = [month.start for month in whole.by_month()]
    everyone = Frame(frame.person, frame.currency)
    measured = reading.measured(everyone, [first - DAY, *month_ends(first, len(months))])
    began = {key: since for key, since in measured.since.items() if since in whole}
    asked = set(frame.lines().order_by().values_list("contract__account", flat=True).distinct())
    chosen = {key: since for key, since in began.items() if key in asked and since in window}
    acquisition = _acquisition(everyone, began, end)
    service = _service(everyone, measured, months, began, end)
    received = _received(everyone, chosen, end)
    lives = [_life(key, since, months, received, acquisition, service) for key, since in chosen.items()]
    return Cohort(window, sorted(lives, key=lambda life: (life.began, life.account)))


def _life(key: int, since: date, months: list[date], received: Monthly, acquisition: Coins, service: Monthly) -> Life:
    first = since.replace(day=1)
    lived = [month for month in months if month >= first]
    receipts = {place: received[month].get(key, 0) for place, month in enumerate(lived, start=1)}
    served = [service[month].get(key, 0) for month in lived]
    spent = acquisition.get(key, 0)
    return Life(key, since, sum(receipts.values()), spent, sum(served), cash(receipts, spent, served))


def _received(frame: Frame, began: Mapping[int, date], end: date) -> Monthly:
    payments = Payment.objects.filter(voided_at=None, paid_on__lt=end, amount_currency=frame.currency)
    seen = payments.visible_to(frame.person) if frame.person else payments.unscoped(reason="a job computes the figures")
    found: Monthly = defaultdict(lambda: defaultdict(int))
    rows = seen.filter(contract__account__in=list(began)).order_by()
    for key, paid_on, coins in rows.values_list("contract__account", "paid_on", "amount_minor"):
        found[max(paid_on, began[key]).replace(day=1)][key] += coins
    return found


def _acquisition(frame: Frame, began: Mapping[int, date], end: date) -> dict[int, int]:
    referred = own.referred_of(list(began))
    new: dict[tuple[date, bool], dict[int, int]] = defaultdict(dict)
    for key, since in began.items():
        new[since.replace(day=1), key in referred][key] = 1
    found: dict[int, int] = defaultdict(int)
    for month, account, on_referred, coins in _costs(frame, Block.ACQUISITION, end):
        for key, part in ({account: coins} if account else allocated(coins, new[month, on_referred])).items():
            found[key] += part
    return found


def _service(frame: Frame, measured: Measured, months: list[date], began: Mapping[int, date], end: date) -> Monthly:
    found: Monthly = defaultdict(lambda: defaultdict(int))
    place = {month: number for number, month in enumerate(months, start=1)}
    for month, account, _on_referred, coins in _costs(frame, Block.SERVICE, end):
        if account is not None:
            if account in began:
                found[max(month, began[account].replace(day=1))][account] += coins
        elif number := place.get(month):
            weights = {key: amounts[number] for key, amounts in measured.amounts.items() if amounts[number]}
            for key, part in allocated(coins, weights).items():
                found[month][key] += part
    return found


def _costs(frame: Frame, block: Block, end: date) -> Iterable[tuple[date, int | None, bool, int]]:
    """This function will give the costs of a block before `end`: month, whose, whether on referred ones, coins."""
    costs = own.costs_of(frame, Period(date.min, end)).filter(block=block).order_by()
    return costs.values_list("month", "account", "referred", "amount_minor")
