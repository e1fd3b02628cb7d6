"""What the renewals of each month are expected to bring, and what was expected of past months (REV-21)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hourglass.base import configuration
from hourglass.base.money import Money
from hourglass.base.periods import Period, add_months
from hourglass.revenue import rules
from hourglass.revenue.forecasting import Expected, expected
from hourglass.revenue.models import Forecast, Outcome, Renewal

REASON = "the forecast of the company counts every renewal"
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Month:
    """One month's renewals: how many, what is due and expected, and what came so far."""

    month: date
    renewals: int
    open: int
    figures: Expected
    renewed: Money


def probabilities(on: date) -> Mapping[str, int]:
    """This function will give each category's probability, in percent."""
    now = configuration.current()
    return {key: now.value(setting, on=on) for key, setting in rules.PROBABILITY.items()}


def by_month(renewals: Iterable[Renewal], *, on: date, currency: str = "CNY") -> list[Month]:
    """This function will sum renewals of one currency up by month of expiry; what is closed counts as it came out."""
    percent = probabilities(on)
    grouped: dict[date, list[Renewal]] = defaultdict(list)
    for renewal in renewals:
        if renewal.due.currency == currency and renewal.outcome != Outcome.MOOT:
            grouped[renewal.due_on.replace(day=1)].append(renewal)
    return [_month(month, found, percent, currency) for month, found in sorted(grouped.items())]


def _month(month: date, renewals: list[Renewal], percent: Mapping[str, int], currency: str) -> Month:
    waiting = [renewal for renewal in renewals if not renewal.outcome]
    renewed = Money.total((renewal.renewed for renewal in renewals if renewal.renewed is not None), currency)
    hoped = expected(((one.counts_as, one.due) for one in waiting), percent=percent, currency=currency)
    due = Money.total((renewal.due for renewal in renewals), currency)
    return Month(month, len(renewals), len(waiting), Expected(due, hoped.expected + renewed), renewed)


@transaction.atomic
def keep(*, at: datetime) -> int:
    """This function will keep what is expected of this month and the next ones, as it is known today; once a day."""
    day = configuration.today(at)
    window = Period(day.replace(day=1), add_months(day.replace(day=1), AHEAD + 1))
    rows = list(Renewal.objects.unscoped(reason=REASON).due_in(window).select_related("account"))
    kept = 0
    for currency in sorted({row.due.currency for row in rows}):
        for month in by_month(rows, on=day, currency=currency):
            values = {
                "due_minor": month.figures.due.minor,
                "expected_minor": month.figures.expected.minor,
                "expected_currency": currency,
                "renewals": month.renewals,
            }
            _row, new = Forecast.objects.get_or_create(
                month=month.month, taken_on=day, due_currency=currency, defaults=values
            )
            kept += new
    return kept


def expected_before(months: Iterable[date], *, currency: str = "CNY") -> dict[date, Forecast]:
    """This function will give for each month what was expected of it last before it began, else first within it."""
    found: dict[date, Forecast] = {}
    for row in Forecast.objects.filter(month__in=list(months), due_currency=currency).order_by("-taken_on"):
        held = found.get(row.month)
        if held is None or row.taken_on >= row.month or held.taken_on >= row.month:
            found[row.month] = row
    return found
