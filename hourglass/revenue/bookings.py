"""What was booked: contracts by the day they were signed, whenever their terms begin (REV-06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Min, Sum

from hourglass.base.periods import Period
from hourglass.revenue.models import Contract, Renewal
from hourglass.revenue.reading import Frame

REASON = "whose contracts these are was asked with their lines"
PORTION = 500


class Kind(StrEnum):
    """What a contract is to its account."""

    FIRST = "first"
    RENEWAL = "renewal"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Booking:
    """One contract with the day it was signed and what it brings in a year, in whole coins."""

    contract: int
    account: int
    signed_on: date
    annual: int
    kind: Kind


@dataclass(slots=True)
class Month:
    """The bookings of one month, by kind."""

    month: Period
    contracts: int
    sums: dict[Kind, int]

    @property
    def total(self) -> int:
        """Everything that was booked."""
        return sum(self.sums.values())


def of(frame: Frame, window: Period) -> list[Booking]:
    """This function will give what was booked in a window, the newest first; what is not signed is not booked."""
    lines = frame.lines().filter(contract__signed_on__gte=window.start, contract__signed_on__lt=window.end)
    rows = lines.order_by().values_list("contract", "contract__account", "contract__signed_on")
    found = [(*row[:3], int(row[3])) for row in rows.annotate(Sum("annual_minor"))]
    renewing, first = _renewing([row[0] for row in found]), _first({row[1] for row in found})
    bookings = [
        Booking(
            contract,
            account,
            signed_on,
            annual,
            Kind.RENEWAL if contract in renewing else Kind.FIRST if signed_on == first[account] else Kind.MORE,
        )
        for contract, account, signed_on, annual in found
    ]
    return sorted(bookings, key=lambda one: (one.signed_on, one.contract), reverse=True)


def by_month(bookings: Iterable[Booking], window: Period) -> list[Month]:
    """This function will add bookings up by the month of signing; a month without any is there with nothing."""
    months = {month.start: Month(month, 0, dict.fromkeys(Kind, 0)) for month in window.by_month()}
    for one in bookings:
        row = months[one.signed_on.replace(day=1)]
        row.contracts += 1
        row.sums[one.kind] += one.annual
    return list(months.values())


def _renewing(contracts: list[int]) -> set[int]:
    """Contracts that renew what ended, by the renewals that know them."""
    rows = Renewal.objects.unscoped(reason=REASON)
    return {
        key
        for start in range(0, len(contracts), PORTION)
        for key in rows.filter(contract__in=contracts[start : start + PORTION]).values_list("contract", flat=True)
        if key is not None
    }


def _first(accounts: set[int]) -> dict[int, date]:
    """When each account signed for the first time."""
    keys, rows = sorted(accounts), Contract.objects.unscoped(reason=REASON).exclude(signed_on=None)
    found: dict[int, date] = {}
    for start in range(0, len(keys), PORTION):
        few = rows.filter(account__in=keys[start : start + PORTION]).order_by().values_list("account")
        found.update(few.annotate(Min("signed_on")))
    return found
