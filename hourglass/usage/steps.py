"""What happens to an event between the inbox and the lake: a list of named steps, each of which tells what it did.

The door has done two before them: shape and size, for which the sender gets an answer.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from hashlib import blake2b

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.usage import skew
from hourglass.usage.identity import Register, Whose
from hourglass.usage.messages import TRACK, Message
from hourglass.usage.models import Source

# The original time of an event whose own lay in the future, beside its properties.
ORIGINAL = "$original_ms"
LONGEST_VALUE = 1000
QUARTER_MS = 900_000


@dataclass(slots=True)
class Event:
    """One message on its way into the lake."""

    message: Message
    source: Source
    received: int
    id: int  # 64 bits of the hash of its message id, with its source
    at: int = 0
    whose: Whose = field(default_factory=Whose)
    properties: str | None = None
    dropped: str = ""
    told: list[tuple[str, str | Promise]] = field(default_factory=list)

    @property
    def received_at(self) -> datetime:
        """When it was received."""
        return datetime.fromtimestamp(self.received / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Around:
    """What the steps look at beside the event: who is known, and which messages came before."""

    register: Register
    seen: Mapping[int, int]  # id of a message to how often it is in the lake or earlier in this flush
    zone: tzinfo
    days: dict[int, date] = field(default_factory=dict)

    def day(self, at: int) -> date:
        """This function will tell which day of the workspace a moment lies in; zones change by whole quarters."""
        quarter = at // QUARTER_MS
        found = self.days.get(quarter)
        if found is None:
            found = datetime.fromtimestamp(quarter * QUARTER_MS / 1000, UTC).astimezone(self.zone).date()
            self.days[quarter] = found
        return found


def kind(event: Event, _around: Around) -> None:
    """This function will leave out what tells who somebody is: that is no use of the product."""
    if event.message.kind != TRACK:
        event.dropped = "identity"
        event.told.append(("kind", _("says who somebody is, and is no use of the product")))


def replay(event: Event, around: Around) -> None:
    """This function will leave out what came before (T28)."""
    if event.message.id and around.seen.get(event.id):
        event.dropped = "duplicate"
        event.told.append(("replay", _("came before, within seven days")))


def clock(event: Event, _around: Around) -> None:
    """This function will set when it happened by our clock (T29)."""
    message = event.message
    moment = skew.moment(message.at, sent=message.sent, received=event.received, library=message.library)
    event.at = moment.at
    if moment.clamped:
        event.told.append(("clock", _("lay more than a day in the future, and counts from its receipt")))
    elif moment.corrected:
        event.told.append(("clock", _("was set right by how far the clock of the sender is off")))


def identity(event: Event, around: Around) -> None:
    """This function will say whose it is."""
    event.whose = around.register.whose(event.source.pk, event.message)
    if not event.whose.account:
        event.told.append(("identity", _("of nobody whose customer is known yet")))


def allow_list(event: Event, _around: Around) -> None:
    """This function will keep the properties that the source names, and no others."""
    given = event.message.properties or {}
    kept = {name: given[name] for name in event.source.kept if name in given}
    kept = {name: value for name, value in kept.items() if plain(value)}
    if event.told and event.message.at is not None and event.at == event.received != event.message.at:
        kept[ORIGINAL] = event.message.at
    event.properties = json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else None
    if len(given) > len(kept):
        event.told.append(("allow-list", _("some properties are not kept")))


def plain(value: object) -> bool:
    """This function will tell whether a value is one that may be kept: short, and no list or object."""
    return isinstance(value, int | float | bool) or (isinstance(value, str) and len(value) <= LONGEST_VALUE)


STEPS: dict[str, tuple[str | Promise, Callable[[Event, Around], None]]] = {
    "kind": (_("Kind"), kind),
    "replay": (_("Replay"), replay),
    "clock": (_("Clock"), clock),
    "identity": (_("Identity"), identity),
    "allow-list": (_("Allow-list"), allow_list),
}


def run(event: Event, around: Around) -> Event:
    """This function will lead an event through the steps, until one drops it."""
    for _title, step in STEPS.values():
        step(event, around)
        if event.dropped:
            break
    return event


def message_id(source: int, message: Message, *, batch: int, index: int) -> int:
    """This function will give the 64 bits that a message is known by.

    A message without an id of its own gets one from its place in the inbox: it is never taken for another, and what is
    sent twice counts twice.
    """
    named = f"{source}:{message.id}" if message.id else f"{source}#{batch}:{index}"
    return int.from_bytes(blake2b(named.encode(), digest_size=8).digest(), "big", signed=True)
