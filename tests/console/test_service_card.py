"""The service card and its links, as the people who serve a customer handle them."""

import re

from django.test import Client

from hourglass.base.models import User
from hourglass.customers import links
from hourglass.customers.models import Link, Purpose
from tests import world
from tests.conftest import NOON
from tests.console.test_record import english


def test_a_link_is_made_shown_once_opened_and_revoked(client: Client, csm: User) -> None:
    account = world.account("Renkang", owner=csm)
    path = f"/customers/{account.pk}/card/"
    english(client, csm)
    answer = client.post(f"{path}links/", {"expires_on": ""})
    found = re.search(r"/c/(hgc_[\w-]+)/", answer.content.decode())
    assert found
    assert "no-store" in answer["Cache-Control"]
    secret = found[1]
    assert secret not in client.get(path).content.decode()
    assert Client().get(f"/c/{secret}/").status_code == 200
    link = Link.objects.get()
    assert client.post(f"{path}links/{link.pk}/revocation/").status_code == 302
    assert Client().get(f"/c/{secret}/").status_code == 404
    assert "revoked" in client.get(path).content.decode()


def test_a_link_that_would_be_over_is_told(client: Client, csm: User) -> None:
    account = world.account(owner=csm)
    answer = english(client, csm).post(f"/customers/{account.pk}/card/links/", {"expires_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "within the next two years" in answer.content.decode()


def test_a_link_of_another_customer_is_not_there(client: Client, csm: User) -> None:
    mine, other = world.account(owner=csm), world.account(owner=csm)
    link, _secret = links.make(other, purpose=Purpose.SERVICE_CARD, by="test", at=NOON)
    answer = english(client, csm).post(f"/customers/{mine.pk}/card/links/{link.pk}/revocation/")
    assert answer.status_code == 404


def test_who_may_only_look_makes_no_link(client: Client, executive: User) -> None:
    account = world.account()
    english(client, executive)
    assert "Make a link" not in client.get(f"/customers/{account.pk}/card/").content.decode()
    assert client.post(f"/customers/{account.pk}/card/links/").status_code == 403
