"""The editor of a condition: by plain forms, live, with faults at their place, and why a customer fits."""

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client

from hourglass.base.models import User
from hourglass.console.conditions.fields import ConditionField
from hourglass.customers import accounts
from hourglass.customers.conditions import tree
from tests import world
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
MINE = {"all": [{"fact": "city", "op": "is", "value": "成都"}]}


@pytest.fixture
def editor(client: Client, csm: User) -> Client:
    """The client of a CSM with two customers, who reads English."""
    world.account("Renkang", owner=csm, city="成都")
    world.account("Anhe", owner=csm, city="苏州")
    world.account("Other", city="成都")
    csm.language = "en"
    csm.save()
    client.force_login(csm)
    return client


def fields(page: str) -> dict[str, Any]:
    """This function will read what the editor of a page would send: the document and every input."""
    found = re.search(r'name="condition" value="([^"]*)"', page)
    assert found
    sent = {"condition": found[1].replace("&quot;", '"')}
    for name, inside in re.findall(r'<select[^>]*name="(condition:[^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', inside)
        sent[name] = chosen[1] if chosen else ""
    typed = re.findall(r'<input class="in"[^>]*name="(condition:[^"]*)" value="([^"]*)"', page)
    return sent | dict(typed)


def test_a_condition_is_written_without_scripts_step_by_step(editor: Client) -> None:
    page = editor.get("/customers/filter/?view=all").content.decode()
    sent = fields(page) | {"condition::new": "city", "condition:do": "add "}
    page = editor.post("/customers/filter/?view=all", sent).content.decode()
    assert "City" in page
    sent = fields(page) | {"condition:0:value": "成都", "condition:do": "group "}
    page = editor.post("/customers/filter/?view=all", sent).content.decode()
    sent = fields(page) | {"condition:1:new": "name", "condition:do": "add 1"}
    page = editor.post("/customers/filter/?view=all", sent).content.decode()
    sent = fields(page) | {"condition:1.0:op": "is_not", "condition:1.0:value": "Moon", "condition:1:mode": "none"}
    answer = editor.post("/customers/filter/?view=all&q=ren", sent)
    assert answer.status_code == 302
    query = QueryDict(answer["Location"].partition("?")[2])
    assert (query["view"], query["q"]) == ("all", "ren")
    assert json.loads(query["where"]) == {
        "all": [
            {"fact": "city", "op": "contains", "value": "成都"},
            {"not": {"any": [{"fact": "name", "op": "is_not", "value": "Moon"}]}},
        ]
    }


def test_a_fault_is_told_where_it_stands_and_keeps_what_was_typed(editor: Client) -> None:
    document = {"all": [{"fact": "stores", "op": "at_least", "value": ""}, {"fact": "city", "op": "known"}]}
    sent = {"condition": json.dumps(document), "condition:0:op": "at_least", "condition:0:value": "many"}
    answer = editor.post("/customers/filter/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="many"' in page
    assert "“Stores” needs a number." in page
    assert 'aria-describedby="condition-0-error"' in page


def test_a_question_without_its_value_is_no_fault_while_one_writes(editor: Client) -> None:
    document = {"all": [{"fact": "stores", "op": "at_least", "value": None}]}
    page = editor.post("/conditions/draft/?field=condition", {"condition": json.dumps(document)}).content.decode()
    assert "needs a number" not in page
    assert "Complete the questions" in page
    answer = editor.post("/customers/filter/", {"condition": json.dumps(document)})
    assert "needs a number" in answer.content.decode()


def test_the_live_result_counts_what_the_person_sees_and_keeps_the_document(editor: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "condition-result"}
    sent = {"condition": json.dumps(MINE), "condition:0:op": "is", "condition:0:value": "苏州"}
    page = editor.post("/conditions/draft/?field=condition", sent, headers=headers).content.decode()
    assert "1 customer<" in page
    assert "Anhe" in page
    assert "Other" not in page
    assert "苏州" in fields(page)["condition"]
    assert 'hx-swap-oob="true"' in page


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"all": 1}', "[" * 90, '{"all": [{"fact": "x", "op": "y"}, 7]}'])
def test_a_damaged_document_is_drawn_as_far_as_it_can_be_read(editor: Client, text: str) -> None:
    assert editor.post("/conditions/draft/?field=condition", {"condition": text}).status_code == 200


def test_the_name_of_a_field_is_no_place_for_markup(editor: Client) -> None:
    assert editor.post('/conditions/draft/?field="><b>', {}).status_code == 422


def test_the_field_gives_the_tree_and_leaves_a_change_of_shape_unsaved() -> None:
    field = ConditionField()
    widget = field.editor
    sent = widget.value_from_datadict(QueryDict(f"condition={json.dumps(MINE)}"), {}, "condition")
    assert tree.write(field.clean(sent)) == MINE
    shaped = widget.value_from_datadict(QueryDict("condition={}&condition:do=update"), {}, "condition")
    with pytest.raises(ValidationError):
        field.clean(shaped)


def test_why_a_customer_fits_is_told_question_by_question(editor: Client, csm: User) -> None:
    where = {
        "any": [{"fact": "city", "op": "is", "value": "成都"}, {"not": {"fact": "region", "op": "is", "value": "S"}}]
    }
    renkang = csm.accounts.get(name="Renkang")
    page = editor.get(f"/customers/{renkang.pk}/why/", {"where": json.dumps(where)}).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Renkang meets the condition." in text
    assert "Met City is 成都 now 成都" in text
    assert "Unknown Not:" in text
    anhe = csm.accounts.get(name="Anhe")
    page = editor.get(f"/customers/{anhe.pk}/why/", {"where": json.dumps(where)}).content.decode()
    assert "Whether Anhe meets the condition is unknown" in page


def test_any_customer_can_be_asked_about_also_a_closed_one(editor: Client, csm: User) -> None:
    anhe = csm.accounts.get(name="Anhe")
    accounts.close(anhe, version=0, by="test", at=NOON, reason="Moved away")
    page = editor.get("/customers/why/", {"where": json.dumps(MINE), "who": "anh"}).content.decode()
    assert f"/customers/{anhe.pk}/why/?where=" in page
    page = editor.get(f"/customers/{anhe.pk}/why/", {"where": json.dumps(MINE)}).content.decode()
    assert "This customer is closed." in page
    assert "Other" not in editor.get("/customers/why/", {"who": "other"}).content.decode()
