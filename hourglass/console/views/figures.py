"""How revenue is retained: rates, bridge, trend, vintages, and the records behind every number."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period, add_months
from hourglass.base.permissions import Permission
from hourglass.base.ratios import Ratio
from hourglass.console.access import Request, needs
from hourglass.console.figures import asking, behind, drawing
from hourglass.console.figures.asking import Asked
from hourglass.console.figures.tiles import records_of, tile
from hourglass.console.forms.figures import MONTH
from hourglass.console.refusals import status_of
from hourglass.revenue import bridge, closing, due, reading, retention
from hourglass.revenue.movements import Kind
from hourglass.revenue.reading import Scope
from hourglass.revenue.recurring import days_of
from hourglass.revenue.retention import Change, Retention
from hourglass.revenue.vintages import month_ends, vintages

TREND = 13  # windows in the trend
VINTAGES = 24


@needs(Permission.FIGURES_VIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    """How much of the revenue and the customers of the begin is still there."""
    asked = asking.read(request)
    frame = asked.frame
    change = retention.change(reading.measured(frame, days_of(asked.window)), 0, 1)
    rates = Retention(change, asked.at, str(asked.scope))
    cohort = due.of(frame, asked.whole, at=asked.at).cohort
    tiles = (
        tile(_("NDR, net"), rates.ndr, frame.currency),
        tile(_("GRR, gross"), rates.grr, frame.currency),
        tile(_("Customers retained"), rates.logos, frame.currency, money=False),
        tile(_("Renewal rate, customers"), cohort.logos, frame.currency, money=False),
        tile(_("Renewal rate, amount"), cohort.amount, frame.currency),
    )
    found = bridge.bridge(change)
    context = {
        "rates": rates,
        "tiles": tiles,
        "bridge": drawing.waterfall(found, frame.currency) if found.begin or found.end else None,
        "error": found.error,
        "trend": trend(asked),
        "provisional": cohort.provisional,
        "left_out": frame.left_out(),
        "negative": rates.negative_revenue_churn,
        "rows": rows(rates),
    }
    return page(request, "retention", asked, context)


def rows(rates: Retention) -> list[tuple[str, Ratio, str, str]]:
    """This function will list the rates of a window with the ways to the records behind both numbers."""
    found = (
        (_("NDR, net"), rates.ndr),
        (_("GRR, gross"), rates.grr),
        (_("Revenue lost"), rates.gross_churn),
        (_("Growth of those who stayed"), rates.expansion),
        (_("Customers retained"), rates.logos),
        (_("Customers lost"), rates.logo_churn),
    )
    return [(name, ratio, records_of(ratio), records_of(ratio, below=True)) for name, ratio in found]


def trend(asked: Asked) -> Any:
    """This function will draw NDR and GRR of twelve months, at the end of each of the last thirteen months."""
    last = asked.window.last
    ends = [*month_ends(add_months(last.replace(day=1), 1 - TREND), TREND - 1), last]
    starts = [add_months(end + DAY, -12) - DAY for end in ends]
    days = sorted({*starts, *ends})
    measured = reading.measured(asked.frame, days)
    place = {day: number for number, day in enumerate(days)}
    rates = [
        Retention(retention.change(measured, place[start], place[end]), asked.at)
        for start, end in zip(starts, ends, strict=True)
    ]
    lines = [("NDR", [found.ndr for found in rates]), ("GRR", [found.grr for found in rates])]
    return drawing.trend([f"{end:%Y-%m}" for end in ends], lines, asked.frame.currency)


@needs(Permission.FIGURES_VIEW)
@require_safe
def bridges(request: Request) -> HttpResponse:
    """The bridge of a window, and of each of its months, with what was closed and would read otherwise now."""
    asked = asking.read(request)
    frame = asked.frame
    days = month_days(asked.window)
    measured = reading.measured(frame, days)
    changes = list(retention.by_step(measured))
    found = bridge.bridge(retention.change(measured, 0, len(days) - 1))
    share = bridge.earned(reading.terms(frame.lines()), asked.window.last).share_after_first(
        at=asked.at, scope=str(asked.scope)
    )
    names = drawing.kind_names()
    context = {
        "bridge": drawing.waterfall(found, frame.currency) if found.begin or found.end else None,
        "whole": found,
        "months": [month_row(change, asked) for change in changes],
        "heads": [names[kind] for kind in Kind],
        "drifts": closing.drifts(changes, frame) if asked.scope == Scope() else [],
        "corrects": request.user.can(Permission.PAYMENTS_CONFIRM),
        "earned": share,
        "earned_url": records_of(share),
    }
    return page(request, "bridge", asked, context)


def month_row(change: Change, asked: Asked) -> dict[str, Any]:
    """This function will give one month of the bridge as the table shows it."""
    found, currency = bridge.bridge(change), asked.frame.currency
    return {
        "name": drawing.month_name(change.window),
        "begin": Money.from_minor(found.begin, currency),
        "moved": [Money.from_minor(found.moved[kind], currency) for kind in Kind],
        "end": Money.from_minor(found.end, currency),
        "error": found.error,
        "rates": Retention(change, asked.at, str(asked.scope)),
    }


def month_days(window: Period) -> list[date]:
    """This function will give the evenings before and in a window on which its months are told apart."""
    return [window.start - DAY, *(month.last for month in window.by_month())]


@needs(Permission.FIGURES_VIEW)
@require_safe
def heat(request: Request) -> HttpResponse:
    """What is left of the customers of each start month."""
    asked = asking.read(request, kind=MONTH)
    first = add_months(asked.window.last.replace(day=1), 1 - VINTAGES)
    days = [*month_ends(first, VINTAGES - 1), asked.window.last]
    found = [vintage for vintage in vintages(reading.measured(asked.frame, days)) if vintage.accounts]
    by_logo = request.GET.get("of") == "logos"
    ratios = [
        [(row.logos if by_logo else row.revenue)(after, at=asked.at) for after in range(len(row.amounts))]
        for row in found
    ]
    name = _("Start month")
    context = {"heat": drawing.heat(found, ratios, name) if found else None, "by_logo": by_logo, "rows": found}
    return page(request, "vintages", asked, context)


@needs(Permission.FIGURES_VIEW)
@require_safe
def records(request: Request) -> HttpResponse:
    """The customers behind one number."""
    return render(request, "console/figures/records.html", behind.read(request))


def page(request: Request, name: str, asked: Asked, context: dict[str, Any]) -> HttpResponse:
    """This function will render one page of figures with its question."""
    shared = {"asked": asked, "page": name, "windows": windows(asked), "named": drawing.named(asked.window)}
    return render(request, f"console/figures/{name}.html", shared | context, status=status_of(asked.form))


def windows(asked: Asked) -> list[tuple[str, Any, str]]:
    """This function will list the kinds of window with their links."""
    labels = dict(asked.form.fields["window"].choices)  # type: ignore[attr-defined]
    return [(kind, labels[kind], asked.link(window=kind, since=None, until=None)) for kind in asking.KINDS]
