"""Who serves a customer."""

from django.test import Client

from hourglass.base.models import Entry, Team, User
from hourglass.customers import accounts
from hourglass.customers.models import Account, Duty, Member
from tests import world
from tests.conftest import NOON
from tests.console.test_record import english


def test_a_customer_is_handed_on_with_a_reason(client: Client, lead: User, csm: User, east: Team) -> None:
    account = world.account(owner=csm)
    path = f"/customers/{account.pk}/team/"
    english(client, lead)
    assert client.post(path, {"owner": lead.pk, "team": east.pk, "version": 0}).status_code == 422
    sent = {"owner": lead.pk, "team": east.pk, "version": 0, "reason": "Cover"}
    assert client.post(path, sent).status_code == 302
    found = Account.objects.get(pk=account.pk)
    assert (found.owner, found.team) == (lead, east)
    entry = Entry.objects.get(verb="account.assigned")
    assert (entry.reason, entry.new) == ("Cover", {"owner": lead.name, "team": "East"})


def test_a_customer_handed_out_of_sight_leads_home(client: Client, lead: User, csm: User, west: Team) -> None:
    account = world.account(owner=csm)
    sent = {"owner": "", "team": west.pk, "version": 0, "reason": "Moved"}
    answer = english(client, lead).post(f"/customers/{account.pk}/team/", sent, follow=True)
    assert answer.status_code == 200
    assert "Owner and team saved." in answer.content.decode()


def test_a_member_joins_and_leaves(client: Client, cs_head: User, agent: User) -> None:
    account = world.account()
    path = f"/customers/{account.pk}/team/members/"
    english(client, cs_head)
    assert client.post(path, {"person": agent.pk, "duty": "support"}).status_code == 302
    member = Member.objects.get()
    assert (member.person, member.duty) == (agent, Duty.SUPPORT)
    assert "Support manager" in client.get(f"/customers/{account.pk}/").content.decode()
    assert client.post(f"{path}{member.pk}/removal/").status_code == 302
    assert not Member.objects.exists()


def test_nobody_joins_after_leaving(client: Client, cs_head: User, leaver: User) -> None:
    account = world.account()
    sent = {"person": leaver.pk, "duty": "support"}
    assert english(client, cs_head).post(f"/customers/{account.pk}/team/members/", sent).status_code == 422


def test_a_member_of_another_customer_is_not_there(client: Client, cs_head: User, agent: User) -> None:
    mine, other = world.account(), world.account()
    member = accounts.add_member(other, agent, duty=Duty.SUPPORT, by="test", at=NOON)
    english(client, cs_head)
    assert client.post(f"/customers/{mine.pk}/team/members/{member.pk}/removal/").status_code == 404
