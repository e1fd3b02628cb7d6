"""Charts as typed descriptions: what is drawn, what a tooltip says, and the table that always stands behind it.

A page gives one to `<c-chart>`. Every text is made here, so the script that draws formats and translates nothing, and
who reads the table reads the same figures. A value that is not known is a gap in the drawing and a dash in the table.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

Number = int | float
Tip = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Table:
    """What a reader without the drawing sees; the first cell of a row names it."""

    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What every chart has: the finding in one sentence, the unit, and how its figures are written."""

    kind: ClassVar[str]
    finding: str
    unit: str = ""
    decimals: int = 0
    suffix: str = ""

    def write(self, value: Number | None) -> str:
        """This function will write a figure as people read it; one that is not known is a dash."""
        if value is None:
            return "—"
        return f"{'−' if value < 0 else ''}{abs(value):,.{self.decimals}f}{self.suffix}"

    def table(self) -> Table:
        """This function will return the table that tells the same."""
        raise NotImplementedError

    def drawing(self) -> dict[str, Any]:
        """This function will return what the script needs to draw it."""
        raise NotImplementedError

    def data(self) -> dict[str, Any]:
        """This function will return everything the page carries for the script."""
        return {"kind": self.kind, "suffix": self.suffix, **self.drawing()}


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, a value for each label, and for a rate what stands behind each value."""

    name: str
    values: tuple[Number | None, ...]
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Chart):
    """A trend: at most five lines over the same labels, and the goal if there is one."""

    kind: ClassVar[str] = "line"
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    goal: Number | None = None
    floor: Number | None = 0

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= 5:
            raise ValueError("a line chart has one to five lines")
        if any(len(line.values) != len(self.labels) for line in self.series):
            raise ValueError("each line needs one value for each label")

    def said(self, line: Series, place: int) -> str:
        """This function will write one value with what stands behind it."""
        behind = f" ({line.behind[place]})" if line.behind else ""
        return self.write(line.values[place]) + behind

    def table(self) -> Table:
        rows = [[label, *(self.said(line, place) for line in self.series)] for place, label in enumerate(self.labels)]
        return Table([_("Period"), *(line.name for line in self.series)], rows)

    def drawing(self) -> dict[str, Any]:
        tips: list[Tip] = [
            (label, [(line.name, self.said(line, place)) for line in self.series])
            for place, label in enumerate(self.labels)
        ]
        goal = None
        if self.goal is not None:
            goal = {"value": self.goal, "text": _("Goal %(goal)s") % {"goal": self.write(self.goal)}}
        lines = [{"name": line.name, "values": line.values} for line in self.series]
        return {"labels": self.labels, "lines": lines, "goal": goal, "floor": self.floor, "tips": tips}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its value, a health tone if the colour means health, and a note for tooltip and table."""

    name: str
    value: Number
    tone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedBars(Chart):
    """Things by size, the largest first; bars start at zero."""

    kind: ClassVar[str] = "ranked"
    bars: tuple[Bar, ...]

    def ranked(self) -> list[Bar]:
        """This function will order the bars, the largest first."""
        return sorted(self.bars, key=lambda bar: -bar.value)

    def table(self) -> Table:
        noted = any(bar.note for bar in self.bars)
        rows = [[bar.name, self.write(bar.value), *([bar.note] if noted else [])] for bar in self.ranked()]
        return Table([_("Name"), self.unit or _("Value"), *([_("Note")] if noted else [])], rows)

    def drawing(self) -> dict[str, Any]:
        bars = self.ranked()
        tips: list[Tip] = [(bar.name, [(bar.note or self.unit or _("Value"), self.write(bar.value))]) for bar in bars]
        shown = [
            {"name": bar.name, "value": bar.value, "text": self.write(bar.value), "tone": bar.tone} for bar in bars
        ]
        return {"bars": shown, "tips": tips}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap(Chart):
    """One measure over two dimensions; cells[row][column]."""

    kind: ClassVar[str] = "heat"
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Number | None, ...], ...]
    low: Number = 0
    high: Number = 100

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.rows) or any(len(row) != len(self.columns) for row in self.cells):
            raise ValueError("a heat map needs a cell for each row and column")

    def table(self) -> Table:
        rows = [[name, *map(self.write, row)] for name, row in zip(self.rows, self.cells, strict=True)]
        return Table([self.unit or _("Name"), *self.columns], rows)

    def drawing(self) -> dict[str, Any]:
        placed = [(x, y, value) for y, row in enumerate(self.cells) for x, value in enumerate(row) if value is not None]
        tips: list[Tip] = [(self.rows[y], [(self.columns[x], self.write(value))]) for x, y, value in placed]
        return {
            "rows": self.rows, "columns": self.columns, "cells": placed, "low": self.low, "high": self.high,
            "tips": tips, "texts": [self.write(value) for _x, _y, value in placed],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One thing measured twice; `size` is drawn as the area of its circle, `label` says whether its name is written."""

    name: str
    x: Number
    y: Number
    size: Number = 1
    size_text: str = ""
    tone: str = ""
    label: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter(Chart):
    """Two measures against each other, with what the corners mean where the field is split."""

    kind: ClassVar[str] = "scatter"
    x_name: str
    y_name: str
    points: tuple[Point, ...]
    size_name: str = ""
    low: Number = 0
    high: Number = 100
    split: Number | None = None
    corners: tuple[str, str, str, str] | None = None  # top left, top right, bottom left, bottom right

    def measured(self, point: Point) -> list[tuple[str, str]]:
        """This function will write the measures of one point."""
        known = [(self.x_name, self.write(point.x)), (self.y_name, self.write(point.y))]
        return [*known, (self.size_name, point.size_text)] if self.size_name else known

    def table(self) -> Table:
        rows = [[point.name, *(text for _name, text in self.measured(point))] for point in self.points]
        return Table([_("Name"), self.x_name, self.y_name, *([self.size_name] if self.size_name else [])], rows)

    def drawing(self) -> dict[str, Any]:
        largest = max((point.size for point in self.points), default=1) or 1
        points = [
            {"x": p.x, "y": p.y, "area": p.size / largest, "tone": p.tone, "name": p.name if p.label else ""}
            for p in self.points
        ]
        tips: list[Tip] = [(point.name, self.measured(point)) for point in self.points]
        return {
            "points": points, "tips": tips, "x": self.x_name, "y": self.y_name, "low": self.low, "high": self.high,
            "split": self.split, "corners": self.corners,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a bridge: what it starts from, what was added or lost, and sums in between."""

    name: str
    value: Number
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall(Chart):
    """A bridge from one total to another. The axis may start above zero: then the unit has to say so."""

    kind: ClassVar[str] = "waterfall"
    steps: tuple[Step, ...]
    floor: Number = 0

    def __post_init__(self) -> None:
        if not self.steps or not self.steps[0].total:
            raise ValueError("a bridge starts from a total")
        if self.floor and not self.unit:
            raise ValueError("an axis that does not start at zero says so in its unit")
        at = self.steps[0].value
        for step in self.steps[1:]:
            if step.total and round(step.value - at, 9):
                raise ValueError(f"{step.name}: the steps add up to {at}, not {step.value}")
            at = step.value if step.total else at + step.value

    def written(self, step: Step) -> str:
        """This function will write a change with its sign, a total without."""
        return self.write(step.value) if step.total or step.value <= 0 else f"+{self.write(step.value)}"

    def table(self) -> Table:
        return Table([_("Step"), self.unit or _("Value")], [[step.name, self.written(step)] for step in self.steps])

    def drawing(self) -> dict[str, Any]:
        at: Number = 0
        bars = []
        for step in self.steps:
            start = self.floor if step.total else at
            at = step.value if step.total else at + step.value
            tone = "total" if step.total else "up" if step.value >= 0 else "down"
            bars.append({"name": step.name, "from": min(start, at), "to": max(start, at), "tone": tone})
        texts = [self.written(step) for step in self.steps]
        tips: list[Tip] = [(step.name, [(self.unit or _("Value"), self.written(step))]) for step in self.steps]
        return {"bars": bars, "texts": texts, "floor": self.floor, "tips": tips}


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason: what it cost, how many cases, and whether we could have prevented it."""

    name: str
    value: Number
    cases: int
    ours: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pareto(Chart):
    """Reasons by weight with their running share: the few that matter stand left of the line."""

    kind: ClassVar[str] = "pareto"
    causes: tuple[Cause, ...]

    def running(self) -> list[tuple[Cause, int]]:
        """This function will order the causes, the heaviest first, each with the share reached in whole percent."""
        ordered = sorted(self.causes, key=lambda cause: -cause.value)
        whole = sum(cause.value for cause in ordered) or 1
        reached: Number = 0
        out = []
        for cause in ordered:
            reached += cause.value
            out.append((cause, round(100 * reached / whole)))
        return out

    def measured(self, cause: Cause, reached: int) -> list[tuple[str, str]]:
        """This function will write what is known of one cause."""
        value = (self.unit or _("Value"), self.write(cause.value))
        return [value, (_("Cases"), str(cause.cases)), (_("Running share"), f"{reached}%")]

    def table(self) -> Table:
        rows = [[cause.name, *(text for _name, text in self.measured(cause, at))] for cause, at in self.running()]
        return Table([_("Reason"), self.unit or _("Value"), _("Cases"), _("Running share")], rows)

    def drawing(self) -> dict[str, Any]:
        running = self.running()
        bars = [
            {"name": cause.name, "value": cause.value, "text": self.write(cause.value), "ours": cause.ours}
            for cause, _at in running
        ]
        tips: list[Tip] = [(cause.name, self.measured(cause, reached)) for cause, reached in running]
        return {"bars": bars, "reached": [reached for _cause, reached in running], "tips": tips}


@dataclass(frozen=True, slots=True)
class Gain:
    """A step after the signature: what a customer is worth by then as a multiple of the first year, and whose."""

    name: str
    multiple: Number
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hourglass(Chart):
    """Counts that narrow down to the signature, and value that widens after it."""

    kind: ClassVar[str] = "hourglass"
    counts: tuple[tuple[str, int], ...]
    gains: tuple[Gain, ...]

    def __post_init__(self) -> None:
        if len(self.counts) < 2 or not self.gains:
            raise ValueError("an hourglass has two counts or more, and a gain")

    def rows(self) -> list[list[str]]:
        """This function will write each step with its figure and what it is a share of."""
        rows = []
        for place, (name, count) in enumerate(self.counts):
            before = self.counts[place - 1][1] if place else 0
            rows.append([name, f"{count:,}", f"{count / before:.0%}" if before else ""])
        return rows + [[gain.name, f"{gain.multiple:,.2f}×", gain.base] for gain in self.gains]

    def table(self) -> Table:
        return Table([_("Step"), _("Count or multiple"), _("Share or base")], self.rows())

    def drawing(self) -> dict[str, Any]:
        counts = [count for _name, count in self.counts]
        gains = [gain.multiple for gain in self.gains]
        rows = self.rows()
        tips: list[Tip] = [(name, [(part or _("Count"), figure)]) for name, figure, part in rows]
        return {"counts": counts, "gains": gains, "rows": rows, "tips": tips}
