"""One action on many rows: asked for each row, undone where it can be, and nothing hidden."""

import json
from typing import Any

import pytest
from django.test import Client

from hourglass.base.models import Entry, Team, User
from hourglass.customers import accounts
from hourglass.customers.models import Account, Duty
from hourglass.gateway.sheets import reading
from tests import world
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(csm: User, east: Team) -> list[Account]:
    return [world.account(name, owner=csm, team=east) for name in ("A", "B", "C")]


@pytest.fixture
def desk(client: Client, lead: User, three: list[Account]) -> Client:
    """The client of the team's lead, who reads English."""
    lead.language = "en"
    lead.save()
    client.force_login(lead)
    return client


def keys(rows: list[Account]) -> list[str]:
    return [str(row.pk) for row in rows]


def owners() -> set[str]:
    return {account.owner.name if account.owner else "-" for account in Account.objects.all()}


def test_ticked_rows_are_named_before_anything_happens(desk: Client, three: list[Account]) -> None:
    page = desk.post("/bulk/customers/assign/", {"pk": keys(three[:2])}).content.decode()
    assert "2 customers" in page
    assert '<input type="hidden" name="sent" value="1">' in page
    assert owners() == {"Csm"}


def test_customers_are_handed_on_and_handed_back(desk: Client, lead: User, three: list[Account]) -> None:
    sent = {"sent": 1, "pk": keys(three[:2]), "owner": lead.pk, "team": "", "reason": "Cover"}
    answer = desk.post("/bulk/customers/assign/", sent | {"state": "?view=all"}, follow=True)
    assert answer.redirect_chain[0][0] == "/customers/?view=all"
    page = answer.content.decode()
    assert "2 customers handed on." in page
    assert [entry.reason for entry in Entry.objects.filter(verb="account.assigned")] == ["Cover", "Cover"]
    assert owners() == {"Lead", "Csm"}
    undo = page.split('action="/outcomes/')[1].split('"')[0]
    assert desk.post(f"/outcomes/{undo}").status_code == 302
    assert owners() == {"Csm"}
    assert desk.post(f"/outcomes/{undo}").status_code == 404


def test_each_row_is_asked_and_the_refused_ones_are_told_with_their_reason(
    desk: Client, lead: User, csm: User, three: list[Account]
) -> None:
    accounts.close(three[0], version=0, by="test", at=NOON, reason="Moved")
    where = json.dumps({"any": [{"fact": "closed", "op": "known"}, {"fact": "closed", "op": "unknown"}]})
    sent = {"sent": 1, "every": "1", "reason": "Moved", "state": f"?view=all&where={where}"}
    answer = desk.post("/bulk/customers/close/", sent)
    page = desk.get(answer["Location"]).content.decode()
    assert "1 customer was left as it is" in page
    assert "This customer is closed already." in page
    assert "2 customers closed." in page
    assert Account.objects.open().count() == 0
    undo = page.split('action="/outcomes/')[1].split('"')[0]
    desk.post(f"/outcomes/{undo}")
    assert Account.objects.open().count() == 2


def test_what_somebody_changed_meanwhile_is_not_undone(desk: Client, lead: User, three: list[Account]) -> None:
    answer = desk.post("/bulk/customers/close/", {"sent": 1, "pk": keys(three), "reason": "Moved"}, follow=True)
    undo = answer.content.decode().split('action="/outcomes/')[1].split('"')[0]
    accounts.edit(Account.objects.get(pk=three[0].pk), version=1, by="test", at=NOON, city="Rome")
    page = desk.get(desk.post(f"/outcomes/{undo}")["Location"]).content.decode()
    assert "2 customers were brought back." in page
    assert "Somebody else changed this meanwhile." in page
    assert "Undo what was done" not in page


def test_all_of_the_filter_are_meant_not_only_the_page(desk: Client, lead: User, three: list[Account]) -> None:
    where = json.dumps({"fact": "name", "op": "one_of", "value": ["A", "C"]})
    sent = {"sent": 1, "every": "1", "owner": lead.pk, "team": "", "reason": "", "state": f"?where={where}&size=25"}
    desk.post("/bulk/customers/assign/", sent)
    assert {account.name for account in lead.accounts.all()} == {"A", "C"}


def test_a_member_who_serves_only_is_refused_row_by_row(
    client: Client, lead: User, other_csm: User, west: Team, three: list[Account]
) -> None:
    foreign = world.account("W", owner=other_csm, team=west)
    accounts.add_member(foreign, lead, duty=Duty.DEPUTY, by="test", at=NOON)
    client.force_login(lead)
    sent = {"sent": 1, "pk": keys([*three, foreign]), "owner": other_csm.pk, "team": "", "reason": ""}
    assert client.post("/bulk/customers/assign/", sent).status_code == 422
    assert owners() == {"Csm", "Other"}


