"""Write keys and service tokens."""

from datetime import timedelta

import pytest

from hourglass.base import keys, people, roles
from hourglass.base.grants import BeyondGrant
from hourglass.base.models import Entry, Role, ServiceToken, User, WriteKey
from hourglass.base.refusals import Forbidden
from tests.conftest import NOON, Casting

LATER = NOON + timedelta(minutes=5)


def token_of(person: User, *codes: str) -> tuple[ServiceToken, str]:
    return keys.create_token("Report export", permissions=codes, by=person, at=NOON)


def test_a_secret_is_kept_nowhere_and_has_enough_chance(admin: User) -> None:
    _, token = token_of(admin, "people.view")
    _, key = keys.create_write_key("Web shop", by=admin, at=NOON)
    kept = str([list(model.objects.values()) for model in (ServiceToken, WriteKey, Entry)])
    for secret in (token, key):
        assert len(secret) >= 4 + 43
        assert secret not in kept


def test_ten_thousand_guesses_find_nothing(admin: User) -> None:
    _, token = token_of(admin, "people.view")
    guesses = [token[:-1] + letter for letter in "abcdefghij"] + [token.lower(), token.upper(), "", "hgs_", token + "x"]
    assert not [guess for guess in guesses if guess != token and keys.find_token(guess, at=LATER)]


def test_each_type_opens_only_its_own_door(admin: User) -> None:
    token, token_secret = token_of(admin, "people.view")
    key, key_secret = keys.create_write_key("Web shop", by=admin, at=NOON)
    assert keys.find_token(token_secret, at=LATER) == token
    assert keys.find_write_key(key_secret, at=LATER) == key
    assert keys.find_token(key_secret, at=LATER) is None
    assert keys.find_write_key(token_secret, at=LATER) is None


def test_a_token_allows_what_it_names_and_its_owner_still_has(
    admin: User, cast: Casting, built_in: dict[str, Role]
) -> None:
    owner = cast("owner", "administrator")
    token, secret = token_of(owner, "people.view")
    assert token.can("people.view")
    assert not token.can("roles.manage")
    roles.revoke(built_in["administrator"], of=owner, by=admin, at=NOON)
    found = keys.find_token(secret, at=LATER)
    assert found
    assert not found.can("people.view")


def test_who_acts_through_a_token_may_what_both_may(admin: User, cast: Casting, built_in: dict[str, Role]) -> None:
    owner = cast("owner", "administrator")
    _token, secret = token_of(owner, "people.view", "roles.manage")
    found = keys.find_token(secret, at=LATER)
    assert found
    person = keys.acting(found)
    assert (person, person.can("people.view"), person.can("people.manage")) == (owner, True, False)
    person.forget_grants()
    assert not person.can("people.manage"), "asking the database again lifts no limit"
    assert found.owner.can("people.manage"), "the person at the screen has none"
    roles.revoke(built_in["administrator"], of=owner, by=admin, at=NOON)
    assert not keys.acting(ServiceToken.objects.get(pk=found.pk)).can("people.view")


def test_what_is_done_through_a_token_is_recorded_with_its_name(admin: User) -> None:
    token, _secret = token_of(admin, "people.manage", "people.view")
    people.add_team("North", by=keys.acting(token), at=LATER)
    entry = Entry.objects.get(verb="team.added")
    assert (entry.actor, entry.machine) == (admin, "token:Report export")


def test_a_token_cannot_allow_more_than_its_maker(cast: Casting, admin: User) -> None:
    maker = cast("maker")
    role = roles.create(name_zh="钥匙", name_en="Keys", permissions=["keys.manage"], reach="own", by=admin, at=NOON)
    roles.grant(role, to=maker, by=admin, at=NOON)
    maker = User.objects.get(pk=maker.pk)
    with pytest.raises(BeyondGrant):
        token_of(maker, "people.manage")
    assert token_of(maker, "keys.manage")[0].owner == maker


def test_a_person_without_the_permission_makes_none(csm: User) -> None:
    with pytest.raises(Forbidden):
        token_of(csm)
    with pytest.raises(Forbidden):
        keys.create_write_key("Web shop", by=csm, at=NOON)


def test_a_token_ends_by_time_by_revocation_and_with_its_owner(admin: User, cast: Casting) -> None:
    owner = cast("owner", "administrator")
    _, late = token_of(admin)
    revoked_one, revoked = token_of(admin)
    _, orphan = token_of(owner)
    keys.revoke_token(revoked_one, by=admin, at=NOON)
    people.deactivate(owner, by=admin, at=NOON)
    assert keys.find_token(late, at=NOON + keys.TOKEN_LASTS) is None
    assert keys.find_token(revoked, at=LATER) is None
    assert keys.find_token(orphan, at=LATER) is None
    people.reactivate(owner, by=admin, at=LATER)
    assert keys.find_token(orphan, at=LATER) is None


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_token_lasts_a_year_at_most(admin: User, days: int) -> None:
    with pytest.raises(keys.KeyRefused):
        keys.create_token("x", permissions=[], by=admin, at=NOON, expires_at=NOON + timedelta(days=days))


def test_a_rotated_key_overlaps_and_then_ends(admin: User) -> None:
    key, old = keys.create_write_key("Web shop", by=admin, at=NOON)
    _, new = keys.rotate_write_key(key, by=admin, at=NOON)
    assert keys.find_write_key(old, at=LATER)
    assert keys.find_write_key(new, at=LATER)
    assert keys.find_write_key(old, at=NOON + keys.OVERLAP) is None
    assert keys.find_write_key(new, at=NOON + keys.OVERLAP)
    with pytest.raises(keys.KeyRefused):
        keys.rotate_write_key(key, by=admin, at=LATER)


def test_a_revoked_key_ends_at_once_also_in_its_overlap(admin: User) -> None:
    key, old = keys.create_write_key("Web shop", by=admin, at=NOON)
    keys.rotate_write_key(key, by=admin, at=NOON)
    keys.revoke_write_key(key, by=admin, at=NOON, reason="leaked")
    assert keys.find_write_key(old, at=LATER) is None


def test_a_source_has_one_current_key(admin: User) -> None:
    keys.create_write_key("Web shop", by=admin, at=NOON)
    with pytest.raises(keys.KeyRefused):
        keys.create_write_key("web SHOP", by=admin, at=NOON)


def test_last_use_is_noted_once_a_minute(admin: User) -> None:
    key, secret = keys.create_write_key("Web shop", by=admin, at=NOON)
    for seconds, seen in ((0, 0), (30, 0), (90, 90)):
        keys.find_write_key(secret, at=NOON + timedelta(seconds=seconds))
        key.refresh_from_db()
        assert key.last_used_at == NOON + timedelta(seconds=seen)


def test_conv_08_making_rotating_and_revoking_are_recorded(admin: User) -> None:
    token, _ = token_of(admin)
    keys.revoke_token(token, by=admin, at=NOON)
    key, _ = keys.create_write_key("Web shop", by=admin, at=NOON)
    newer, _ = keys.rotate_write_key(key, by=admin, at=NOON)
    keys.revoke_write_key(newer, by=admin, at=NOON)
    verbs = Entry.objects.filter(actor=admin).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["token.created", "token.revoked", "key.created", "key.rotated", "key.revoked"]


def test_who_sees_which_tokens(admin: User, csm: User) -> None:
    token_of(admin)
    assert ServiceToken.objects.visible_to(admin).count() == 1
    assert ServiceToken.objects.visible_to(csm).count() == 0
