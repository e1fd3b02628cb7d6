"""How people stand to the product, from what was judged of them over time (KEY-01, KEY-06)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

FRESH_DAYS = 90


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement: the day, and the attitude from -2 (opponent) to +2 (champion)."""

    on: date
    stance: int


@dataclass(frozen=True, slots=True)
class Stands:
    """How a person stands on a day: the latest judgement, the one before, and whether the latest still counts."""

    stance: int | None = None
    before: int | None = None
    on: date | None = None
    fresh: bool = False

    @property
    def current(self) -> int | None:
        """The attitude that counts; None where none was judged or the latest is outdated."""
        return self.stance if self.fresh else None

    @property
    def trend(self) -> int:
        """Below zero where it fell since the judgement before, above zero where it rose."""
        if self.stance is None or self.before is None:
            return 0
        return (self.stance > self.before) - (self.stance < self.before)


def stands(judged: Iterable[Judged], day: date, *, fresh_days: int = FRESH_DAYS) -> Stands:
    """This function will tell how a person stands on `day`; what was judged later is not known yet (KEY-01).

    The latest value counts for 90 days: +1 in January and -1 in March are -1 with a falling trend.
    """
    known = sorted((one for one in judged if one.on <= day), key=lambda one: one.on)
    if not known:
        return Stands()
    latest = known[-1]
    before = known[-2].stance if len(known) > 1 else None
    return Stands(latest.stance, before, latest.on, fresh=day <= latest.on + timedelta(days=fresh_days))


def index(current: Iterable[int | None]) -> Fraction | None:
    """This function will give the attitude index: the mean of the attitudes that count; None where none does."""
    known = [stance for stance in current if stance is not None]
    return Fraction(sum(known), len(known)) if known else None


def saved(minutes: Sequence[tuple[date, int]]) -> Fraction | None:
    """This function will give the change of a workload from the first word of it to the latest, as a share (KEY-06).

    120 minutes before and 80 after are -1/3; None where there are not two, or the first is nothing.
    """
    known = sorted(minutes, key=lambda one: one[0])
    if len(known) < 2 or not known[0][1]:
        return None
    return Fraction(known[-1][1] - known[0][1], known[0][1])
