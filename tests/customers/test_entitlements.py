"""Entitlements: what somebody above publishes replaces what it published before, and nothing else."""

from datetime import date
from typing import Any

import pytest

from hourglass.customers import entitlements
from hourglass.customers.entitlements import Granted
from hourglass.customers.models import Entitlement
from tests import world


def granted(source: str, **more: Any) -> Granted:
    words = {"edition": None, "module": None, "quantity": 1, "starts_on": date(2026, 1, 1), "ends_on": None}
    return Granted(source=source, **(words | more))


def sources() -> dict[str, int]:
    return dict(Entitlement.objects.values_list("source", "account"))


def test_publishing_replaces_what_the_same_origin_granted(db: None) -> None:
    one, other = world.account().pk, world.account().pk
    assert entitlements.publish({one: [granted("line:1"), granted("line:2")], other: []}, origin="line") == 2
    entitlements.publish({one: [granted("trial:1")]}, origin="trial")
    assert entitlements.publish({one: [granted("line:2", quantity=3), granted("line:3")]}, origin="line") == 3
    assert sources() == {"line:2": one, "line:3": one, "trial:1": one}
    assert Entitlement.objects.get(source="line:2").quantity == 3


def test_what_moves_to_another_account_moves_its_entitlement(db: None) -> None:
    one, other = world.account().pk, world.account().pk
    entitlements.publish({one: [granted("line:1")]}, origin="line")
    entitlements.publish({one: [], other: [granted("line:1")]}, origin="line")
    assert sources() == {"line:1": other}


def test_publishing_the_same_writes_nothing(db: None) -> None:
    account = world.account().pk
    entitlements.publish({account: [granted("line:1")]}, origin="line")
    assert entitlements.publish({account: [granted("line:1")]}, origin="line") == 0


def test_a_source_says_whose_it_is(db: None) -> None:
    with pytest.raises(ValueError, match="Not of line"):
        entitlements.publish({world.account().pk: [granted("trial:1")]}, origin="line")
