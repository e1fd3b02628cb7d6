"""People: how they come in, change, leave and return."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import BooleanField, Model

from hourglass.base import credentials, people, roles
from hourglass.base.grants import BeyondGrant
from hourglass.base.models import Entry, Invitation, Role, Team, User
from hourglass.base.refusals import Forbidden, Refused
from tests.conftest import NOON, Casting


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("written", ["New@Example.com", "  new@example.com ", "ｎｅｗ@example.com"])
def test_one_address_is_one_person(admin: User, written: str) -> None:
    people.add("new@example.com", name="New", by=admin, at=NOON)
    with pytest.raises(people.PersonRefused) as refused:
        people.add(written, name="Twin", by=admin, at=NOON)
    assert refused.value.field == "email"


@pytest.mark.parametrize("written", ["", "x", "a@b", "a b@example.com", "a@example.com\nbcc: b@example.com"])
def test_what_is_no_address_is_refused(admin: User, written: str) -> None:
    with pytest.raises(people.PersonRefused):
        people.add(written, name="New", by=admin, at=NOON)


def test_an_invitation_lets_one_person_in_once(cs_head: User, east: Team, built_in: dict[str, Role]) -> None:
    invitation, secret = people.invite("new@example.com", roles=[built_in["csm"]], team=east, by=cs_head, at=NOON)
    assert people.find_invitation(secret, at=NOON) == invitation
    person = people.accept(invitation, name="New", password="correct horse", at=NOON)
    assert (person.team, [role.key for role in person.held_roles]) == (east, ["csm"])
    assert people.find_invitation(secret, at=NOON) is None
    with pytest.raises(people.PersonRefused):
        people.accept(invitation, name="Again", password="correct horse", at=NOON)


def test_only_the_hash_of_an_invitation_is_kept(cs_head: User) -> None:
    invitation, secret = people.invite("new@example.com", by=cs_head, at=NOON)
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert secret not in str(row)
    assert secret not in str(list(Entry.objects.values()))


def test_an_invitation_ends_by_time_by_withdrawal_and_by_a_newer_one(cs_head: User) -> None:
    _, late = people.invite("late@example.com", by=cs_head, at=NOON)
    withdrawn_one, withdrawn = people.invite("withdrawn@example.com", by=cs_head, at=NOON)
    people.withdraw(withdrawn_one, by=cs_head, at=NOON)
    _, older = people.invite("twice@example.com", by=cs_head, at=NOON)
    _, newer = people.invite("twice@example.com", by=cs_head, at=NOON)
    assert people.find_invitation(late, at=NOON + timedelta(days=7)) is None
    assert people.find_invitation(withdrawn, at=NOON) is None
    assert people.find_invitation(older, at=NOON) is None
    assert people.find_invitation(newer, at=NOON) is not None


def test_an_invitation_gives_only_what_its_inviter_may_still_give(
    admin: User, cs_head: User, built_in: dict[str, Role]
) -> None:
    invitation, secret = people.invite("new@example.com", roles=[built_in["csm"]], by=cs_head, at=NOON)
    roles.revoke(built_in["cs_head"], of=cs_head, by=admin, at=NOON)
    found = people.find_invitation(secret, at=NOON)
    assert found == invitation
    with pytest.raises(people.PersonRefused):
        people.accept(found, name="New", password=None, at=NOON)
    assert not User.objects.filter(email="new@example.com").exists()


def test_inviting_with_a_higher_role_is_refused(cs_head: User, built_in: dict[str, Role]) -> None:
    with pytest.raises(BeyondGrant):
        people.invite("new@example.com", roles=[built_in["administrator"]], by=cs_head, at=NOON)


def test_deactivation_ends_everything_at_once(admin: User, cs_head: User) -> None:
    _, secret = people.invite("new@example.com", by=cs_head, at=NOON)
    before = cs_head.get_session_auth_hash()
    people.deactivate(cs_head, by=admin, at=NOON, reason="left")
    assert people.find_invitation(secret, at=NOON) is None
    people.reactivate(fresh(cs_head), by=admin, at=NOON)
    assert fresh(cs_head).is_active
    assert fresh(cs_head).get_session_auth_hash() != before
    assert Entry.objects.filter(verb__startswith="person.", object_id=str(cs_head.pk), actor=admin).count() == 2


def sounds_secret(model: type[Model], name: str) -> bool:
    """A name with one of these words; `key` alone is a name, and `data` holds a secret only in libraries we know of."""
    words = {"token", "secret", "digest", "hash", "password", "session", "seed", "stamp"}
    ours = model.__module__.startswith("hourglass.")
    return (
        bool(words & set(name.split("_")))
        or name in {"session_key", "api_key", "private_key"}
        or (name == "data" and not ours)
    )


def secret_models() -> set[str]:
    """Every model that leads to a person and has a field that sounds like a secret."""

    def keeps_secret(model: type[Model]) -> bool:
        texts = [field for field in model._meta.fields if not field.is_relation and not isinstance(field, BooleanField)]
        return any(sounds_secret(model, field.name) for field in texts)

    def of_person(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> bool:
        related = {field.related_model for field in model._meta.fields if field.is_relation} - seen - {model}
        return model is User or User in related or any(of_person(other, seen | {model}) for other in related)

    return {model._meta.label for model in apps.get_models() if keeps_secret(model) and of_person(model)}


def test_every_credential_model_has_its_end() -> None:
    assert secret_models() - set(credentials.ENDS) - set(credentials.STAYS) == set()
    assert {"base.Invitation", "usersessions.UserSession", "mfa.Authenticator", "base.User"} <= secret_models()


def test_a_table_of_ends_names_only_models_that_exist() -> None:
    for label in (*credentials.ENDS, *credentials.STAYS):
        assert apps.get_model(label)


def test_the_last_administrator_is_not_deactivated(admin: User) -> None:
    with pytest.raises(roles.RoleRefused):
        people.deactivate(admin, by="command:test", at=NOON)


def test_nobody_deactivates_themselves_or_somebody_above(admin: User, cs_head: User) -> None:
    for person in (cs_head, admin):
        with pytest.raises(BeyondGrant):
            people.deactivate(person, by=cs_head, at=NOON)


def manager_of(team: Team, admin: User, cast: Casting) -> User:
    """Somebody who manages the people of one team only."""
    role = roles.create(
        name_zh="组长",
        name_en="Head of team",
        permissions=["people.view", "people.manage", *Role.objects.get(key="csm").permissions],
        reach="team",
        by=admin,
        at=NOON,
    )
    person = cast("manager", team=team)
    roles.grant(role, to=person, by=admin, at=NOON)
    return fresh(person)


def test_a_manager_of_a_team_stays_within_it(
    admin: User, cast: Casting, csm: User, other_csm: User, east: Team, west: Team
) -> None:
    manager = manager_of(east, admin, cast)
    people.edit(csm, version=csm.version, name="Renamed", by=manager, at=NOON)
    with pytest.raises(Forbidden):
        people.edit(other_csm, version=other_csm.version, name="Renamed", by=manager, at=NOON)
    for person, team in ((csm, west), (csm, None), (manager, west)):
        with pytest.raises(BeyondGrant):
            people.move(person, to=team, by=manager, at=NOON)
    with pytest.raises(BeyondGrant):
        people.change_lead(west, to=manager, by=manager, at=NOON)
    with pytest.raises(BeyondGrant):
        people.add_team("North", by=manager, at=NOON)


def test_a_person_of_two_teams_is_beyond_the_manager_of_one(
    admin: User, cast: Casting, csm: User, east: Team, west: Team, built_in: dict[str, Role]
) -> None:
    manager = manager_of(east, admin, cast)
    people.change_lead(west, to=csm, by=admin, at=NOON)
    with pytest.raises(BeyondGrant):
        roles.grant(built_in["csm"], to=fresh(csm), by=manager, at=NOON)


def test_moving_and_leading_are_recorded(admin: User, csm: User, west: Team) -> None:
    people.move(csm, to=west, by=admin, at=NOON, reason="new region")
    people.change_lead(west, to=csm, by=admin, at=NOON)
    moved = Entry.objects.get(verb="person.moved")
    assert (moved.old, moved.new, moved.reason) == ({"team": "East"}, {"team": "West"}, "new region")
    assert Entry.objects.get(verb="team.lead_changed").new == {"lead": csm.email}
    assert fresh(csm).team_ids == {west.pk}


def test_a_person_who_left_leads_no_team(admin: User, leaver: User, east: Team) -> None:
    with pytest.raises(Refused):
        people.change_lead(east, to=leaver, by=admin, at=NOON)


def test_who_sees_whom(csm: User, lead: User, other_csm: User, cs_head: User, someone: User) -> None:
    def seen(person: User) -> set[User]:
        return set(User.objects.visible_to(fresh(person)))

    assert seen(csm) == {csm}
    assert seen(lead) == {csm, lead}
    assert seen(someone) == {someone}
    assert seen(cs_head) == {csm, lead, other_csm, cs_head, someone}
