"""Rows added at once come out as they would one by one."""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from hourglass.base import adding, timeline
from hourglass.base.models import EntryText, Team, User
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict[str, object]:
    """This function will give all that the database holds of a row, apart from its key."""
    return {name: value for name, value in type(row)._base_manager.values().get(pk=row.pk).items() if name != "id"}


def test_rows_are_as_the_framework_would_add_them() -> None:
    columns = {
        "email": ["a@x.com", "b@x.com"],
        "name": ["甲", "乙"],
        "joined_at": [NOON, NOON],
        "team_id": [None, None],
    }
    keys = adding.add_rows(User, columns)
    everyone = User.objects.unscoped(reason="test")
    ours = [values(everyone.get(pk=key)) for key in keys]
    assert ours[0].pop("stamp") != ours[1].pop("stamp")  # what is drawn is drawn for each row
    everyone.filter(pk__in=keys).delete()
    rows = [User(email=mail, name=name, joined_at=NOON) for mail, name in (("a@x.com", "甲"), ("b@x.com", "乙"))]
    everyone.bulk_create(rows)
    User.objects.unscoped(reason="test").filter(name__in="甲乙").update(joined_at=NOON)
    assert ours == [{name: value for name, value in values(row).items() if name != "stamp"} for row in rows]


def test_columns_that_nobody_names_take_their_default() -> None:
    [key] = adding.add_rows(Team, {"name": ["North"]})
    team = Team(name="South")
    team.save()
    assert {**values(Team.objects.get(pk=key)), "name": "South"} == values(team)


def test_more_rows_than_one_statement_takes_keep_their_order() -> None:
    names = [f"Team {n}" for n in range(2 * adding.AT_ONCE + 1)]
    with CaptureQueriesContext(connection) as asked:
        keys = adding.add_rows(Team, {"name": names})
    assert len(asked) > 2
    assert [Team.objects.get(pk=keys[n]).name for n in (0, adding.AT_ONCE, -1)] == [names[0], names[500], names[-1]]


def test_a_row_that_breaks_a_constraint_takes_the_others_with_it() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        adding.add_rows(Team, {"name": ["North", "North"]})
    assert not Team.objects.exists()


def test_an_unknown_column_is_a_bug() -> None:
    with pytest.raises(ValueError, match="nmae"):
        adding.add_rows(Team, {"nmae": ["North"]})


def test_a_key_that_is_another_rows_is_kept() -> None:
    entry = timeline.record("record.checked", on=Team(pk=1, name="North"), by="job:test", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        adding.add_rows(EntryText, {"entry_id": [entry.pk]})


def test_rows_are_changed_each_in_its_own_way() -> None:
    keys = adding.add_rows(Team, {"name": ["North", "South", "West"]})
    adding.change_rows(Team, keys[:2], {"name": ["N", "S"], "version": [3, 4]})
    assert sorted(Team.objects.values_list("name", "version")) == [("N", 3), ("S", 4), ("West", 0)]
