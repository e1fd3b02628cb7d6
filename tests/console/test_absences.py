"""Absences and reachability, in the preferences and on the page of a person."""

from datetime import date

from django.test import Client

from hourglass.base.models import User
from hourglass.customers import absences
from hourglass.customers.models import Absence, Reachability
from tests.conftest import NOON
from tests.console.test_record import english

DAYS = {"first": "2027-06-01", "last": "2027-06-05"}


def test_an_absence_is_entered_and_called_off(client: Client, csm: User, lead: User) -> None:
    english(client, csm)
    assert client.post("/preferences/absences/", DAYS | {"deputy": lead.pk}).status_code == 302
    assert client.post("/preferences/absences/", DAYS).status_code == 422
    absence = Absence.objects.get()
    assert (absence.person, absence.deputy) == (csm, lead)
    assert "2027-06-01 – 2027-06-05" in client.get("/preferences/absences/").content.decode()
    assert client.post(f"/absences/{absence.pk}/calling-off/").status_code == 302
    assert "Called off" in client.get("/preferences/absences/").content.decode()


def test_a_colleague_of_another_team_cannot_be_named(client: Client, csm: User, other_csm: User) -> None:
    answer = english(client, csm).post("/preferences/absences/", DAYS | {"deputy": other_csm.pk})
    assert answer.status_code == 422


def test_who_manages_people_enters_it_for_them(client: Client, csm: User, admin: User) -> None:
    english(client, admin)
    answer = client.post(f"/admin/people/{csm.pk}/absences/", DAYS)
    assert answer["Location"] == f"/admin/people/{csm.pk}/absences/"
    assert Absence.objects.get().person == csm


def test_the_absence_of_another_is_not_called_off(client: Client, csm: User, lead: User, other_csm: User) -> None:
    days = {"first": date(2027, 6, 1), "last": date(2027, 6, 5)}
    absence = absences.enter(csm, **days, deputy=None, by=csm, at=NOON)
    english(client, other_csm)
    assert client.post(f"/absences/{absence.pk}/calling-off/").status_code == 404
    english(client, lead)
    assert client.post(f"/absences/{absence.pk}/calling-off/").status_code == 403


def test_everybody_says_how_customers_reach_them(client: Client, csm: User) -> None:
    english(client, csm)
    sent = {"phone": " 138 0000 ", "messenger": "kexin", "hours": "9 to 18"}
    assert client.post("/preferences/reachability/", sent | {"version": 0}).status_code == 302
    row = Reachability.objects.get(person=csm)
    assert (row.phone, row.messenger, row.hours) == ("138 0000", "kexin", "9 to 18")
    assert client.post("/preferences/reachability/", sent | {"phone": "1", "version": 0}).status_code == 422
    assert 'value="138 0000"' in client.get("/preferences/reachability/").content.decode()
