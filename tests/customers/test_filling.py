"""The values of a portrait, and how complete it is (SEG-08)."""

from typing import Any

import pytest

from hourglass.base.labels import Label
from hourglass.base.models import Entry
from hourglass.customers import accounts, filling, portraits
from hourglass.customers.filling import ValueRefused
from hourglass.customers.models import Account, PortraitField
from tests import world
from tests.conftest import NOON

CHOICES = [{"key": "stock", "zh": "库存", "en": "Stock"}, {"key": "staff", "zh": "人员", "en": "Staff"}]


def field(key: str, kind: str = "number", **words: Any) -> PortraitField:
    return portraits.add(key=key, label=Label.same(key), kind=kind, by="test", at=NOON, **words)


def complete(account: Account) -> str:
    fields = PortraitField.objects.in_use()
    return filling.completeness(Account.objects.get(pk=account.pk), fields, at=NOON).percent()


def test_seg_08_eight_of_ten_mandatory_fields_are_80_percent(db: None) -> None:
    for number in range(10):
        field(f"m{number}", mandatory=True)
    field("extra")
    account = world.account()
    assert complete(account) == "0.0%"
    accounts.describe(account, version=0, values={f"m{n}": n for n in range(8)}, by="test", at=NOON)
    assert complete(account) == "80.0%"
    accounts.describe(account, version=1, values={"extra": 1}, by="test", at=NOON)
    assert complete(account) == "80.0%"


def test_seg_08_without_mandatory_fields_there_is_no_completeness(db: None) -> None:
    field("extra")
    assert complete(world.account(portrait={"extra": 3})) == "—"


def test_seg_08_a_retired_field_is_no_longer_asked_for(db: None) -> None:
    kept, gone = field("kept", mandatory=True), field("gone", mandatory=True)
    account = world.account(portrait={kept.key: 1})
    portraits.retire(gone, version=0, by="test", at=NOON)
    assert complete(account) == "100.0%"


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("number", "12", 12),
        ("number", "2.50", 2.5),
        ("number", 3.0, 3),
        ("text", "  ok ", "ok"),
        ("choice", "stock", "stock"),
        ("choices", ["staff", "stock", "staff"], ["stock", "staff"]),
        ("yes_no", False, False),
        ("day", "2026-11-23", "2026-11-23"),
        ("day", NOON.date(), "2026-11-23"),
        ("number", "", None),
        ("choices", [], None),
    ],
)
def test_a_field_keeps_what_it_takes(db: None, kind: str, given: Any, kept: Any) -> None:
    assert filling.kept(field("x", kind, choices=CHOICES), given) == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e99"),
        ("number", True),
        ("text", "x" * 2001),
        ("choice", "other"),
        ("choice", ["stock"]),
        ("choices", "stock"),
        ("choices", ["other"]),
        ("choices", [{"a": 1}]),
        ("yes_no", "yes"),
        ("day", "23.11.2026"),
    ],
)
def test_a_field_refuses_what_it_does_not_take(db: None, kind: str, given: Any) -> None:
    with pytest.raises(ValueRefused) as refused:
        filling.kept(field("x", kind, choices=CHOICES), given)
    assert refused.value.field == "x"


def test_a_field_that_is_not_there_is_told(db: None) -> None:
    with pytest.raises(ValueRefused, match="nowhere"):
        accounts.describe(world.account(), version=0, values={"nowhere": 1}, by="test", at=NOON)


def test_what_changed_in_a_portrait_stands_in_the_record(db: None) -> None:
    field("doctors")
    account = world.account(portrait={"doctors": 3})
    accounts.describe(account, version=0, values={"doctors": "4"}, by="test", at=NOON)
    accounts.describe(account, version=1, values={"doctors": None}, by="test", at=NOON)
    entries = Entry.objects.filter(verb="account.described").order_by("pk")
    assert [(entry.old, entry.new) for entry in entries] == [
        ({"doctors": 3}, {"doctors": 4}),
        ({"doctors": 4}, {"doctors": None}),
    ]
