"""The interface as people read it, and the tokens that act for who looks."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from hourglass.base import keys
from hourglass.base.models import ServiceToken, User
from hourglass.gateway.api.problems import EVERY
from hourglass.gateway.imports.known import NOUNS
from tests.gateway.api.machine import machine_of
from tests.gateway.api.test_interface import described


@pytest.fixture
def page(client: Client, admin: User) -> str:
    """The page as an administrator sees it, in English."""
    User.objects.filter(pk=admin.pk).update(language="en")
    client.force_login(admin)
    return client.get("/interface/").content.decode()


def test_every_operation_stands_on_the_page_with_what_it_needs(page: str) -> None:
    for path, method, operation in described():
        assert f'<code>{method.upper()}</code></td><td><code class="break">{path}</code>' in page
        assert operation["summary"]
    assert "Import and export customers and contracts" in page


def test_every_kind_of_problem_has_its_place_where_its_type_leads(page: str) -> None:
    places = set(re.findall(r'<tr id="([\w-]+)"', page))
    assert places == {kind.key for kind in EVERY}
    assert {kind.type for kind in EVERY} == {f"/interface/#{place}" for place in places}


def test_every_field_of_rows_stands_on_the_page(page: str) -> None:
    for noun in NOUNS.values():
        for field in noun.fields:
            assert f"<code>{field.key}</code>" in page


def test_everybody_sees_their_own_tokens_alone_and_takes_them_back(client: Client, admin: User, csm: User) -> None:
    mine, other = machine_of(csm), machine_of(admin)
    token = ServiceToken.objects.get(owner=csm)
    foreign = ServiceToken.objects.get(owner=admin)
    client.force_login(csm)
    shown = client.get("/interface/").content.decode()
    assert token.prefix in shown
    assert foreign.prefix not in shown
    assert client.post(f"/interface/tokens/{foreign.pk}/revocation/").status_code == 404
    assert client.post(f"/interface/tokens/{token.pk}/revocation/").status_code == 302
    assert (mine.get("accounts").status, other.get("accounts").status) == (401, 200)


def test_who_may_not_make_tokens_is_told_whom_to_ask(client: Client, csm: User, admin: User) -> None:
    for person, offered in ((csm, False), (admin, True)):
        client.force_login(person)
        assert ("/admin/tokens/new/" in client.get("/interface/").content.decode()) is offered


def test_what_a_token_allows_is_said_in_words(client: Client, admin: User) -> None:
    User.objects.filter(pk=admin.pk).update(language="en")
    keys.create_token("Report", permissions=["accounts.view"], by=admin, at=timezone.now())
    client.force_login(admin)
    assert "See customers, their people and their story" in client.get("/interface/").content.decode()
