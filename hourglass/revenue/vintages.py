"""Accounts by the month in which they began, and what is left of each vintage month after month: the heat map."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hourglass.base.periods import DAY, Period, add_months
from hourglass.base.ratios import Ratio, Records
from hourglass.revenue.recurring import Measured


@dataclass(frozen=True, slots=True)
class Vintage:
    """The accounts that began in one month, with what they have at the end of it and of each month after it."""

    month: Period
    accounts: tuple[int, ...]
    amounts: tuple[int, ...]
    present: tuple[int, ...]

    def revenue(self, months: int, *, at: datetime, scope: str = "workspace") -> Ratio:
        """This function will tell how much of the first month's revenue is there so many months later."""
        return self._ratio("vintage_revenue", self.amounts, months, at, scope)

    def logos(self, months: int, *, at: datetime, scope: str = "workspace") -> Ratio:
        """This function will tell how many of the accounts are still there so many months later."""
        return self._ratio("vintage_logos", self.present, months, at, scope)

    def _ratio(self, key: str, values: Sequence[int], months: int, at: datetime, scope: str) -> Ratio:
        month = self.month.start.isoformat()
        records = Records("vintage", {"month": month, "after": months}, {"month": month, "after": 0})
        window = Period.of_months(add_months(self.month.start, months), 1)
        return Ratio.of(key, values[months], values[0], computed_at=at, scope=scope, window=window, records=records)


def month_ends(first: date, months: int) -> list[date]:
    """This function will give the last days of `months` months, from the one that holds `first`."""
    start = first.replace(day=1)
    return [add_months(start, place + 1) - DAY for place in range(months)]


def vintages(measured: Measured) -> list[Vintage]:
    """This function will sort the accounts by the month they began; `measured.days` are the ends of months in a row.

    An account that was gone before its first month ended is in no vintage: it has nothing that could be kept.
    """
    members: dict[date, list[int]] = defaultdict(list)
    for account in sorted(measured.amounts):
        if since := measured.since.get(account):
            members[since.replace(day=1)].append(account)
    found = []
    for place, day in enumerate(measured.days):
        month = Period.month(day)
        accounts = [account for account in members.get(month.start, ()) if measured.amounts[account][place]]
        rest = range(place, len(measured.days))
        amounts = tuple(sum(measured.amounts[account][later] for account in accounts) for later in rest)
        present = tuple(sum(measured.amounts[account][later] > 0 for account in accounts) for later in rest)
        found.append(Vintage(month, tuple(accounts), amounts, present))
    return found
