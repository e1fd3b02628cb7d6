"""Who is meant: no call joins two customers, and what is not known waits for a person."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hourglass.base.models import User
from hourglass.base.refusals import Forbidden
from hourglass.customers import accounts, contacts
from hourglass.customers.models import Account, Contact
from hourglass.usage import mapping, matching, restating
from hourglass.usage.messages import Message
from hourglass.usage.models import Claim, ProductGroup, ProductUser, Source
from tests import world
from tests.conftest import NOON
from tests.usage.conftest import Sending, flush_all, in_lake


def track(user: str = "", group: str = "", anonymous: str = "", key: str = "") -> Message:
    return Message("track", event="x", id=key, user=user, group=group, anonymous=anonymous)


def belong(user: str, group: str) -> Message:
    return Message("group", user=user, group=group, traits={"name": f"The {group}"})


def identify(user: str, anonymous: str = "", **traits: Any) -> Message:
    return Message("identify", user=user, anonymous=anonymous, traits=traits)


@pytest.fixture
def north(csm: User) -> Account:
    return world.account(owner=csm)


@pytest.fixture
def south(csm: User) -> Account:
    return world.account(owner=csm)


def group_of(key: str) -> ProductGroup:
    return ProductGroup.objects.get(key=key)


def user_of(key: str, *, anonymous: bool = False) -> ProductUser:
    return ProductUser.objects.get(key=key, anonymous=anonymous)


def test_an_event_is_of_its_group_or_of_the_group_its_user_was_told_to_be_in(send: Sending) -> None:
    send(belong("u", "g"), track("u"), track("u", "other"))
    flush_all()
    assert in_lake("group_id", "group_id") == sorted([(group_of("g").pk,), (group_of("other").pk,)])
    assert user_of("u").group == group_of("g")
    assert group_of("g").called == "The g"


def test_what_is_not_known_waits_and_is_counted(send: Sending) -> None:
    send(track("u", "g"), track("u", "g"), track("v"))
    flush_all()
    assert [(one.key, one.events) for one in ProductGroup.objects.unmapped()] == [("g", 2)]
    assert {(one.key, one.events) for one in ProductUser.objects.unmapped()} == {("u", 2), ("v", 1)}


def test_a_mapping_holds_for_the_past_too_and_can_be_taken_back(send: Sending, north: Account, admin: User) -> None:
    send(track("u", "g"), track("v"), track("w", "h"))
    flush_all()
    mapping.map_group(group_of("g"), north, version=0, by=admin, at=NOON)
    mapping.map_user(user_of("v"), north, version=0, by=admin, at=NOON)
    assert restating.restate() == 1
    assert restating.restate() is None
    assert in_lake("account_id", "account_id") == [(0,), (north.pk,), (north.pk,)]
    send(track("v"))
    flush_all()
    assert in_lake("account_id", "account_id")[1:] == [(north.pk,)] * 3
    mapping.unmap(group_of("g"), version=1, by=admin, at=NOON)
    assert restating.restate() == 1
    assert in_lake("account_id", "account_id") == [(0,), (0,), (north.pk,), (north.pk,)]


def test_identifiers_that_people_entered_match_by_rule(
    send: Sending, source: Source, north: Account, south: Account
) -> None:
    accounts.link(north, source=source.name.upper(), value="g", by="test", at=NOON)
    mei = contacts.add(north, "Mei", by="test", at=NOON, product_user="u")
    contacts.add(south, "Ma", by="test", at=NOON, product_user="u")
    contacts.add(south, "Hua", by="test", at=NOON, product_user="v")
    contacts.add(south, "Hu", by="test", at=NOON, product_user="w")
    send(belong("u", "g"), belong("v", "g"), track("u"), track("v"), track("w"))
    flush_all()
    assert group_of("g").account == north
    assert user_of("u").contact == mei
    assert user_of("v").contact is None, "a person of another customer than the group's"
    assert user_of("w").account == south
    accounts.link(south, source=source.name, value="later", by="test", at=NOON)
    send(track("z", "other"))
    flush_all()
    accounts.link(south, source=source.name, value="other", by="test", at=NOON)
    assert matching.match_all() == 1
    assert restating.restate() == 1
    assert in_lake("account_id", "account_id") == [(north.pk,)] * 2 + [(south.pk,)] * 2


def test_t70_a_call_never_moves_a_user_to_another_customer(
    send: Sending, north: Account, south: Account, admin: User
) -> None:
    send(belong("u", "g"), belong("v", "h"))
    flush_all()
    mapping.map_group(group_of("g"), north, version=0, by=admin, at=NOON)
    mapping.map_group(group_of("h"), south, version=0, by=admin, at=NOON)
    send(belong("u", "h"), Message("alias", user="v", previous="u"), identify("v", email="boss@north.example"))
    flush_all(NOON + timedelta(minutes=1))
    send(track("u", key="1"), track("v", key="2"))
    flush_all()
    assert in_lake("account_id", "account_id") == sorted([(north.pk,), (south.pk,)])
    assert {claim.kind for claim in Claim.objects.filter(decided_at=None)} == {"moved", "same"}


def test_a_claim_is_accepted_or_declined_by_a_person_and_accepted_ones_are_undone(
    send: Sending, north: Account, admin: User
) -> None:
    send(belong("u", "g"), belong("u", "h"), Message("alias", user="v", previous="u"), track("v"))
    flush_all()
    moved, same = Claim.objects.get(kind="moved"), Claim.objects.get(kind="same")
    mapping.accept(moved, by=admin, at=NOON)
    assert user_of("u").group == group_of("h")
    with pytest.raises(mapping.MappingRefused):
        mapping.decline(Claim.objects.get(pk=moved.pk), by=admin, at=NOON)
    mapping.take_back(Claim.objects.get(pk=moved.pk), by=admin, at=NOON)
    assert user_of("u").group == group_of("g")
    mapping.accept(same, by=admin, at=NOON)
    assert user_of("u").merged_into == user_of("v")
    mapping.take_back(Claim.objects.get(pk=same.pk), by=admin, at=NOON)
    assert user_of("u").merged_into is None
    send(belong("u", "h"))
    flush_all()
    assert Claim.objects.filter(kind="moved").count() == 1


def test_an_anonymous_visitor_is_the_first_user_they_turn_out_to_be(send: Sending) -> None:
    send(track(anonymous="a"), identify("u", "a"), identify("v", "a"))
    flush_all()
    assert user_of("a", anonymous=True).merged_into == user_of("u")
    assert [(claim.kind, str(claim.other)) for claim in Claim.objects.all()] == [("same", "v")]
    send(track(anonymous="a", key="2"))
    flush_all()
    assert (user_of("u").pk,) in in_lake("user_id")


def test_two_that_claim_each_other_never_loop(send: Sending, admin: User) -> None:
    send(Message("alias", user="v", previous="u"), Message("alias", user="u", previous="v"))
    flush_all()
    first, second = Claim.objects.order_by("pk")
    mapping.accept(first, by=admin, at=NOON)
    with pytest.raises(mapping.MappingRefused):
        mapping.accept(Claim.objects.get(pk=second.pk), by=admin, at=NOON)


def test_what_a_product_says_never_changes_a_contact(send: Sending, north: Account, admin: User) -> None:
    mei = contacts.add(north, "Mei", by="test", at=NOON, product_user="u", email="mei@north.example")
    send(identify("u", email="evil@example.com", name="Evil"), track("u"))
    flush_all()
    kept = Contact.objects.unscoped(reason="a test").get(pk=mei.pk)
    assert (kept.name, kept.email) == ("Mei", "mei@north.example")
    assert (user_of("u").called, user_of("u").email, user_of("u").contact) == ("Evil", "evil@example.com", mei)


def test_a_mapping_across_customers_is_refused(
    send: Sending, north: Account, south: Account, admin: User, csm: User
) -> None:
    ma = contacts.add(south, "Ma", by="test", at=NOON)
    send(belong("u", "g"))
    flush_all()
    mapping.map_group(group_of("g"), south, version=0, by=admin, at=NOON)
    with pytest.raises(mapping.MappingRefused):
        mapping.map_user(user_of("u"), north, version=0, by=admin, at=NOON)
    with pytest.raises(mapping.MappingRefused):
        mapping.map_user(user_of("u"), north, contact=ma, version=0, by=admin, at=NOON)
    with pytest.raises(Forbidden):
        mapping.map_user(user_of("u"), south, version=0, by=csm, at=NOON)
    mapping.set_aside(user_of("u"), version=0, by=admin, at=NOON)
    assert not ProductUser.objects.unmapped().exists()
    mapping.bring_back(user_of("u"), version=1, by=admin, at=NOON)


KEYS = st.sampled_from("uvw")
CALLS = st.one_of(
    st.builds(belong, KEYS, st.sampled_from("gh")),
    st.builds(lambda one, two: Message("alias", user=one, previous=two), KEYS, KEYS),
    st.builds(identify, KEYS, st.sampled_from(["", "a", "b"])),
)


@given(calls=st.lists(CALLS, min_size=1, max_size=12))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_t70_whatever_is_called_a_user_whose_customer_is_known_stays_there(
    calls: list[Message], send: Sending, source: Source, south: Account, north: Account
) -> None:
    for model in (Claim, ProductUser, ProductGroup):
        model.objects.all().delete()
    seen = {"source": source, "first_seen_at": NOON, "last_seen_at": NOON}
    ProductUser.objects.create(key="u", account=south, **seen)
    ProductGroup.objects.create(key="g", account=north, **seen)
    send(*calls)
    flush_all()
    mine = user_of("u")
    assert (mine.account, mine.merged_into) == (south, None)
    assert mine.group is None or mine.group.account_id in {None, south.pk}
