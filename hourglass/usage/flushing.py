"""From the inbox to the lake, exactly once: stamp some batches, append their events under that stamp, mark them.

The stamp is the version under which the lake keeps the append, so whoever is killed in between is followed by somebody
who finds the same rows and is told by the lake whether they are there. Stamps begin one after the other.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from hourglass.base import configuration
from hourglass.lake.engines import Small
from hourglass.lake.tables import EVENTS
from hourglass.usage import identity, ingest, matching, memory, messages
from hourglass.usage.models import Batch, Flushed, ProductGroup, ProductUser, TouchedDay
from hourglass.usage.steps import Around, Event, message_id, run

APP = "inbox"
MOST_EVENTS = 10_000
MOST_BYTES = 32 * 2**20
MOST_BATCHES = 500
# A resent event says the same time of itself; what a wrong clock adds to it differs by little.
MARGIN = timedelta(days=2)


def flush(*, at: datetime) -> int | None:
    """This function will bring some batches of the inbox to the lake, and return how many events there were.

    None when nothing waits. Those of an earlier flush that was killed come first, under their own stamp.
    """
    stamp = next_stamp()
    if stamp is None:
        return None
    rows = list(Batch.objects.filter(stamp=stamp, flushed_at=None).select_related("source").order_by("pk"))
    return _put(stamp, rows, at)


def next_stamp() -> int | None:
    """This function will give the stamp to work on: one that was begun and not ended, or a new one; None at the end."""
    while True:
        begun = Batch.objects.waiting().exclude(stamp=None).order_by("stamp").values_list("stamp", flat=True).first()
        if begun is not None:
            return int(begun)
        if not Batch.objects.unstamped().exists():
            return None
        _begin(memory.lake().applied(EVENTS, APP))


@transaction.atomic
def _begin(applied: int) -> None:
    """This function will stamp the oldest batches that wait; of two who begin, the database lets one."""
    counter, _made = Flushed.objects.get_or_create(pk=1)
    known = Batch.objects.aggregate(most=Max("stamp"))["most"] or 0
    stamp = max(counter.stamp, known, applied) + 1
    if not Flushed.objects.filter(pk=1, stamp=counter.stamp).update(stamp=stamp):
        return
    if Batch.objects.waiting().exclude(stamp=None).exists():
        return
    Batch.objects.filter(pk__in=_oldest(), stamp=None).update(stamp=stamp)


def _oldest() -> list[int]:
    chosen: list[int] = []
    events = size = 0
    for pk, count, weight in Batch.objects.unstamped().order_by("pk").values_list("pk", "count", "size")[:MOST_BATCHES]:
        events, size = events + count, size + weight
        if chosen and (events > MOST_EVENTS or size > MOST_BYTES):
            break
        chosen.append(pk)
    return chosen


def _put(stamp: int, rows: Sequence[Batch], at: datetime) -> int:
    register, events = opened(rows, at=at)
    for event in events:
        identity.learn(register, event.source.pk, event.message, at=at)
    identity.keep(register)
    matching.match(register)
    done = memory.lake().applied(EVENTS, APP) >= stamp
    around = Around(register, {} if done else seen(events, at=at), configuration.business_zone(at))
    kept, dropped = led(events, around)
    if kept and not done:
        memory.lake().append(EVENTS, columns(kept, around, stamp), app=APP, version=stamp)
    _mark(stamp, kept, dropped, around, at)
    return len(kept)


def opened(rows: Sequence[Batch], *, at: datetime) -> tuple[identity.Register, list[Event]]:
    """This function will read batches: their events, and the users and groups that they name."""
    events = [
        Event(
            message,
            row.source,
            int(row.received_at.timestamp() * 1000),
            message_id(row.source_id, message, batch=row.pk, index=index),
        )
        for row in rows
        for index, message in enumerate(messages.read(bytes(row.body)))
    ]
    return identity.registered([(event.source.pk, event.message) for event in events], at=at), events


def led(events: Sequence[Event], around: Around) -> tuple[list[Event], list[Event]]:
    """This function will lead events through the steps; what comes twice in one flush counts once."""
    kept, dropped, seen_now = [], [], dict(around.seen)
    looking = Around(around.register, seen_now, around.zone, around.days)
    for event in events:
        run(event, looking)
        if event.dropped:
            dropped.append(event)
        else:
            seen_now[event.id] = 1
            kept.append(event)
    return kept, dropped


SEEN = """
select distinct e.message
from events e join fresh f on e.message = f.message
where e.received_ms >= {since}
"""


def seen(events: Sequence[Event], *, at: datetime) -> dict[int, int]:
    """This function will look up in the lake which messages came within the last seven days."""
    return present([event for event in events if event.message.id], since=at - ingest.KEPT)


def present(events: Sequence[Event], *, since: datetime | None = None) -> dict[int, int]:
    """This function will look up in the lake which events it holds, of those received from `since` on."""
    if not events:
        return {}
    moments = [event.message.at if event.message.at is not None else event.received for event in events]
    latest = max(*moments, *(event.received for event in events))
    found = memory.engine().run(
        SEEN.format(since=int(since.timestamp() * 1000) if since else 0),
        lake=memory.lake(),
        spans={EVENTS.name: (day_of(min(moments)) - MARGIN, day_of(latest) + MARGIN)},
        small={"fresh": Small({"message": "BIGINT"}, [(one,) for one in sorted({event.id for event in events})])},
    )
    return {int(row[0]): 1 for row in found}


def day_of(at: int) -> date:
    """This function will give the day of a moment in UTC, which is at most one beside the workspace's."""
    return date(1970, 1, 1) + timedelta(days=at // 86_400_000)


def columns(events: Sequence[Event], around: Around, stamp: int) -> dict[str, list[Any]]:
    """This function will lay events out as the lake keeps them."""
    return {
        "day": [around.day(event.at) for event in events],
        "account_id": [event.whose.account for event in events],
        "store_id": [event.whose.store for event in events],
        "user_id": [event.whose.user for event in events],
        "group_id": [event.whose.group for event in events],
        "source_id": [event.source.pk for event in events],
        "event": [event.message.event for event in events],
        "ts_ms": [event.at for event in events],
        "received_ms": [event.received for event in events],
        "message": [event.id for event in events],
        "batch": [stamp] * len(events),
        "properties": [event.properties for event in events],
    }


@transaction.atomic
def _mark(stamp: int, kept: Sequence[Event], dropped: Sequence[Event], around: Around, at: datetime) -> None:
    """This function will mark the batches of a stamp and tell the rest of the product; who comes second does not."""
    if not Batch.objects.filter(stamp=stamp, flushed_at=None).update(flushed_at=at):
        return
    touch({around.day(event.at) for event in kept})
    doubles = Counter(event.source.pk for event in dropped if event.dropped == "duplicate")
    for source, number in doubles.items():
        ingest.count(source, configuration.today(at), "duplicate", number)
    heard: dict[int, int] = {}
    for event in kept:
        heard[event.source.pk] = max(heard.get(event.source.pk, 0), event.received)
    for source, received in heard.items():
        ingest.heard(source, datetime.fromtimestamp(received / 1000, at.tzinfo))
    _count(ProductUser, Counter(event.whose.user for event in kept if event.whose.user), at)
    _count(ProductGroup, Counter(event.whose.group for event in kept if event.whose.group), at)


def _count(model: type[ProductUser] | type[ProductGroup], counted: Counter[int], at: datetime) -> None:
    by_number: dict[int, list[int]] = {}
    for pk, number in counted.items():
        by_number.setdefault(number, []).append(pk)
    for number, pks in by_number.items():
        for some in identity.portions(pks):
            model._default_manager.filter(pk__in=some).update(events=F("events") + number, last_seen_at=at)


def touch(days: set[date]) -> None:
    """This function will note that the figures of these days are to be computed anew."""
    version = memory.lake().version(EVENTS)
    TouchedDay.objects.bulk_create(
        [TouchedDay(day=day, since_version=version) for day in sorted(days)],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["since_version"],
    )
