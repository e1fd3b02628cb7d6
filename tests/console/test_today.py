"""Today greets, says what to do first and shows what happened."""

from django.test import Client
from django.utils import timezone

from hourglass.base import timeline
from hourglass.base.jobs import sign_of_life
from hourglass.base.models import User
from tests.conftest import NOON


def test_it_opens_for_a_person(client: Client, someone: User) -> None:
    client.force_login(someone)
    assert client.get("/").status_code == 200


def test_it_sends_a_stranger_to_log_in(client: Client, db: None) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/")


def read(client: Client, person: User) -> str:
    """Today as the person reads it in English."""
    User.objects.filter(pk=person.pk).update(language="en")
    client.force_login(person)
    return client.get("/").content.decode()


def test_it_says_which_step_comes_first(client: Client, csm: User) -> None:
    assert "One first step is left: Protect your log-in with a second factor." in read(client, csm)


def test_a_csm_reads_her_own_entries_and_an_administrator_everybodys(
    client: Client, csm: User, admin: User, other_csm: User
) -> None:
    for person in (csm, other_csm):
        timeline.record("person.changed", on=person, by=person, at=NOON, new={"name": person.name})
    own = read(client, csm)
    assert "Csm changed the details of Csm" in own
    assert "Other changed the details of Other" not in own
    assert "Other changed the details of Other" in read(client, admin)


def test_trouble_comes_before_everything_else(client: Client, admin: User) -> None:
    assert "workers run; nothing is sent or computed" in read(client, admin).split("First steps")[0]
    sign_of_life("worker", at=timezone.now())
    assert "nothing is sent or computed" not in read(client, admin)
