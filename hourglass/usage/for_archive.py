"""What use lets the documents of an archive be filled in from: the month's rates and their change (FILE-07)."""

from datetime import date, timedelta
from decimal import Decimal

from hourglass.base.periods import Period
from hourglass.base.rounding import half_up
from hourglass.customers.archive.sources import Source, provide
from hourglass.customers.models import Account
from hourglass.usage import snapshots
from hourglass.usage.metrics.activity import Share
from hourglass.usage.models import Snapshot, Window

REASON = "the record of the account was asked for"


def month_of(account: Account, last: date) -> Snapshot | None:
    """This function will give the snapshot of the month that ends with a day."""
    everyone = Snapshot.objects.unscoped(reason=REASON).current().of(account)
    return everyone.of_day(Period.month(last).last, Window.MONTH).first()


def share_of(account: Account, last: date, which: str) -> Share:
    """This function will give a rate of a month; without a snapshot its data is missing."""
    shot = month_of(account, last)
    return Share(None, 0) if shot is None else snapshots.share(shot, which)


def rate(which: str) -> Source:
    """This function will provide a rate of the month in per cent with one place."""

    def source(account: Account, last: date) -> Decimal | None:
        value = share_of(account, last, which).value
        return None if value is None else half_up(value * 100, 1)

    return source


def core_change(account: Account, last: date) -> Decimal | None:
    """This function will tell by how many points the core depth moved since the month before."""
    before = Period.month(last).start - timedelta(days=1)
    now, then = (share_of(account, day, "core").value for day in (last, before))
    return None if now is None or then is None else half_up((now - then) * 100, 1)


provide("usage.core_depth", rate("core"))
provide("usage.time_depth", rate("time"))
provide("usage.breadth", rate("breadth"))
provide("usage.core_change", core_change)
