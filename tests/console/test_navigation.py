"""The shell offers a person exactly the places they may open, and marks where they are."""

import json
import re
from html import unescape

import pytest
from django.test import Client, RequestFactory

from hourglass.base.models import User
from hourglass.console import shell
from hourglass.console.navigation import NAVIGATION, open_to


def current(html: str) -> list[str]:
    """The places that the sidebar marks; a page may mark tabs of its own beside it."""
    sidebar = html.split('<nav class="nav"')[1].split("</nav>", maxsplit=1)[0]
    return re.findall(r'href="([^"]+)" aria-current="page"', sidebar)


def test_the_place_we_are_in_is_marked_once(client: Client, someone: User) -> None:
    client.force_login(someone)
    assert current(client.get("/").content.decode()) == ["/"]
    assert current(client.get("/preferences/").content.decode()) == []


def test_a_person_without_roles_is_offered_nothing_that_needs_one(someone: User) -> None:
    offered = [place for _group, found in open_to(someone) for place, _url in found]
    assert offered
    assert not [place for place in offered if place.needs]


def test_the_palette_is_found_by_english_chinese_and_pinyin(someone: User) -> None:
    entry = shell.palette(someone)[0]
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


@pytest.mark.parametrize(("path", "marked"), [("/", "/"), ("/preferences/", ""), ("/preferences/theme/", "")])
def test_only_the_longest_address_that_holds_the_page_is_current(someone: User, path: str, marked: str) -> None:
    marks = [place["url"] for group in shell.navigation(someone, path) for place in group["places"] if place["current"]]
    assert marks == ([marked] if marked else [])


def test_an_administrator_may_go_to_every_place(client: Client, admin: User) -> None:
    offered = [(place, url) for _group, found in open_to(admin) for place, url in found]
    assert [place for place, _url in offered] == [place for group in NAVIGATION for place in group.places]
    client.force_login(admin)
    assert {url: client.get(url).status_code for _place, url in offered} == {url: 200 for _place, url in offered}
