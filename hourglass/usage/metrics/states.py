"""How far an account has come with a feature: the state machine of adoption."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Adoption(StrEnum):
    """The states in their order; `dropped` is what was used and was not for the whole window."""

    NOT_ENTITLED = "not_entitled"
    ENTITLED = "entitled"
    TRIED = "tried"
    USED = "used"
    HABITUAL = "habitual"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """On how many days of the window something is used, and is a habit; all are settings."""

    window: int = 30
    used: int = 3
    habitual: int = 8


REACHED = frozenset({Adoption.USED, Adoption.HABITUAL})


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an account stands with a feature, and whether it ever came as far as using it."""

    state: Adoption = Adoption.ENTITLED
    ever: bool = False  # used at all
    reached: bool = False  # used on as many days as it takes

    def then(self, *, entitled: bool, days: int, limits: Limits = Limits(), certain: bool = True) -> "Stand":
        """This function will give the stand of the next day; `days` is how many days of the window had a use.

        A feature that was used stays so until the window has no use of it at all. Where the window has days without
        data (`certain` is false), nothing is dropped: it may be our feed that stopped.
        """
        ever, reached = self.ever or days > 0, self.reached or days >= limits.used
        if not entitled:
            return Stand(Adoption.NOT_ENTITLED, ever, reached)
        if days >= limits.habitual:
            return Stand(Adoption.HABITUAL, ever, reached)
        if days >= limits.used or (days and self.state in REACHED):
            return Stand(Adoption.USED, ever, reached)
        if not days and reached:
            return Stand(self.state if not certain and self.state in REACHED else Adoption.DROPPED, ever, reached)
        return Stand(Adoption.TRIED if ever else Adoption.ENTITLED, ever, reached)


def replay(
    used_on: Collection[date], *, start: date, end: date, entitled: bool = True, limits: Limits = Limits()
) -> list[tuple[date, Adoption]]:
    """This function will give the days on which the state became another one, from `start` to `end`."""
    moves: list[tuple[date, Adoption]] = []
    stand, day, used = Stand(), start, frozenset(used_on)
    while day <= end:
        first = day - timedelta(days=limits.window - 1)
        stand = stand.then(entitled=entitled, days=sum(first <= one <= day for one in used), limits=limits)
        if not moves or moves[-1][1] is not stand.state:
            moves.append((day, stand.state))
        day += timedelta(days=1)
    return moves
