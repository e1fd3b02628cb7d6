"""Keeping what was measured: each night for yesterday, and for the last days again where late data came (CONV-6).

A snapshot is never changed. Where another is known by now, the one before says until when it was shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from hourglass.base import configuration
from hourglass.base.periods import DAY, Period
from hourglass.base.rounding import half_up
from hourglass.customers import standing
from hourglass.customers.models import Account
from hourglass.usage import courses, entitled, hours, measuring, rules, standings
from hourglass.usage.hours import Place
from hourglass.usage.measuring import Measured
from hourglass.usage.metrics.activity import Share
from hourglass.usage.metrics.offers import Catalogue, Offer
from hourglass.usage.models import Course, Snapshot, SourceDay, Stand, Window

READ = 10_000  # accounts that are measured at once
WRITTEN = 100  # accounts written in one transaction, so that nobody waits for the write lock
REASON = "what was measured does not depend on who looks"
COUNTS = (
    *("since", "core_used", "core", "used", "usable", "inside_ms", "open_ms", "outside_ms", "users", "days"),
    *("user_days", "fresh", "unused", "features", "missing", "silent"),
)

PARTS = {
    "core": ("core_used", "core"),
    "breadth": ("used", "usable"),
    "time": ("inside_ms", "open_ms"),
    "gap": ("unused", "fresh"),
}


@dataclass(frozen=True)
class Frame:
    """What every account of a night is measured by."""

    window: Period
    kind: str
    known: Catalogue
    told: Mapping[int, Collection[date]]
    at: datetime
    newest: bool

    @property
    def day(self) -> date:
        return self.window.last


def keep_all(*, at: datetime, until: date | None = None, again: Iterable[date] = ()) -> int:
    """This function will measure every open account up to yesterday, and once more for the days in `again`.

    Days that late data touched change the figures of the windows that hold them; how far back is a setting. Returns
    how many snapshots are new.
    """
    until = until or configuration.today(at) - DAY
    oldest = until - timedelta(days=configuration.value(rules.RESTATED, on=until))
    first = min((day for day in again if day > oldest), default=until)
    everyone = Account.objects.unscoped(reason=REASON).open().order_by("pk")
    keys, made = list(everyone.values_list("pk", flat=True)), 0
    for day in Period.through(min(first, until), until):
        for some in portions(keys, READ):
            made += keep(some, day=day, at=at, newest=day == until)
    return made


def keep(accounts: Sequence[int], *, day: date, at: datetime, newest: bool = True) -> int:
    """This function will measure accounts over the windows that end with a day, and return how many are new.

    The newest day moves the states of features on and publishes what lists and classes look at.
    """
    days = configuration.value(rules.WINDOW, on=day)
    known, told = entitled.catalogue(day), told_days(day)
    rolling = Frame(Period(day - timedelta(days=days - 1), day + DAY), Window.ROLLING, known, told, at, newest)
    made = _keep(accounts, rolling)
    month = Period.month(day)
    if month.last == day:
        made += _keep(accounts, Frame(month, Window.MONTH, known, told, at, newest=False))
    return made


def told_days(until: date) -> dict[int, set[date]]:
    """This function will give the days on which each source told of use."""
    found: dict[int, set[date]] = defaultdict(set)
    for source, day in SourceDay.objects.filter(day__lte=until).values_list("source", "day"):
        found[source].add(day)
    return found


def portions(keys: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """This function will cut `keys` into pieces of at most `size`."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _keep(accounts: Sequence[int], frame: Frame) -> int:
    places = hours.places(accounts, on=frame.day)
    zone = configuration.business_zone(frame.at)
    measured = measuring.measure(accounts, frame.window, places=places, zone=zone)
    offers = entitled.offers(accounts, on=frame.day, known=frame.known)
    found = {row.account_id: row for row in Course.objects.unscoped(reason=REASON).filter(account__in=accounts)}
    ran = courses.run(measured, found, frame.known.core, until=frame.day)
    ever = _ever(accounts)
    made = 0
    for few in portions(accounts, WRITTEN):
        with transaction.atomic():
            courses.write(few, ran)
            shots = {
                account: shot_of(account, measured[account], offers[account], ran[account], ever[account], frame)
                for account in few
                if account in ran
            }
            made += _write(few, shots, frame)
            if frame.newest:
                standings.move(few, measured, offers, shots, day=frame.day)
                standing.publish(
                    {account: published(shots.get(account), ran.get(account), places[account]) for account in few}
                )
    return made


