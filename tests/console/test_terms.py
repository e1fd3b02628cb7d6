"""The pages of the dictionary: a company words a term its own way, and every page speaks so at once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from hourglass.base import wording
from hourglass.base.labels import Label
from hourglass.base.models import ConfiguredValue, User
from hourglass.base.terms import GROUPS, TERMS
from hourglass.console.views.terms import HEADINGS
from tests.record import Written

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
PATH = "/admin/terms/account/"
OURS = {"zh": "门诊客户", "en": "outpatient client", "reason": "a clinic's word"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    return speaking(client, admin, "en")


def speaking(client: Client, person: User, language: str) -> Client:
    person.language = language
    person.save()
    client.force_login(person)
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def send(client: Client, path: str = PATH, **other: str) -> Any:
    return client.post(path, OURS | other)


def test_conv_09_an_own_word_shows_on_pages_navigation_and_headings_in_both_languages(
    page: Client, admin: User
) -> None:
    assert send(page).status_code == 302
    adding = text(page, "/customers/new/")
    assert "<h1>Add an outpatient client</h1>" in adding
    assert "Add a customer" not in adding
    assert "Add and change outpatient clients, stores and contacts" in text(page, "/admin/roles/new/")
    speaking(page, admin, "zh-hans")
    adding = text(page, "/customers/new/")
    assert "<h1>新增门诊客户</h1>" in adding
    assert "新增和修改门诊客户、门店与联系人" in text(page, "/admin/roles/new/")
    # The role that has the term in its name is another term, and keeps its own.
    assert "客户成功经理" in text(page, "/admin/terms/")


def test_conv_09_a_heading_of_a_table_and_a_place_of_the_navigation_speak_so_too(page: Client, admin: User) -> None:
    send(page, "/admin/terms/role/", zh="职务", en="post", reason="ours")
    people = text(page, "/admin/people/")
    assert '<th scope="col">Posts</th>' in people
    assert '<span class="lbl">Posts</span>' in people
    speaking(page, admin, "zh-hans")
    people = text(page, "/admin/people/")
    assert '<th scope="col">职务</th>' in people
    assert '<span class="lbl">职务</span>' in people


def test_conv_09_a_reset_brings_the_products_own_words_back_at_once(page: Client) -> None:
    send(page)
    assert page.post(f"{PATH}reset/", {"reason": ""}).status_code == 422
    assert page.post(f"{PATH}reset/", {"reason": "enough"}).status_code == 302
    assert "<h1>Add a customer</h1>" in text(page, "/customers/new/")
    history = text(page, PATH)
    for said in ("a clinic&#x27;s word", "enough", "门诊客户"):
        assert said in history
    assert page.post(f"{PATH}reset/", {"reason": "again"}).status_code == 422


def test_the_list_shows_every_term_and_the_own_words(page: Client) -> None:
    send(page)
    listed = text(page, "/admin/terms/")
    for key, label in TERMS.items():
        assert f'href="/admin/terms/{key}/">{label.zh}</a>' in listed
        assert label.en in listed
    assert "<b>门诊客户</b>" in listed
    assert f"Own words: 1 of {len(TERMS)}." in listed
    assert HEADINGS.keys() == GROUPS.keys()


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("q=customer+portrait", {"customer_portrait"}),
        ("q=CUSTOMER+PORTRAIT", {"customer_portrait"}),
        ("q=客户画像", {"customer_portrait"}),
        ("q=门诊", {"account"}),
        ("own=on", {"account"}),
        ("own=on&q=portrait", set()),
        ("q=" + "x" * 100, set(TERMS)),
        ("q=%00", set(TERMS)),
    ],
)
def test_terms_are_found(page: Client, query: str, keys: set[str]) -> None:
    send(page)
    answer = page.get(f"/admin/terms/?{query}")
    if answer.status_code != 400:
        found = {row["key"] for group in answer.context["groups"] for row in group["rows"]}
        assert found == keys


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("zh", "", "required"),
        ("en", "x" * 61, "60"),
        ("en", "<b>client</b>", "letters and digits"),
        ("zh", "客户%(n)s", "letters and digits"),
        ("en", "{actor}", "letters and digits"),
        ("zh", "\u200b", "letters and digits"),
        ("zh", "门店", "门店"),
        ("en", "Store", "门店"),
        ("reason", " ", "required"),
    ],
)
def test_bad_input_is_named_beside_its_field(page: Client, name: str, sent: str, said: str) -> None:
    answer = send(page, **{name: sent})
    assert answer.status_code == 422
    assert said in answer.context["form"].errors[name][0]
    assert not ConfiguredValue.objects.exists()


def test_the_same_words_again_are_no_change(page: Client) -> None:
    send(page)
    assert send(page).status_code == 422
    assert send(page, zh="客户", en="customer").status_code == 302
    assert not wording.own(wording.configuration.current(), on=NOW.date())


def test_the_record_tells_of_a_term_by_its_name(page: Client, admin: User, written: Written) -> None:
    before = len(written.entries)
    send(page)
    (entry,) = written.entries[before:]
    assert (entry.verb, entry.actor, entry.reason) == ("configuration.changed", admin, "a clinic's word")
    told = text(page, "/admin/audit/?kind=settings")
    assert "changed the setting <b>Term “customer”</b>" in told
    assert "<ins>门诊客户 / outpatient client</ins>" in told


def test_a_word_planned_for_later_shows_later(page: Client, admin: User) -> None:
    wording.configuration.change(
        wording.wording_of("account"), Label("会员", "member"), effective_from=NOW.date().replace(day=30), by="test",
        at=NOW, reason="next month",
    )  # fmt: skip
    assert "Planned" in text(page, PATH)
    assert "Add a customer" in text(page, "/customers/new/")
    with time_machine.travel(NOW.replace(day=30), tick=False):
        later = Client()
        later.force_login(admin)
        assert "Add a member" in text(later, "/customers/new/")


def test_what_is_no_term_has_no_page(page: Client) -> None:
    for key in ("moon", "customer_success", "term.account"):
        assert page.get(f"/admin/terms/{key}/").status_code == 404
        assert page.post(f"/admin/terms/{key}/reset/", {"reason": "x"}).status_code == 404


def test_only_those_who_may_change_settings_see_them(client: Client, csm: User) -> None:
    client.force_login(csm)
    for answer in (client.get("/admin/terms/"), client.get(PATH), send(client), client.post(f"{PATH}reset/")):
        assert answer.status_code == 403
    assert not ConfiguredValue.objects.exists()
