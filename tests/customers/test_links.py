"""Links that a customer opens without logging in (T5, T6)."""

from datetime import timedelta

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.customers import accounts, links, merging
from hourglass.customers.links import LinkRefused
from hourglass.customers.models import Account, Link, Purpose
from tests import world
from tests.conftest import NOON

CARD = Purpose.SERVICE_CARD
DAY = timedelta(days=1)


def opened(secret: str, days: int = 0) -> Account | None:
    found = links.find(secret, purpose=CARD, at=NOON + days * DAY)
    return found[1] if found else None


def test_a_link_opens_its_account_until_it_ends_or_is_revoked(csm: User) -> None:
    account = world.account(owner=csm)
    link, secret = links.make(account, purpose=CARD, by=csm, at=NOON, expires_at=NOON + 2 * DAY)
    assert [opened(secret, day) for day in (0, 1, 2, 3)] == [account, account, None, None]
    links.revoke(link, by=csm, at=NOON)
    assert opened(secret) is None


def test_a_secret_that_is_nearly_right_opens_nothing(csm: User) -> None:
    _link, secret = links.make(world.account(owner=csm), purpose=CARD, by=csm, at=NOON)
    for wrong in ("", secret[:-1], secret + "x", secret.swapcase(), "\x00", "\ud800"):
        assert opened(wrong) is None


def test_only_the_hash_of_a_secret_is_kept(csm: User) -> None:
    link, secret = links.make(world.account(owner=csm), purpose=CARD, by=csm, at=NOON)
    kept = [str(value) for value in Link.objects.filter(pk=link.pk).values_list()[0]]
    kept += [f"{entry.old} {entry.new} {entry.object_label}" for entry in Entry.objects.all()]
    assert not [text for text in kept if secret in text]


def test_a_link_of_another_purpose_opens_nothing(csm: User) -> None:
    link, secret = links.make(world.account(owner=csm), purpose=CARD, by=csm, at=NOON)
    Link.objects.filter(pk=link.pk).update(purpose="something_else")
    assert opened(secret) is None


def test_a_link_follows_its_account_into_another_and_ends_when_it_is_closed(csm: User) -> None:
    into, account = world.account(owner=csm), world.account(owner=csm)
    _link, secret = links.make(account, purpose=CARD, by=csm, at=NOON)
    merging.merge(account, into=into, versions=(0, 0), by="test", at=NOON, reason="same")
    assert opened(secret) == into
    into.refresh_from_db()
    accounts.close(into, version=into.version, by="test", at=NOON, reason="gone")
    assert opened(secret) is None


@pytest.mark.parametrize("days", [0, -1, 800])
def test_a_link_does_not_end_in_the_past_nor_last_for_ever(csm: User, days: int) -> None:
    with pytest.raises(LinkRefused):
        links.make(world.account(owner=csm), purpose=CARD, by=csm, at=NOON, expires_at=NOON + days * DAY)


def test_nobody_makes_or_revokes_a_link_of_a_customer_out_of_sight(csm: User, other_csm: User) -> None:
    account = world.account(owner=csm)
    link, _secret = links.make(account, purpose=CARD, by=csm, at=NOON)
    with pytest.raises(Forbidden):
        links.make(account, purpose=CARD, by=other_csm, at=NOON)
    with pytest.raises(Forbidden):
        links.revoke(link, by=other_csm, at=NOON)
