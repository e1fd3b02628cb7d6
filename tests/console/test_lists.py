"""The list of customers: what it shows, finds, narrows and counts, with its whole state in the address."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from hourglass.base.models import User
from hourglass.customers.standing import publish
from tests import world
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def looking(client: Client, cs_head: User) -> Any:
    """A function that opens the list as the head of customer success, who reads English."""
    cs_head.language = "en"
    cs_head.save()
    client.force_login(cs_head)

    def open_(href: str = "", headers: dict[str, str] | None = None, **query: Any) -> Any:
        where = query.pop("where", None)
        asked = query | ({"where": json.dumps(where)} if where is not None else {})
        with time_machine.travel(NOON, tick=False):
            return client.get(f"/customers/{href or '?' + urlencode(asked, doseq=True)}", headers=headers or {})

    return open_


def names(answer: Any) -> list[str]:
    return [row.row.name for row in answer.context["rows"]]


@pytest.fixture
def four(csm: User) -> None:
    """Four customers: two with a renewal, one without an owner, and one that is closed is not among them."""
    day = NOON.date()
    renkang = world.account("仁康口腔", owner=csm, city="成都", industry="Dental", number="C-1")
    anhe = world.account("安禾诊所", owner=csm, city="苏州")
    world.account("Zebra", city="London")
    world.account("Apple")
    money = {"recurring_currency": "CNY"}
    publish({renkang.pk: {"recurring_minor": 48_600_000, "due_on": day + timedelta(days=60), "store_count": 3} | money})
    publish({anhe.pk: {"recurring_minor": 1_200_000, "due_on": day + timedelta(days=200), "store_count": 1} | money})


def test_the_list_stands_by_the_next_renewal_and_says_so(looking: Any, four: None) -> None:
    answer = looking(view="all", sort="due")
    assert names(answer) == ["仁康口腔", "安禾诊所", "Zebra", "Apple"]
    assert answer.context["order"] == "By Next renewal, earliest first"
    assert 'aria-sort="ascending"' in answer.content.decode()


def test_chinese_names_stand_by_their_pinyin(looking: Any, four: None) -> None:
    assert names(looking(view="all")) == ["安禾诊所", "Apple", "仁康口腔", "Zebra"]
    assert names(looking(view="all", sort="-customer")) == ["Zebra", "仁康口腔", "Apple", "安禾诊所"]


@pytest.mark.parametrize("words", ["仁康", "rkkq", "renkang", "RENKANG", "c-1", "成都 rk", " chengdu "])
def test_a_customer_is_found_by_name_number_city_and_pinyin(looking: Any, four: None, words: str) -> None:
    assert names(looking(view="all", q=words)) == ["仁康口腔"]


def test_a_search_without_result_says_how_to_widen(looking: Any, four: None) -> None:
    page = looking(view="all", q="%").content.decode()
    assert "No customer matches" in page
    assert "Try a shorter word, or remove a filter." in page


def test_a_list_without_customers_says_where_they_come_from(looking: Any) -> None:
    assert "No customer yet" in looking(view="all").content.decode()


def test_conditions_stand_as_pills_that_can_be_taken_away(looking: Any, four: None) -> None:
    where = {
        "all": [
            {"fact": "due", "op": "known"},
            {"any": [{"fact": "city", "op": "is", "value": "成都"}, {"fact": "city", "op": "is", "value": "巴黎"}]},
        ]
    }
    answer = looking(view="all", where=where)
    assert names(answer) == ["仁康口腔"]
    assert [(pill.name, pill.asks) for pill in answer.context["pills"]] == [
        ("Next renewal", "is known"),
        ("Condition", "City is 成都 or City is 巴黎"),
    ]
    assert names(looking(answer.context["pills"][1].href)) == ["安禾诊所", "仁康口腔"]


def test_the_foot_counts_and_adds_up_what_the_list_holds(looking: Any, four: None) -> None:
    answer = looking(view="all", where={"fact": "due", "op": "known"})
    assert str(answer.context["total"]) == "2"
    assert answer.context["sums"] == [("Annual amount", "¥498K"), ("Due in 90 days", "¥486K")]


def test_beyond_the_limit_the_count_is_honest_and_exact_on_request(
    looking: Any, four: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hourglass.console.lists.totals.MOST", 3)
    answer = looking(view="all")
    assert str(answer.context["total"]) == "3+"
    assert answer.context["sums"] == []
    exact = looking(answer.context["exact"])
    assert str(exact.context["total"]) == "4"
    assert exact.context["sums"] != []


def test_tabs_count_their_customers_and_red_means_trouble(looking: Any, four: None) -> None:
    answer = looking()
    counts = {tab.view.key: str(tab.total) for tab in answer.context["tabs"]}
    assert counts == {"all": "4", "mine": "0", "due-90": "1", "unpaid": "0", "no-owner": "2", "head": "0"}
    page = " ".join(answer.content.decode().split())
    assert 'Without an owner <span class="ct hot">2</span>' in page
    assert 'Served without payment <span class="ct">0</span>' in page


def test_a_csm_begins_with_the_own_customers(client: Client, csm: User, four: None) -> None:
    client.force_login(csm)
    answer = client.get("/customers/")
    assert answer.context["asked"].view.key == "mine"
    assert set(names(answer)) == {"仁康口腔", "安禾诊所"}


def test_columns_and_rows_a_page_are_chosen(looking: Any, four: None) -> None:
    answer = looking(view="all", col=["city", "created", "moon"], size="25", density="compact")
    assert [head.label for head in answer.context["heads"]] == ["Customer", "City", "Created"]
    assert answer.context["asked"].size == 25
    assert 'class="tbl compact"' in answer.content.decode()


def test_closed_customers_appear_where_one_asks_for_them(looking: Any, four: None, csm: User) -> None:
    from hourglass.customers import accounts  # noqa: PLC0415

    gone = world.account("Gone")
    accounts.close(gone, version=0, by="test", at=NOON, reason="Moved away")
    assert "Gone" not in names(looking(view="all"))
    assert names(looking(view="all", where={"fact": "closed", "op": "known"})) == ["Gone"]


BROKEN: list[dict[str, Any]] = [
    {"view": "moon"},
    {"sort": "moon"},
    {"sort": "city--"},
    {"where": [1]},
    {"where": {"fact": "moon", "op": "is", "value": 1}},
    {"after": "moon"},
]


@pytest.mark.parametrize("query", BROKEN)
def test_an_address_that_makes_no_sense_is_answered_with_the_way_out(
    looking: Any, four: None, query: dict[str, Any]
) -> None:
    answer = looking(**query)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_htmx_gets_the_list_alone_and_a_step_back_the_whole_page(looking: Any, four: None) -> None:
    swap = {"HX-Request": "true", "HX-Target": "list"}
    part = looking(headers=swap).content.decode()
    assert part.strip().startswith("<div")
    assert 'id="list-state" hx-swap-oob="true"' in part
    whole = looking(headers=swap | {"HX-History-Restore-Request": "true"}).content.decode()
    assert "<!doctype html>" in whole


def test_a_peek_shows_what_one_looks_up(client: Client, csm: User, four: None) -> None:
    client.force_login(csm)
    key = csm.accounts.get(name="仁康口腔").pk
    page = client.get(f"/customers/{key}/peek/").content.decode()
    assert "¥486,000" in page
    drawer = client.get(f"/customers/{key}/peek/", headers={"HX-Request": "true"}).content.decode()
    assert 'class="drawer"' in drawer
    assert "<!doctype" not in drawer


def test_what_somebody_may_not_see_cannot_be_peeked_at(client: Client, other_csm: User, csm: User, four: None) -> None:
    client.force_login(other_csm)
    assert client.get(f"/customers/{csm.accounts.get(name='仁康口腔').pk}/peek/").status_code == 404


def test_the_list_asks_as_many_questions_for_fifty_rows_as_for_one(
    client: Client, cs_head: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(50):
        world.account(f"C{number}")
    client.force_login(cs_head)
    with django_assert_max_num_queries(23):
        client.get("/customers/?view=all")


def test_where_somebody_sees_many_the_counts_of_the_tabs_come_after_the_page(
    looking: Any, four: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hourglass.console.lists.showing.CROWD", 3)
    answer = looking(view="all")
    assert {tab.total for tab in answer.context["tabs"]} == {None}
    assert 'hx-trigger="load"' in answer.content.decode()
    part = looking(view="all", headers={"HX-Request": "true", "HX-Target": "list-tabs"}).content.decode()
    assert part.startswith("<nav")
    assert 'All customers <span class="ct">4</span>' in " ".join(part.split())
    assert 'hx-trigger="load"' not in part


@pytest.mark.parametrize("few", [0, 500])
def test_a_list_is_the_same_whether_its_rows_are_named_by_keys_or_by_the_condition(
    looking: Any, four: None, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("hourglass.console.lists.asking.FEW", few)
    answer = looking(view="all", where={"fact": "due", "op": "known"}, sort="-due")
    assert names(answer) == ["安禾诊所", "仁康口腔"]
    assert (str(answer.context["total"]), answer.context["sums"][0][1]) == ("2", "¥498K")
    assert names(looking(view="all", q="rk")) == ["仁康口腔"]
