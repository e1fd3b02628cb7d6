"""A person of a product forgotten on demand: in the inbox, in quarantine, in the lake's bytes and in the record.

Who it was is taken from every page at once; the rest a job does, from the beginning again if it is killed. A ledger
beside the database remembers only numbers and digests, so that a restored backup can forget them once more.
"""

import json
import os
from collections.abc import Collection
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base import jobs, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import Entry
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.lake.engines import Small
from hourglass.lake.tables import EVENTS
from hourglass.usage import flushing, memory, messages
from hourglass.usage.messages import Message
from hourglass.usage.models import Batch, Claim, Erasure, ProductUser, Quarantined, Source

JOB = "usage.erase"
# What stands in the inbox where a message was: the others keep their places, by which those without an id are known.
BLANK = Message("erased")

Key = tuple[str, bool]


class ErasureRefused(Refused):
    """A person of a product cannot be erased like this."""


@transaction.atomic
def ask(user: ProductUser, *, version: int, reason: str, by: Actor, at: datetime) -> Erasure:
    """This function will have a person forgotten, with every visitor that they turned out to be.

    What the pages and the record say of them goes at once, the events within minutes. Who they are to us, the contact,
    stays. What the product sends of them later is somebody new.

    :raises ErasureRefused: no reason was given.
    :raises ChangedMeanwhile: somebody else said something about the user.
    """
    require(by, Permission.SOURCES_MANAGE)
    if not reason.strip():
        raise ErasureRefused(_("Say on what ground: a demand of the person, or the end of a contract."), field="reason")
    root = user.merged_into or user
    everyone = [root, *root.merged.all()]
    erasure = Erasure.objects.create(
        source_id=root.source_id,
        asked_at=at,
        users=[one.pk for one in everyone],
        keys=[[one.key, one.anonymous] for one in everyone],
    )
    revise(user, version=version, changes={"called": "", "email": ""})
    _forget_words(erasure, by=by, at=at, reason=reason)
    for one in everyone:
        named = f"erased:{one.pk}"
        gone = {"called": "", "email": "", "contact": None, "set_aside_at": at, "stale": False}
        ProductUser.objects.filter(pk=one.pk).update(key=named, **gone)
    jobs.enqueue(JOB, payload={"erasure": erasure.pk}, at=at)
    return erasure


def _forget_words(erasure: Erasure, *, by: Actor, at: datetime, reason: str) -> None:
    claims = Claim.objects.filter(Q(user__in=erasure.users) | Q(other__in=erasure.users)).values_list("pk", flat=True)
    everything = Entry.objects.unscoped(reason="a right to be forgotten reaches every entry")
    about = Q(object_type=ProductUser._meta.label_lower, object_id__in=[str(pk) for pk in erasure.users])
    about |= Q(object_type=Claim._meta.label_lower, object_id__in=[str(pk) for pk in claims])
    timeline.erase(everything.filter(about), on=erasure, by=by, at=at, reason=reason)


def carry_out(erasure: Erasure, *, at: datetime) -> None:
    """This function will forget a person wherever events go; doing it twice does no harm.

    First the inbox: what comes after it cannot bring them back. A flush that was begun is ended then, so that nobody
    else can append what it had read before; whoever the inbox made anew meanwhile is the same person.
    """
    if erasure.done_at:
        return
    keys = {(str(key), bool(anonymous)) for key, anonymous in erasure.keys}
    _purge(erasure.source_id, keys)
    while Batch.objects.waiting().exclude(stamp=None).exists():
        flushing.flush(at=at)
    anew = ProductUser.objects.filter(source=erasure.source_id, key__in=[key for key, _anonymous in keys])
    users = {*erasure.users, *(one.pk for one in anew if (one.key, one.anonymous) in keys)}
    memory.lake().erase("user_id", sorted(users))
    _remember(erasure, users, keys)
    with transaction.atomic():
        ProductUser.objects.filter(pk__in=users).delete()
        Erasure.objects.filter(pk=erasure.pk).update(done_at=at, keys=[], users=sorted(users))


def _purge(source: int, keys: Collection[Key]) -> None:
    marks = [msgspec.json.encode(key) for key, _anonymous in keys]
    for batch in Batch.objects.filter(source=source).order_by("pk").iterator(chunk_size=50):
        body = bytes(batch.body)
        if any(mark in body for mark in marks):
            kept = messages.written(BLANK if _of(message, keys) else message for message in messages.read(body))
            Batch.objects.filter(pk=batch.pk).update(body=kept, size=len(kept))
    texts = [text for key, _anonymous in keys for text in (key.encode(), json.dumps(key)[1:-1].encode())]
    turned = Quarantined.objects.filter(source=source)
    gone = [row.pk for row in turned.iterator(chunk_size=200) if any(text in bytes(row.body) for text in texts)]
    for start in range(0, len(gone), 400):
        turned.filter(pk__in=gone[start : start + 400]).delete()


def _of(message: Message, keys: Collection[Key]) -> bool:
    named = {(message.user, False), (message.anonymous, True), (message.previous, False)}
    return not named.isdisjoint(keys)


def path() -> Path:
    """This function will name the ledger: a file beside the database, which no restored database brings back."""
    return Path(settings.DATA) / "erasures.jsonl"


def _remember(erasure: Erasure, users: Collection[int], keys: Collection[Key]) -> None:
    line = {
        "source": erasure.source_id,
        "users": sorted(users),
        "digests": sorted(digest(erasure.source_id, key) for key in keys),
    }
    file = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, json.dumps(line).encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)


def digest(source: int, key: Key) -> str:
    """This function will give what the ledger knows an identifier by; trying them all needs the secret key."""
    said = json.dumps([source, *key]).encode()
    return blake2b(said, key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()


def repeat(*, at: datetime) -> int:
    """This function will forget again whoever the ledger names and a restored backup brought back; how many it was."""
    done = 0
    for source, users, digests in _ledger():
        known = ProductUser.objects.filter(pk__in=users, source=source)
        keys = [[one.key, one.anonymous] for one in known if digest(source, (one.key, one.anonymous)) in digests]
        # The lake may hold them without the database doing so, and the other way round.
        if Source.objects.filter(pk=source).exists() and (keys or _in_lake(users)):
            carry_out(Erasure.objects.create(source_id=source, asked_at=at, users=users, keys=keys), at=at)
            done += 1
    return done


def _ledger() -> list[tuple[int, list[int], list[str]]]:
    if not path().exists():
        return []
    lines = [json.loads(line) for line in path().read_text().splitlines()]
    return [(line["source"], line["users"], line["digests"]) for line in lines]


def _in_lake(users: Collection[int]) -> bool:
    found = memory.engine().run(
        "select e.user_id from events e join gone g on e.user_id = g.id limit 1",
        lake=memory.lake(),
        spans={EVENTS.name: (None, None)},
        small={"gone": Small({"id": "BIGINT"}, [(user,) for user in users])},
    )
    return bool(found)
