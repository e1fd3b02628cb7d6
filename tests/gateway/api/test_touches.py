"""Touch points by the interface."""

from datetime import datetime
from typing import Any

import pytest

from hourglass.base import timeline
from hourglass.base.models import Entry, User
from tests import world
from tests.gateway.api.machine import Machine


def said(account: int, **more: Any) -> dict[str, Any]:
    return {"account": account, "source": "hotline", "key": "T-1", "channel": "hotline"} | more


def test_file_11_a_touch_point_of_the_hotline_is_on_the_timeline_at_once_and_once(machine: Machine) -> None:
    account = world.account()
    sent = said(account.pk, note="Asked about stock.", sentiment="negative", happened_at="2026-01-31T09:00:00+08:00")
    first, again = machine.post("touches", sent), machine.post("touches", sent)
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body
    [entry] = Entry.objects.unscoped(reason="test").about(str(account.pk)).filter(verb="touch.logged")
    assert (entry.channel, entry.sentiment, entry.note) == ("hotline", "negative", "Asked about stock.")
    assert datetime.fromisoformat(first.body["happened_at"]) == entry.at
    account.refresh_from_db()
    assert account.touched_at == entry.at


def test_a_touch_point_reads_as_it_was_corrected(machine: Machine, admin: User) -> None:
    account = world.account()
    key = machine.post("touches", said(account.pk, note="x")).body["id"]
    entry = Entry.objects.unscoped(reason="test").get(pk=key)
    timeline.correct(entry, to={"note": "y"}, by=admin, at=entry.recorded_at, reason="A slip.")
    assert machine.get(f"touches/{key}").body["note"] == "y"
    assert [one["note"] for one in machine.get(f"touches?account={account.pk}").body["data"]] == ["y"]


def test_a_touch_point_names_its_person(machine: Machine) -> None:
    account = world.account().pk
    person = machine.post("contacts", {"account": account, "name": "Li"}).body["id"]
    assert machine.post("touches", said(account, contact=person)).body["contact"] == person
    other = machine.post("contacts", {"account": world.account().pk, "name": "Wang"}).body["id"]
    assert machine.post("touches", said(account, key="T-2", contact=other)).fields == ["contact"]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"channel": "moon"}, "channel"), ({"sentiment": "sad"}, "sentiment"), ({"key": " "}, "key"),
     ({"happened_at": "2027-01-31T09:00:00Z"}, "happened_at"), ({"happened_at": "2026-01-31"}, "happened_at")],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_field(machine: Machine, more: dict[str, Any], field: str) -> None:
    answer = machine.post("touches", said(world.account().pk, **more))
    assert (answer.status, answer.fields) == (422, [field])


def test_touch_points_of_unseen_customers_are_not_there(hers: Machine, machine: Machine, other_csm: User) -> None:
    foreign = world.account(owner=other_csm)
    key = machine.post("touches", said(foreign.pk)).body["id"]
    assert hers.get("touches").body["data"] == []
    assert hers.get(f"touches/{key}").kind == "not-found"
    assert hers.post("touches", said(foreign.pk)).fields == ["account"]
