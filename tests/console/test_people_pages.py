"""The pages of people, roles, teams, keys and invitations."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from hourglass.base import people
from hourglass.base.models import Invitation, Role, ServiceToken, Team, User, WriteKey
from tests.conftest import Casting

PASSWORD = "a long winter evening"


def as_person(person: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    User.objects.filter(pk=person.pk).update(language="en")
    return client


def body(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def test_the_list_shows_who_is_in_reach(lead: User, csm: User, other_csm: User) -> None:
    page = body(as_person(lead), "/admin/people/")
    assert csm.email in page
    assert other_csm.email not in page


def test_the_list_filters_by_name_role_team_and_state(
    admin: User, csm: User, other_csm: User, leaver: User, west: Team, built_in: dict[str, Role]
) -> None:
    client = as_person(admin)

    def listed(query: str) -> set[str]:
        return set(re.findall(r"<small>([^<]+@example\.com)</small>", body(client, f"/admin/people/?{query}")))

    assert listed("q=OTHER") == {other_csm.email}
    assert listed(f"team={west.pk}") == {other_csm.email}
    assert listed(f"role={built_in['csm'].pk}") == {csm.email, other_csm.email}
    assert listed("state=left") == {leaver.email}
    assert listed("state=all") == {admin.email, csm.email, other_csm.email, leaver.email}
    assert "Nobody fits" in body(client, "/admin/people/?q=nobody")
    assert listed("role=x&team=-1&page=x&state=moon") == {admin.email, csm.email, other_csm.email}


def test_an_administrator_changes_a_person(admin: User, csm: User, west: Team, built_in: dict[str, Role]) -> None:
    client, path = as_person(admin), f"/admin/people/{csm.pk}/"
    client.post(path, {"name": "Nora", "email": "nora@example.com", "team": west.pk, "version": 0})
    version = User.objects.get(pk=csm.pk).version
    client.post(f"{path}roles/", {"roles": [built_in["finance"].pk], "version": version})
    changed = User.objects.get(pk=csm.pk)
    assert (changed.name, changed.email, changed.team) == ("Nora", "nora@example.com", west)
    assert [role.key for role in changed.held_roles] == ["finance"]
    client.post(f"{path}deactivation/", {"reason": "left"})
    assert not User.objects.get(pk=csm.pk).is_active
    client.post(f"{path}reactivation/")
    assert User.objects.get(pk=csm.pk).is_active


def test_a_taken_address_is_said_at_its_field(admin: User, csm: User, other_csm: User) -> None:
    form = {"name": "N", "email": other_csm.email, "team": "", "version": 0}
    answer = as_person(admin).post(f"/admin/people/{csm.pk}/", form)
    assert answer.status_code == 422
    assert "Somebody has this e-mail address already" in answer.content.decode()


def test_nobody_gives_more_than_they_have_by_a_forged_form(
    cs_head: User, csm: User, admin: User, built_in: dict[str, Role]
) -> None:
    client = as_person(cs_head)
    answer = client.post(f"/admin/people/{csm.pk}/roles/", {"roles": [built_in["administrator"].pk], "version": 0})
    assert answer.status_code == 422
    assert client.post(f"/admin/people/{cs_head.pk}/roles/", {"roles": [], "version": 0}).status_code in (302, 422)
    assert client.post(f"/admin/people/{admin.pk}/deactivation/").status_code == 422
    invited = client.post(
        "/admin/people/invitations/", {"email": "new@example.com", "roles": [built_in["administrator"].pk]}
    )
    assert invited.status_code == 422
    assert {role.key for role in User.objects.get(pk=cs_head.pk).held_roles} == {"cs_head"}
    assert not Invitation.objects.exists()


def test_saving_roles_keeps_what_one_may_not_take(cs_head: User, cast: Casting, built_in: dict[str, Role]) -> None:
    person = cast("mixed", "csm", "finance")
    as_person(cs_head).post(
        f"/admin/people/{person.pk}/roles/", {"roles": [built_in["csm"].pk], "version": person.version}
    )
    assert {role.key for role in User.objects.get(pk=person.pk).held_roles} == {"csm", "finance"}


def test_fields_a_form_does_not_have_change_nothing(admin: User, csm: User) -> None:
    before = User.objects.filter(pk=csm.pk).values("is_active", "password", "stamp", "joined_at", "last_login").get()
    extra = {"is_active": "", "password": "x", "stamp": "x", "joined_at": "2020-01-01", "roles": "1", "pk": "1"}
    form = {"name": "N", "email": csm.email, "team": "", "version": 0}
    as_person(admin).post(f"/admin/people/{csm.pk}/", form | extra)
    after = User.objects.filter(pk=csm.pk).values("is_active", "password", "stamp", "joined_at", "last_login").get()
    assert after == before
    assert User.objects.get(pk=csm.pk).name == "N"


def test_a_secret_of_a_key_is_shown_once(admin: User) -> None:
    client = as_person(admin)
    answer = client.post("/admin/keys/new/", {"source": "Web app"})
    secret = re.search(r"hgw_[\w-]{43}", answer.content.decode())
    assert secret
    assert "no-store" in answer["Cache-Control"]
    assert secret[0] not in body(client, "/admin/keys/")
    token = client.post("/admin/tokens/new/", {"name": "Report", "permissions": ["people.view"], "expires_on": ""})
    found = re.search(r"hgs_[\w-]{43}", token.content.decode())
    assert found
    assert found[0] not in body(client, "/admin/keys/")
    client.post(f"/admin/keys/{WriteKey.objects.get().pk}/rotation/")
    assert WriteKey.objects.count() == 2
    for key in WriteKey.objects.all():
        client.post(f"/admin/keys/{key.pk}/revocation/")
    client.post(f"/admin/tokens/{ServiceToken.objects.get().pk}/revocation/")
    assert not WriteKey.objects.filter(revoked_at=None).exists()
    assert not ServiceToken.objects.filter(revoked_at=None).exists()


def test_a_token_that_lasts_too_long_is_said_at_its_field(admin: User) -> None:
    answer = as_person(admin).post("/admin/tokens/new/", {"name": "Report", "expires_on": "2999-01-01"})
    assert answer.status_code == 422
    assert "A token lasts a year at most" in answer.content.decode()


def test_a_role_is_added_changed_and_deleted(admin: User) -> None:
    client = as_person(admin)
    form = {"name_zh": "商务", "name_en": "Deal desk", "reach": "own", "permissions": ["people.view"]}
    client.post("/admin/roles/new/", form)
    role = Role.objects.get(key="deal-desk")
    path = f"/admin/roles/{role.pk}/"
    client.post(path, form | {"version": 0, "reach": "all", "permissions": []})
    assert (Role.objects.get(pk=role.pk).reach, Role.objects.get(pk=role.pk).permissions) == ("all", [])
    stale = client.post(path, form | {"version": 0})
    assert stale.status_code == 422
    assert "Somebody else changed this meanwhile" in stale.content.decode()
    client.post(f"{path}deletion/")
    assert not Role.objects.filter(pk=role.pk).exists()


def test_the_administrators_role_can_require_a_second_factor_and_nothing_else(
    admin: User, built_in: dict[str, Role]
) -> None:
    path = f"/admin/roles/{built_in['administrator'].pk}/"
    form = {"name_zh": "管理员", "name_en": "Administrator", "requires_mfa": "on", "version": 0, "permissions": []}
    assert as_person(admin).post(path, form).status_code == 302
    role = Role.objects.get(key="administrator")
    assert role.requires_mfa
    assert len(role.permissions) == len(built_in["administrator"].permissions)


def test_giving_power_away_asks_for_the_password_again(cast: Casting, csm: User, built_in: dict[str, Role]) -> None:
    boss = cast("boss", "administrator", password=PASSWORD)
    client = as_person(boss)
    for path in (f"/admin/people/{csm.pk}/roles/", "/admin/roles/new/", "/admin/keys/new/", "/admin/tokens/new/"):
        answer = client.post(path, {})
        assert "/accounts/reauthenticate/" in answer["Location"], path
    asked = client.post(f"/admin/people/{csm.pk}/roles/", {"roles": [built_in["finance"].pk], "version": 0})
    client.post(asked["Location"], {"password": PASSWORD})
    assert [role.key for role in User.objects.get(pk=csm.pk).held_roles] == ["finance"]


def test_teams_are_added_renamed_and_led(admin: User, csm: User, west: Team) -> None:
    client = as_person(admin)
    client.post("/admin/teams/", {"name": "North", "lead": csm.pk})
    assert Team.objects.get(name="North").lead == csm
    client.post(f"/admin/teams/{west.pk}/", {"name": "Far west", "lead": "", "version": 0})
    assert Team.objects.filter(name="Far west").exists()
    assert client.post("/admin/teams/", {"name": "north"}).status_code == 422


# --- invitations ------------------------------------------------------------------------------------------------------
def invited(admin: User, role: Role) -> str:
    answer = as_person(admin).post("/admin/people/invitations/", {"email": "new@example.com", "roles": [role.pk]})
    link = re.search(r"http://127\.0\.0\.1:8000(/invitations/[\w-]{43}/)", answer.content.decode())
    assert link
    assert link[0] in str(mail.outbox[-1].body)
    return link[1]


def test_an_invited_person_chooses_a_password_and_logs_in(
    admin: User, built_in: dict[str, Role], client: Client
) -> None:
    link = invited(admin, built_in["csm"])
    opened = client.get(link)
    assert opened["Location"] == "/invitations/acceptance/"
    form = {"name": "New", "language": "en", "password": PASSWORD}
    assert (
        client.post("/invitations/acceptance/", form | {"email": admin.email, "roles": "18"})["Location"]
        == "/accounts/login/"
    )
    person = User.objects.get(email="new@example.com")
    assert [role.key for role in person.held_roles] == ["csm"]
    client.post("/accounts/login/", {"login": "new@example.com", "password": PASSWORD})
    assert client.get("/").status_code == 200
    stranger = Client()
    stranger.get(link)
    assert stranger.get("/invitations/acceptance/").status_code == 404


@pytest.mark.parametrize("password", ["short", "new@example.com", ""])
def test_a_weak_password_is_refused(admin: User, built_in: dict[str, Role], client: Client, password: str) -> None:
    client.get(invited(admin, built_in["csm"]))
    form = {"name": "New", "language": "en", "password": password}
    assert client.post("/invitations/acceptance/", form).status_code == 422


def test_a_wrong_a_used_and_a_withdrawn_link_look_alike(admin: User, built_in: dict[str, Role]) -> None:
    link = invited(admin, built_in["csm"])
    people.withdraw(Invitation.objects.get(), by="test", at=timezone.now())
    answers = set()
    for path in (link, "/invitations/" + "x" * 43 + "/"):
        client = Client()
        client.get(path)
        page = client.get("/invitations/acceptance/")
        answers.add((page.status_code, re.sub(r'value="[^"]+"', "", page.content.decode())))
    assert len(answers) == 1


def test_a_person_who_is_logged_in_accepts_for_nobody(admin: User, csm: User, built_in: dict[str, Role]) -> None:
    link = invited(admin, built_in["finance"])
    client = as_person(csm)
    client.get(link)
    assert (
        client.post("/invitations/acceptance/", {"name": "x", "language": "en", "password": PASSWORD}).status_code
        == 409
    )
    assert not User.objects.filter(email="new@example.com").exists()


def test_names_are_escaped_everywhere(admin: User, cast: Casting) -> None:
    evil = "<script>alert(1)</script>"
    person = cast("evil", "csm")
    people.edit(person, version=0, name=evil, by="test", at=timezone.now())
    for path in ("/admin/people/", f"/admin/people/{person.pk}/", "/admin/teams/"):
        page = body(as_person(admin), path)
        assert evil not in page
        assert path == "/admin/teams/" or escape(evil) in page


def test_nobody_changes_their_own_address_around_the_administrators(client: Client, csm: User) -> None:
    client.force_login(csm)
    before = csm.email
    for action in ("action_add", "action_primary", "action_remove"):
        assert client.post("/accounts/email/", {"email": "other@example.com", action: ""}).status_code == 404
    csm.refresh_from_db()
    assert csm.email == before
