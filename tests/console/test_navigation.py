"""The shell offers a person exactly the places they may open, and marks where they are."""

import json
import re
from html import unescape

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from hourglass.base import roles
from hourglass.base.models import Role, User
from hourglass.base.speaking import Voice
from hourglass.console import shell
from hourglass.console.navigation import NAVIGATION, among, current, open_to
from tests.conftest import NOON

EVERY = frozenset(place.name for group in NAVIGATION for place in group.places)


def marked_in(html: str) -> list[str]:
    """The places that the sidebar marks; a page may mark tabs of its own beside it."""
    sidebar = html.split('<nav class="nav"')[1].split("</nav>", maxsplit=1)[0]
    return re.findall(r'href="([^"]+)" aria-current="page"', sidebar)


def test_the_place_we_are_in_is_marked_once(client: Client, someone: User) -> None:
    client.force_login(someone)
    assert marked_in(client.get("/").content.decode()) == ["/"]
    assert marked_in(client.get("/preferences/").content.decode()) == []


def test_a_person_without_roles_is_offered_nothing_that_needs_one(someone: User) -> None:
    offered = [place for _group, found in among(open_to(someone)) for place, _url in found]
    assert offered
    assert not [place for place in offered if place.needs]


def test_the_palette_is_found_by_english_chinese_and_pinyin() -> None:
    entry = shell.entries(EVERY)[0]
    assert {"today", "今日", "jinri", "jr"} <= set(entry["keys"].split())


def test_the_palette_is_data_in_the_page(client: Client, someone: User) -> None:
    client.force_login(someone)
    html = client.get("/").content.decode()
    data = re.search(r'<script id="palette-entries" type="application/json">(.*?)</script>', html)
    assert data
    assert next(entry["href"] for entry in json.loads(unescape(data[1]))) == "/"


def test_no_two_places_share_a_key() -> None:
    keys = [place.key for group in NAVIGATION for place in group.places if place.key]
    assert len(keys) == len(set(keys))


def test_a_stranger_gets_the_look_of_the_system(rf: RequestFactory) -> None:
    assert shell.shell(rf.get("/")) == {"here": "", "look": shell.STRANGER}


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", "today"),
        ("/preferences/", ""),
        ("/preferences/theme/", ""),
        ("/admin/", "admin"),
        ("/admin/people/7/", "people"),
        ("/admin/dead-letters/", "admin"),
    ],
)
def test_only_the_longest_address_that_holds_the_page_is_current(path: str, marked: str) -> None:
    assert current(EVERY, path) == marked


def test_an_administrator_may_go_to_every_place(client: Client, admin: User) -> None:
    offered = [(place, url) for _group, found in among(open_to(admin)) for place, url in found]
    assert [place for place, _url in offered] == [place for group in NAVIGATION for place in group.places]
    client.force_login(admin)
    assert {url: client.get(url).status_code for _place, url in offered} == {url: 200 for _place, url in offered}


def test_a_role_given_or_taken_counts_in_the_shell_of_the_next_page(
    client: Client, someone: User, admin: User, built_in: dict[str, Role]
) -> None:
    client.force_login(someone)
    for holds in (False, True, False, True):
        person = User.objects.get(pk=someone.pk)
        if holds:
            roles.grant(built_in["administrator"], to=person, by=admin, at=NOON)
        elif person.held_roles:
            roles.revoke(built_in["administrator"], of=person, by=admin, at=NOON)
        html = client.get("/").content.decode()
        assert ('<span class="lbl">角色</span>' in html) is holds
        assert ('"href": "/admin/roles/"' in html) is holds


def test_a_permission_added_to_a_role_counts_in_the_shell_of_the_next_page(
    client: Client, csm: User, built_in: dict[str, Role]
) -> None:
    client.force_login(csm)
    assert "/admin/keys/" not in client.get("/").content.decode()
    with_keys = [*built_in["csm"].permissions, "keys.manage"]
    Role.objects.filter(key="csm").update(permissions=with_keys)
    assert "/admin/keys/" in client.get("/").content.decode()


def test_another_language_or_another_choice_of_keys_counts_from_the_next_page(client: Client, someone: User) -> None:
    client.force_login(someone)
    assert "跳转到" in client.get("/").content.decode()
    User.objects.filter(pk=someone.pk).update(language="en", shortcuts=False)
    html = client.get("/").content.decode()
    assert "跳转到" not in html
    assert "Single-key shortcuts are switched off in your preferences." in html
    User.objects.filter(pk=someone.pk).update(shortcuts=True)
    assert "Single-key shortcuts are switched off" not in client.get("/").content.decode()


@pytest.mark.parametrize("spoken", ["en", "zh-hans"])
def test_what_is_drawn_depends_on_nothing_but_what_was_asked_for(spoken: str) -> None:
    how = Voice(spoken)
    few = frozenset({"today", "admin"})
    for names in (EVERY, few):
        with translation.override("en" if spoken == "zh-hans" else "zh-hans"):
            kept = shell.sidebar(names, how, "admin"), shell.palette(names, how), shell.keys(names, how, True)
        for drawing in (shell.sidebar, shell.palette, shell.keys):
            drawing.cache_clear()
        with translation.override(spoken):
            assert kept == (
                shell.sidebar(names, how, "admin"),
                shell.palette(names, how),
                shell.keys(names, how, True),
            )
        assert ("Administration" in kept[0]) is (spoken == "en")
        assert (">Roles<" in kept[0] or ">角色<" in kept[0]) is (names == EVERY)


def test_people_who_may_open_the_same_places_share_one_drawing(client: Client, csm: User, other_csm: User) -> None:
    for person in (csm, other_csm):
        client.force_login(person)
        client.get("/")
    before = shell.sidebar.cache_info()
    client.get("/")
    after = shell.sidebar.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)
