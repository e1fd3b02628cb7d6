"""Customers by the interface: read, added and changed by the verbs of the pages, as far as the token's person sees."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hourglass.base.models import Entry, User
from hourglass.customers import accounts
from hourglass.customers.models import Account
from tests import world
from tests.conftest import NOON
from tests.gateway.api.machine import Machine, machine_of

FULL = {
    "name": "仁康口腔",
    "number": "K1",
    "registration": "91510100MA6",
    "city": "成都",
    "region": "四川",
    "industry": "口腔",
    "external_ids": [{"source": "crm", "value": "A-1"}],
}


def test_a_customer_is_added_and_read_again(machine: Machine, admin: User) -> None:
    added = machine.post("accounts", FULL)
    assert added.status == 201
    account = Account.objects.get()
    assert {name: added.body[name] for name in FULL} == FULL
    assert (added.body["id"], added.body["owner"], added.body["version"]) == (account.pk, admin.email, 0)
    assert machine.get(f"accounts/{account.pk}").body == added.body


def test_conv_08_what_a_machine_did_stands_in_the_record_with_person_and_token(machine: Machine, admin: User) -> None:
    machine.post("accounts", {"name": "North"})
    entry = Entry.objects.get(verb="account.added")
    assert (entry.actor, entry.machine) == (admin, "token:Sync")


def test_the_record_says_through_which_token_something_was_done(machine: Machine, admin: User) -> None:
    admin.language = "en"
    admin.save(update_fields=["language"])
    machine.post("accounts", {"name": "North"})
    machine.client.force_login(admin)
    page = machine.client.get("/admin/audit/").content.decode()
    assert "Admin (through the token “Sync”)" in page


def test_nobody_owns_a_customer_that_is_added_with_null(machine: Machine) -> None:
    assert machine.post("accounts", {"name": "North", "owner": None}).body["owner"] is None


def test_an_owner_is_named_by_address(machine: Machine, csm: User) -> None:
    assert machine.post("accounts", {"name": "North", "owner": "CSM@example.com"}).body["owner"] == csm.email
    lost = machine.post("accounts", {"name": "South", "owner": "gone@example.com"})
    assert (lost.status, lost.kind, lost.fields) == (422, "invalid", ["owner"])
    assert Account.objects.count() == 1


def test_blanks_around_a_text_are_no_part_of_it(machine: Machine) -> None:
    named = {"name": " North ", "number": " K1 ", "external_ids": [{"source": " crm", "value": "A-1 "}]}
    made = machine.post("accounts", named).body
    assert (made["name"], made["number"]) == ("North", "K1")
    assert made["external_ids"] == [{"source": "crm", "value": "A-1"}]
    assert machine.post("accounts", {"name": "South", "number": "K1"}).fields == ["number"]
    assert machine.patch(f"accounts/{made['id']}", {"version": 0, "name": "N ", "city": " "}).body["name"] == "N"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "x", "moon": 1}, "moon"),
        ({"name": "x", "owner": "no address"}, "owner"),
        ({"name": "x", "owner": 5}, "owner"),
        ({"name": "x", "external_ids": [{"source": "crm"}]}, "external_ids.0.value"),
        ({"name": "x", "external_ids": "crm"}, "external_ids"),
    ],
)
def test_what_does_not_fit_is_named_with_its_field(machine: Machine, body: dict[str, Any], field: str) -> None:
    answer = machine.post("accounts", body)
    assert (answer.status, answer.kind, answer.fields) == (422, "invalid", [field])
    assert not Account.objects.exists()


@pytest.mark.parametrize("body", [[], "name", 5, None, True])
def test_a_body_that_is_no_object_is_refused(machine: Machine, body: Any) -> None:
    answer = machine.call("POST", "accounts", b"null" if body is None else body)
    assert (answer.status, answer.kind) == (422, "invalid")


def test_a_rule_of_the_product_refuses_and_leaves_nothing_behind(machine: Machine) -> None:
    machine.post("accounts", FULL)
    taken = machine.post("accounts", {"name": "Another", "number": "K1"})
    assert (taken.status, taken.kind, taken.fields) == (422, "refused", ["number"])
    linked = machine.post("accounts", {"name": "Third", "external_ids": FULL["external_ids"]})
    assert (linked.status, linked.kind) == (422, "refused")
    assert Account.objects.count() == 1


def test_a_change_touches_what_it_names_alone(machine: Machine) -> None:
    made = machine.post("accounts", FULL).body
    changed = machine.patch(f"accounts/{made['id']}", {"version": 0, "city": "重庆", "industry": ""})
    assert changed.status == 200
    assert changed.body == made | {"city": "重庆", "industry": "", "version": 1}


def test_a_change_of_what_somebody_changed_meanwhile_is_a_conflict(machine: Machine) -> None:
    made = machine.post("accounts", FULL).body
    assert machine.patch(f"accounts/{made['id']}", {"version": 0, "city": "A"}).status == 200
    late = machine.patch(f"accounts/{made['id']}", {"version": 0, "city": "B"})
    assert (late.status, late.kind) == (409, "changed-meanwhile")
    assert Account.objects.get().city == "A"


def test_a_customer_is_handed_on_with_other_changes_or_not_at_all(machine: Machine, csm: User) -> None:
    made = machine.post("accounts", FULL).body
    path = f"accounts/{made['id']}"
    handed = machine.patch(path, {"version": 0, "city": "A", "owner": csm.email})
    assert (handed.body["owner"], handed.body["city"], handed.body["version"]) == (csm.email, "A", 2)
    lost = machine.patch(path, {"version": 2, "city": "B", "owner": "gone@example.com"})
    assert (lost.status, Account.objects.get().city) == (422, "A")
    assert machine.patch(path, {"version": 2, "owner": None}).body["owner"] is None


def test_what_a_person_does_not_see_is_not_there(hers: Machine, csm: User, other_csm: User) -> None:
    own, foreign = world.account(owner=csm), world.account("Foreign", number="F1", owner=other_csm)
    assert [one["id"] for one in hers.get("accounts").body["data"]] == [own.pk]
    for answer in (
        hers.get(f"accounts/{foreign.pk}"),
        hers.patch(f"accounts/{foreign.pk}", {"version": 0, "city": "x"}),
        hers.get("accounts/999999"),
    ):
        assert (answer.status, answer.kind) == (404, "not-found")
    assert hers.get("accounts?number=F1").body == {"data": [], "next": None}


def test_a_person_who_may_not_hand_customers_on_cannot_by_a_token(hers: Machine, csm: User, other_csm: User) -> None:
    own = world.account(owner=csm)
    answer = hers.patch(f"accounts/{own.pk}", {"version": 0, "owner": other_csm.email})
    assert (answer.status, answer.kind) == (403, "forbidden")


def test_a_token_allows_what_it_names(admin: User) -> None:
    world.account("North")
    reading = machine_of(admin, allows=["accounts.view"])
    assert reading.get("accounts").status == 200
    assert reading.post("accounts", {"name": "South"}).kind == "forbidden"
    blind = machine_of(admin, allows=["accounts.edit"])
    assert blind.get("accounts").kind == "forbidden"
    assert blind.post("accounts", {"name": "South"}).status == 201


@pytest.mark.parametrize(
    "query",
    [
        "number=K1",
        "owner=CSM@example.com",
        "source=crm&external=A-1",
        "external=A-1",
        "number=K1&owner=csm@example.com&limit=500",
    ],
)
def test_lists_are_narrowed(machine: Machine, csm: User, query: str) -> None:
    wanted = world.account("North", number="K1", owner=csm)
    accounts.link(wanted, source="crm", value="A-1", by="test", at=NOON)
    accounts.link(world.account("South", number="K2"), source="crm", value="A-2", by="test", at=NOON)
    assert [one["name"] for one in machine.get(f"accounts?{query}").body["data"]] == ["North"]


def test_what_changed_since_a_moment(machine: Machine) -> None:
    before = timezone.now().isoformat().replace("+00:00", "Z")
    north, south = world.account("North"), world.account("South")
    between = timezone.now().isoformat()  # with a plus sign, which an address turns into a space
    accounts.edit(north, version=0, city="x", by="test", at=NOON)
    assert [one["id"] for one in machine.get(f"accounts?updated_since={before}").body["data"]] == [north.pk, south.pk]
    assert [one["id"] for one in machine.get(f"accounts?updated_since={between}").body["data"]] == [north.pk]
    later = (timezone.now() + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert machine.get(f"accounts?updated_since={later}").body["data"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("updated_since=yesterday", "updated_since"),
        ("updated_since=2026-01-01T00:00:00", "updated_since"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
        ("updatd_since=2026-01-01T00:00:00Z", "updatd_since"),
        ("cursor=x", "cursor"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused(machine: Machine, query: str, field: str) -> None:
    answer = machine.get(f"accounts?{query}")
    assert (answer.status, answer.kind, answer.fields) == (422, "invalid", [field])


def test_closed_and_merged_customers_are_told_with_what_became_of_them(machine: Machine) -> None:
    account = world.account("North")
    accounts.close(account, version=0, reason="gone", by="test", at=NOON)
    [told] = machine.get("accounts").body["data"]
    assert (told["closed_at"], told["merged_into"]) == ("2026-11-23T04:00:00Z", None)
