"""Roles: nobody gives more than they have."""

import pytest

from hourglass.base import roles
from hourglass.base.builtin import ROLES
from hourglass.base.grants import BeyondGrant
from hourglass.base.models import Entry, Role, User
from hourglass.base.permissions import AREAS, Permission, Reach, by_area
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from tests.conftest import NOON, Casting


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def make(by: User, *codes: str, reach: Reach = Reach.OWN, name: str = "Helper") -> Role:
    return roles.create(name_zh=name, name_en=name, permissions=codes, reach=reach, by=by, at=NOON)


def test_every_role_of_the_specification_is_there(built_in: dict[str, Role]) -> None:
    assert len(built_in) == len(ROLES) == 18
    assert built_in["csm"].name_zh == "客户成功经理"


def test_installing_twice_changes_nothing_and_keeps_edits(built_in: dict[str, Role], admin: User) -> None:
    roles.edit(built_in["csm"], version=0, name_en="Partner", by=admin, at=NOON)
    before = Entry.objects.count()
    assert roles.install_defaults(by="test", at=NOON) == []
    assert (Role.objects.get(key="csm").name_en, Entry.objects.count()) == ("Partner", before)


def test_every_permission_stands_in_one_area() -> None:
    assert sorted(code for _, codes in by_area() for code in codes) == sorted(Permission)
    assert {code.split(".")[0] for code in Permission} == set(AREAS)


def test_an_administrator_may_do_everything_also_what_a_later_release_adds(admin: User) -> None:
    Role.objects.filter(key=Role.ADMINISTRATOR).update(permissions=[], reach=Reach.OWN)
    assert fresh(admin).can(*Permission)
    assert fresh(admin).reach is Reach.ALL


def test_a_code_that_no_longer_exists_allows_nothing(csm: User, built_in: dict[str, Role]) -> None:
    Role.objects.filter(key="csm").update(permissions=["moon.land"])
    assert not fresh(csm).can("moon.land")


def test_a_deactivated_person_can_nothing(leaver: User) -> None:
    assert not fresh(leaver).can()


def test_a_role_cannot_allow_more_than_its_author(admin: User, cast: Casting, built_in: dict[str, Role]) -> None:
    author = cast("author")
    roles.grant(make(admin, "roles.manage", reach=Reach.ALL), to=author, by=admin, at=NOON)
    with pytest.raises(BeyondGrant):
        make(fresh(author), "roles.manage", "audit.view", name="More")
    with pytest.raises(BeyondGrant):
        roles.edit(built_in["cs_head"], version=0, name_en="Mine", by=fresh(author), at=NOON)
    assert make(fresh(author), "roles.manage", name="Less").codes == {"roles.manage"}


def test_only_somebody_who_reaches_everyone_changes_roles(admin: User, cast: Casting) -> None:
    author = cast("author")
    roles.grant(make(admin, "roles.manage", reach=Reach.TEAM), to=author, by=admin, at=NOON)
    with pytest.raises(BeyondGrant):
        make(fresh(author), name="Empty")


def test_a_person_without_the_permission_is_forbidden(csm: User, built_in: dict[str, Role]) -> None:
    with pytest.raises(Forbidden):
        roles.grant(built_in["csm"], to=csm, by=csm, at=NOON)


def test_granting_more_than_one_has_is_refused(cs_head: User, csm: User, built_in: dict[str, Role]) -> None:
    with pytest.raises(BeyondGrant):
        roles.grant(built_in["administrator"], to=csm, by=cs_head, at=NOON)
    roles.grant(built_in["marketing"], to=csm, by=cs_head, at=NOON)
    assert fresh(csm).reach is Reach.ALL


def test_nobody_changes_their_own_roles(admin: User, built_in: dict[str, Role]) -> None:
    for change, word in ((roles.grant, "to"), (roles.revoke, "of")):
        with pytest.raises(BeyondGrant):
            change(built_in["administrator"], by=admin, at=NOON, **{word: admin})  # type: ignore[operator]


def test_nobody_acts_on_a_person_who_may_do_more(cs_head: User, admin: User, built_in: dict[str, Role]) -> None:
    with pytest.raises(BeyondGrant):
        roles.grant(built_in["csm"], to=admin, by=cs_head, at=NOON)


def test_a_lost_role_counts_from_the_next_request(admin: User, cs_head: User, built_in: dict[str, Role]) -> None:
    roles.revoke(built_in["cs_head"], of=cs_head, by=admin, at=NOON)
    assert not fresh(cs_head).can("people.manage")


def test_the_last_administrator_stays(admin: User, cast: Casting, built_in: dict[str, Role]) -> None:
    second = cast("second", "administrator")
    roles.revoke(built_in["administrator"], of=second, by=admin, at=NOON)
    with pytest.raises(roles.RoleRefused):
        roles.revoke(built_in["administrator"], of=admin, by="command:test", at=NOON)


def test_the_administrator_role_keeps_everything(admin: User, built_in: dict[str, Role]) -> None:
    with pytest.raises(roles.RoleRefused):
        roles.edit(built_in["administrator"], version=0, permissions=[], by=admin, at=NOON)
    assert roles.edit(built_in["administrator"], version=0, requires_mfa=True, by=admin, at=NOON).requires_mfa


def test_a_lost_update_is_refused(admin: User, built_in: dict[str, Role]) -> None:
    roles.edit(built_in["csm"], version=0, name_en="One", by=admin, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        roles.edit(built_in["csm"], version=0, name_en="Two", by=admin, at=NOON)
    assert Role.objects.get(key="csm").name_en == "One"


def test_an_unknown_permission_and_a_taken_name_are_refused(admin: User) -> None:
    for codes, name in ((["moon.land"], "New"), ([], "administrator")):
        with pytest.raises(roles.RoleRefused):
            make(admin, *codes, name=name)


def test_two_roles_of_one_latin_name_get_their_own_keys(admin: User) -> None:
    assert [make(admin, name=name).key for name in ("Deal desk", "Deal-desk")] == ["deal-desk", "deal-desk-2"]


def test_only_a_free_role_that_did_not_come_with_the_product_is_deleted(
    admin: User, csm: User, built_in: dict[str, Role]
) -> None:
    helper = make(admin)
    roles.grant(helper, to=csm, by=admin, at=NOON)
    for role in (helper, built_in["finance"]):
        with pytest.raises(roles.RoleRefused):
            roles.delete(role, by=admin, at=NOON)
    roles.revoke(helper, of=csm, by=admin, at=NOON)
    roles.delete(helper, by=admin, at=NOON)
    assert not Role.objects.filter(key="helper").exists()


def test_conv_08_every_change_says_who_what_and_from_what_to_what(admin: User, built_in: dict[str, Role]) -> None:
    roles.edit(built_in["csm"], version=0, reach=Reach.TEAM, by=admin, at=NOON)
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.actor, entry.old, entry.new) == (
        "role.changed",
        admin,
        {"reach": "own"},
        {"reach": "team"},
    )


def test_granting_twice_leaves_one_entry(admin: User, csm: User, built_in: dict[str, Role]) -> None:
    for _ in range(2):
        roles.grant(built_in["finance"], to=csm, by=admin, at=NOON)
    assert Entry.objects.filter(verb="role.granted").count() == 1
