"""The demo's people come in through the verbs, once."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from hourglass.base import configuration, readiness, workspace
from hourglass.base.models import Team, User
from hourglass.config import demo
from tests.conftest import NOON


@pytest.fixture
def data(settings: LazySettings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_its_people_come_in_once_with_their_teams_and_the_words_of_the_workspace(data: Path, db: None) -> None:
    assert demo.install(at=NOON)
    assert [person.check_password(demo.password()) for person in User.objects.all()] == [True] * len(demo.PEOPLE)
    for team in Team.objects.all():
        assert team.lead is not None
        assert team.lead.team == team
        assert team.members.filter(roles__key="csm").exists()
    assert readiness.workspace_name(NOON, "en") == "Yunfan Software"
    assert configuration.value(workspace.CALENDAR, on=NOON.date()) == "china"
    User.objects.filter(email=f"mei@{demo.DOMAIN}").update(email="renamed@example.com")
    assert not demo.install(at=NOON)
    assert User.objects.count() == len(demo.PEOPLE)


def test_the_password_is_kept_for_its_owner_alone(data: Path) -> None:
    assert demo.password() == demo.password()
    assert (data / "demo-password").stat().st_mode & 0o777 == 0o600
