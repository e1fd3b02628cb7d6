"""How many events a key may send: a bucket that fills by the second, one for each key and process."""

from collections.abc import Callable
from math import ceil
from time import monotonic

FULL_AFTER = 20.0  # seconds in which an empty bucket fills


class Buckets:
    """The buckets of one process. A full bucket lets in a batch of any size, and then owes what it lacked."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.levels: dict[int, tuple[float, float]] = {}

    def wait(self, key: int, rate: int) -> int:
        """This function will tell how many seconds a key has to wait before it may send again; 0 when it may now."""
        level = self.level(key, rate)
        return 0 if level > 0 else ceil((1 - level) / rate)

    def take(self, key: int, events: int, rate: int) -> None:
        """This function will take out what a key has sent."""
        self.levels[key] = (self.level(key, rate) - events, self.clock())

    def level(self, key: int, rate: int) -> float:
        """This function will tell what is in the bucket of a key now."""
        full = rate * FULL_AFTER
        level, since = self.levels.get(key, (full, 0.0))
        return min(full, level + (self.clock() - since) * rate)
