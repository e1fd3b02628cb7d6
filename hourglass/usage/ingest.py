"""The inbox: what arrived is kept whole, and what was turned away is counted by reason and can be looked at again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.housekeeping import in_portions
from hourglass.base.permissions import Permission
from hourglass.usage.messages import MOST_BYTES, Message, written
from hourglass.usage.models import Batch, Drop, Quarantined, Source

# Flushed batches stay as long as a client may send again: what is doubled is found by them.
KEPT = timedelta(days=7)
DROPS_KEPT = timedelta(days=400)
# What one request may put into quarantine; a flood of nonsense is counted, but not kept.
MOST_QUARANTINED = 20


@dataclass(frozen=True, slots=True)
class Turned:
    """One event that was turned away, as it was sent."""

    reason: str
    detail: str
    form: str
    call: str
    sent: int | None
    raw: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one request of a source brought: so many messages, written as the inbox keeps them, and the rest."""

    source: int
    received_at: datetime
    count: int
    body: bytes
    turned: Sequence[Turned] = ()


def keep(arrivals: Sequence[Arrival]) -> None:
    """This function will put what arrived on disk, in one transaction; once it returns, nothing of it is lost."""
    rows = [
        Batch(source_id=one.source, received_at=one.received_at, count=one.count, size=len(one.body), body=one.body)
        for one in arrivals
        if one.count
    ]
    turned = [one for one in arrivals if one.turned]
    with transaction.atomic():
        Batch.objects.bulk_create(rows)
        if turned:
            _turn_away(turned)


def _turn_away(arrivals: Sequence[Arrival]) -> None:
    counted: Counter[tuple[int | None, date, str]] = Counter()
    rows = []
    for arrival in arrivals:
        day = configuration.today(arrival.received_at)
        counted.update((arrival.source, day, turned.reason) for turned in arrival.turned)
        rows += [
            Quarantined(
                source_id=arrival.source,
                received_at=arrival.received_at,
                reason=turned.reason,
                detail=turned.detail[:300],
                form=f"{turned.form}:{turned.call}".removesuffix(":"),
                sent_ms=turned.sent,
                body=turned.raw,
            )
            for turned in arrival.turned[:MOST_QUARANTINED]
            if len(turned.raw) <= MOST_BYTES
        ]
    Quarantined.objects.bulk_create(rows)
    for (source, day, reason), number in counted.items():
        count(source, day, reason, number)


def count(source: int | None, day: date, reason: str, number: int) -> None:
    """This function will count events that were dropped on a day for a reason."""
    found = Drop.objects.filter(source=source, day=day, reason=reason)
    if found.update(count=F("count") + number):
        return
    try:
        with transaction.atomic():
            Drop.objects.create(source_id=source, day=day, reason=reason, count=number)
    except IntegrityError:  # another process counted the first one in the same moment
        found.update(count=F("count") + number)


@transaction.atomic
def replay(source: Source, found: Sequence[tuple[Quarantined, Message]], *, by: Actor, at: datetime) -> int:
    """This function will take in events that had been turned away and can be read now, and return how many.

    Who comes second takes in nothing: an event is marked as it goes into the inbox.
    """
    require(by, Permission.SOURCES_MANAGE)
    taken = [
        (row, message)
        for row, message in found
        if Quarantined.objects.filter(pk=row.pk, replayed_at=None).update(replayed_at=at)
    ]
    # Each comes with the moment of its first receipt, by which its clock is set right.
    for row, message in taken:
        keep([Arrival(source.pk, row.received_at, 1, written([message]))])
    if taken:
        timeline.record("quarantine.replayed", on=source, by=by, at=at, new={"events": len(taken)})
    return len(taken)


def forget(*, at: datetime) -> int:
    """This function will delete what need not be kept: batches in the lake for a week, quarantine, old counts."""
    gone = in_portions(Batch.objects.filter(flushed_at__lt=at - KEPT))
    gone += in_portions(Quarantined.objects.filter(received_at__lt=at - KEPT))
    return gone + in_portions(Drop.objects.filter(day__lt=configuration.today(at - DROPS_KEPT)))


def heard(source: int, at: datetime) -> None:
    """This function will note when a source was last heard of."""
    Source.objects.filter(pk=source).exclude(heard_at__gte=at).update(heard_at=at)
