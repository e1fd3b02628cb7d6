"""Sources: products of ours that send events, and the write keys that they send with."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hourglass.base import keys, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import WriteKey
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.base.uniqueness import unless_taken
from hourglass.usage.models import Source

MOST_KEPT = 100


class SourceRefused(Refused):
    """A source cannot be made or changed like this."""


@transaction.atomic
def add(name: str, *, by: Actor, at: datetime) -> Source:
    """This function will add a source; its name is that of its write keys, and stays.

    :raises SourceRefused: there is one of this name.
    """
    require(by, Permission.SOURCES_MANAGE)
    taken = SourceRefused(_("There is a source of this name already; choose another name."), field="name")
    with unless_taken(Source, usage_source_name_once=taken):
        source = Source.objects.create(name=name.strip(), created_at=at)
    timeline.record("source.added", on=source, by=by, at=at, new={"name": source.name})
    return source


@transaction.atomic
def edit(
    source: Source,
    *,
    version: int,
    kept: Iterable[str],
    group_type: str,
    silent_after: int,
    by: Actor,
    at: datetime,
) -> Source:
    """This function will change which properties of a source are kept, which group is a customer, and its patience.

    :raises SourceRefused: more properties were named than can be meant.
    :raises ChangedMeanwhile: somebody else changed the source.
    """
    require(by, Permission.SOURCES_MANAGE)
    names = sorted({name.strip() for name in kept if name.strip()})
    if len(names) > MOST_KEPT:
        raise SourceRefused(_("Keep %(most)d properties at most.") % {"most": MOST_KEPT}, field="kept")
    changes = {"kept": names, "group_type": group_type.strip(), "silent_after": silent_after}
    old, new = revise(source, version=version, changes=changes)
    if new:
        timeline.record("source.changed", on=source, by=by, at=at, old=old, new=new)
    return source


def make_key(source: Source, *, by: Actor, at: datetime) -> tuple[WriteKey, str]:
    """This function will make a write key for a source, with its secret, which is shown once.

    A key that works already goes on working for a week, so that every program can be given the new one in time.
    """
    current = keys_of(source).filter(revoked_at=None, expires_at=None).first()
    if current:
        return keys.rotate_write_key(current, by=by, at=at)
    return keys.create_write_key(source.name, by=by, at=at)


def keys_of(source: Source) -> QuerySet[WriteKey]:
    """This function will give the write keys of a source, the newest first."""
    return WriteKey.objects.filter(source__iexact=source.name).order_by("-created_at", "-pk")


def of_key(key: WriteKey, *, at: datetime) -> Source:
    """This function will find the source of a write key; the first use of a key of a new name adds it."""
    named = Source.objects.filter(name__iexact=key.source)
    try:
        return named.first() or add(key.source, by="intake", at=at)
    except SourceRefused:  # another request added it in the same moment
        return named.get()
