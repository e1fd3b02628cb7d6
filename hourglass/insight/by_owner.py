"""Retention by customer success manager: an account counts for who owned it when the window began (GOAL-19)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import F

from hourglass.base import configuration
from hourglass.base.periods import Period
from hourglass.base.ratios import Ratio
from hourglass.customers.models import Account, Handing
from hourglass.revenue import reading
from hourglass.revenue.reading import Frame
from hourglass.revenue.recurring import Measured, days_of
from hourglass.revenue.retention import Change, Retention, change


@dataclass(frozen=True)
class Owned:
    """The retention of one person's accounts; `owner` is None for accounts nobody owned."""

    owner: int | None
    change: Change
    moved_on: int  # of them, those that were handed on within the window
    at: datetime

    @property
    def logos(self) -> Ratio:
        """The accounts that are still there, of those in service at the begin."""
        return Retention(self.change, self.at, f"csm:{self.owner}").logos


def of(frame: Frame, window: Period, *, at: datetime) -> list[Owned]:
    """This function will give the retention by owner at the begin of the window, the most accounts first."""
    measured = reading.measured(frame, days_of(window))
    begin = datetime.combine(window.start, time(), configuration.business_zone(at))
    owners, moved = owners_at(begin), handed_in(window, at)
    parts: dict[int | None, dict[int, Sequence[int]]] = defaultdict(dict)
    for account, amounts in measured.amounts.items():
        if amounts[0]:
            parts[owners.get(account)][account] = amounts
    found = [
        Owned(owner, change(_part(measured, amounts), 0, 1), len(moved.intersection(amounts)), at)
        for owner, amounts in parts.items()
    ]
    return sorted(found, key=lambda row: (-row.change.accounts, row.owner or 0))


def _part(measured: Measured, amounts: dict[int, Sequence[int]]) -> Measured:
    steps = {account: measured.steps[account] for account in measured.steps if account in amounts}
    return Measured(measured.days, amounts, measured.since, steps)


def owners_at(begin: datetime) -> dict[int, int | None]:
    """This function will tell who owned each account at an instant: whose it is now, unless it was handed on since."""
    everyone = Account.objects.unscoped(reason="whose accounts these are was asked with their lines")
    handings = Handing.objects.unscoped(reason="whose accounts these are was asked with their lines")
    now: dict[int, int | None] = dict(everyone.order_by().values_list("pk", "owner"))
    return now | handings.owners_before(begin)


def handed_in(window: Period, at: datetime) -> set[int]:
    """This function will name the accounts whose owner changed within the window."""
    zone = configuration.business_zone(at)
    begin, end = (datetime.combine(day, time(), zone) for day in (window.start, window.end))
    handings = Handing.objects.unscoped(reason="whose accounts these are was asked with their lines")
    found = handings.filter(at__gte=begin, at__lt=end).exclude(old_owner=F("new_owner"))
    return set(found.values_list("account", flat=True))
