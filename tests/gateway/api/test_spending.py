"""How often a token may ask: no more than is set, counted over all processes, at few writes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from hourglass.base import configuration
from hourglass.base.models import ServiceToken, User
from hourglass.gateway.api import spending
from hourglass.gateway.api.problems import Problem
from hourglass.gateway.models import Spending
from hourglass.gateway.rules import REQUESTS_A_MINUTE
from tests.conftest import NOON
from tests.gateway.api.machine import Machine, machine_of


@pytest.fixture
def token(machine: Machine) -> ServiceToken:
    return ServiceToken.objects.get()


def limit(most: int) -> None:
    configuration.change(REQUESTS_A_MINUTE, most, effective_from=NOON.date(), reason="test", by="test", at=NOON)


def made(token: ServiceToken, at: datetime, wanted: int) -> int:
    for number in range(wanted):
        try:
            spending.spend(token, at=at)
        except Problem:
            return number
    return wanted


@pytest.mark.parametrize("most", [20, 33, 50])
def test_a_minute_holds_as_many_as_are_set_and_the_next_one_too(token: ServiceToken, most: int) -> None:
    limit(most)
    assert made(token, NOON, 200) == most
    assert made(token, NOON + timedelta(seconds=59), 1) == 0
    assert made(token, NOON + timedelta(seconds=60), 200) == most


def test_two_processes_together_get_no_more(token: ServiceToken) -> None:
    limit(50)
    total = 0
    for _process in range(5):
        spending._left.clear()
        total += made(token, NOON, 200)
    assert total <= 50
    assert made(token, NOON, 1) == 0


def test_most_requests_write_nothing(token: ServiceToken, django_assert_num_queries: object) -> None:
    spending.spend(token, at=NOON)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert made(token, NOON, spending.PORTION - 1) == spending.PORTION - 1
    assert Spending.objects.get().given == spending.PORTION


def test_one_token_does_not_spend_for_another(token: ServiceToken, admin: User) -> None:
    limit(20)
    made(token, NOON, 20)
    machine_of(admin)
    other = ServiceToken.objects.exclude(pk=token.pk).get()
    assert made(other, NOON, 20) == 20


def test_who_asks_too_often_is_told_how_long_to_wait(machine: Machine) -> None:
    limit(20)
    with time_machine.travel(datetime(2026, 11, 24, 4, 0, 18, tzinfo=UTC), tick=False):
        answers = [machine.get("accounts") for _ in range(21)]
    assert [answer.status for answer in answers] == [200] * 20 + [429]
    assert (answers[-1].kind, answers[-1].headers["Retry-After"]) == ("too-many", "43")
    with time_machine.travel(datetime(2026, 11, 24, 4, 1, 1, tzinfo=UTC), tick=False):
        assert machine.get("accounts").status == 200


def test_a_clock_that_was_put_back_locks_nobody_out(token: ServiceToken) -> None:
    spending.spend(token, at=NOON)
    spending._left.clear()
    assert made(token, NOON - timedelta(hours=1), 5) == 5
