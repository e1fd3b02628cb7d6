"""What pages say of unit economics: what customers are worth, what they cost, and what would be if more stayed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hourglass.base import configuration, ratios
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.periods import Period, add_months
from hourglass.base.ratios import Ratio
from hourglass.base.rounding import DASH, plain
from hourglass.console.figures import drawing
from hourglass.console.figures.asking import Asked
from hourglass.console.forms.figures import TWELVE
from hourglass.customers.models import Account
from hourglass.insight import attribution, crediting, rules, what_if
from hourglass.insight.attribution import Source
from hourglass.insight.by_owner import Owned
from hourglass.insight.cashing import Cohort
from hourglass.insight.economics import new_against_kept, share_of_revenue
from hourglass.insight.models import Block
from hourglass.insight.own import Own
from hourglass.insight.what_if import Effect, Imagined, Now
from hourglass.revenue import bridge, reading
from hourglass.revenue.retention import Retention
from hourglass.ui import charts

MARKS = (90, 50)  # the two shares of revenue from existing customers that the literature names (GOAL-20)
SOURCES = {
    Source.RENEWAL: gettext_lazy("Renewals"),
    Source.UPSELL: gettext_lazy("Upsell"),
    Source.REFERRAL: gettext_lazy("Referrals"),
    Source.WIN_BACK: gettext_lazy("Win-backs"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One figure as people read it: its value, how it comes about, and what it is held against."""

    label: str | Promise
    value: str
    behind: str
    note: str | Promise = ""
    tone: str = ""


def whole_months(asked: Asked) -> Period:
    """This function will give the whole months that a question is about; a month that still runs is left out."""
    months = asked.months
    end = min(months.end, asked.today.replace(day=1))
    start = add_months(end, -12) if asked.kind == TWELVE else months.start
    return Period(start, end) if start < end else months


def coins(amount: Fraction | int | None, currency: str) -> str:
    """This function will write a sum that may be part of a coin; nothing known is a dash."""
    return DASH if amount is None else Money.from_minor(round(amount), currency).full()


def figures(found: Own, currency: str, *, at: Any) -> list[Told]:
    """This function will tell what a customer is worth and costs (GOAL-11, GOAL-14, GOAL-22)."""
    worth, cac = found.worth, found.acquisition.per_customer(at=at)
    ratio = new_against_kept(worth.cac, found.cost_of_kept)
    inside = what_if.NEW_AGAINST_KEPT.holds(ratio)
    no_churn = _("Nobody was lost in this window, so there is no end to reckon with.") if found.churn == 0 else ""
    return [
        Told(
            _("Monthly revenue of a customer"), coins(found.monthly, currency), _("recurring revenue / customer months")
        ),
        Told(_("Gross margin"), ratios.percent(found.margin), _("1 − cost of service / recurring revenue")),
        Told(
            _("Monthly churn"), ratios.percent(found.churn), _("customers lost / customers at the begin of each month")
        ),
        Told(_("Lifetime value"), coins(worth.lifetime, currency), _("monthly revenue × margin / churn"), no_churn),
        Told(
            _("Cost of a new customer (CAC)"),
            coins(worth.cac, currency),
            drawing.both(cac, currency, money=False) if not cac.denominator else acquired(found, currency),
        ),
        Told(_("Lifetime value / CAC"), times(worth.ratio), _("what a customer brings for what it cost")),
        Told(_("Payback in months"), times(worth.payback), _("CAC / (monthly revenue × margin)")),
        Told(
            _("New against kept customer"),
            times(ratio),
            _("CAC / cost of service of a kept customer and year"),
            {None: "", True: _("inside the band of 5 to 10"), False: _("outside the band of 5 to 10")}[inside],
            {None: "", True: "ok", False: "watch"}[inside],
        ),
    ]


def acquired(found: Own, currency: str) -> str:
    """This function will write the two numbers behind the cost of a new customer."""
    return f"{drawing.short(found.costs[Block.ACQUISITION], currency)} / {len(found.new):,}"


def times(value: Fraction | None) -> str:
    """This function will write a plain figure; nothing known is a dash."""
    return DASH if value is None else plain(value, 1)


def referred(found: Own, currency: str, *, at: Any) -> list[tuple[str, Ratio, str]]:
    """This function will hold customers who came by referral against the others (GOAL-11)."""
    spent = found.acquisition
    rows = ((_("By referral"), spent.per_referred(at=at)), (_("Without referral"), spent.per_other(at=at)))
    return [(name, ratio, coins(ratio.value, currency)) for name, ratio in rows]


def blocks(found: Own, currency: str, *, at: Any) -> list[tuple[str, Money, Ratio]]:
    """This function will give the three cost blocks with their share of recurring revenue (GOAL-13)."""
    return [
        (str(block.label), Money.from_minor(found.costs[block], currency),
         share_of_revenue(found.costs[block], found.revenue, at=at, window=found.window))
        for block in Block
    ]  # fmt: skip


