"""How well the events of sources come in: who fell silent, what waits, what was turned away and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.usage import messages
from hourglass.usage.identity import Register
from hourglass.usage.models import Batch, Claim, Drop, ProductGroup, ProductUser, Quarantined, Source
from hourglass.usage.steps import STEPS, Around, Event, message_id, run

WEEK = timedelta(days=7)
NEWEST = 20
REASONS: dict[str, str | Promise] = {
    "duplicate": _("Came before, within seven days"),
    "no-event": _("The event has no name"),
    "no-group": _("A group call names no group"),
    "no-alias": _("An alias call names nobody"),
    "nul": _("A text holds a NUL character"),
    "shape": _("A value is of the wrong kind"),
    "time": _("The time is outside of the calendar"),
    "too-deep": _("Nested too deeply"),
    "too-large": _("The event is too large"),
    "too-long": _("A name or identifier is too long"),
    "too-wide": _("Too many properties"),
    "type": _("The type is not known"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One source, as the list shows it."""

    source: Source
    state: str  # silent, new or well
    waiting: int
    dropped: int

    @property
    def tone(self) -> str:
        return {"silent": "bad", "new": "line", "well": "ok"}[self.state]


def rows(at: datetime) -> list[Row]:
    """This function will give every source with how well it is."""
    since = configuration.today(at - WEEK)
    waiting = dict(Batch.objects.waiting().values_list("source").annotate(Sum("count")))
    dropped = dict(Drop.objects.filter(day__gte=since).values_list("source").annotate(Sum("count")))
    return [
        Row(source, state(source, at), waiting.get(source.pk) or 0, dropped.get(source.pk) or 0)
        for source in Source.objects.order_by("name")
    ]


def state(source: Source, at: datetime) -> str:
    """This function will tell whether a source is well, fell silent, or has not sent anything yet."""
    if source.heard_at is None:
        return "new"
    return "silent" if at - source.heard_at > source.patience else "well"


def drops(source: Source, at: datetime) -> list[dict[str, Any]]:
    """This function will give what was dropped within a week, by reason, and how much can be read again."""
    since = configuration.today(at - WEEK)
    counted = Drop.objects.filter(source=source, day__gte=since).values_list("reason").annotate(number=Sum("count"))
    held = Quarantined.objects.filter(source=source, replayed_at=None).values_list("reason").annotate(Count("pk"))
    kept = dict(held)
    return [
        {"reason": reason, "label": REASONS.get(reason, reason), "count": number, "held": kept.get(reason, 0)}
        for reason, number in counted.order_by("-number")
    ]


def unknown() -> dict[str, int]:
    """This function will count whose customer nobody knows, and what events claim."""
    return {
        "groups": ProductGroup.objects.unmapped().count(),
        "users": ProductUser.objects.unmapped().filter(anonymous=False).count(),
        "claims": Claim.objects.filter(decided_at=None).count(),
    }


def newest(source: Source, at: datetime) -> Iterator[Event]:
    """This function will give the newest events of a source, each with what the steps do to it."""
    batches = list(Batch.objects.filter(source=source).order_by("-pk")[:NEWEST])
    sent = [
        (batch, index, message)
        for batch in batches
        for index, message in reversed(list(enumerate(messages.read(bytes(batch.body))))[-NEWEST:])
    ][:NEWEST]
    register = known([message for _batch, _index, message in sent], source)
    around = Around(register, {}, configuration.business_zone(at))
    for batch, index, message in sent:
        received = int(batch.received_at.timestamp() * 1000)
        number = message_id(source.pk, message, batch=batch.pk, index=index)
        yield run(Event(message, source, received, number), around)


def known(sent: list[messages.Message], source: Source) -> Register:
    """This function will look up the users and groups of some messages, without adding any."""
    groups = ProductGroup.objects.filter(source=source, key__in={message.group for message in sent if message.group})
    keys = {message.user or message.anonymous for message in sent}
    users = ProductUser.objects.filter(source=source, key__in=keys).select_related("group", "merged_into")
    register = Register()
    register.groups = {(source.pk, group.key): group for group in groups}
    register.users = {(source.pk, user.key, user.anonymous): user for user in users}
    register.people = {user.pk: user for user in users} | {
        user.merged_into_id: user.merged_into for user in users if user.merged_into_id and user.merged_into
    }
    register.by_id = {group.pk: group for group in groups} | {
        user.group_id: user.group for user in users if user.group_id and user.group
    }
    return register


def titles() -> dict[str, str | Promise]:
    """This function will name the steps."""
    return {key: title for key, (title, _step) in STEPS.items()}
