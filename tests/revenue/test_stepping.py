"""Commercial steps: how long they take, whether they are done, and the gap that remains."""

from datetime import timedelta

import pytest

from hourglass.base.models import User
from hourglass.revenue.models import Renewal
from hourglass.revenue.renewals import bridging, stepping
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON


@pytest.fixture
def renewal(csm: User) -> Renewal:
    return world.renewal(world.account(owner=csm))


def test_rev_18_steps_that_take_longer_than_what_is_left_leave_a_gap(renewal: Renewal) -> None:
    day = renewal.due_on - timedelta(days=30)
    steps = stepping.steps_of(renewal)
    assert sum(step.lead_days for step in steps) == 45
    assert stepping.projected(renewal, steps, day=day).gap == 15
    to = renewal.due_on + timedelta(days=15)
    bridging.extend(renewal, to=to, version=renewal.version, by="test", at=NOON, reason="Tender")
    assert stepping.projected(renewal, steps, day=day).gap == 0


def test_what_is_done_or_takes_less_shortens_the_way(renewal: Renewal, csm: User) -> None:
    offer, approval, *_rest = stepping.steps_of(renewal)
    stepping.done(offer, on=NOON.date(), version=0, by=csm, at=NOON, evidence="Mail of today")
    stepping.schedule(approval, lead_days=2, version=0, by=csm, at=NOON)
    steps = stepping.steps_of(renewal)
    assert (stepping.projected(renewal, steps, day=NOON.date()).on - NOON.date()).days == 22
    assert steps[0].owner == csm
    stepping.undone(offer, version=1, by=csm, at=NOON)
    assert (stepping.projected(renewal, stepping.steps_of(renewal), day=NOON.date()).on - NOON.date()).days == 27


def test_a_step_is_not_done_ahead_of_time(renewal: Renewal) -> None:
    offer = stepping.steps_of(renewal)[0]
    with pytest.raises(RenewalRefused):
        stepping.done(offer, on=NOON.date() + timedelta(days=1), version=0, by="test", at=NOON)
    with pytest.raises(RenewalRefused):
        stepping.schedule(offer, lead_days=999, version=0, by="test", at=NOON)
