"""Whose key it is: looked up in the database, and remembered for a few seconds, as long as a revoked key may go on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.utils import timezone

from hourglass.base import configuration, keys, secrecy
from hourglass.gateway.rules import EVENTS_A_SECOND
from hourglass.usage import sources

REMEMBERED = 5.0  # seconds
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """What the door has to know of a key: whose it is, how much may come, and which group is a customer."""

    key: int
    source: int
    group_type: str
    rate: int
    ends_at: datetime | None


class Keys:
    """What one process remembers of keys, also of those that open nothing."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.found: dict[str, tuple[float, Known | None]] = {}

    def remembered(self, secret: str) -> tuple[bool, Known | None]:
        """This function will tell whether a key is remembered, and what of it."""
        until, known = self.found.get(secrecy.digest(secret), (0.0, None))
        if until < self.clock() or (known and known.ends_at and known.ends_at <= timezone.now()):
            return False, None
        return True, known

    def look_up(self, secret: str) -> Known | None:
        """This function will look a key up and remember what it found."""
        known = looked_up(secret)
        if len(self.found) >= MOST:
            self.found.clear()
        self.found[secrecy.digest(secret)] = (self.clock() + REMEMBERED, known)
        return known


def looked_up(secret: str) -> Known | None:
    """This function will find the source whose working key this is."""
    now = timezone.now()
    key = keys.find_write_key(secret, at=now)
    if key is None:
        return None
    source = sources.of_key(key, at=now)
    rate = configuration.value(EVENTS_A_SECOND, on=configuration.today(now))
    return Known(key.pk, source.pk, source.group_type, rate, key.expires_at)
