"""Goals of the next year: written, confirmed by the customer, and confirmed anew when they change."""

from datetime import date

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.revenue.models import NextYearGoal, Renewal
from hourglass.revenue.renewals import closing, goals
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON


@pytest.fixture
def renewal(csm: User) -> Renewal:
    found = world.renewal(world.account(owner=csm))
    for number, day in enumerate((date(2027, 4, 1), date(2027, 7, 1), date(2027, 10, 1)), start=1):
        goals.add(found, goal=f"Goal {number}", method="Training", due_on=day, by=csm, at=NOON)
    return found


def test_rev_16_three_goals_are_confirmed_with_their_days(renewal: Renewal) -> None:
    assert goals.confirm(renewal, name="Ms Li", by="portal:link", at=NOON) == 3
    rows = NextYearGoal.objects.order_by("due_on").values_list("goal", "due_on", "confirmed_by")
    assert list(rows) == [
        ("Goal 1", date(2027, 4, 1), "Ms Li"),
        ("Goal 2", date(2027, 7, 1), "Ms Li"),
        ("Goal 3", date(2027, 10, 1), "Ms Li"),
    ]
    assert goals.confirm(renewal, name="Ms Li", by="portal:link", at=NOON) == 0
    assert Entry.objects.filter(verb="goal.confirmed").count() == 1


def test_rev_16_a_goal_that_changes_is_confirmed_anew(renewal: Renewal, csm: User) -> None:
    goals.confirm(renewal, name="Ms Li", by="portal:link", at=NOON)
    first = goals.goals_of(renewal)[0]
    words = {"method": first.method, "due_on": first.due_on, "by": csm, "at": NOON}
    goals.edit(first, goal_text=first.goal, version=first.version, **words)
    assert first.confirmed_at is not None
    goals.edit(first, goal_text="Another", version=first.version, **words)
    assert first.confirmed_at is None
    assert goals.confirm(renewal, name="Ms Li", by="portal:link", at=NOON) == 1


def test_a_goal_says_what_how_and_when(renewal: Renewal) -> None:
    for goal, method, day in (
        ("", "Training", date(2027, 4, 1)),
        ("Goal", " ", date(2027, 4, 1)),
        ("Goal", "How", renewal.due_on),
    ):
        with pytest.raises(RenewalRefused):
            goals.add(renewal, goal=goal, method=method, due_on=day, by="test", at=NOON)


def test_goals_are_removed_and_a_lost_renewal_has_none_to_add(renewal: Renewal, other_csm: User) -> None:
    with pytest.raises(Forbidden):
        goals.remove(goals.goals_of(renewal)[0], by=other_csm, at=NOON)
    for goal in goals.goals_of(renewal):
        goals.remove(goal, by="test", at=NOON)
    with pytest.raises(RenewalRefused):
        goals.confirm(renewal, name="Ms Li", by="portal:link", at=NOON)
    closing.lose(renewal, reason="price", version=renewal.version, by="test", at=NOON)
    with pytest.raises(RenewalRefused):
        goals.add(renewal, goal="Goal", method="How", due_on=date(2027, 4, 1), by="test", at=NOON)
