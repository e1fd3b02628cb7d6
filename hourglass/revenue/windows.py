"""When the work on a renewal begins, and how long after expiry it may still come (REV-01, REV-07, REV-18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hourglass.base.periods import Period, add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The workspace's limits; all are settings."""

    months_before: int = 3
    short_term: int = 6  # months; a term of this length or less begins at half of it
    grace: int = 30
    late: int = 90
    bridge: int = 30


def begins(term: Period, limits: Limits = Limits()) -> date:
    """This function will give the day on which the work on a term's renewal begins.

    Expiry on 31 May begins on the last day of February; a term of six months begins after three.
    """
    if term.months <= limits.short_term:
        return add_months(term.start, term.months / 2)
    return add_months(term.last, -limits.months_before)


class Standing(StrEnum):
    """How an open renewal stands to its expiry."""

    AHEAD = "ahead"
    BRIDGED = "bridged"
    GRACE = "grace"
    OVER = "over"  # after the grace: lost, unless it is signed
    TOO_LATE = "too_late"  # what comes now is a win-back


def standing(due_on: date, day: date, *, bridged_to: date | None = None, limits: Limits = Limits()) -> Standing:
    """This function will tell how a renewal that is not closed stands on `day`."""
    if day > due_on + timedelta(days=limits.late):
        return Standing.TOO_LATE
    if day <= due_on:
        return Standing.AHEAD
    if bridged_to is not None and day <= bridged_to:
        return Standing.BRIDGED
    over = max(due_on, bridged_to or due_on) + timedelta(days=limits.grace)
    return Standing.GRACE if day <= over else Standing.OVER


@dataclass(frozen=True, slots=True)
class Finish:
    """When the paperwork will be done, and how many days of service would be missing until then."""

    on: date
    gap: int


def finish(day: date, lead_days: Iterable[int], *, service_ends: date) -> Finish:
    """This function will project the end of the steps that remain: one after the other, from `day` on (REV-18).

    45 days of remaining steps with 30 days left are 15 days of gap.
    """
    on = day + timedelta(days=sum(lead_days))
    return Finish(on, max(0, (on - service_ends).days))


def reminders(due_on: date, day: date, days: Iterable[int], *, last: int | None) -> int | None:
    """This function will give the reminder to send on `day`, in days before expiry: the latest that came due and was
    not sent; None where there is none. `last` is the one sent last.
    """
    left = (due_on - day).days
    due = [before for before in days if left <= before and (last is None or before < last)]
    return min(due, default=None)
