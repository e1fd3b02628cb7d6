"""Two accounts that are one customer: merged with their history kept, and taken apart again (REV-12, T70)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models
from django.utils.translation import override

from hourglass.base.labels import Label
from hourglass.base.models import Entry, Team, User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import accounts, contacts, duplicates, estate, merging, portraits, stores, succession, touches
from hourglass.customers.accounts import AccountRefused
from hourglass.customers.merging import MergeRefused
from hourglass.customers.models import Account, Contact, Duty, ExternalId, Handing, Member, Merge, Store
from hourglass.revenue import contracts
from hourglass.revenue.models import Contract
from tests import world
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def now(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def merged(loser: Account, into: Account, by: Any = "test", **words: Any) -> Merge:
    loser, into = now(loser), now(into)
    return merging.merge(
        loser, into=into, versions=(loser.version, into.version), by=by, at=NOON, **{"reason": "the same"} | words
    )


def undone(merge: Merge, by: Any = "test") -> None:
    merging.undo(Merge.objects.get(pk=merge.pk), by=by, at=LATER, reason="two after all")


def furnished(name: str, **fields: Any) -> Account:
    """A customer with one of everything."""
    account = world.account(name, **fields)
    person = contacts.add(account, f"{name} Li", email=f"li@{name.lower()}.example", by="test", at=NOON)
    Contact.objects.filter(pk=person.pk).update(is_liaison=True)
    stores.add(account, "Harbour", by="test", at=NOON)
    accounts.link(account, source="crm", value=name, by="test", at=NOON)
    deal = world.contract(account, world.line(1200, world.term("2026-01-01")), number=f"HT-{name}")
    contracts.pay(deal, amount=world.yuan(1200), on=date(2026, 1, 5), by="test", at=NOON)
    touches.receive(account, source="hotline", key=name, channel="hotline", by="test", at=NOON)
    return account


def test_rev_12_a_merge_moves_everything_and_keeps_both_histories(cs_head: User) -> None:
    winner, loser = furnished("East"), furnished("West")
    merged(loser, winner, by=cs_head)
    assert now(loser).merged_into == winner
    for model, count in ((Contact, 2), (Store, 2), (ExternalId, 2), (Contract, 2)):
        assert model.objects.filter(account=winner).count() == count, model
        assert not model.objects.filter(account=loser).exists(), model
    told = Entry.objects.about_any(succession.stories(winner)).values_list("verb", "object_id")
    assert {("account.added", str(winner.pk)), ("account.added", str(loser.pk))} <= set(told)
    assert ("account.absorbed", str(winner.pk)) in told
    assert (now(winner).store_count, now(winner).contact_count) == (2, 2)
    assert now(winner).recurring == world.yuan(2400)
    assert not now(loser).recurring
    assert now(winner).touched_at == NOON


def test_rev_12_what_other_systems_call_a_merged_account_leads_to_the_one_that_stays(db: None) -> None:
    winner, loser = furnished("East", number="E-1"), furnished("West", number="W-1")
    third = world.account("North", number="N-1")
    merged(loser, winner)
    merged(winner, third)
    assert succession.by_identifier("crm", "West") == third.pk
    assert [succession.by_number(number) for number in ("N-1", "E-1", "W-1")] == [third.pk] * 3
    assert succession.by_number("") is None
    assert succession.by_identifier("crm", "nobody") is None
    assert set(succession.absorbed(third)) == {winner.pk, loser.pk}


def test_numbers_that_were_chosen_change_places_so_that_both_still_lead(db: None) -> None:
    winner = world.account("East", number="E-1", registration="RE", city="Chengdu")
    loser = world.account("West", number="W-1", registration="RW", region="Sichuan")
    merged(loser, winner, taken=["number", "registration", "name"])
    assert (now(winner).name, now(winner).number, now(winner).registration) == ("West", "W-1", "RW")
    assert (now(loser).number, now(loser).registration) == ("E-1", "RE")
    assert (now(winner).city, now(winner).region) == ("Chengdu", "Sichuan")
    assert succession.by_number("E-1") == succession.by_number("W-1") == winner.pk
    assert duplicates.of(name="West")[0].account == winner


def test_a_registration_number_only_the_other_knew_is_taken(db: None) -> None:
    winner, loser = world.account("East"), world.account("West", registration="RW")
    merge = merged(loser, winner)
    assert now(winner).registration == "RW"
    undone(merge)
    assert (now(winner).registration, now(loser).registration) == ("", "RW")


def test_an_owner_that_was_chosen_is_a_handing_on(csm: User, other_csm: User) -> None:
    winner, loser = world.account("East", owner=csm), world.account("West", owner=other_csm)
    merge = merged(loser, winner, taken=["owner"])
    assert now(winner).owner == other_csm
    undone(merge)
    assert now(winner).owner == csm
    handed = Handing.objects.filter(account=winner).order_by("pk").values_list("old_owner", "new_owner")
    assert list(handed) == [(csm.pk, other_csm.pk), (other_csm.pk, csm.pk)]


def test_portraits_are_joined(db: None) -> None:
    for key in ("doctors", "visits", "chairs"):
        portraits.add(key=key, label=Label.same(key), kind="number", by="test", at=NOON)
    winner = world.account("East", portrait={"doctors": 1, "visits": 2})
    loser = world.account("West", portrait={"doctors": 9, "visits": 8, "chairs": 7})
    merge = merged(loser, winner, taken=["portrait.visits"])
    assert now(winner).portrait == {"doctors": 1, "visits": 8, "chairs": 7}
    undone(merge)
    assert now(winner).portrait == {"doctors": 1, "visits": 2}


def test_two_liaisons_and_stores_of_one_name_are_settled_with_a_trace(db: None) -> None:
    winner, loser = furnished("East"), furnished("West")
    merged(loser, winner)
    assert Contact.objects.get(account=winner, is_liaison=True).name == "East Li"
    assert set(Store.objects.filter(account=winner).values_list("name", flat=True)) == {"Harbour", "Harbour (West)"}
    verbs = Entry.objects.filter(about=str(loser.pk)).values_list("verb", flat=True)
    assert {"contact.changed", "store.changed"} <= set(verbs)


def test_the_only_liaison_stays_one(db: None) -> None:
    winner, loser = world.account("East"), furnished("West")
    merged(loser, winner)
    assert Contact.objects.get(account=winner).is_liaison


def test_long_store_names_are_told_apart_within_their_length(db: None) -> None:
    winner, loser = world.account("East"), world.account("W" * 200)
    for account in (winner, loser):
        stores.add(account, "H" * 120, by="test", at=NOON)
    merged(loser, winner)
    names = list(Store.objects.filter(account=winner).values_list("name", flat=True))
    assert len(set(names)) == 2
    assert max(map(len, names)) <= 120


def test_who_served_either_serves_the_one_that_stays(csm: User, other_csm: User, cs_head: User) -> None:
    winner, loser = world.account("East", owner=csm), world.account("West", owner=other_csm)
    accounts.add_member(winner, cs_head, duty=Duty.RENEWAL, by="test", at=NOON)
    accounts.add_member(loser, cs_head, duty=Duty.RENEWAL, by="test", at=NOON)
    accounts.add_member(loser, other_csm, duty=Duty.DEPUTY, by="test", at=NOON)
    merged(loser, winner)
    assert Member.objects.filter(account=winner).count() == 2
    assert Account.objects.visible_to(other_csm).filter(pk=winner.pk).exists()


LEFT_OUT = {"version", "touched_at"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row that belongs to an account, and the accounts, apart from what only counts changes."""
    found = {belonging.model for belonging in estate.belongings()} | {Account}
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in LEFT_OUT}
            for row in models.QuerySet(model).order_by("pk").values()
        ]
        for model in found
        if model not in {Merge, Handing}  # they only grow
    }