def churn_chart(found: Own, asked: Asked) -> tuple[charts.Line, list[str]]:
    """This function will draw monthly churn against its reference line, with the months at or above it (GOAL-16)."""
    mark = Fraction(configuration.value(rules.CHURN_REFERENCE, on=asked.today))
    rates = [Retention(month, asked.at, str(asked.scope)).logo_churn for month in found.months]
    labels = [drawing.month_name(month.window) for month in found.months]
    drawn = drawing.trend(labels, [(_("Monthly churn"), rates)], asked.frame.currency, money=False, marks=[mark])
    high = [
        label for label, rate in zip(labels, rates, strict=True) if rate.value is not None and rate.value * 100 >= mark
    ]
    return drawn, high


def existing_chart(found: Own, asked: Asked) -> charts.Line:
    """This function will draw the share of revenue after the first contract between its two marks (GOAL-20)."""
    terms = reading.terms(asked.frame.lines())
    shares = [bridge.earned(terms, month.last).share_after_first(at=asked.at) for month in found.window.by_month()]
    labels = [drawing.month_name(month) for month in found.window.by_month()]
    return drawing.trend(labels, [(_("Revenue of existing customers"), shares)], asked.frame.currency, marks=MARKS)


def lives(cohort: Cohort, named: Mapping[int, Account], currency: str) -> list[dict[str, Any]]:
    """This function will tell of each customer of a cohort what it brought and cost, as far as it can be named."""
    return [
        {
            "account": named[life.account],
            "began": life.began,
            "sums": [coins(sum_, currency) for sum_ in (life.received, life.acquisition, life.service)],
            "first_year": coins(life.cash.first_year, currency),
            "below": (life.cash.first_year or 0) < 0,
            "now": coins(life.cash.months[-1], currency),
            "positive_in": life.cash.positive_in,
        }
        for life in cohort.lives
        if life.account in named
    ]


def cash_chart(cohort: Cohort, asked: Asked) -> charts.Line:
    """This function will draw what a cohort has after each month of its life."""
    months = cohort.together.months
    labels = [str(month) for month in range(1, len(months) + 1)]
    return drawing.sums(labels, _("Cumulated cash"), months, asked.frame.currency)


def owners(found: Sequence[Owned], people: dict[int, User]) -> list[dict[str, Any]]:
    """This function will name the owners of a window and what they kept (GOAL-19)."""
    return [
        {
            "name": people[row.owner].name if row.owner in people else DASH,
            "row": row,
            "logos": row.logos,
            "rates": Retention(row.change, row.at),
        }
        for row in found
    ]


def credited(asked: Asked, people: dict[int, User]) -> dict[str, Any]:
    """This function will tell what customer success is credited with, by source and by person (REV-23)."""
    found, currency = crediting.of(asked.frame, asked.window), asked.frame.currency
    by_source = found.by_source()
    sums = sorted(found.by_person().items(), key=lambda each: -each[1])
    return {
        "total": Money.from_minor(found.total, currency),
        "sources": [
            (label, source.value, Money.from_minor(by_source[source], currency), len(found.behind(source)))
            for source, label in SOURCES.items()
        ],
        "people": [(people[key].name if key in people else DASH, coins(amount, currency)) for key, amount in sums],
    }


def behind(asked: Asked, source: Source) -> list[attribution.Earning]:
    """This function will give the earnings of one source, the largest first."""
    return crediting.of(asked.frame, asked.window).behind(source)


def now(found: Own) -> Now | None:
    """This function will give the own data that a what-if starts from; None where too little is known."""
    year = found.year
    if not year.accounts or found.margin is None or found.monthly is None:
        return None
    profit = found.revenue - sum(found.costs.values())
    return Now(Fraction(year.lost, year.accounts), found.margin, found.monthly, year.begin, year.still, profit)


def effects(imagined: Imagined, currency: str) -> list[tuple[str, str, str, str]]:
    """This function will tell each effect before and after, with its change."""
    rows: tuple[tuple[str, Effect, Any], ...] = (
        (_("Customers lost in a year"), imagined.churn, ratios.percent),
        (_("Lifetime value"), imagined.lifetime, lambda value: coins(value, currency)),
        (_("NDR, net"), imagined.ndr, ratios.percent),
        (_("Profit"), imagined.profit, lambda value: coins(value, currency)),
    )
    return [(name, write(one.before), write(one.after), signed(one.change)) for name, one, write in rows]


def signed(change: Fraction | None) -> str:
    """This function will write a change with its sign."""
    return DASH if change is None else f"{ratios.signed(change * 100)}%"
