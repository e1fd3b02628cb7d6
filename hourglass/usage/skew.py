"""When an event really happened, told by a client whose clock may be wrong (T29).

Segment's formula: the client's clock is wrong by as much as it says it sent at another time than we received. Two
clients say of a repeated request when they first sent it; there a late arrival is no wrong clock.
"""

from dataclasses import dataclass

DAY_MS = 24 * 3600 * 1000
# What takes this long on its way is no wrong clock.
UNDER_WAY_MS = 5_000
# On a retry these say when they first sent: posthog-node, and RudderStack's client for Node.
REPEAT_THE_OLD = frozenset({"posthog-node", "analytics-node"})


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event counts, in UTC milliseconds, and what was done to get there."""

    at: int
    corrected: bool = False
    clamped: bool = False


def moment(original: int | None, *, sent: int | None, received: int, library: str = "") -> Moment:
    """This function will tell when an event happened by our clock.

    Without a time of its own it is the moment of receipt. More than a day ahead of that is no time at all, and is
    clamped to it.
    """
    if original is None:
        return Moment(received)
    off = received - sent if sent is not None else 0
    behind = off > 0 and library in REPEAT_THE_OLD
    at = original if behind or abs(off) <= UNDER_WAY_MS else original + off
    if at - received > DAY_MS:
        return Moment(received, clamped=True)
    return Moment(at, corrected=at != original)
