"""From events to daily usage and sessions: the touched days are computed anew, each day in one commit (USE-14).

A person is active from an event until the next one, or until they are idle. What passes midnight belongs to the next
day, so a day is read together with the one before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from django.db import transaction

from hourglass.base import configuration
from hourglass.base.instants import start_of_day
from hourglass.base.periods import DAY
from hourglass.lake import arrows
from hourglass.lake.arrows import Arrow
from hourglass.lake.engines import Small
from hourglass.lake.tables import EVENTS, SESSIONS, USAGE_DAILY
from hourglass.usage import memory, rules
from hourglass.usage.metrics.opening import millis
from hourglass.usage.models import EventRule, SourceDay

Row = tuple[Any, ...]
AT_ONCE = 7  # days computed by one query; each run of days reads the day before it once more

USES = """
with timed as (
    select day, account_id, store_id, user_id, source_id, event,
        case when user_id = 0 then 0 else least(idle.ms, coalesce(
            lead(ts_ms) over (partition by day, account_id, user_id order by ts_ms, message) - ts_ms, idle.ms
        )) end as active_ms
    from events cross join idle
    where account_id <> 0
)
select timed.day, account_id, store_id, user_id, source_id, feature_id,
    cast(count(*) as bigint), cast(sum(active_ms) as bigint)
from timed join heard on heard.event = timed.event join bounds on bounds.day = timed.day
group by timed.day, account_id, store_id, user_id, source_id, feature_id
"""
SPENT = """
with placed as (
    select bounds.day, account_id, store_id, user_id,
        greatest(ts_ms, bounds.start_ms) as start_ms, least(ts_ms + idle.ms, bounds.end_ms) as end_ms
    from events join bounds on events.day = bounds.day cross join idle
    where account_id <> 0 and user_id <> 0
    union all
    select bounds.day, account_id, store_id, user_id,
        bounds.start_ms as start_ms, least(ts_ms + idle.ms, bounds.end_ms) as end_ms
    from events join bounds on events.day = bounds.before cross join idle
    where account_id <> 0 and user_id <> 0 and ts_ms + idle.ms > bounds.start_ms
),
reaching as (
    select day, account_id, store_id, user_id, start_ms, end_ms, max(end_ms) over (
        partition by day, account_id, store_id, user_id order by start_ms, end_ms
        rows between unbounded preceding and 1 preceding
    ) as reached
    from placed where start_ms < end_ms
),
numbered as (
    select day, account_id, store_id, user_id, start_ms, end_ms,
        sum(case when reached >= start_ms then 0 else 1 end) over (
            partition by day, account_id, store_id, user_id order by start_ms, end_ms
            rows between unbounded preceding and current row
        ) as session
    from reaching
)
select day, account_id, store_id, user_id, min(start_ms), max(end_ms)
from numbered group by day, account_id, store_id, user_id, session
"""
# Of two rows about the same day, place, person and feature the later counts: what was handed in last, then what a
# source had handed in before, then what its events say.
MERGED = """
select day, account_id, store_id, user_id, source_id, feature_id, uses, active_ms from (
    select *, row_number() over (
        partition by day, account_id, store_id, user_id, source_id, feature_id order by place desc
    ) as latest
    from (
        select *, -2 as place from rolled
        union all select *, -1 from kept
        union all select day, account_id, store_id, user_id, source_id, feature_id, uses, active_ms, place from handed
    )
)
where latest = 1
"""
KEPT = """
select day, account_id, store_id, user_id, source_id, feature_id, uses, active_ms
from usage_daily where source_id in (select source_id from told)
"""
TOLD = "select source_id, day, count(distinct account_id) from uses group by source_id, day"


@dataclass(frozen=True, slots=True)
class Rolled:
    """What became of some days: rows of use and of sessions."""

    uses: Arrow
    sessions: Arrow


def roll(days: Iterable[date], *, at: datetime, handed: Sequence[Row] = (), told: Iterable[int] = ()) -> int:
    """This function will compute days anew from the events that are in the lake now, and return how many days.

    `handed` are rows of use that were handed in as such; `told` the sources that do so, whose rows of before stay
    where no new one takes their place. Rolling twice changes nothing more.
    """
    wanted = sorted(set(days))
    lake, told = memory.lake(), frozenset(told)
    for some in portions(wanted):
        version = lake.version(EVENTS)
        rolled = computed(some, zone=configuration.business_zone(at), idle=rules.idle_ms(some[-1]))
        uses = merged(rolled.uses, some, [row for row in handed if row[0] in set(some)], told)
        lake.replace(USAGE_DAILY, uses, days=some, based_on=version)
        lake.replace(SESSIONS, rolled.sessions, days=some, based_on=version)
        note_sources(some, uses)
    return len(wanted)


def portions(days: Sequence[date]) -> Iterator[list[date]]:
    """This function will cut days, in order, into runs that follow each other, none too long."""
    run: list[date] = []
    for day in days:
        if run and (day != run[-1] + DAY or len(run) == AT_ONCE):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def computed(days: Sequence[date], *, zone: tzinfo, idle: int) -> Rolled:
    """This function will compute the rows of days that follow each other, from the events in the lake."""
    engine, spans = memory.engine(), {"events": (days[0] - DAY, days[-1] + DAY)}
    given: dict[str, Any] = {"lake": memory.lake(), "spans": spans, "small": asked(days, zone=zone, idle=idle)}
    uses = engine.table(USES, USAGE_DAILY.columns, **given)
    return Rolled(uses, engine.table(SPENT, SESSIONS.columns, **given))


def asked(days: Sequence[date], *, zone: tzinfo, idle: int) -> dict[str, Small]:
    """This function will give the tables that the questions of days need beside the events."""
    heard = Small(
        {"event": "VARCHAR", "feature_id": "BIGINT"}, list(EventRule.objects.values_list("event", "feature_id"))
    )
    bounds = Small(
        {"day": "DATE", "before": "DATE", "start_ms": "BIGINT", "end_ms": "BIGINT"},
        [(day, day - DAY, millis(start_of_day(day, zone)), millis(start_of_day(day + DAY, zone))) for day in days],
    )
    return {"heard": heard, "bounds": bounds, "idle": Small({"ms": "BIGINT"}, [(idle,)])}


def merged(rolled: Arrow, days: Sequence[date], handed: Sequence[Row], told: frozenset[int]) -> Arrow:
    """This function will put what was handed in for some days in the place of what events say of the same."""
    if not told and not handed:
        return rolled
    kept = memory.engine().table(
        KEPT,
        USAGE_DAILY.columns,
        lake=memory.lake(),
        spans={"usage_daily": (days[0], days[-1] + DAY)},
        small={"told": Small({"source_id": "BIGINT"}, [(source,) for source in sorted(told)])},
    )
    numbered = [(*row, place) for place, row in enumerate(handed)]
    given = arrows.small("handed", {**USAGE_DAILY.columns, "place": "BIGINT"}, numbered)
    return memory.lake().table_over(MERGED, USAGE_DAILY.columns, rolled=rolled, kept=kept, handed=given)


@transaction.atomic
def note_sources(days: Sequence[date], uses: Arrow) -> None:
    """This function will note of how many accounts each source told on each of the days; a day without is a gap."""
    found = memory.lake().over(TOLD, uses=uses)
    SourceDay.objects.filter(day__in=days).delete()
    SourceDay.objects.bulk_create([SourceDay(source=source, day=day, accounts=many) for source, day, many in found])
