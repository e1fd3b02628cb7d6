"""When an event happened, by our clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.usage.skew import DAY_MS, moment

pytestmark = pytest.mark.once
NOW = 1_795_000_000_000
MOMENTS = st.integers(NOW - 400 * DAY_MS, NOW + 400 * DAY_MS)


@given(original=MOMENTS, sent=st.none() | MOMENTS, library=st.sampled_from(["", "posthog-node", "analytics-python"]))
def test_t29_no_event_counts_more_than_a_day_in_the_future(original: int, sent: int | None, library: str) -> None:
    found = moment(original, sent=sent, received=NOW, library=library)
    assert found.at <= NOW + DAY_MS
    assert found.at == NOW or not found.clamped


@given(skew=st.integers(-300 * DAY_MS, 300 * DAY_MS), age=st.integers(0, 100 * DAY_MS))
def test_t29_a_wrong_clock_is_set_right_whatever_it_says(skew: int, age: int) -> None:
    found = moment(NOW - age + skew, sent=NOW + skew, received=NOW)
    assert abs(found.at - (NOW - age)) <= 5_000


def test_a_late_retry_of_a_client_that_repeats_when_it_first_sent_moves_nothing() -> None:
    hour = 3_600_000
    assert moment(NOW - hour - 1, sent=NOW - hour, received=NOW, library="posthog-node").at == NOW - hour - 1
    assert moment(NOW + hour - 1, sent=NOW + hour, received=NOW, library="posthog-node").at == NOW - 1
    assert moment(NOW - hour - 1, sent=NOW - hour, received=NOW, library="analytics-python").at == NOW - 1


def test_an_event_without_a_time_happened_when_it_came() -> None:
    assert moment(None, sent=NOW - 5, received=NOW).at == NOW
