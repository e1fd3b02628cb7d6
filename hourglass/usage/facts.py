"""What use lets others ask about an account, as of a day (SEG-03)."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hourglass.customers.registry import Fact, Kind, Values, register
from hourglass.usage import snapshots
from hourglass.usage.models import Course, Snapshot, SourceDay, Window

USE = _("Use")
REASON = "whose customers these are was asked by the caller"
LOOKED_BACK = timedelta(days=7)


def shown_on(accounts: Collection[int], day: date) -> list[Snapshot]:
    """This function will give the snapshot that was the newest on a day, of each account: that of the day before."""
    everyone = Snapshot.objects.unscoped(reason=REASON).current().filter(window=Window.ROLLING)
    until = everyone.filter(until__lt=day, until__gte=day - LOOKED_BACK).aggregate(last=Max("until"))["last"]
    return [] if until is None else list(everyone.filter(until=until, account__in=accounts))


def of_snapshot(read: Callable[[Snapshot], Any]) -> Callable[[Collection[int], date], Values]:
    """This function will make a provider out of what is read from a snapshot."""

    def provide(accounts: Collection[int], day: date) -> Values:
        return {shot.account_id: read(shot) for shot in shown_on(accounts, day)}

    return provide


def rate(which: str) -> Callable[[Collection[int], date], Values]:
    """This function will provide one of the rates in per cent."""
    return of_snapshot(lambda shot: snapshots.percent(snapshots.share(shot, which)))


def activated(accounts: Collection[int], day: date) -> Values:
    """This function will tell who was activated by a day; who never was seen is not, once any source tells of use."""
    rows = Course.objects.unscoped(reason=REASON).filter(account__in=accounts, activated_on__lt=day)
    there = set(rows.values_list("account_id", flat=True))
    if not there and not SourceDay.objects.filter(day__lt=day).exists():
        return {}
    return {account: account in there for account in accounts}


register(
    Fact(
        key="activated", kind=Kind.YES_NO, label=_("Activated"), group=USE, path="activated", values=activated
    ),
    Fact(
        key="core_depth", kind=Kind.NUMBER, label=_("Core depth"), group=USE, path="core_depth", unit="%",
        values=rate("core"),
    ),
    Fact(
        key="time_depth", kind=Kind.NUMBER, label=_("Time depth"), group=USE, path="time_depth", unit="%",
        values=rate("time"),
    ),
    Fact(
        key="breadth", kind=Kind.NUMBER, label=_("Breadth"), group=USE, path="breadth", unit="%",
        values=rate("breadth"),
    ),
    Fact(
        key="usage.users", kind=Kind.NUMBER, label=_("Active people"), group=USE, path="active_users",
        values=of_snapshot(lambda shot: shot.users),
    ),
    Fact(key="usage.last", kind=Kind.DAY, label=_("Last use"), group=USE, path="used_on"),
    Fact(key="usage.stopped", kind=Kind.YES_NO, label=_("Use has stopped"), group=USE, path="use_stopped"),
)  # fmt: skip
