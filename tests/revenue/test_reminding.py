"""Reminders: each once, and the lead hears of what the customer has not committed to."""

from datetime import date, datetime

import pytest

from hourglass.base.models import Delivery, Entry, User
from hourglass.base.models.channels import unseal
from hourglass.base.schedule import Work
from hourglass.revenue import jobs
from hourglass.revenue.models import Renewal, State
from tests import world
from tests.conftest import NOON


def day(text: str) -> datetime:
    return NOON + (date.fromisoformat(text) - NOON.date())


def remind(text: str) -> int:
    return jobs.remind(Work("renewals.remind", day(text), None, NOON))


@pytest.fixture
def renewal(csm: User, lead: User) -> Renewal:
    return world.renewal(world.account("Renkang", owner=csm, team=csm.team))  # expires 2027-01-14


def hearers() -> list[str]:
    return sorted(Delivery.objects.exclude(key__contains=":opened:").values_list("recipient", flat=True))


def test_the_owner_is_reminded_60_30_and_7_days_before_and_on_the_day(renewal: Renewal, csm: User, lead: User) -> None:
    days = ("2026-11-14", "2026-11-15", "2026-11-16", "2026-12-15", "2027-01-07", "2027-01-14", "2027-01-15")
    assert [remind(text) for text in days] == [0, 1, 0, 1, 1, 1, 0]
    assert [remind(text) for text in days] == [0] * 7
    reminders = Entry.objects.filter(verb="renewal.reminded").order_by("pk")
    assert [entry.new["days"] for entry in reminders] == [60, 30, 7, 0]
    assert hearers().count(csm.email) == 4


def test_the_lead_hears_at_30_days_when_the_customer_has_not_committed(renewal: Renewal, lead: User) -> None:
    remind("2026-11-15")
    assert lead.email not in hearers()
    remind("2026-12-15")
    assert hearers().count(lead.email) == 1
    assert Entry.objects.get(verb="renewal.escalated").new == {"leads": [lead.name]}


def test_who_committed_is_not_brought_before_the_lead_and_who_signed_is_not_reminded(
    renewal: Renewal, lead: User
) -> None:
    world.through(renewal, to=State.COMMITTED)
    remind("2026-12-15")
    assert lead.email not in hearers()
    Renewal.objects.update(signed_on=NOON.date())
    assert remind("2027-01-07") == 0


def test_each_hears_it_in_their_own_language(renewal: Renewal, csm: User) -> None:
    User.objects.filter(pk=csm.pk).update(language="en")
    remind("2026-12-15")
    message = unseal(Delivery.objects.get(recipient=csm.email, key__contains="reminder").sealed)
    assert message["title"] == "Renewal of Renkang, due 2027-01-14"
    assert "30 days" in message["text"]
