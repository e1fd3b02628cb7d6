"""Measuring accounts over a window: one query a question for many accounts at once, and the figures made of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

from hourglass.base.periods import DAY, Period, add_months
from hourglass.lake.engines import Small
from hourglass.usage import memory
from hourglass.usage.hours import Place
from hourglass.usage.metrics import rates
from hourglass.usage.metrics.activity import Share
from hourglass.usage.metrics.offers import Catalogue, Offer
from hourglass.usage.metrics.opening import Pattern

Rows = list[tuple[Any, ...]]

OF_FEATURES = """
select account_id, feature_id, count(distinct day), min(day), max(day)
from usage_daily join asked using (account_id) where uses > 0 group by account_id, feature_id
"""
OF_PEOPLE = """
with each_day as (
    select distinct account_id, day, user_id from usage_daily join asked using (account_id) where uses > 0
)
select account_id, count(distinct case when user_id <> 0 then user_id end), count(distinct day),
    sum(case when user_id <> 0 then 1 else 0 end)
from each_day group by account_id
"""
OF_SOURCES = "select distinct account_id, source_id from usage_daily join asked using (account_id)"
OF_CORE = """
select distinct account_id, day from usage_daily join asked using (account_id) join core using (feature_id)
where uses > 0
"""
OF_USES = """
select account_id, feature_id, cast(sum(uses) as bigint) from usage_daily {of} where uses > 0
group by account_id, feature_id
"""
OF_TIME = """
with placed as (
    select places.account_id, places.place, places.pattern, sessions.day, start_ms, end_ms
    from sessions join places on places.account_id = sessions.account_id and places.store_id = sessions.store_id
),
reaching as (
    select account_id, place, pattern, day, start_ms, end_ms, max(end_ms) over (
        partition by account_id, place, day order by start_ms, end_ms
        rows between unbounded preceding and 1 preceding
    ) as reached
    from placed
),
pieces as (
    select account_id, place, pattern, day, greatest(start_ms, coalesce(reached, start_ms)) as start_ms, end_ms
    from reaching where end_ms > coalesce(reached, start_ms)
),
met as (
    select account_id, sum(least(pieces.end_ms, opened.end_ms) - greatest(pieces.start_ms, opened.start_ms)) as inside
    from pieces join opened on opened.pattern = pieces.pattern and opened.day = pieces.day
    where opened.start_ms < pieces.end_ms and opened.end_ms > pieces.start_ms
    group by account_id
),
spent as (select account_id, sum(end_ms - start_ms) as whole from pieces group by account_id)
select spent.account_id, cast(coalesce(inside, 0) as bigint), cast(whole as bigint)
from spent left join met on met.account_id = spent.account_id
"""


@dataclass(slots=True)
class Measured:
    """What the rows of a window say of one account; `features` are days of use with the first and the last of them."""

    features: dict[int, tuple[int, date, date]] = field(default_factory=dict)
    users: int = 0
    days: int = 0
    user_days: int = 0
    sources: set[int] = field(default_factory=set)
    inside_ms: int = 0
    spent_ms: int = 0
    open_ms: int = 0
    hours: bool = False
    missing: list[int] = field(default_factory=list)

    def used(self, least: int) -> frozenset[int]:
        """This function will give the features used on at least so many days."""
        return frozenset(feature for feature, (days, _first, _last) in self.features.items() if days >= least)


def measure(
    accounts: Sequence[int], window: Period, *, places: Mapping[int, Sequence[Place]], zone: tzinfo
) -> dict[int, Measured]:
    """This function will measure accounts over a window, in four queries for all of them."""
    found = {account: Measured() for account in accounts}
    for account, feature, days, first, last in _asked(OF_FEATURES, accounts, window):
        found[account].features[feature] = (days, first, last)
    for account, users, days, user_days in _asked(OF_PEOPLE, accounts, window):
        one = found[account]
        one.users, one.days, one.user_days = users, days, int(user_days)
    for account, source in _asked(OF_SOURCES, accounts, window):
        found[account].sources.add(source)
    _add_time(found, window, places, zone)
    return found


def core_days(accounts: Collection[int], window: Period, core: Iterable[int]) -> dict[int, list[date]]:
    """This function will give the days of a window on which each account used a core feature, in order."""
    found: dict[int, list[date]] = defaultdict(list)
    chosen = Small({"feature_id": "BIGINT"}, [(feature,) for feature in core])
    for account, day in _asked(OF_CORE, accounts, window, core=chosen):
        found[account].append(day)
    return {account: sorted(days) for account, days in found.items()}


def uses(window: Period, accounts: Collection[int] | None = None) -> dict[int, dict[int, int]]:
    """This function will count how often each account used each feature in a window: account to feature to uses.

    It counts for everybody where no accounts are named; who used nothing is left out.
    """
    found: dict[int, dict[int, int]] = defaultdict(dict)
    if accounts is None:
        spans = {"usage_daily": (window.start, window.end)}
        rows = memory.engine().run(OF_USES.format(of=""), lake=memory.lake(), spans=spans)
    else:
        rows = _asked(OF_USES.format(of="join asked using (account_id)"), accounts, window)
    for account, feature, number in rows:
        found[account][feature] = number
    return found


def _asked(sql: str, accounts: Collection[int], window: Period, **small: Small) -> Rows:
    asked = Small({"account_id": "BIGINT"}, [(account,) for account in accounts])
    spans = {"usage_daily": (window.start, window.end)}
    return memory.engine().run(sql, lake=memory.lake(), spans=spans, small={"asked": asked, **small})


def _add_time(
    found: dict[int, Measured], window: Period, places: Mapping[int, Sequence[Place]], zone: tzinfo
) -> None:  # fmt: skip
    numbers, rows = _Patterns(window, zone), []
    for account, one in found.items():
        for place in places.get(account, ()):
            pattern = None if place.pattern is None else numbers.of(place.pattern)
            if pattern is None:
                one.missing.append(place.store)
                continue
            one.hours = True
            one.open_ms += numbers.length[pattern]
            rows += [
                (account, store, place.store, pattern) for store in {place.store, 0 if place.also else place.store}
            ]
    if not rows:
        return
    placed = Small({"account_id": "BIGINT", "store_id": "BIGINT", "place": "BIGINT", "pattern": "BIGINT"}, rows)
    spans = {"sessions": (window.start, window.end)}
    small = {"places": placed, "opened": numbers.opened()}
    for account, inside, spent in memory.engine().run(OF_TIME, lake=memory.lake(), spans=spans, small=small):
        found[account].inside_ms, found[account].spent_ms = inside, spent


class _Patterns:
    """The opening hours of a window, each pattern worked out once however many stores share it."""

    def __init__(self, window: Period, zone: tzinfo) -> None:
        self.window, self.zone = window, zone
        self.length: list[int] = []
        self._numbers: dict[Any, int | None] = {}
        self._rows: list[tuple[int, date, int, int]] = []

    def of(self, pattern: Pattern) -> int | None:
        """This function will number a pattern; one that knows no day of the window has no number."""
        key = (pattern.weeks, tuple(sorted(pattern.otherwise.items())))
        if key not in self._numbers:
            self._numbers[key] = self._add(pattern) if pattern.known(self.window) else None
        return self._numbers[key]

    def _add(self, pattern: Pattern) -> int:
        number, total = len(self.length), 0
        for day, (start, end) in pattern.spans(self.window, self.zone):
            self._rows.append((number, day, start, end))
            total += end - start
        self.length.append(total)
        return number

    def opened(self) -> Small:
        """This function will give the spans of all patterns as a table."""
        return Small({"pattern": "BIGINT", "day": "DATE", "start_ms": "BIGINT", "end_ms": "BIGINT"}, self._rows)


@dataclass(frozen=True, slots=True)
class Rates:
    """The figures of one account in one window."""

    core: Share
    breadth: Share
    time: Share
    gap: Share


def rates_of(
    one: Measured,
    offer: Offer,
    known: Catalogue,
    *,
    least: int,
    of_product: bool,
    ever: Collection[int],
    fresh_months: int,
    silent: bool,
) -> Rates:
    """This function will make the figures; where the whole window is without data there are none (USE-14)."""
    used = one.used(least)
    begins = add_months(known.day, -fresh_months)
    released = [each.pk for each in known.offered if each.released_on and begins < each.released_on <= known.day]
    found = (
        rates.core_depth(used, offer, of_product=of_product),
        rates.breadth(used, offer),
        Share(one.inside_ms if one.hours else None, one.open_ms),
        rates.gap(set(ever) | set(one.features), released, offer),
    )
    return Rates(*(Share(None, share.below) if silent else share for share in found))


def silent_days(told: Mapping[int, Collection[date]], sources: Iterable[int], window: Period) -> list[date]:
    """This function will give the days on which none of the sources told anything, after the first it ever did.

    `told` holds the days of each source, also those before the window.
    """
    gaps = [_gaps(told.get(source, ()), window) for source in sources]
    return sorted(set.intersection(*gaps)) if gaps else []


def _gaps(days: Collection[date], window: Period) -> set[date]:
    begun = min(days, default=window.end + DAY)
    return {day for day in window if day >= begun} - set(days)
