"""Views in the console: saved from what a list shows, as tabs with counts, changed, shared, in order, removed."""

import json
from typing import Any

import pytest
from django.test import Client

from hourglass.base.models import User
from hourglass.customers import saved_views
from hourglass.customers.conditions import tree
from hourglass.customers.models import SavedView
from tests import world
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
WHERE = {"fact": "city", "op": "is", "value": "成都"}


@pytest.fixture
def lists(client: Client, lead: User, csm: User) -> Client:
    """The client of a lead, who may share and reads English, with two customers of her team."""
    world.account("Renkang", owner=csm, city="成都")
    world.account("Anhe", owner=csm, city="苏州")
    lead.language = "en"
    lead.save()
    client.force_login(lead)
    return client


def labels(answer: Any) -> list[tuple[str, str]]:
    return [(tab.label, str(tab.total)) for tab in answer.context["tabs"]]


def saved(client: Client, **form: Any) -> SavedView:
    query = {"view": "all", "where": json.dumps(WHERE), "sort": "-customer", "col": ["city", "owner"]}
    address = client.get("/customers/", query).context["keeps"]["new"]
    answer = client.post(address, {"name": "Chengdu"} | form)
    view = SavedView.objects.get(name=form.get("name", "Chengdu"))
    assert answer["Location"] == f"/customers/?view=v{view.pk}"
    return view


def test_what_a_list_shows_becomes_a_tab_with_a_count(lists: Client) -> None:
    view = saved(lists, problems="on")
    answer = lists.get(f"/customers/?view=v{view.pk}")
    assert [row.row.name for row in answer.context["rows"]] == ["Renkang"]
    assert [head.label for head in answer.context["heads"]] == ["Customer", "City", "Owner"]
    assert answer.context["asked"].sort == "-customer"
    assert labels(answer)[-1] == ("Chengdu", "1")
    assert 'Chengdu <span class="ct hot">1</span>' in answer.content.decode()


def test_a_changed_view_is_saved_with_one_button(lists: Client) -> None:
    view = saved(lists)
    answer = lists.get(f"/customers/?view=v{view.pk}&sort=customer")
    lists.post(answer.context["keeps"]["update"])
    assert SavedView.objects.get(pk=view.pk).sort == "customer"
    assert lists.get(f"/customers/?view=v{view.pk}").context["keeps"]["update"] == ""


def test_a_view_is_renamed_and_shared(lists: Client, csm: User) -> None:
    view = saved(lists)
    page = lists.get(f"/views/{view.pk}/").content.decode()
    assert "kept the view" in page
    answer = lists.post(f"/views/{view.pk}/", {"name": "Sichuan", "shared": "on", "version": 0})
    assert answer.status_code == 302
    lists.force_login(csm)
    assert ("Sichuan", "1") in labels(lists.get("/customers/"))
    answer = lists.post(f"/views/{view.pk}/", {"name": "Mine", "version": 1})
    assert answer.status_code == 403


def test_a_form_that_is_late_is_told(lists: Client) -> None:
    view = saved(lists)
    lists.post(f"/views/{view.pk}/", {"name": "Sichuan", "version": 0})
    answer = lists.post(f"/views/{view.pk}/", {"name": "Chongqing", "version": 0})
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile." in answer.content.decode()


def test_who_may_not_share_is_not_offered_to(lists: Client, csm: User) -> None:
    lists.force_login(csm)
    assert 'name="shared"' not in lists.get("/views/customers/new/").content.decode()
    answer = lists.post("/views/customers/new/", {"name": "Own", "shared": "on"})
    assert answer.status_code == 302
    assert not SavedView.objects.get(name="Own").shared


def test_a_name_is_needed(lists: Client) -> None:
    assert lists.post("/views/customers/new/", {"name": " "}).status_code == 422
    saved(lists)
    answer = lists.post("/views/customers/new/", {"name": "Chengdu"})
    assert "Another view of the same owner has this name" in answer.content.decode()


def test_a_removed_view_is_gone_and_comes_back(lists: Client) -> None:
    view = saved(lists)
    answer = lists.post(f"/views/{view.pk}/removal/", follow=True)
    assert f'action="/views/{view.pk}/restoration/"' in answer.content.decode()
    assert lists.get(f"/customers/?view=v{view.pk}").status_code == 422
    lists.post(f"/views/{view.pk}/restoration/")
    assert lists.get(f"/customers/?view=v{view.pk}").status_code == 200


def test_tabs_are_put_in_order(lists: Client) -> None:
    view = saved(lists)
    for _step in range(9):
        lists.post("/views/customers/order/", {"key": f"v{view.pk}", "way": "left"})
    answer = lists.get("/customers/")
    assert labels(answer)[0] == ("Chengdu", "1")
    assert answer.context["asked"].view.key == f"v{view.pk}"
    lists.post("/views/customers/order/", {"key": "moon", "way": "up"})
    assert lists.get("/views/customers/").status_code == 200


def test_a_view_of_somebody_else_is_not_there(lists: Client, csm: User) -> None:
    view = saved_views.add("customers", "Own", condition=tree.ALWAYS, by=csm, at=NOON)
    for address in (f"/views/{view.pk}/", f"/views/{view.pk}/removal/", f"/views/{view.pk}/update/"):
        assert lists.post(address, {"name": "x"}).status_code == 404
    assert lists.get("/views/moon/").status_code == 404


def test_a_view_whose_fact_is_gone_says_so_and_can_be_repaired(lists: Client, lead: User) -> None:
    view = saved(lists)
    SavedView.objects.filter(pk=view.pk).update(condition={"fact": "moon", "op": "known"})
    answer = lists.get(f"/customers/?view=v{view.pk}")
    assert answer.status_code == 422
    assert "There is no fact “moon”" in answer.content.decode()
    assert labels(answer)[-1] == ("Chengdu", "None")
    repair = lists.get(answer.context["filter"])
    assert repair.status_code == 200
    assert "moon" in repair.content.decode()
