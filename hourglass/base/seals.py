"""The chain: every entry, in the order in which it was found, is bound to all entries before it.

The head of a chain written with each entry would make every writer wait for every other, through whole imports. So
entries are written with their own digest, and a job seals them a moment later, in small batches.
"""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from hourglass.base import digests
from hourglass.base.models import Entry, Seal
from hourglass.base.models.timeline import DIGESTED, canonical

BATCH = 100  # a write of well under 50 ms
# PostgreSQL shows an entry when its transaction ends, so after entries with higher numbers. No transaction is longer.
LATEST_ARRIVAL = timedelta(days=1)
FIELDS = ("id", "digest", *DIGESTED)

log = logging.getLogger(__name__)


def head() -> Seal:
    """This function will return the last seal of the chain; position 0 stands for a chain without any."""
    return Seal.objects.order_by("position").last() or Seal(position=0, chain=digests.ORIGIN)


def content(row: tuple[object, ...]) -> str:
    """This function will write what a row of `FIELDS` says in the form that is digested."""
    return canonical(dict(zip(DIGESTED, row[2:], strict=True)))


def link(before: str, position: int, row: tuple[object, ...], content: str) -> str:
    """This function will return the chain's hash at `position`, over the hash before it, a row and its content."""
    return digests.digest(before, str(position), str(row[0]), str(row[1]), content)


def message(position: int, chain: str) -> str:
    """This function will return what the signature of a seal is made over."""
    return f"seal {position} {chain}"


def seal(*, at: datetime, thorough: bool = False) -> int:
    """This function will seal what is not sealed yet and return how many entries that were.

    It may run twice, or in two processes at once: a position is given once, and who comes second looks again. It looks
    back one day, or with `thorough` through the whole record.
    """
    sealed, last, retries, end = 0, 0, 0, head()
    since = None if thorough or not end.position else min(at, end.sealed_at) - LATEST_ARRIVAL
    while retries < 100:
        batch = _batch(after=last, since=since, at=at)
        if not batch:
            break
        try:
            with transaction.atomic():
                Seal.objects.bulk_create(batch)
        except IntegrityError:  # another process sealed meanwhile
            retries += 1
            continue
        sealed, last = sealed + len(batch), batch[-1].entry_id
    if sealed:
        end = head()
        log.info("record sealed", extra={"sealed": sealed, "position": end.position, "chain": end.chain})
    return sealed


def _batch(*, after: int, since: datetime | None, at: datetime) -> list[Seal]:
    entries = Entry.objects.unsealed().filter(pk__gt=after)
    if since:
        entries = entries.filter(recorded_at__gte=since)
    end = head()
    chain, batch = end.chain, []
    for position, row in enumerate(entries.order_by("pk").values_list(*FIELDS)[:BATCH], start=end.position + 1):
        chain = link(chain, position, row, content(row))
        signature = digests.sign(message(position, chain))
        batch.append(Seal(position=position, entry_id=row[0], chain=chain, signature=signature, sealed_at=at))
    return batch
