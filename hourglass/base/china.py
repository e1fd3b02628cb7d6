"""The public holidays of China and the weekend days worked in exchange, from a library that is kept each year."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import chinese_calendar
from chinese_calendar import Holiday

from hourglass.base.labels import Label
from hourglass.base.periods import Period
from hourglass.base.workdays import WorkingCalendar


def _named(days: Mapping[date, str]) -> dict[date, Label]:
    return {day: Label(Holiday(name).chinese, Holiday(name).value) for day, name in days.items()}


@cache
def china() -> WorkingCalendar:
    """This function will give the Chinese calendar; beyond the years the library holds it works Monday to Friday.

    The State Council publishes a year's days in the November before; until the library follows, `gaps` names the
    year, pages say so, and an administrator can enter the days.
    """
    holidays = chinese_calendar.constants.holidays
    known = Period(date(min(holidays).year, 1, 1), date(max(holidays).year + 1, 1, 1))
    return WorkingCalendar(holidays=_named(holidays), made_up=_named(chinese_calendar.constants.workdays), known=known)
