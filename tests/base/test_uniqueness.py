"""A name that two people give at the same moment is given once, and the second is told so."""

import json
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction

from hourglass.base import people
from hourglass.base.models import CalendarException, Invitation, Role, Team, User
from hourglass.base.people import PersonRefused
from hourglass.base.refusals import Refused
from hourglass.base.uniqueness import unless_taken
from tests.conftest import NOON

# What the second of two people is told, by the verb: the field of the form that it belongs to.
TOLD = {
    "people.add": "email",
    "people.edit": "email",
    "people.accept": "email",
    "people.add_team": "name",
    "people.rename_team": "name",
    "roles.create": "name_zh",
    "roles.create, in English": "name_en",
    "roles.edit": "name_en",
    "channels.add": "name",
    "channels.edit": "name",
    "keys.create_write_key": "source",
    "calendars.add_exception": "day",
}
# One after the other both may; at the same moment the second may be refused, but never fails.
EITHER = {"people.invite": "email", "roles.create, of one key": "name_en"}
# Each change is a row of its own, and the later one holds.
BOTH = {"configuration.change"}


def at_once(what: str, environment: dict[str, str]) -> dict[str, list[str]]:
    """This function will let two people act at the same moment, pair by pair, and return how each was answered."""
    command = [sys.executable, "-m", "tests.base.at_once", what]
    ran = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, timeout=120)
    answers: dict[str, list[str]] = json.loads(ran.stdout)
    return answers


def test_two_people_who_give_one_name_at_the_same_moment_are_both_answered(shared_database: dict[str, str]) -> None:
    found = at_once("names", shared_database)
    expected = {verb: [["done", f"refused: {field}"]] for verb, field in TOLD.items()}
    expected |= {verb: [["done", f"refused: {field}"], ["done", "done"]] for verb, field in EITHER.items()}
    expected |= {verb: [["done", "done"]] for verb in BOTH}
    assert {verb: answers for verb, answers in found.items() if answers not in expected[verb]} == {}
    assert set(found) == set(expected)


TAKEN = Refused("taken")


def twice(model: type[User | Team | Role | CalendarException | Invitation]) -> None:
    """Write two rows of a model that may not both be there."""
    fields: dict[str, object] = {
        User: {"email": "a@example.com"},
        Team: {"name": "East"},
        Role: {"name_zh": "甲"},
        CalendarException: {"day": "2026-01-05", "worked": True, "recorded_at": NOON},
        Invitation: {"email": "a@example.com", "digest": "d", "invited_at": NOON, "expires_at": NOON},
    }[model]
    for number in range(2):
        model.objects.create(**fields | ({"key": number, "name_en": number} if model is Role else {}))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (User, "base_user_one_address"),
        (Team, "base_team_one_name"),
        (CalendarException, "base_calendar_one_decision_a_day"),
        (Role, "base_role_one_name_zh"),
    ],
)
def test_a_broken_constraint_becomes_its_refusal(db: None, model: type[User], name: str) -> None:
    with pytest.raises(Refused, match="taken"), unless_taken(model, **{name: TAKEN}):
        twice(model)
    assert not model.objects.exists(), "what the block wrote stayed"


def test_another_constraint_than_those_named_stays_a_fault(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), unless_taken(Role, base_role_one_key=TAKEN):
        twice(Role)
    with pytest.raises(IntegrityError), transaction.atomic(), unless_taken(User, base_user_one_address=TAKEN):
        Team.objects.create(name=None)
    with pytest.raises(IntegrityError), transaction.atomic(), unless_taken(Role, base_role_one_name_en=TAKEN):
        twice(Invitation)


def test_after_a_refusal_the_transaction_goes_on(db: None, east: Team) -> None:
    with transaction.atomic():
        with pytest.raises(PersonRefused):
            people.add_team("EAST", by="test", at=NOON)
        people.add_team("North", by="test", at=NOON)
    assert sorted(Team.objects.values_list("name", flat=True)) == ["East", "North"]
