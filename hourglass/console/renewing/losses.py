"""Why customers did not renew: by class and reason, tier, owner and competitor (REV-20)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period, add_months
from hourglass.base.terms import REASONS
from hourglass.customers.conditions import wording
from hourglass.revenue import reasons
from hourglass.revenue.models import Renewal
from hourglass.revenue.models.renewals import SHORT

BACK = 12  # months


@dataclass(slots=True)
class Part:
    """One row of a table: how many renewals, and what a year of it was lost."""

    label: str
    count: int = 0
    lost: int = 0
    parts: "dict[str, Part]" = field(default_factory=dict)
    currency: str = "CNY"

    @property
    def amount(self) -> Money:
        """What was lost, a year."""
        return Money.from_minor(self.lost, self.currency)

    def add(self, minor: int) -> None:
        """This function will count one more."""
        self.count += 1
        self.lost += minor


@dataclass(frozen=True, slots=True)
class Losses:
    """What was not renewed in a window, in one currency."""

    window: Period
    whole: Part
    classes: list[Part]
    tiers: list[Part]
    owners: list[Part]
    competitors: list[Part]


def of(person: User, *, day: date, currency: str) -> Losses:
    """This function will sum the renewals of the last twelve months that were lost in whole, in part or in size."""
    window = Period(add_months(day + DAY, -BACK), day + DAY)
    seen = Renewal.objects.visible_to(person).due_in(window).filter(due_currency=currency)
    rows: list[dict[str, Any]] = [
        dict(row)
        for row in seen.filter(SHORT).values(
            "reason", "account__tier", "owner__name", "competitor", "due_minor", "renewed_minor"
        )
    ]
    whole = Part("", currency=currency)
    for row in rows:
        whole.add(gone(row))
    return Losses(
        window,
        whole,
        by_class(rows, currency),
        summed(rows, currency, lambda row: row["account__tier"] or _("Not classed")),
        summed(rows, currency, lambda row: row["owner__name"] or _("No owner")),
        summed([row for row in rows if row["competitor"]], currency, lambda row: row["competitor"]),
    )


def worded(key: str) -> str:
    """This function will give the words of a reason, or of a class of them; what is no reason any more stays a key."""
    if not key:
        return _("Not told")
    label = REASONS.get(key)
    return wording.worded(label) if label else key


def gone(row: dict[str, Any]) -> int:
    """This function will give what a renewal lost: all of it, or what a partial one came short by."""
    return max(0, int(row["due_minor"]) - int(row["renewed_minor"] or 0))


def by_class(rows: Iterable[dict[str, Any]], currency: str) -> list[Part]:
    """This function will sum by class of reason, each with its finer reasons."""
    found: dict[str, Part] = {}
    for row in rows:
        key = row["reason"]
        name = key.partition(reasons.SEPARATOR)[0]
        part = found.setdefault(name, Part(worded(name), currency=currency))
        part.add(gone(row))
        part.parts.setdefault(key, Part(worded(key), currency=currency)).add(gone(row))
    for part in found.values():
        part.parts = dict(sorted(part.parts.items(), key=lambda item: -item[1].lost))
    return sorted(found.values(), key=lambda part: -part.lost)


def summed(rows: Iterable[dict[str, Any]], currency: str, named: Callable[[dict[str, Any]], str]) -> list[Part]:
    """This function will sum by what `named` calls each row, the largest first."""
    found: dict[str, Part] = defaultdict(lambda: Part("", currency=currency))
    for row in rows:
        part = found[named(row)]
        part.label = named(row)
        part.add(gone(row))
    return sorted(found.values(), key=lambda part: -part.lost)
