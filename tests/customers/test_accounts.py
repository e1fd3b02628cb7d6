"""Accounts: how they come in, change, are handed on and are closed."""

from typing import Any

import pytest

from hourglass.base.models import Entry, Team, User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import accounts, stores
from hourglass.customers.accounts import AccountRefused
from hourglass.customers.models import Account, Duty
from tests import world
from tests.conftest import NOON


def seen_by(person: User) -> set[str]:
    return {account.name for account in Account.objects.visible_to(User.objects.get(pk=person.pk))}


def test_an_account_is_seen_by_its_owner_their_lead_and_those_who_see_all(
    csm: User, lead: User, other_csm: User, cs_head: User
) -> None:
    world.account("East", owner=csm)
    world.account("West", owner=other_csm)
    assert seen_by(csm) == {"East"}
    assert seen_by(lead) == {"East"}
    assert seen_by(other_csm) == {"West"}
    assert seen_by(cs_head) == {"East", "West"}


def test_a_member_of_the_service_team_sees_the_account(csm: User, other_csm: User) -> None:
    account = world.account("East", owner=csm)
    member = accounts.add_member(account, other_csm, duty=Duty.DEPUTY, by="test", at=NOON)
    accounts.add_member(account, other_csm, duty=Duty.SUPPORT, by="test", at=NOON)
    assert [found.name for found in Account.objects.visible_to(other_csm)] == ["East"]
    accounts.remove_member(member, by="test", at=NOON)
    assert seen_by(other_csm) == {"East"}


def test_an_account_of_the_team_is_seen_by_its_lead_without_an_owner(lead: User, csm: User, east: Team) -> None:
    world.account("East", team=east)
    assert seen_by(lead) == {"East"}
    assert seen_by(csm) == set()


def test_a_csm_changes_only_the_own_accounts(csm: User, other_csm: User) -> None:
    account = world.account("East", owner=csm)
    with pytest.raises(Forbidden):
        accounts.edit(account, version=0, by=other_csm, at=NOON, city="成都")
    accounts.edit(account, version=0, by=csm, at=NOON, city="成都")
    entry = Entry.objects.get(verb="account.changed")
    assert (entry.old, entry.new, entry.about) == ({"city": ""}, {"city": "成都"}, str(account.pk))


def test_the_later_of_two_saves_is_told(csm: User) -> None:
    account = world.account("East", owner=csm)
    accounts.edit(Account.objects.get(pk=account.pk), version=0, by=csm, at=NOON, city="成都")
    with pytest.raises(ChangedMeanwhile):
        accounts.edit(account, version=0, by=csm, at=NOON, city="重庆")
    assert Account.objects.get(pk=account.pk).city == "成都"


@pytest.mark.parametrize("field", ["number", "registration"])
def test_a_number_belongs_to_one_account(field: str, db: None) -> None:
    taken: Any = {field: "A-1"}
    world.account("East", **taken)
    with pytest.raises(AccountRefused) as refused:
        world.account("West", **taken)
    assert refused.value.field == field
    other = world.account("North")
    with pytest.raises(AccountRefused):
        accounts.edit(other, version=0, by="test", at=NOON, **taken)


def test_an_account_without_letters_in_its_name_is_refused(db: None) -> None:
    with pytest.raises(AccountRefused):
        accounts.add(" ——　", by="test", at=NOON)


def test_a_closed_account_leaves_the_lists_and_comes_back(cs_head: User) -> None:
    account = world.account("East")
    with pytest.raises(AccountRefused):
        accounts.close(account, version=0, by=cs_head, at=NOON, reason=" ")
    accounts.close(account, version=0, by=cs_head, at=NOON, reason="Gone out of business")
    assert not Account.objects.open().exists()
    assert Account.objects.present().exists()
    accounts.reopen(account, version=1, by=cs_head, at=NOON)
    assert Account.objects.open().exists()


def test_a_lead_hands_accounts_only_to_the_own_team(lead: User, csm: User, other_csm: User) -> None:
    account = world.account("East", owner=csm)
    with pytest.raises(Forbidden):
        accounts.assign(account, owner=other_csm, team=None, version=0, by=lead, at=NOON)
    accounts.assign(account, owner=lead, team=None, version=0, by=lead, at=NOON, reason="Cover")
    assert Account.objects.get(pk=account.pk).owner == lead


def test_nobody_is_handed_an_account_after_leaving(leaver: User, cs_head: User) -> None:
    with pytest.raises(AccountRefused):
        accounts.assign(world.account("East"), owner=leaver, team=None, version=0, by=cs_head, at=NOON)


def test_an_identifier_of_another_system_belongs_to_one_account(db: None) -> None:
    account, other = world.account("East"), world.account("West")
    accounts.link(account, source="crm", value="1", by="test", at=NOON)
    accounts.link(account, source="crm", value="1", by="test", at=NOON)
    with pytest.raises(AccountRefused):
        accounts.link(other, source="crm", value="1", by="test", at=NOON)
    assert Entry.objects.filter(verb="account.linked").count() == 1


def test_an_account_is_found_by_pinyin(db: None) -> None:
    key = world.account("仁康口腔", city="成都", number="C-7").search_key
    assert all(word in key for word in ("仁康口腔", "renkangkouqiang", "rkkq", "c-7", "cd"))


def test_a_store_is_counted_while_it_does_business(db: None) -> None:
    account = world.account("East")
    store = stores.add(account, "Main street", by="test", at=NOON)
    stores.add(account, "Harbour", by="test", at=NOON)
    assert Account.objects.get(pk=account.pk).store_count == 2
    with pytest.raises(stores.StoreRefused):
        stores.add(account, "Harbour", by="test", at=NOON)
    stores.close(store, on=NOON.date(), version=0, by="test", at=NOON)
    assert Account.objects.get(pk=account.pk).store_count == 1
