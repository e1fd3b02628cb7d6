"""The calendar: what expires in each month, how much of it is renewed, and what is still expected."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import TruncMonth

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.periods import Period, add_months
from hourglass.base.permissions import Reach
from hourglass.revenue import rules
from hourglass.revenue.forecasting import Expected, expected
from hourglass.revenue.models import Line, Outcome, Renewal
from hourglass.revenue.renewals import forecasts, targets

BACK, AHEAD = 3, 12


@dataclass(slots=True)
class Month:
    """One month of expiry, in one currency."""

    first: date
    currency: str
    locked: bool
    current: bool
    customers: int = 0
    due: int = 0
    renewed: int = 0
    lost: int = 0
    weights: list[tuple[str, Money]] = field(default_factory=list)
    before: Money | None = None
    target: Money | None = None
    percent: dict[str, int] = field(default_factory=dict)

    @property
    def due_amount(self) -> Money:
        """What expires, a year."""
        return Money.from_minor(self.due, self.currency)

    @property
    def renewed_amount(self) -> Money:
        """What of it was renewed, a year."""
        return Money.from_minor(self.renewed, self.currency)

    @property
    def lost_amount(self) -> Money:
        """What of it was not renewed, a year."""
        return Money.from_minor(self.lost, self.currency)

    @property
    def open(self) -> Expected:
        """What is open, and what is expected of it."""
        return expected(self.weights, percent=self.percent, currency=self.currency)

    @property
    def planned(self) -> Money:
        """What expires and has no renewal yet, because its time has not come."""
        known = self.renewed + self.lost + self.open.due.minor
        return Money.from_minor(max(0, self.due - known), self.currency)

    @property
    def outlook(self) -> Money:
        """What was renewed, and what is expected of what is open."""
        return self.renewed_amount + self.open.expected

    @property
    def gap(self) -> Money | None:
        """By how much the outlook is above the target or below; None while renewals are still to begin."""
        return None if self.target is None or self.planned.minor else self.outlook - self.target

    @property
    def bar(self) -> dict[str, float]:
        """The shares of what is renewed, open and lost."""
        parts = {"ok": self.renewed, "watch": self.open.due.minor, "bad": self.lost}
        return {name: float(part) for name, part in parts.items()}


def of(person: User, *, day: date, currency: str) -> list[Month]:
    """This function will give the months around a day: three back, so that late renewals are still seen, and a year."""
    first = add_months(day.replace(day=1), -BACK)
    window = Period(first, add_months(day.replace(day=1), AHEAD))
    late = timedelta(days=rules.limits(day).late)
    percent = dict(forecasts.probabilities(day))
    months = {
        month.start: Month(
            month.start, currency, day > month.last + late, day in month, percent=percent
        )
        for month in window.by_month()
    }  # fmt: skip
    for row in expiring(person, window, currency):
        months[row["month"]].customers = row["customers"]
        months[row["month"]].due = row["minor"]
    for month, rows in opened(person, window, currency).items():
        tell(months[month], rows)
    for row in without_renewal(person, Period(window.start, day), currency, late):
        months[row["month"]].renewed += row["followed"] or 0
        months[row["month"]].lost += row["minor"] - (row["followed"] or 0)
    if person.reach is Reach.ALL:  # forecasts and targets are of the whole company
        for month, kept in forecasts.expected_before(months, currency=currency).items():
            months[month].before = kept.expected
        for month, target in targets.of(months, currency=currency).items():
            months[month].target = target
    return list(months.values())


def expiring(person: User, window: Period, currency: str) -> Any:
    """This function will sum what recurs and ends in each month, whether or not its renewal is open yet."""
    lines = Line.objects.visible_to(person).recurring().filter(ended_on=None, annual_minor__gt=0)
    within = lines.filter(ends_on__gte=window.start, ends_on__lt=window.end, annual_currency=currency)
    months = within.annotate(month=TruncMonth("ends_on")).values("month").order_by("month")
    return months.annotate(customers=Count("contract__account", distinct=True), minor=Sum("annual_minor"))


def opened(person: User, window: Period, currency: str) -> dict[date, list[dict[str, Any]]]:
    """This function will sum the renewals of each month by what became of them and how sure they are."""
    rows = Renewal.objects.visible_to(person).due_in(window).filter(due_currency=currency).exclude(outcome=Outcome.MOOT)
    months = (
        rows.with_counted().annotate(month=TruncMonth("due_on")).values("month", "outcome", "counted").order_by("month")
    )
    found: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in months.annotate(minor=Sum("due_minor"), came=Sum("renewed_minor")):
        found[row["month"]].append(dict(row))
    return found


def without_renewal(person: User, past: Period, currency: str, late: timedelta) -> Any:
    """This function will sum what expired before its renewal was ever opened, and what of it a later line goes on with.

    That is what was renewed or lost before the product came, or beside it.
    """
    lines = Line.objects.visible_to(person).recurring().filter(ended_on=None, renewing=None, annual_minor__gt=0)
    ended = lines.filter(ends_on__gte=past.start, ends_on__lt=past.end, annual_currency=currency)
    thing = Q(edition__isnull=False, edition=OuterRef("edition")) | Q(module__isnull=False, module=OuterRef("module"))
    thing |= Q(edition=None, module=None, name=OuterRef("name"))
    later = (
        Line.objects.visible_to(person)
        .recurring()
        .filter(
            thing,
            contract__account=OuterRef("contract__account"),
            starts_on__gt=OuterRef("ends_on"),
            starts_on__lte=OuterRef("ends_on") + late,
        )
    )
    months = ended.annotate(month=TruncMonth("ends_on"), goes_on=Exists(later)).values("month").order_by("month")
    return months.annotate(minor=Sum("annual_minor"), followed=Sum("annual_minor", filter=Q(goes_on=True)))


def tell(month: Month, rows: list[dict[str, Any]]) -> None:
    """This function will add to a month what its renewals came to."""
    for row in rows:
        if row["outcome"] in {Outcome.RENEWED, Outcome.PARTIAL}:
            month.renewed += min(row["came"] or 0, row["minor"])
            month.lost += max(0, row["minor"] - (row["came"] or 0))
        elif row["outcome"] == Outcome.LOST:
            month.lost += row["minor"]
        else:
            month.weights.append((row["counted"], Money.from_minor(row["minor"], month.currency)))
