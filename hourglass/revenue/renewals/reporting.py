"""The value report: what the customer gained, drafted from data (REV-03), and how their requests stand (REV-04).

A package that knows a figure registers it in its own `for_renewals.py`; what nobody knows yet is shown as such.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.periods import Period
from hourglass.base.ratios import change, signed
from hourglass.customers.models import Account
from hourglass.revenue.models import Renewal
from hourglass.revenue.renewals import checking


class Item(models.TextChoices):
    """What a value report tells, in its order."""

    SOLVED = "solved", _("Problems and requests solved")
    TRAININGS = "trainings", _("Trainings held")
    IMPROVEMENT = "improvement", _("Improvement by the solution")
    GROWTH = "growth", _("Growth of the business")
    USAGE = "usage", _("Usage now")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a number with its unit, or a value before and now."""

    value: str
    unit: str = ""
    before: str = ""

    @classmethod
    def count(cls, number: int, unit: str = "") -> "Figure":
        """This function will make a figure of a count."""
        return cls(str(number), unit)

    @classmethod
    def changed(cls, before: Fraction | int, now: Fraction | int, unit: str = "") -> "Figure":
        """This function will make a figure of a value before and now."""
        return cls(str(now), unit, before=str(before))

    @property
    def change(self) -> str:
        """The change in percent, with its sign; empty where there is no value before."""
        if not self.before:
            return ""
        moved = change(Fraction(self.value), Fraction(self.before))
        return "" if moved is None else f"{signed(moved * 100)}%"


@dataclass(frozen=True, slots=True)
class Progress:
    """One request of the customer, in their words: its state, and when it is planned or why it is not."""

    words: str
    state: str
    planned_on: str = ""
    reason: str = ""


FigureOf = Callable[[Account, Period], Figure | None]
ProgressOf = Callable[[Account, date], Sequence[Progress]]
_figures: dict[Item, FigureOf] = {}
_requests: list[ProgressOf] = []


def provide(item: Item, figure: FigureOf) -> None:
    """This function will add who knows a figure; one package knows it."""
    if item in _figures:
        raise ValueError(f"The figure {item} is provided twice")
    _figures[item] = figure


def provide_requests(progress: ProgressOf) -> None:
    """This function will add who knows how requests stand."""
    _requests.append(progress)


def drafted(renewal: Renewal, *, at: datetime) -> dict[str, Any]:
    """This function will draft the report as of today; a figure that nobody knows is None."""
    checking.discover()
    day = configuration.today(at)
    window = Period.through(min(checking.began(renewal), day), day)
    known = {item: _figures[item](renewal.account, window) if item in _figures else None for item in Item}
    requests = [asdict(one) for progress in _requests for one in progress(renewal.account, day)]
    return {
        "from": window.start.isoformat(),
        "to": window.last.isoformat(),
        "figures": {item: asdict(figure) if figure else None for item, figure in known.items()},
        "requests": requests if _requests else None,
    }


def read(kept: dict[str, Any]) -> list[tuple[Item, Figure | None]]:
    """This function will give the figures of a report that was drafted or kept."""
    return [(item, Figure(**found) if (found := kept["figures"].get(item)) else None) for item in Item]
