"""Before and after, releases, first value, and running alone (USE-05, USE-08, USE-13, USE-15)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from hourglass.base.ratios import percent, signed
from hourglass.usage.metrics import alone, effects
from hourglass.usage.metrics.activity import Share
from hourglass.usage.metrics.alone import Ability
from hourglass.usage.metrics.effects import Outcome, Target

pytestmark = pytest.mark.once
DAY = date(2024, 5, 1)


def test_use_05_from_50_to_62_percent_are_12_points() -> None:
    assert signed(effects.effect(Share(50, 100), Share(62, 100))) == "+12.0"
    assert effects.effect(Share(0, 0), Share(62, 100)) is None
    before, after = effects.around(DAY)
    assert (before.end, after.start, before.days, after.days) == (DAY, DAY, 30, 30)


def test_use_08_24_of_60_where_half_was_wanted_are_40_percent_and_missed() -> None:
    first = {account: DAY + timedelta(days=30) if account < 24 else None for account in range(60)}
    first[59] = DAY + timedelta(days=31)  # a day too late
    target = Target(Fraction(1, 2), 30)
    found = effects.release(target, released_on=DAY, day=DAY + timedelta(days=40), first_use=first)
    assert (percent(found.adopted.value), found.missed) == ("40.0%", True)
    assert effects.release(target, released_on=DAY, day=DAY, first_use=first).missed is None
    assert effects.release(target, released_on=DAY, day=DAY + timedelta(days=90), first_use={}).missed is None


def test_use_13_from_60_to_75_visits_are_25_percent_and_without_a_value_before_there_is_no_change() -> None:
    found = Outcome(Fraction(60), Fraction(75))
    assert (percent(found.change), found.solved) == ("25.0%", True)
    assert Outcome(None, Fraction(75)).change is None
    assert Outcome(None, Fraction(75)).solved is None
    assert Outcome(Fraction(60), Fraction(75), more_is_better=False).solved is False
    assert percent(Outcome(None, Fraction(75), Fraction(50)).against_last_year) == "50.0%"


def test_the_first_value_is_counted_from_the_start_of_service() -> None:
    assert effects.first_value(DAY, [DAY + timedelta(days=9), DAY + timedelta(days=4)]) == 4
    assert effects.first_value(DAY, [DAY - timedelta(days=3)]) == 0
    assert effects.first_value(None, [DAY]) is None
    assert effects.first_value(DAY, []) is None
    assert percent(effects.coverage({1, 2, 9}, {1, 2, 3, 4}).value) == "50.0%"


def test_use_15_a_core_topic_counts_when_it_runs_alone() -> None:
    rated = {1: Ability.ALONE, 2: Ability.DOING_WITH, 9: Ability.ALONE}
    assert percent(alone.self_sufficiency(rated, {1, 2, 3, 4}).value) == "25.0%"
    assert not alone.helped(Ability.ALONE)
    assert alone.helped(Ability.DOING_WITH)
    assert alone.helped(None)