def test_rows_out_of_sight_are_left_out(desk: Client, lead: User, other_csm: User, three: list[Account]) -> None:
    foreign = world.account("W", owner=other_csm)
    desk.post("/bulk/customers/close/", {"sent": 1, "pk": keys([three[0], foreign]), "reason": "Moved"})
    assert not Account.objects.get(pk=foreign.pk).closed_at
    assert Account.objects.get(pk=three[0].pk).closed_at


@pytest.mark.parametrize("sent", [{}, {"pk": ["x", "-1", "9" * 30]}, {"pk": []}])
def test_an_action_on_nothing_is_told(desk: Client, sent: dict[str, Any]) -> None:
    answer = desk.post("/bulk/customers/close/", sent)
    assert answer.status_code == 422
    assert "Nothing is selected." in answer.content.decode()


def test_too_many_rows_are_told_before_any_is_changed(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hourglass.console.lists.bulk.MOST", 2)
    answer = desk.post("/bulk/customers/close/", {"sent": 1, "every": "1", "reason": "Moved"})
    assert "At most 2 rows at once." in answer.content.decode()
    assert Account.objects.open().count() == 3


def test_a_form_that_is_not_filled_in_is_shown_again(desk: Client, three: list[Account]) -> None:
    answer = desk.post("/bulk/customers/assign/", {"sent": 1, "pk": keys(three)})
    assert answer.status_code == 422
    assert "Choose an owner or a team." in answer.content.decode()
    answer = desk.post("/bulk/customers/close/", {"sent": 1, "pk": keys(three)})
    assert answer.status_code == 422


def test_who_may_not_is_neither_offered_nor_obeyed(client: Client, csm: User, three: list[Account]) -> None:
    client.force_login(csm)
    page = client.get("/customers/").content.decode()
    assert 'name="pk"' not in page
    assert client.post("/bulk/customers/close/", {"sent": 1, "pk": keys(three), "reason": "x"}).status_code == 403
    assert client.post("/bulk/customers/export/", {"every": "1"}).status_code == 403


def test_an_outcome_is_its_persons_own(desk: Client, cs_head: User, three: list[Account]) -> None:
    answer = desk.post("/bulk/customers/close/", {"sent": 1, "pk": keys(three), "reason": "Moved"}, follow=True)
    undo = answer.content.decode().split('action="/outcomes/')[1].split('"')[0]
    desk.force_login(cs_head)
    assert desk.post(f"/outcomes/{undo}").status_code == 404
    assert desk.get("/outcomes/" + "9" * 60 + "/").status_code == 404


def test_a_list_leaves_as_a_table_of_what_it_shows(client: Client, cs_head: User, three: list[Account]) -> None:
    world.account("=cmd|' /C calc'!A0", city="Rome")
    client.force_login(cs_head)
    cs_head.language = "en"
    cs_head.save()
    address = "/bulk/customers/export/"
    state = {"state": "?view=all&sort=-customer&col=city&col=stores&col=owner"}
    answer = client.post(address, {"every": "1"} | state)
    lines = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert lines[0] == '"Customer","City","Stores","Owner"'
    assert lines[1:4] == ['"C","","0","Csm"', '"B","","0","Csm"', '"A","","0","Csm"']
    assert lines[4] == '''"'=cmd|' /C calc'!A0","Rome","0",""'''
    entry = Entry.objects.get(verb="list.exported")
    assert entry.new == {"rows": 4, "filter": "every customer"}
    answer = client.post(address, {"pk": keys(three[:1])} | state)
    assert len(b"".join(answer).decode("utf-8-sig").splitlines()) == 2  # type: ignore[arg-type]


def test_a_list_leaves_as_a_workbook(client: Client, cs_head: User, three: list[Account]) -> None:
    world.account("=cmd|' /C calc'!A0", city="Rome")
    client.force_login(cs_head)
    state = {"state": "?view=all&sort=-customer&col=city&col=stores", "as": "xlsx", "every": "1"}
    answer = client.post("/bulk/customers/export/", state)
    assert answer["Content-Disposition"].startswith('attachment; filename="customers.xlsx"')
    rows = reading.read(answer.content).rows
    assert [row[0] for row in rows[1:]] == ["C", "B", "A", "=cmd|' /C calc'!A0"]
    assert rows[4][1:] in (["Rome", 0], ("Rome", 0))
    assert Entry.objects.get(verb="list.exported").new == {"rows": 4, "filter": "全部客户"}


def test_many_rows_leave_only_after_asking_who_is_there(
    client: Client, cs_head: User, three: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hourglass.console.views.bulk.UNCONFIRMED", 2)
    cs_head.set_password("correct horse battery staple")
    cs_head.save()
    client.force_login(cs_head)
    assert client.post("/bulk/customers/export/", {"pk": keys(three[:2])}).status_code == 200
    answer = client.post("/bulk/customers/export/", {"every": "1", "state": "?view=all&col=city"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    sure = client.post(answer["Location"], {"password": "correct horse battery staple"})
    assert len(b"".join(sure.streaming_content).splitlines()) == 4  # type: ignore[attr-defined]
