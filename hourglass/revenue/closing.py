"""Keeping the sums of a month that is long over, so that a later change of a contract shows as one (CONV-6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.money import Money
from hourglass.base.periods import DAY, add_months, months_between
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.revenue import reading, retention
from hourglass.revenue.models import ClosedMonth
from hourglass.revenue.reading import Frame
from hourglass.revenue.retention import Change
from hourglass.revenue.rules import LATE
from hourglass.revenue.vintages import month_ends

AT_ONCE = 12  # months that are measured in one reading


class ClosedRefused(Refused):
    """A closed month cannot be corrected like this."""


@dataclass(frozen=True)
class Drift:
    """A closed month whose contracts say something else today."""

    kept: ClosedMonth
    now: Change


def close(*, at: datetime) -> int:
    """This function will keep the sums of every month that is long enough over and not kept yet."""
    day = configuration.today(at)
    frame = Frame.of(None, day)
    closed = set(ClosedMonth.objects.filter(currency=frame.currency).values_list("month", flat=True))
    months = list(_months(frame, day))
    missing = 0
    for start in range(0, len(months), AT_ONCE):
        run = months[start : start + AT_ONCE]
        if not closed.issuperset(run):
            new = [change for change in of_months(frame, run) if change.window.start not in closed]
            ClosedMonth.objects.bulk_create([_row(change, frame.currency, at) for change in new])
            missing += len(new)
    return missing


def _months(frame: Frame, day: date) -> Iterator[date]:
    """The first days of the months that can be closed, from the first one that had revenue."""
    first = frame.lines().aggregate(first=Min("starts_on"))["first"]
    if first is None:
        return
    start, over = first.replace(day=1), day - timedelta(days=configuration.value(LATE, on=day))
    for place in range(max(0, months_between(start, over))):
        yield add_months(start, place)


def of_months(frame: Frame, months: Sequence[date]) -> list[Change]:
    """This function will compute the sums of months in a row, given by their first days, from the contracts today."""
    days = [months[0] - DAY, *month_ends(months[0], len(months))]
    return list(retention.by_step(reading.measured(frame, days)))


def sums(change: Change) -> dict[str, Any]:
    """This function will give the sums of a month as they are kept."""
    return {
        "begin": change.begin,
        "accounts": change.accounts,
        "lost": change.lost,
        "more": change.more,
        "less": change.less,
        "moved": {str(kind): amount for kind, amount in change.moved.items()},
    }


def drifts(changes: list[Change], frame: Frame) -> list[Drift]:
    """This function will find the closed months among `changes` that came out differently when they were closed."""
    months = [change.window.start for change in changes]
    rows = ClosedMonth.objects.current().filter(month__in=months, currency=frame.currency)
    kept = {row.month: row for row in rows}
    found = [(kept[change.window.start], change) for change in changes if change.window.start in kept]
    return [Drift(row, change) for row, change in found if row.sums != sums(change)]


@transaction.atomic
def correct(kept: ClosedMonth, *, by: Actor, at: datetime, reason: str) -> ClosedMonth:
    """This function will book what the contracts say today in place of a closed month; both stay readable.

    :raises ClosedRefused: nothing differs, it was corrected before, or no reason is given.
    """
    require(by, Permission.PAYMENTS_CONFIRM)
    if not reason.strip():
        raise ClosedRefused(_("Say why; the reason is kept with the change."), field="reason")
    if not ClosedMonth.objects.current().filter(pk=kept.pk).update(replaced_at=at):
        raise ClosedRefused(_("This was corrected meanwhile. Look at it again."))
    now = _row(of_months(Frame(None, kept.currency), [kept.month])[0], kept.currency, at)
    if now.sums == kept.sums:
        raise ClosedRefused(_("The contracts say what was closed; there is nothing to correct."))
    now.corrects, now.reason = kept, reason.strip()
    now.save(force_insert=True)
    old, new = _told(kept), _told(now)
    timeline.record("month.corrected", on=now, by=by, at=at, old=old, new=new, reason=reason.strip())
    return now


def _row(change: Change, currency: str, at: datetime) -> ClosedMonth:
    return ClosedMonth(month=change.window.start, currency=currency, sums=sums(change), closed_at=at)


def _told(kept: ClosedMonth) -> dict[str, Any]:
    end = kept.sums["begin"] + sum(kept.sums["moved"].values())
    return {
        "begin": Money.from_minor(kept.sums["begin"], kept.currency).full(),
        "end": Money.from_minor(end, kept.currency).full(),
    }
