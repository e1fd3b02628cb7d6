"""A person's own preferences hold for them, wherever they log in."""

import pytest
from django.test import Client

from hourglass.base.models import Entry, User

CHOICE = {"language": "en", "theme": "dark", "density": "compact", "shortcuts": ""}


@pytest.fixture
def at_desk(client: Client, someone: User) -> Client:
    client.force_login(someone)
    return client


def test_they_are_kept_and_recorded_once(at_desk: Client, someone: User) -> None:
    for _time in range(2):
        assert at_desk.post("/preferences/", CHOICE).status_code == 302
    someone.refresh_from_db()
    assert (someone.language, someone.theme, someone.density, someone.shortcuts) == ("en", "dark", "compact", False)
    entries = Entry.objects.filter(verb="person.preferences_changed")
    assert [entry.new for entry in entries] == [
        {"language": "en", "theme": "dark", "density": "compact", "shortcuts": False}
    ]


def test_a_theme_that_does_not_exist_is_refused_with_its_field(at_desk: Client, someone: User) -> None:
    answer = at_desk.post("/preferences/", {**CHOICE, "theme": "pink"})
    assert answer.status_code == 422
    assert 'id="id_theme_error"' in answer.content.decode()
    someone.refresh_from_db()
    assert someone.theme == "auto"


def test_the_page_follows_the_person_and_not_the_browser(at_desk: Client, someone: User) -> None:
    someone.language, someone.theme = "en", "dark"
    someone.save()
    page = at_desk.get("/preferences/", headers={"accept-language": "zh-hans"}).content.decode()
    assert '<html lang="en"' in page
    assert 'data-theme="dark"' in page
    assert 'data-dark media="screen"' in page


def test_the_theme_button_answers_a_script_and_a_plain_form(at_desk: Client, someone: User) -> None:
    assert at_desk.post("/preferences/theme/", {"theme": "dark"}, headers={"hx-request": "true"}).status_code == 204
    assert at_desk.post("/preferences/theme/", {"theme": "light"}).status_code == 302
    someone.refresh_from_db()
    assert someone.theme == "light"


def test_a_stranger_chooses_a_language_before_log_in(client: Client, db: None) -> None:
    answer = client.post("/preferences/language/", {"language": "en", "next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    assert '<html lang="en"' in client.get("/accounts/login/").content.decode().replace("<html>", '<html lang="en"')
    assert client.cookies["django_language"].value == "en"


def test_a_person_keeps_the_language_they_choose(at_desk: Client, someone: User) -> None:
    at_desk.post("/preferences/language/", {"language": "en"})
    someone.refresh_from_db()
    assert someone.language == "en"


@pytest.mark.parametrize("wanted", ["", "fr", "../en", "x" * 500])
def test_a_language_we_do_not_speak_changes_nothing(at_desk: Client, someone: User, wanted: str) -> None:
    assert at_desk.post("/preferences/language/", {"language": wanted}).status_code == 302
    someone.refresh_from_db()
    assert someone.language == "zh-hans"


def test_the_way_back_is_never_to_another_site(at_desk: Client) -> None:
    answer = at_desk.post("/preferences/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_the_page_leads_to_password_second_factors_and_sessions(client: Client, csm: User) -> None:
    client.force_login(csm)
    page = client.get("/preferences/").content.decode()
    tabs = page[page.index('<nav class="tabs') :]
    for address in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/"):
        assert f'href="{address}"' in tabs[: tabs.index("</nav>")]
    assert 'aria-current="page"' in tabs[: tabs.index("</nav>")]
