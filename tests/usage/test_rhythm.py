"""Active people, stickiness, the north star, trends (USE-07)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from hourglass.base.periods import Period
from hourglass.base.ratios import percent
from hourglass.usage.metrics import rhythm
from hourglass.usage.metrics.activity import Activity, Use

pytestmark = pytest.mark.once
MONDAY = date(2024, 5, 6)
WEEK = Period.week(MONDAY)


def days(*numbers: int) -> list[date]:
    return [MONDAY + timedelta(days=number) for number in numbers]


def test_use_07_thirty_of_forty_accounts_active_on_three_days_are_75_percent() -> None:
    accounts = {account: days(0, 2, 4, 4) if account < 30 else days(0, 0, 5) for account in range(40)}
    assert percent(rhythm.north_star(accounts, WEEK, least=3).value) == "75.0%"


def test_people_of_several_days_are_one_and_stickiness_is_the_mean_day_over_them() -> None:
    rows = [Use(day=day, feature=1, user=1) for day in days(0, 1, 2, 3, 4, 5, 6)]
    rows += [Use(day=day, feature=2, user=2) for day in days(0, 0, 9)]
    activity = Activity.of(rows, WEEK)
    assert rhythm.active_users(activity) == 2
    assert rhythm.stickiness(activity, WEEK).value == Fraction(8, 7) / 2
    assert len(activity.days) == 7


def test_a_trend_is_against_the_mean_of_what_was_before() -> None:
    assert rhythm.trend([Fraction(1, 2), None, Fraction(7, 10), Fraction(1, 2)]) == Fraction(-1, 10)
    assert rhythm.trend([Fraction(1, 2), None]) is None
    assert rhythm.trend([None, Fraction(1, 2)]) is None
    assert rhythm.trend([]) is None


def test_a_heat_map_counts_days_a_week() -> None:
    window = Period(MONDAY, MONDAY + timedelta(days=14))
    assert rhythm.heat({5: days(0, 1, 8, 99)}, window.by_week()) == {5: [2, 1]}
    assert rhythm.met_weeks(days(0, 1, 8), window, least=2) == [MONDAY]
