"""The cast: people whose names the tests can use. A stranger is a client who is not logged in."""

from collections.abc import Callable
from datetime import UTC, datetime

import hypothesis
import pytest
from django.utils import translation

from hourglass.base import people, roles
from hourglass.base.models import Role, Team, User
from tests.databases import collected, django_db_setup, pattern, shared_database  # noqa: F401  fixtures
from tests.figures import count, pytest_terminal_summary
from tests.record import written

__all__ = ["count", "pytest_terminal_summary", "written"]

# A property is about truth, not about how busy the machine is.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
Casting = Callable[..., User]


@pytest.fixture(autouse=True)
def default_language() -> None:
    """Each test begins in the language of the product; a request of the one before may have left another active."""
    translation.deactivate()


@pytest.fixture
def built_in(db: None) -> dict[str, Role]:
    """The roles that come with the product, by key."""
    roles.install_defaults(by="test", at=NOON)
    return {role.key: role for role in Role.objects.all()}


@pytest.fixture
def cast(built_in: dict[str, Role]) -> Casting:
    """A function that adds a person: first name, keys of roles, and what `people.add` takes."""

    def add(first: str, *keys: str, team: Team | None = None, password: str | None = None) -> User:
        held = [built_in[key] for key in keys]
        return people.add(
            f"{first}@example.com", name=first.title(), roles=held, team=team, password=password, by="test", at=NOON
        )

    return add


@pytest.fixture
def east(db: None) -> Team:
    """The team of the CSM and her lead."""
    return people.add_team("East", by="test", at=NOON)


@pytest.fixture
def west(db: None) -> Team:
    """The other team."""
    return people.add_team("West", by="test", at=NOON)


@pytest.fixture
def csm(cast: Casting, east: Team) -> User:
    """A customer success manager."""
    return cast("csm", "csm", team=east)


@pytest.fixture
def lead(cast: Casting, east: Team) -> User:
    """Her lead."""
    person = cast("lead", "cs_lead", team=east)
    people.change_lead(east, to=person, by="test", at=NOON)
    return person


@pytest.fixture
def other_csm(cast: Casting, west: Team) -> User:
    """A customer success manager of another team."""
    return cast("other", "csm", team=west)


@pytest.fixture
def cs_head(cast: Casting) -> User:
    """The head of customer success."""
    return cast("head", "cs_head")


@pytest.fixture
def admin(cast: Casting) -> User:
    """An administrator."""
    return cast("admin", "administrator")


@pytest.fixture
def agent(cast: Casting, west: Team) -> User:
    """A support agent."""
    return cast("agent", "support_agent", team=west)


@pytest.fixture
def executive(cast: Casting) -> User:
    """Somebody who sees everything and changes nothing: also the auditor of the cast."""
    return cast("executive", "executive")


@pytest.fixture
def someone(db: None) -> User:
    """A person without any role."""
    return people.add("someone@example.com", name="某人", by="test", at=NOON)


@pytest.fixture
def leaver(cast: Casting, east: Team) -> User:
    """A customer success manager who was deactivated."""
    person = cast("leaver", "csm", team=east)
    people.deactivate(person, by="test", at=NOON)
    return person
