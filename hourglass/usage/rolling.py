"""Which days are rolled up: those whose events changed, and those for which use was handed in (USE-14)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from hourglass.base.periods import DAY
from hourglass.usage import rollup
from hourglass.usage.models import HandedIn, RestatedDay, Source, SourceDay, TouchedDay

REASON = "what was handed in is rolled up whoever sees the customer"
AT_ONCE = 31


def roll_touched(*, at: datetime) -> int:
    """This function will roll up the days that changed, and return how many; killed at any moment it is begun anew.

    A day that is touched again meanwhile stays touched. What passes midnight reaches the day after, where that one was
    rolled up before.
    """
    touched = dict(TouchedDay.objects.values_list("day", "since_version"))
    handed = set(HandedIn.objects.unscoped(reason=REASON).values_list("day", flat=True).distinct())
    days = sorted({*touched, *handed})
    following = {day + DAY for day in touched} - set(days)
    known = set(SourceDay.objects.filter(day__in=following).values_list("day", flat=True))
    days = sorted({*days, *known})
    for start in range(0, len(days), AT_ONCE):
        _roll(days[start : start + AT_ONCE], touched, at)
    return len(days)


def _roll(days: Collection[date], touched: dict[date, int], at: datetime) -> None:
    waiting = HandedIn.objects.unscoped(reason=REASON).filter(day__in=days)
    last = waiting.aggregate(last=Max("pk"))["last"] or 0
    names = ("day", "account_id", "store_id", "user_id", "source_id", "feature_id", "uses", "active_ms")
    rows = [
        (day, account, store or 0, user or 0, source, feature, uses, active_ms)
        for day, account, store, user, source, feature, uses, active_ms in (
            waiting.filter(pk__lte=last).order_by("pk").values_list(*names)
        )
    ]
    rollup.roll(days, at=at, handed=rows, told=handing_sources(rows))
    with transaction.atomic():
        RestatedDay.objects.bulk_create([RestatedDay(day=day) for day in days], ignore_conflicts=True)
        waiting.filter(pk__lte=last).delete()
        for day in days:
            if day in touched:
                TouchedDay.objects.filter(day=day, since_version=touched[day]).delete()


def handing_sources(rows: Collection[rollup.Row]) -> set[int]:
    """This function will name the sources that ever handed days in; what they told of a day is kept with it."""
    return {row[4] for row in rows} | set(Source.objects.filter(hands_in=True).values_list("pk", flat=True))


def restated() -> dict[date, int]:
    """This function will give the days that were rolled up since figures were made last, with their rows."""
    return dict(RestatedDay.objects.values_list("day", "pk"))


def measured(days: dict[date, int]) -> None:
    """This function will forget days of which figures were made."""
    RestatedDay.objects.filter(pk__in=days.values()).delete()
