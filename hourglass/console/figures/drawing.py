"""Charts of the figures: every text of them is made here, in the reader's language and the workspace's currency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hourglass.base.money import Money, places_of
from hourglass.base.periods import Period
from hourglass.base.ratios import Ratio
from hourglass.base.rounding import DASH, Exact, plain
from hourglass.revenue.bridge import Bridge
from hourglass.revenue.movements import Kind
from hourglass.revenue.vintages import Vintage
from hourglass.ui import charts

LARGE = 100_000  # from this sum on charts count in tens of thousands


@dataclass(frozen=True, slots=True)
class Unit:
    """What a chart counts in: whole coins to one of it, its name and its decimals."""

    coins: int
    name: str
    decimals: int

    def of(self, coins: int) -> float:
        """This function will give a sum in this unit."""
        return coins / self.coins


def unit_for(sums: Iterable[int], currency: str) -> Unit:
    """This function will choose the unit in which the largest of `sums` reads well."""
    small = 10 ** places_of(currency)
    if max((abs(coins) for coins in sums), default=0) < LARGE * small:
        return Unit(small, _("yuan") if currency == "CNY" else currency, 0)
    return Unit(10_000 * small, _("10,000 yuan") if currency == "CNY" else f"10,000 {currency}", 1)


def short(coins: int, currency: str) -> str:
    """This function will write a sum in short, in the reader's language."""
    return Money.from_minor(coins, currency).compact("zh" if (get_language() or "zh").startswith("zh") else "en")


def month_name(month: Period) -> str:
    """This function will name a month as an axis does."""
    return f"{month.start:%Y-%m}"


def named(day_window: Period) -> str:
    """This function will write a window with both its days."""
    first, last = date_format(day_window.start, "Y-m-d"), date_format(day_window.last, "Y-m-d")
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


LOSSES, GROWTH, CAME = (Kind.DOWNGRADE, Kind.CHURN), (Kind.UPGRADE, Kind.PRICE), (Kind.REACTIVATION, Kind.NEW)


def kind_names() -> dict[Kind, str]:
    """This function will name the movements."""
    return {
        Kind.NEW: _("New"),
        Kind.UPGRADE: _("Upgrade"),
        Kind.REACTIVATION: _("Returned"),
        Kind.DOWNGRADE: _("Downgrade"),
        Kind.CHURN: _("Churn"),
        Kind.PRICE: _("Price steps"),
    }


def waterfall(found: Bridge, currency: str) -> charts.Waterfall:
    """This function will draw a bridge: what the cohort gained and lost, what it kept, who came, and the end."""
    names = kind_names()
    stayed = [
        (names[kind], found.moved[kind]) for kind in (*GROWTH, *LOSSES) if kind is not Kind.PRICE or found.moved[kind]
    ]
    came = [(names[kind], found.moved[kind]) for kind in CAME if kind is not Kind.REACTIVATION or found.moved[kind]]
    unit = unit_for((found.begin, found.end), currency)
    levels = [found.begin]
    for _name, amount in [*stayed, *came]:
        levels.append(levels[-1] + amount)
    base = axis_from(min(levels) / unit.coins, max(levels) / unit.coins)
    kept = levels[len(stayed)]
    steps = [charts.Step(_("Begin"), unit.of(found.begin), total=True)]
    steps += running(stayed, unit)
    steps.append(charts.Step(_("Retained"), unit.of(kept), total=True))
    steps += running(came, unit)
    steps.append(charts.Step(_("End"), unit.of(levels[-1]), total=True))
    words = {"begin": short(found.begin, currency), "kept": short(kept, currency), "end": short(levels[-1], currency)}
    return charts.Waterfall(
        finding=_("Of %(begin)s at the begin %(kept)s are retained; with new customers it ends at %(end)s.") % words,
        unit=_("%(unit)s a year, from %(base)s") % {"unit": unit.name, "base": f"{base:,}"} if base else unit.name,
        decimals=unit.decimals,
        steps=tuple(steps),
        floor=base,
    )


def running(changes: Sequence[tuple[str, int]], unit: Unit) -> list[charts.Step]:
    """This function will make the steps between two totals."""
    return [charts.Step(name, unit.of(amount)) for name, amount in changes]


def axis_from(low: float, high: float) -> int:
    """This function will give a round value below `low` for an axis on which small steps are still seen; 0 if not."""
    if low <= 0 or low < high / 2:
        return 0
    base = low - 2 * (high - low) if high > low else low * 0.8
    base = max(base, low * 0.5)
    step = 10 ** max(0, floor(log10(base)) - 1) if base >= 1 else 0
    return int(base // step * step) if step else 0


def trend(
    labels: Sequence[str],
    lines: Sequence[tuple[str, Sequence[Ratio]]],
    currency: str,
    *,
    money: bool = True,
    marks: Sequence[Exact] = (),
) -> charts.Line:
    """This function will draw rates over time, each with both its numbers; `marks` are reference lines in percent."""
    series = []
    for name, ratios in lines:
        values = [None if ratio.value is None else round(float(ratio.value * 100), 6) for ratio in ratios]
        series.append(charts.Series(name, tuple(values), tuple(both(ratio, currency, money=money) for ratio in ratios)))
    for mark in marks:
        name = _("Mark of %(n)s %%") % {"n": plain(mark, 1, trim=True)}
        series.append(charts.Series(name, (float(mark),) * len(labels)))
    known = [value for line in series for value in line.values if value is not None]
    said = [f"{name} {ratios[-1].percent()}" for name, ratios in lines if ratios]
    return charts.Line(
        finding=_("In the last window: %(rates)s.") % {"rates": ", ".join(said)},
        unit="%",
        decimals=1,
        suffix="%",
        labels=tuple(labels),
        series=tuple(series),
        floor=max(0, int(min(known) // 10 * 10) - 10) if known else 0,
    )


def sums(labels: Sequence[str], name: str, coins: Sequence[int], currency: str) -> charts.Line:
    """This function will draw sums of money over time, also where they are below nothing."""
    unit = unit_for(coins, currency)
    values = tuple(unit.of(each) for each in coins)
    said = short(coins[-1], currency) if coins else DASH
    return charts.Line(
        finding=_("At the end: %(amount)s.") % {"amount": said},
        unit=unit.name,
        decimals=unit.decimals,
        labels=tuple(labels),
        series=(charts.Series(name, values),),
        floor=None if any(value < 0 for value in values) else 0,
    )


def both(ratio: Ratio, currency: str, *, money: bool = True) -> str:
    """This function will write the two numbers behind a rate."""
    above, below = int(ratio.numerator or 0), int(ratio.denominator)
    return f"{short(above, currency)} / {short(below, currency)}" if money else f"{above:,} / {below:,}"


def heat(found: Sequence[Vintage], ratios: Sequence[Sequence[Ratio]], name: str) -> charts.HeatMap:
    """This function will draw what is left of each vintage, month after month."""
    width = max((len(row) for row in ratios), default=1)
    cells = [
        tuple(
            None if place >= len(row) or row[place].value is None else round(float((row[place].value or 0) * 100), 1)
            for place in range(width)
        )
        for row in ratios
    ]
    return charts.HeatMap(
        finding=_("What is left of the customers of each start month, month after month."),
        unit=name,
        decimals=0,
        suffix="%",
        rows=tuple(month_name(vintage.month) for vintage in found),
        columns=tuple(str(place) for place in range(width)),
        cells=tuple(cells),
        low=0,
        high=max([100.0, *(value for row in cells for value in row if value is not None)]),
    )
