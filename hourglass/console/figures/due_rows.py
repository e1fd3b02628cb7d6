"""Due cohorts as people read them: the split between both rates, the months, the accounts, the corrections."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.periods import DAY
from hourglass.console.figures import drawing
from hourglass.customers.models import Account
from hourglass.revenue.cohorts import Outcome, Timing
from hourglass.revenue.due import Due
from hourglass.revenue.renewal_rates import Cohort

AT_ONCE = 50
TIMINGS: dict[Timing, tuple[str | Promise, str]] = {
    Timing.EARLY: (_("Renewed early"), "ok"),
    Timing.ON_TIME: (_("Renewed on time"), "ok"),
    Timing.LATE: (_("Renewed late"), "watch"),
    Timing.GRACE: (_("In grace"), "watch"),
    Timing.LOST: (_("Lost"), "bad"),
    Timing.COMING: (_("Not due yet"), ""),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part between the due amount and the renewed one."""

    label: str | Promise
    amount: Money
    total: bool = False


def split(cohort: Cohort, currency: str) -> list[Part]:
    """This function will lead from the due amount to the renewed one (GOAL-07)."""
    parts = cohort.split
    steps = (
        (_("Amount due"), cohort.due, True),
        (_("Lost"), parts.lost + cohort.open, False),
        (_("Still open"), -cohort.open, False),
        (_("Reduced"), parts.reduced, False),
        (_("Discount"), parts.discount, False),
        (_("Unchanged"), cohort.unchanged, True),
        (_("Upsell at renewal"), parts.upsell, False),
        (_("Price change"), parts.price, False),
        (_("Renewed"), cohort.renewed_amount, True),
    )
    return [Part(label, Money.from_minor(coins, currency), whole) for label, coins, whole in steps]


def total(cohort: Cohort, currency: str) -> dict[str, Any]:
    """This function will give the totals of one month."""
    return {
        "name": drawing.month_name(cohort.window),
        "cohort": cohort,
        "due": Money.from_minor(cohort.due, currency),
        "renewed": Money.from_minor(cohort.renewed_amount, currency),
        "locked_from": cohort.settles_on,
    }


def accounts(cohort: Cohort, person: User, currency: str, page: str | None) -> dict[str, Any]:
    """This function will list what was due, a page at a time, the largest first."""
    ordered = sorted(cohort.outcomes, key=lambda each: (-each.due, each.account, each.due_on))
    found = Paginator(ordered, AT_ONCE).get_page(page)
    names = Account.objects.visible_to(person).filter(pk__in={each.account for each in found}).in_bulk()
    rows = [_row(each, names[each.account], cohort, currency) for each in found if each.account in names]
    return {"page": found, "list": rows}


def _row(found: Outcome, account: Account, cohort: Cohort, currency: str) -> dict[str, Any]:
    label, tone = TIMINGS[found.timing(cohort.day, cohort.rules)]
    return {
        "account": account,
        "due_on": found.due_on,
        "due": Money.from_minor(found.due, currency),
        "renewed": Money.from_minor(found.renewed, currency),
        "change": Money.from_minor(found.renewed - found.due, currency),
        "renewed_on": found.renewed_on,
        "label": label,
        "tone": tone,
        "locked": cohort.day >= found.settles_on(cohort.rules),
        "complete": found.complete,
    }


def drifts(found: Due, person: User, currency: str) -> list[dict[str, Any]]:
    """This function will list the settled renewals that contracts contradict now."""
    keys = {kept.account_id for kept, _now in found.drifted}
    names = Account.objects.visible_to(person).filter(pk__in=keys).in_bulk()
    return [
        {
            "kept": kept,
            "account": names[kept.account_id],
            "was": Money.from_minor(kept.renewed, currency),
            "now": Money.from_minor(now.renewed if now else 0, currency),
            "due_was": Money.from_minor(kept.due, currency),
            "due_now": Money.from_minor(now.due if now else 0, currency),
        }
        for kept, now in found.drifted
        if kept.account_id in names
    ]


def next_lock(cohort: Cohort) -> date | None:
    """This function will give the last day on which the cohort can still move."""
    return None if cohort.settles_on is None else cohort.settles_on - DAY
