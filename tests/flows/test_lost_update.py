"""Every form that edits carries the version its person saw; who has seen an older one overwrites nothing."""

import re
from typing import Any

import pytest
from django.test import Client

from hourglass.base import people
from hourglass.base.models import Channel, Entry, Role, Team, User
from hourglass.console.login import Accounts
from tests.base.outbox_world import channel
from tests.conftest import NOON

EDITED = {
    "channel": {"name": "New", "purpose": "staff", "url": ""},
    "role": {"name_zh": "新", "name_en": "New", "reach": "own"},
    "team": {"name": "New", "lead": ""},
    "person": {"name": "New", "email": "new@example.com", "team": ""},
    "person's roles": {"roles": []},
}


@pytest.fixture
def edited(admin: User, csm: User, built_in: dict[str, Role], east: Team) -> dict[str, tuple[str, Any]]:
    """Each thing with the address its form is sent to."""
    row = channel(admin, NOON)
    return {
        "channel": (f"/admin/channels/{row.pk}/", row),
        "role": (f"/admin/roles/{built_in['csm'].pk}/", built_in["csm"]),
        "team": (f"/admin/teams/{east.pk}/", east),
        "person": (f"/admin/people/{csm.pk}/", csm),
        "person's roles": (f"/admin/people/{csm.pk}/roles/", csm),
    }


@pytest.mark.parametrize("what", EDITED)
def test_a_form_that_is_out_of_date_is_told_so(
    client: Client, admin: User, edited: dict[str, tuple[str, Any]], what: str
) -> None:
    User.objects.filter(pk=admin.pk).update(language="en")
    client.force_login(admin)
    path, thing = edited[what]
    page = client.get(path.removesuffix("roles/")).content.decode()
    (seen,) = set(re.findall(r'name="version" value="(\d+)"', page))
    type(thing)._base_manager.filter(pk=thing.pk).update(version=int(seen) + 1)
    before, entries = row(thing), Entry.objects.count()
    for version in ({"version": seen}, {"version": ""}, {"version": "moon"}, {"version": str(10**30)}, {}):
        answer = client.post(path, EDITED[what] | version)
        assert (answer.status_code, row(thing), Entry.objects.count()) == (422, before, entries), version
        assert "Somebody else changed this meanwhile" in answer.content.decode()
    assert client.post(path, EDITED[what] | {"version": int(seen) + 1}).status_code == 302


def row(thing: Any) -> Any:
    return type(thing)._base_manager.filter(pk=thing.pk).values().get()


def test_a_team_is_renamed_and_led_together_or_not_at_all(
    client: Client, admin: User, leaver: User, east: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(admin)

    def refuse(*_given: object, **_words: object) -> None:
        raise people.PersonRefused("no")

    monkeypatch.setattr(people, "change_lead", refuse)
    form = {"name": "Far east", "lead": admin.pk, "version": 0}
    assert client.post(f"/admin/teams/{east.pk}/", form).status_code == 422
    assert row(east)["name"] == "East"


def test_a_new_password_does_not_bring_back_who_was_shut_out_meanwhile(csm: User) -> None:
    stale = User.objects.get(pk=csm.pk)
    people.deactivate(csm, by="test", at=NOON)
    Accounts().set_password(stale, "a long winter evening")
    kept = User.objects.get(pk=csm.pk)
    assert (kept.is_active, kept.check_password("a long winter evening")) == (False, True)
    assert kept.stamp == csm.stamp


def test_a_rotation_keeps_what_an_editor_saved(client: Client, admin: User) -> None:
    client.force_login(admin)
    client.post("/admin/channels/new/webhook/", {"name": "A", "purpose": "integration", "url": "https://a.example/"})
    made = Channel.objects.get()
    client.post(f"/admin/channels/{made.pk}/rotation/")
    form = {"name": "B", "purpose": "integration", "url": "", "version": made.version}
    assert client.post(f"/admin/channels/{made.pk}/", form).status_code == 422
    assert client.post(f"/admin/channels/{made.pk}/", form | {"version": made.version + 1}).status_code == 302