@pytest.mark.parametrize("taken", [[], ["name", "number", "registration", "city", "owner", "team"]])
def test_rev_12_undoing_a_merge_leaves_everything_as_it_was(
    cs_head: User, csm: User, east: Team, taken: list[str]
) -> None:
    winner = furnished("East", number="E-1", registration="RE", city="Chengdu")
    loser = furnished("West", number="W-1", registration="RW", owner=csm, team=east)
    accounts.add_member(loser, cs_head, duty=Duty.RENEWAL, by="test", at=NOON)
    estate.refresh([winner.pk, loser.pk], NOON)
    before = everything()
    merge = merged(loser, winner, by=cs_head, taken=taken)
    assert everything() != before
    undone(merge, by=cs_head)
    assert everything() == before
    assert Entry.objects.filter(verb="account.separated", about=str(winner.pk)).count() == 1
    assert Entry.objects.filter(verb="account.returned", about=str(loser.pk)).count() == 1
    assert succession.absorbed(winner) == []


def test_what_changed_since_stays_when_a_merge_is_undone(db: None) -> None:
    winner, loser = furnished("East"), furnished("West", region="Sichuan")
    merge = merged(loser, winner, taken=["name"])
    accounts.edit(now(winner), version=now(winner).version, by="test", at=NOON, name="North", city="Wuhan")
    stores.add(now(winner), "New since", by="test", at=NOON)
    undone(merge)
    assert (now(winner).name, now(winner).city, now(winner).region) == ("North", "Wuhan", "")
    assert now(loser).name == "West"
    assert set(Store.objects.filter(account=winner).values_list("name", flat=True)) == {"Harbour", "New since"}


