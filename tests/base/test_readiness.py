"""What is still lacking is found in the rows, not remembered."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.utils import translation

from hourglass.base import configuration, people, readiness, workspace
from hourglass.base.models import Channel, Team, User
from tests.conftest import NOON, Casting


def done(person: User) -> dict[str, bool]:
    return {step.key: step.done for step in readiness.steps(person)}


def test_a_csm_is_asked_only_for_what_she_may_do(csm: User) -> None:
    assert done(csm) == {"second-factor": False}


def test_an_administrator_alone_lacks_everything(admin: User) -> None:
    assert set(done(admin).values()) == {False}


def test_a_second_factor_counts_and_recovery_codes_alone_do_not(csm: User) -> None:
    Authenticator.objects.create(user=csm, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert not done(csm)["second-factor"]
    Authenticator.objects.create(user=csm, type=Authenticator.Type.TOTP, data={})
    assert done(csm)["second-factor"]


def test_a_colleague_counts_while_active(admin: User, cast: Casting) -> None:
    colleague = cast("colleague", "csm")
    assert done(admin)["colleagues"]
    people.deactivate(colleague, by="test", at=NOON)
    assert not done(admin)["colleagues"]


def test_one_team_without_a_lead_is_one_too_many(admin: User, lead: User, east: Team) -> None:
    assert done(admin)["leads"]
    people.add_team("South", by="test", at=NOON)
    assert not done(admin)["leads"]


@pytest.mark.parametrize(
    ("key", "setting", "to"),
    [("workspace-name", workspace.NAME_ZH, "云上软件"), ("calendar", workspace.CALENDAR, "weekdays")],
)
def test_a_setting_counts_once_somebody_decided_it(admin: User, key: str, setting: object, to: str) -> None:
    assert not done(admin)[key]
    configuration.change(setting, to, effective_from=NOON.date(), by=admin, at=NOON, reason="set-up")  # type: ignore[arg-type]
    assert done(admin)[key]


def test_a_channel_counts_while_it_is_in_use(admin: User) -> None:
    channel = Channel.objects.create(kind="wecom", name="值班群", purpose="staff", created_at=NOON)
    assert done(admin)["channel"]
    Channel.objects.filter(pk=channel.pk).update(paused_at=NOON, paused_by=admin)
    assert not done(admin)["channel"]


@pytest.mark.parametrize(
    ("utc_hour", "greeting"), [(0, "Good morning"), (3, "Good morning"), (4, "Good afternoon"), (10, "Good evening")]
)
def test_it_greets_by_the_clock_of_the_workspace(db: None, utc_hour: int, greeting: str) -> None:
    # Shanghai is eight hours ahead: midnight UTC is eight in the morning there.
    with translation.override("en"):
        assert str(readiness.greeting(datetime(2026, 11, 23, utc_hour, tzinfo=UTC))) == greeting
