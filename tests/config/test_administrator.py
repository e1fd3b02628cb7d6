"""An empty installation gets its first administrator by one command on the machine."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from hourglass.base.models import Role, User


def invited(address: str) -> str:
    """The path of the link that the command prints."""
    out = StringIO()
    call_command("administrator", address, stdout=out)
    return out.getvalue().split()[0].removeprefix("http://127.0.0.1:8000")


def test_the_link_makes_an_administrator_who_needs_a_second_factor(client: Client, db: None) -> None:
    assert client.get(invited("first@example.com"), follow=True).status_code == 200
    words = "correct horse battery staple"
    answer = client.post(
        "/invitations/acceptance/",
        {"name": "First", "language": "en", "password": words},
    )
    assert answer.status_code == 302
    person = User.objects.get(email="first@example.com")
    assert [role.key for role in person.roles.all()] == [Role.ADMINISTRATOR]
    assert person.roles.get().requires_mfa


def test_it_says_in_a_sentence_what_is_wrong_with_an_address(db: None) -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        invited("nobody")
