"""Today says what a person's customers need, the most urgent first, and which figures lead."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from hourglass.base import configuration, workspace
from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.base.periods import Period
from hourglass.console import morning
from hourglass.customers import segments, standing
from hourglass.customers.archive import forms, records
from hourglass.customers.models import Account, Dimension, Placement
from hourglass.customers.models.segments import USAGE_LEVEL
from hourglass.revenue import contracts
from hourglass.revenue.models import Category, Renewal
from hourglass.revenue.renewals import closing, moving, signing
from tests import world
from tests.conftest import NOON

TODAY = NOON.date()
WHO: dict[str, Any] = {"by": "test", "at": NOON}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False), override("en"):
        yield


def expiring(name: str, owner: User, days: int) -> Renewal:
    last = TODAY + timedelta(days=days)
    start = last.replace(year=last.year - 1) + timedelta(days=1)
    return world.renewal(world.account(name, owner=owner), start=start.isoformat())


def document(account: Account, days: int) -> None:
    words = [{"key": "a", "kind": "text", "zh": "甲", "en": "A"}]
    form = forms.add(key="status", label=Label("表", "Status form"), document=words, **WHO)
    records.open_record(account, form, due_on=TODAY + timedelta(days=days), **WHO)


def fall(account: Account, before: str, now: str) -> None:
    segments.install(**WHO)
    dimension = Dimension.objects.get(key=USAGE_LEVEL)
    days = {"from_on": TODAY - timedelta(days=1)}
    Placement.objects.create(account=account, dimension=dimension, code=now, before=before, **days)


def read(person: User) -> list[tuple[str, list[tuple[str, str, str]]]]:
    found = morning.work(morning.asked(person, at=NOON))
    return [(str(head), [(str(one.account), str(one.title), one.age) for one in rows]) for head, rows in found]


def names(person: User) -> list[str]:
    return [card.name for card in morning.cards(morning.asked(person, at=NOON))]


def test_what_is_late_stands_first_then_what_comes_soon(csm: User) -> None:
    expiring("Harbour", csm, -3)
    expiring("Bay", csm, 20)
    north = world.account("North", owner=csm)
    document(north, 5)
    fall(north, "U3", "U2")
    assert read(csm) == [
        ("Overdue", [("Harbour", "Carry the renewal to its end", "3 days ago")]),
        (
            "Within a week",
            [("North", "Find out why they use it less", "today"), ("North", "Fill in Status form", "5 days")],
        ),
        ("After that", [("Bay", "Carry the renewal to its end", "20 days")]),
    ]
    assert morning.said(morning.work(morning.asked(csm, at=NOON))) == "1 thing is overdue, 2 are due within a week"


def test_who_uses_it_more_than_before_is_no_work(csm: User) -> None:
    fall(world.account("North", owner=csm), "U2", "U3")
    assert read(csm) == []


def test_a_person_reads_of_their_own_customers_and_a_head_of_all(csm: User, other_csm: User, cs_head: User) -> None:
    expiring("Harbour", csm, 5)
    expiring("Bay", other_csm, 6)
    assert [one[0] for _head, rows in read(csm) for one in rows] == ["Harbour"]
    assert [one[0] for _head, rows in read(cs_head) for one in rows] == ["Harbour", "Bay"]
    world.account("Mine", owner=cs_head)
    assert read(cs_head) == []


def test_goal_23_the_leading_goal_orders_the_figures_and_changes_none(csm: User, client: Client) -> None:
    kept = expiring("Harbour", csm, 20)
    moving.categorise(kept, category=Category.RISK, version=kept.version, **WHO)
    gone = expiring("Bay", csm, 60)
    closing.lose(gone, reason="price", note="Too dear", version=gone.version, **WHO)
    before = morning.cards(morning.asked(csm, at=NOON))
    assert [(card.name, card.figure and card.figure.value) for card in before] == [
        ("lost", "1"), ("risk", "1"), ("due", "1"), ("growth", "0"),
    ]  # fmt: skip
    goal = {"effective_from": TODAY, "reason": "A growing market", **WHO}
    configuration.change(workspace.LEADING_GOAL, workspace.EXPANSION, **goal)
    after = morning.cards(morning.asked(csm, at=NOON))
    assert [card.name for card in after] == ["growth", "due", "risk", "lost"]
    assert sorted(map(repr, after)) == sorted(map(repr, before))
    User.objects.filter(pk=csm.pk).update(language="en")
    client.force_login(csm)
    page = client.get("/").content.decode()
    assert page.index("Grew at renewal") < page.index("Renewals at risk") < page.index(">Lost<")
    configuration.change(workspace.LEADING_GOAL, workspace.STOP_LOSS, **goal)
    assert names(csm)[:2] == ["lost", "risk"]


def test_growth_is_what_was_renewed_above_what_was_due(csm: User) -> None:
    renewal = expiring("Harbour", csm, 20)
    after = Period.of_months(renewal.due_on + timedelta(days=1), 12)
    dearer = world.contract(renewal.account, world.line(15_000, after))
    contracts.pay(dearer, amount=world.yuan(15_000), on=TODAY, **WHO)
    signing.link(renewal, dearer, version=renewal.version, **WHO)
    [card] = [card for card in morning.cards(morning.asked(csm, at=NOON)) if card.name == "growth"]
    assert card.figure
    assert (card.figure.value, card.figure.says) == ("1", "¥3,000 a year more, in twelve months")


def test_who_may_not_see_contracts_reads_no_renewals(agent: User, someone: User) -> None:
    for person in (agent, someone):
        assert names(person) == []
    standing.publish({})


def test_it_reads_in_chinese(csm: User, client: Client) -> None:
    expiring("Harbour", csm, -3)
    client.force_login(csm)
    page = client.get("/").content.decode()
    assert "推进续约" in page
    assert "1 件逾期" in page


def test_nothing_to_do_is_said(csm: User, client: Client) -> None:
    User.objects.filter(pk=csm.pk).update(language="en")
    client.force_login(csm)
    assert "Nothing to do" in client.get("/").content.decode()
