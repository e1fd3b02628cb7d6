"""The start of service set by hand: the CS head alone, with a written reason, on the record."""

from datetime import date

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.customers import starts
from hourglass.customers.starts import StartRefused
from tests import world
from tests.conftest import NOON


def test_life_05_only_the_cs_head_sets_a_start_by_hand(csm: User, lead: User, cs_head: User) -> None:
    account = world.account(owner=csm)
    for person in (csm, lead):
        with pytest.raises(Forbidden):
            starts.override(account, to=date(2026, 2, 1), version=0, by=person, at=NOON, reason="Late set-up")
    starts.override(account, to=date(2026, 2, 1), version=0, by=cs_head, at=NOON, reason="Late set-up")
    entry = Entry.objects.get(verb="account.start_set")
    assert (entry.actor, entry.text.reason, entry.new) == (cs_head, "Late set-up", {"start_override": "2026-02-01"})


def test_a_start_by_hand_needs_a_reason(db: None) -> None:
    with pytest.raises(StartRefused):
        starts.override(world.account(), to=date(2026, 2, 1), version=0, by="test", at=NOON, reason=" ")
