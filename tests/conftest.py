"""The cast: people whose names the tests can use."""

import pytest

from hourglass.base.models import User


@pytest.fixture
def someone(db: None) -> User:
    """A person without any role."""
    return User.objects.create_user("someone@example.com", "correct horse battery", name="某人")
