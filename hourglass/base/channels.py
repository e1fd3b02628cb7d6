"""What people do with channels, and what failure does to them."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.models import User
from hourglass.base.models.channels import Channel, Kind, Purpose, seal
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.base.uniqueness import unless_taken

REST_AFTER = 4
DISABLE_AFTER = 40
SYSTEM_MAIL = "Hourglass"
LONGEST_REST = timedelta(hours=1)
HEALED: dict[str, Any] = {"disabled_at": None, "disabled_by": "", "failures": 0, "rest_until": None}

AUDIENCES = {
    Kind.EMAIL: (Purpose.STAFF, Purpose.CUSTOMER),
    Kind.WECOM: (Purpose.STAFF, Purpose.CUSTOMER),
    Kind.DINGTALK: (Purpose.STAFF, Purpose.CUSTOMER),
    Kind.FEISHU: (Purpose.STAFF, Purpose.CUSTOMER),
    Kind.SLACK: (Purpose.STAFF, Purpose.CUSTOMER),
    Kind.WEBHOOK: (Purpose.INTEGRATION,),
}


class ChannelRefused(Refused):
    """The channel cannot be changed this way."""


@transaction.atomic
def add(
    *, kind: Kind, name: str, purpose: Purpose, options: dict[str, Any], secrets: dict[str, Any], by: User, at: datetime
) -> Channel:
    """This function will add a channel, active at once."""
    if purpose not in AUDIENCES[kind]:
        raise ChannelRefused(_("A channel of this kind cannot have this audience. Choose another."), field="purpose")
    with _told_apart(name):
        channel = Channel.objects.create(
            kind=kind, name=name, purpose=purpose, options=options, sealed=seal(secrets), created_at=at
        )
    timeline.record(
        "channel.added", on=channel, by=by, at=at, new={"kind": kind, "name": name, "purpose": purpose, **options}
    )
    return channel


@transaction.atomic
def edit(
    channel: Channel,
    *,
    version: int,
    name: str,
    options: dict[str, Any],
    secrets: dict[str, Any],
    by: User,
    at: datetime,
) -> None:
    """This function will change name, options and secrets of a channel still at `version`; kind and audience stay.

    A channel that failure had disabled is active again, because what it failed for was probably just corrected.

    :raises ChannelRefused: another channel has the name.
    :raises ChangedMeanwhile: somebody else changed the channel meanwhile.
    """
    before = {"name": channel.name, **channel.options}
    if channel.disabled_at:
        before["disabled_by"] = channel.disabled_by
    changes = {"name": name, "options": options, "sealed": seal(secrets), **HEALED}
    with _told_apart(name, but=channel):
        old, _new = revise(channel, version=version, changes=changes)
    after = {"name": name, **options} | ({"secrets": "changed"} if "sealed" in old else {})
    before, after = differences(before, after)
    timeline.record("channel.changed", on=channel, by=by, at=at, old=before, new=after)


def differences(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """This function will keep of both only the fields that differ."""
    names = sorted(name for name in {**old, **new} if old.get(name) != new.get(name))
    return {name: old.get(name) for name in names}, {name: new.get(name) for name in names}


@transaction.atomic
def pause(channel: Channel, *, by: User, at: datetime) -> None:
    """This function will hold back the messages of a channel until somebody resumes it."""
    if not Channel.objects.filter(pk=channel.pk, paused_at=None).update(paused_at=at, paused_by=by):
        raise ChannelRefused(_("The channel is paused already."))
    timeline.record("channel.paused", on=channel, by=by, at=at)


@transaction.atomic
def resume(channel: Channel, *, by: User, at: datetime) -> None:
    """This function will let messages out again, after a pause or after failure disabled the channel."""
    channel.refresh_from_db()
    old = {"state": channel.state}
    # Only what held it back is written: somebody may edit the channel at this moment.
    held = Channel.objects.filter(pk=channel.pk).held_back()
    if not held.update(paused_at=None, paused_by=None, **HEALED):
        raise ChannelRefused(_("The channel is active already."))
    timeline.record("channel.resumed", on=channel, by=by, at=at, old=old, new={"state": "active"})


def learn(channel: Channel, result: str, *, code: str, at: datetime) -> None:
    """This function will let a channel rest after a row of failures and disable it when it is broken for good."""
    row = Channel.objects.filter(pk=channel.pk)
    if result in ("sent", "refused"):
        # The road is good, whatever became of this message. Most of the time there is nothing to write.
        if channel.failures or channel.rest_until:
            row.update(failures=0, rest_until=None)
        return
    row.update(failures=F("failures") + 1)
    failures = row.values_list("failures", flat=True).get()
    if result == "broken" or failures >= DISABLE_AFTER:
        _disable(channel, code=code or "failures", at=at)
    elif failures >= REST_AFTER:
        row.update(rest_until=at + rest(failures))


def rest(failures: int) -> timedelta:
    """This function will tell how long a channel rests after so many failures in a row: 30 s, 1 min, ... 1 h."""
    return min(timedelta(seconds=30 * 2 ** min(failures - REST_AFTER, 16)), LONGEST_REST)


def _disable(channel: Channel, *, code: str, at: datetime) -> None:
    changed = Channel.objects.filter(pk=channel.pk, disabled_at=None).update(
        disabled_at=at, disabled_by=code, rest_until=None
    )
    if changed:
        timeline.record("channel.disabled", on=channel, by="job:outbox.send", at=at, reason=code)


def _told_apart(name: str, but: Channel | None = None) -> AbstractContextManager[None]:
    taken = ChannelRefused(_("Another channel has this name. Choose another name."), field="name")
    if name.casefold() == SYSTEM_MAIL.casefold() and not (but and but.system):
        raise taken
    return unless_taken(Channel, base_channel_one_name=taken)


def system_mail(*, at: datetime) -> Channel:
    """This function will return the built-in channel for log-in and invitation e-mails, adding it on the first call."""
    channel, _new = Channel.objects.get_or_create(
        system=True,
        kind=Kind.EMAIL,
        defaults={"name": SYSTEM_MAIL, "purpose": Purpose.STAFF, "created_at": at},
    )
    return channel
