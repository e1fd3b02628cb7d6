"""The course of each account's use: first and last days, activation, and which sources tell of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hourglass.base import configuration
from hourglass.base.periods import DAY, Period
from hourglass.usage import measuring, rules
from hourglass.usage.measuring import Measured
from hourglass.usage.models import Course

REASON = "what was measured does not depend on who looks"
FIELDS = ("first_on", "last_on", "first_core_on", "last_core_on", "activated_on", "core_days", "sources")
LOOKED_BACK = timedelta(days=92)


def run(
    measured: Mapping[int, Measured], found: Mapping[int, Course], core: frozenset[int], *, until: date
) -> dict[int, Course]:
    """This function will carry the courses of accounts on; who was never seen to use the product has none.

    Only days up to `until` count, and what an earlier day told is never taken back.
    """
    ran = {}
    for account, one in measured.items():
        course = found.get(account) or Course(account_id=account)
        days = [day for _days, first, last in one.features.values() for day in (first, last)]
        if not days and account not in found:
            continue
        ran[account] = course
        if days:
            course.first_on = min([*days, *([course.first_on] if course.first_on else [])])
            course.last_on = max([*days, *([course.last_on] if course.last_on else [])])
            course.sources = sorted({*course.sources, *one.sources})
        cored = [span for feature, (_days, *span) in one.features.items() if feature in core]
        if cored:
            first, last = min(span[0] for span in cored), max(span[1] for span in cored)
            course.first_core_on = min(first, course.first_core_on or first)
            course.last_core_on = max(last, course.last_core_on or last)
    _activate(ran, core, until)
    return ran


def _activate(ran: Mapping[int, Course], core: frozenset[int], until: date) -> None:
    waiting = [account for account, course in ran.items() if course.activated_on is None and course.first_core_on]
    if not waiting:
        return
    least = configuration.value(rules.ACTIVATION, on=until)
    days = measuring.core_days(waiting, Period(until - LOOKED_BACK, until + DAY), core)
    for account in waiting:
        on = days.get(account, [])
        course = ran[account]
        course.core_days = max(course.core_days, len(on))
        if len(on) >= least:
            course.activated_on = on[least - 1]


def write(accounts: Sequence[int], ran: Mapping[int, Course]) -> None:
    """This function will keep the courses of some accounts."""
    mine = [ran[account] for account in accounts if account in ran]
    everyone = Course.objects.unscoped(reason=REASON)
    everyone.bulk_create([course for course in mine if course.pk is None])
    everyone.bulk_update([course for course in mine if course.pk is not None], FIELDS)
