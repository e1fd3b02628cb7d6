"""The start of service: which moment decides, and what holds until it has come."""

from datetime import date

import pytest

from hourglass.revenue.starts import Moments, Rule, Start, start

MOMENTS = Moments(
    effective=date(2024, 1, 10),
    signed=date(2024, 1, 5),
    paid=date(2024, 1, 15),
    handover=date(2024, 1, 17),
    delivery=date(2024, 2, 1),
)


def test_life_05_service_starts_with_the_later_of_effective_date_and_first_payment() -> None:
    assert start(Moments(effective=date(2024, 1, 10), paid=date(2024, 1, 15))) == Start(date(2024, 1, 15))
    assert start(Moments(effective=date(2024, 1, 10), paid=date(2024, 1, 5))) == Start(date(2024, 1, 10))


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        (Rule.LATER, date(2024, 1, 15)),
        (Rule.SIGNED, date(2024, 1, 5)),
        (Rule.EFFECTIVE, date(2024, 1, 10)),
        (Rule.PAID, date(2024, 1, 15)),
        (Rule.HANDOVER, date(2024, 1, 17)),
        (Rule.DELIVERY, date(2024, 2, 1)),
    ],
)
def test_the_setting_chooses_the_moment(rule: Rule, day: date) -> None:
    assert start(MOMENTS, rule=rule) == Start(day)


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule is not Rule.EFFECTIVE])
def test_rev_22_until_the_moment_comes_the_effective_date_holds_and_is_provisional(rule: Rule) -> None:
    assert start(Moments(effective=date(2024, 1, 10)), rule=rule) == Start(date(2024, 1, 10), provisional=True)


def test_what_was_set_by_hand_beats_every_rule() -> None:
    assert start(MOMENTS, override=date(2024, 3, 1)) == Start(date(2024, 3, 1), by_hand=True)
