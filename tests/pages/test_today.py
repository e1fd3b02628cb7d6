"""Today opens for a person who is logged in, and for nobody else."""

from django.test import Client

from hourglass.base.models import User


def test_it_opens_for_a_person(client: Client, someone: User) -> None:
    client.force_login(someone)
    assert client.get("/").status_code == 200


def test_it_sends_a_stranger_to_log_in(client: Client, db: None) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/")
