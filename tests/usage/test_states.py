"""The states of adoption."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.usage.metrics.states import Adoption, Limits, Stand, replay

pytestmark = pytest.mark.once
START = date(2024, 5, 1)


def on(*numbers: int) -> list[date]:
    return [START + timedelta(days=number) for number in numbers]


def test_use_a_feature_is_tried_used_habitual_and_dropped() -> None:
    moves = replay(on(1, 5, 9, 10, 11, 12, 13, 14), start=START, end=START + timedelta(days=60))
    assert [(day - START, state) for day, state in moves] == [
        (timedelta(0), Adoption.ENTITLED),
        (timedelta(1), Adoption.TRIED),
        (timedelta(9), Adoption.USED),
        (timedelta(14), Adoption.HABITUAL),
        (timedelta(31), Adoption.USED),  # the first of the eight days left the window
        (timedelta(44), Adoption.DROPPED),
    ]


def test_what_was_only_tried_is_never_dropped() -> None:
    moves = replay(on(1, 2), start=START, end=START + timedelta(days=90))
    assert moves[-1][1] is Adoption.TRIED


def test_use_14_a_silent_feed_drops_nothing() -> None:
    stand = Stand(Adoption.HABITUAL, ever=True, reached=True)
    assert stand.then(entitled=True, days=0, certain=False).state is Adoption.HABITUAL
    assert stand.then(entitled=True, days=0).state is Adoption.DROPPED


def test_what_is_no_longer_entitled_says_so_and_remembers() -> None:
    stand = Stand(Adoption.USED, ever=True, reached=True).then(entitled=False, days=5)
    assert stand.state is Adoption.NOT_ENTITLED
    assert stand.then(entitled=True, days=0).state is Adoption.DROPPED


@given(days=st.lists(st.integers(0, 80), max_size=30), used=st.integers(1, 5), more=st.integers(0, 9))
def test_the_states_follow_from_the_days_in_any_order(days: list[int], used: int, more: int) -> None:
    limits = Limits(used=used, habitual=used + more)
    end = START + timedelta(days=80)
    once = replay(on(*days), start=START, end=end, limits=limits)
    assert once == replay(on(*reversed(days), *days), start=START, end=end, limits=limits)
    reached = any(state in {Adoption.USED, Adoption.HABITUAL} for _day, state in once)
    assert reached or all(state is not Adoption.DROPPED for _day, state in once)