def test_merges_are_undone_in_turn(db: None) -> None:
    first, second, third = furnished("East"), furnished("West"), furnished("North")
    into_first = merged(second, first)
    again = merged(third, first)
    with pytest.raises(MergeRefused, match="later merge"):
        undone(into_first)
    undone(again)
    undone(into_first)
    with pytest.raises(MergeRefused, match="undone already"):
        undone(into_first)
    merged(second, first)


def test_a_merge_into_what_was_merged_on_is_not_undone_first(db: None) -> None:
    first, second, third = furnished("East"), furnished("West"), furnished("North")
    inner = merged(second, first)
    outer = merged(first, third)
    with pytest.raises(AccountRefused):
        undone(inner)
    undone(outer)
    undone(inner)
    assert now(second).merged_into is None


def test_a_registration_number_given_away_meanwhile_stops_the_undoing(db: None) -> None:
    winner, loser = world.account("East", registration="RE"), world.account("West", registration="RW")
    merge = merged(loser, winner)
    accounts.add("Somebody else", registration="rw", by="test", at=NOON)
    with pytest.raises(MergeRefused, match="West"):
        undone(merge)
    assert now(loser).merged_into == winner


@pytest.mark.parametrize("fault", ["itself", "closed", "no reason", "merged", "stale"])
def test_a_merge_that_cannot_be_is_refused(db: None, fault: str) -> None:
    winner, loser = world.account("East"), world.account("West")
    words: dict[str, Any] = {"versions": (0, 0), "reason": "the same"}
    if fault == "itself":
        loser = winner
    if fault == "closed":
        accounts.close(winner, version=0, by="test", at=NOON, reason="gone")
    if fault == "no reason":
        words["reason"] = "  "
    if fault == "merged":
        merged(loser, world.account("North"))
        loser = now(loser)
    if fault == "stale":
        accounts.edit(now(loser), version=0, by="test", at=NOON, city="Wuhan")
    with pytest.raises((MergeRefused, AccountRefused, ChangedMeanwhile)):
        merging.merge(loser, into=winner, by="test", at=NOON, **words)
    assert Merge.objects.filter(winner=winner).count() == 0


def test_nobody_merges_what_they_do_not_see_or_may_not_merge(lead: User, csm: User, other_csm: User) -> None:
    mine, theirs = world.account("East", owner=csm), world.account("West", owner=other_csm)
    for person in (lead, csm):
        with pytest.raises(Forbidden):
            merged(theirs, mine, by=person)
    also_mine = world.account("North", owner=csm)
    merged(also_mine, mine, by=lead)


def test_every_model_that_points_to_an_account_says_what_becomes_of_it() -> None:
    assert estate.undeclared() == []
