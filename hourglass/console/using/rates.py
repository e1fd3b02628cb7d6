"""The rates of a snapshot as people read them: the value, both its numbers, and why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hourglass.base.ratios import percent, points, signed
from hourglass.ui.charts import Line, Series
from hourglass.usage.metrics.activity import Share
from hourglass.usage.models import Snapshot
from hourglass.usage.snapshots import share

HOUR = 3_600_000
NAMES: dict[str, str | Promise] = {
    "core": gettext_lazy("Core depth"),
    "time": gettext_lazy("Time depth"),
    "breadth": gettext_lazy("Breadth"),
    "gap": gettext_lazy("Consumption gap"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure: its name, its value in words, what stands behind it, and the change since before."""

    label: str | Promise
    value: str
    behind: str
    change: str = ""
    tone: str = ""


def rate(shot: Snapshot, which: str, before: Snapshot | None = None) -> Rate:
    """This function will tell one of the rates of a snapshot, and its change in points since an earlier one."""
    found = share(shot, which)
    moved = None if before is None else points(found.value, share(before, which).value)
    better = moved is not None and (moved < 0 if which == "gap" else moved > 0)
    return Rate(
        NAMES[which],
        percent(found.value),
        behind(shot, which, found),
        "" if not moved else signed(moved),
        "" if not moved else "ok" if better else "bad",
    )


def behind(shot: Snapshot, which: str, found: Share) -> str:
    """This function will tell both numbers of a rate, or why it has no value."""
    if found.above is None:
        return _("no opening hours") if which == "time" and not shot.open_ms else _("no data in these days")
    if not found.below:
        return _("nothing that could be used") if which != "gap" else _("nothing new")
    if which == "time":
        hours = {"used": round(found.above / HOUR), "open": round(found.below / HOUR)}
        return _("%(used)s of %(open)s opening hours") % hours
    numbers = {"part": found.above, "all": found.below}
    words = {
        "core": _("%(part)s of %(all)s core features"),
        "breadth": _("%(part)s of %(all)s usable features"),
        "gap": _("%(part)s of %(all)s new features not used"),
    }
    return words[which] % numbers


def trend(shots: Sequence[Snapshot]) -> Line | None:
    """This function will draw the three rates week by week; of fewer than two weeks there is no trend."""
    if len(shots) < 2:
        return None
    series = []
    for which in ("core", "time", "breadth"):
        found = [share(shot, which) for shot in shots]
        values = tuple(None if each.value is None else float(round(each.value * 100, 1)) for each in found)
        told = tuple(behind(shot, which, each) for shot, each in zip(shots, found, strict=True))
        series.append(Series(str(NAMES[which]), values, told))
    first, last = (percent(share(shot, "core").value) for shot in (shots[0], shots[-1]))
    finding = _("Core depth went from %(first)s to %(last)s") % {"first": first, "last": last}
    labels = tuple(f"{shot.until:%m-%d}" for shot in shots)
    return Line(finding=finding, labels=labels, series=tuple(series), decimals=1, suffix="%")


def described(shot: Snapshot) -> dict[str, Any]:
    """This function will tell the window of a snapshot and how much of it is without data."""
    return {"since": shot.since, "until": shot.until, "silent": shot.silent, "known_at": shot.known_at}
