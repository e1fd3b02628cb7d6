"""How regularly people come: active people and days, stickiness, and the north star of a product (USE-07)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from hourglass.base.periods import Period
from hourglass.usage.metrics.activity import Activity, Share


def active_users(activity: Activity) -> int:
    """This function will count the people who used anything; those of several days do not add up, they are one."""
    return len(activity.by_user)


def stickiness(activity: Activity, window: Period) -> Share:
    """This function will give the mean number of people a day over the number of people in the window."""
    each_day = sum(count for _day, count in activity.daily_users())
    return Share(Fraction(each_day, window.days) if window else None, len(activity.by_user))


def met_weeks(days: Collection[date], window: Period, least: int) -> list[date]:
    """This function will give the Mondays of the weeks with activity on at least so many days (USE-07)."""
    distinct = set(days)
    return [week.start for week in window.by_week() if sum(day in week for day in distinct) >= least]


def north_star(of_accounts: Mapping[int, Collection[date]], week: Period, least: int) -> Share:
    """This function will give the share of accounts that were active on at least so many days of a week (USE-07).

    With three days asked for, 30 of 40 accounts are 75 %.
    """
    active = [account for account, days in of_accounts.items() if sum(day in week for day in set(days)) >= least]
    return Share.sets(active, of_accounts)


def trend(values: Sequence[Fraction | None]) -> Fraction | None:
    """This function will compare the last value with the mean of those before it, in the values' own unit.

    Values that are not known are left out; without a last one, or any before it, there is no trend (CONV-4).
    """
    before = [value for value in values[:-1] if value is not None]
    if not values or values[-1] is None or not before:
        return None
    return values[-1] - sum(before, Fraction(0)) / len(before)


def heat(by_feature: Mapping[int, Collection[date]], weeks: Iterable[Period]) -> dict[int, list[int]]:
    """This function will count the days of use of each feature in each week, for a heat map."""
    columns = list(weeks)
    return {feature: [sum(day in week for day in days) for week in columns] for feature, days in by_feature.items()}