def _ever(accounts: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Stand.objects.unscoped(reason=REASON).filter(account__in=accounts)
    for account, feature in rows.values_list("account_id", "feature_id"):
        found[account].add(feature)
    return found


def shot_of(
    account: int, one: Measured, offer: Offer, course: Course, ever: Collection[int], frame: Frame
) -> Snapshot:  # fmt: skip
    """This function will make the snapshot of an account that was ever seen to use the product."""
    day = frame.day
    silent = measuring.silent_days(frame.told, course.sources, frame.window)
    found = measuring.rates_of(
        one,
        offer,
        frame.known,
        least=configuration.value(rules.LEAST, on=day),
        of_product=configuration.value(rules.CORE_OF, on=day) == "product",
        ever=ever,
        fresh_months=configuration.value(rules.FRESH, on=day),
        silent=len(silent) == frame.window.days,
    )
    counts: dict[str, Any] = {}
    for which, share_of in {"core": found.core, "breadth": found.breadth, "time": found.time, "gap": found.gap}.items():
        counts |= dict(zip(PARTS[which], (share_of.above, share_of.below), strict=True))
    return Snapshot(
        account_id=account,
        window=frame.kind,
        since=frame.window.start,
        until=day,
        **counts,
        outside_ms=one.spent_ms - one.inside_ms if one.hours else None,
        users=one.users,
        days=one.days,
        user_days=one.user_days,
        features={str(feature): days for feature, (days, _first, _last) in sorted(one.features.items())},
        missing=sorted(one.missing),
        silent=[each.isoformat() for each in silent],
        known_at=frame.at,
    )


def _write(accounts: Sequence[int], shots: Mapping[int, Snapshot], frame: Frame) -> int:
    everyone = Snapshot.objects.unscoped(reason=REASON).current().of_day(frame.day, frame.kind)
    there = {row.account_id: row for row in everyone.filter(account__in=accounts)}
    new = [shot for account, shot in shots.items() if account not in there or differs(there[account], shot)]
    replaced = [there[shot.account_id].pk for shot in new if shot.account_id in there]
    Snapshot.objects.unscoped(reason=REASON).filter(pk__in=replaced).update(replaced_at=frame.at)
    Snapshot.objects.bulk_create(new)
    return len(new)


def differs(one: Snapshot, other: Snapshot) -> bool:
    """This function will tell whether two snapshots of one day say something else."""
    return any(getattr(one, name) != getattr(other, name) for name in COUNTS)


def published(shot: Snapshot | None, course: Course | None, places: Sequence[Place]) -> dict[str, Any]:
    """This function will give what lists and classes look at: rates in per cent, unknown where they are."""
    if shot is None or course is None:
        return {
            "core_depth": None, "time_depth": None, "breadth": None, "active_users": None, "used_on": None,
            "use_stopped": None, "activated": False if SourceDay.objects.exists() else None,
        }  # fmt: skip
    return {
        "core_depth": percent(share(shot, "core")),
        "time_depth": percent(share(shot, "time")),
        "breadth": percent(share(shot, "breadth")),
        "active_users": shot.users,
        "used_on": course.last_on,
        "use_stopped": stopped(shot, course, places),
        "activated": course.activated_on is not None,
    }


def share(shot: Snapshot, which: str) -> Share:
    """This function will read one of a snapshot's figures: core, breadth, time or gap."""
    above, below = (getattr(shot, name) for name in PARTS[which])
    return Share(above, below or 0)


def percent(of: Share) -> Decimal | None:
    """This function will give a share in per cent with four places, as columns keep it; None where there is none."""
    return None if of.value is None else half_up(of.value * 100, 4)


def stopped(shot: Snapshot, course: Course, places: Sequence[Place]) -> bool | None:
    """This function will tell whether an activated customer stopped: no core use on so many opening days in a row.

    Days without data and closed days do not count; where opening hours are unknown every day is one.
    """
    limit = configuration.value(rules.STOPPED, on=shot.until)
    if course.last_core_on is None:
        return None
    since = max(course.last_core_on + DAY, shot.until - timedelta(days=6 * limit))
    window = Period(min(since, shot.until + DAY), shot.until + DAY)
    patterns = [place.pattern for place in places if place.pattern is not None]
    opened = frozenset(window)
    if patterns:
        opened = frozenset[date]().union(*(each.days(window) for each in patterns))
    quiet = opened - {date.fromisoformat(day) for day in shot.silent}
    if len(quiet) >= limit:
        return True
    return None if len(opened) >= limit else False
