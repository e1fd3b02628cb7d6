"""Machines that act for the cast."""

from collections.abc import Iterator

import pytest

from hourglass.base.models import User
from hourglass.gateway.api import spending
from tests.gateway.api.machine import Machine, machine_of


@pytest.fixture(autouse=True)
def nothing_spent() -> Iterator[None]:
    """Each test counts its requests anew."""
    spending._left.clear()
    yield
    spending._left.clear()


@pytest.fixture
def machine(admin: User) -> Machine:
    """A machine that may do everything."""
    return machine_of(admin)


@pytest.fixture
def hers(csm: User) -> Machine:
    """A machine of a customer success manager."""
    return machine_of(csm)
