"""The pages of archives: the tab of a customer, filling in, judging, what is missing, and the documents themselves."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.customers import links
from hourglass.customers.archive import defaults, forms, records
from hourglass.customers.models import Account, FormRecord, FormTemplate, Purpose
from hourglass.customers.models.archive import Confirming, State
from tests import world
from tests.conftest import NOON

WHO: dict[str, Any] = {"by": "test", "at": NOON}
LINE = {"scenario": "Desk", "requester": "Li", "function": "Print", "importance": "high", "answer": "later"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), override("en"):
        yield


@pytest.fixture
def account(csm: User) -> Account:
    return world.account("Harbour", owner=csm)


def reading(client: Client, person: User) -> Client:
    person.language = "en"
    person.save(update_fields=["language"])
    client.force_login(person)
    return client


@pytest.fixture
def hers(client: Client, csm: User) -> Client:
    return reading(client, csm)


@pytest.fixture
def papers(db: None) -> None:
    defaults.install(**WHO)


def opened(account: Account, key: str, **words: Any) -> FormRecord:
    return records.open_record(account, FormTemplate.objects.get(key=key), **words, **WHO)


def address(record: FormRecord, name: str = "customer-document") -> str:
    return reverse(name, args=[record.account_id, record.pk])


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def again(record: FormRecord) -> FormRecord:
    return FormRecord.objects.unscoped(reason="a test").get(pk=record.pk)


def test_file_09_the_tab_says_what_is_missing_and_how_complete_it_is(
    hers: Client, account: Account, papers: None
) -> None:
    path = reverse("customer-archive", args=[account.pk])
    assert "Nothing is missing." in text(hers, path)
    opened(account, "status", due_on=NOON.date() - timedelta(days=2))
    done = opened(account, "training", occasion="Inventory", due_on=NOON.date())
    values = {"trained_on": "2026-11-20", "trainer": "Chen", "participants": [{"name": "Li"}], "satisfaction": 5}
    values |= {"topics": [{"topic": "Inventory", "mastery": 2}], "again": True}
    records.submit(done, values, version=0, **WHO)
    shown = text(hers, path)
    assert all(word in shown for word in ("Customer status", "Training return visit Inventory", "50.0%", "1 / 2"))


def test_a_form_is_filled_in_kept_and_submitted_in_the_page(hers: Client, account: Account, papers: None) -> None:
    record = opened(account, "requirements")
    path = address(record, "customer-document-filling")
    cells = {f"lines-0-{key}": value for key, value in LINE.items()}
    lacking = hers.post(path, {"version": 0, "act": "submit", "goal": "", **cells})
    assert lacking.status_code == 422
    assert "This has to be filled in before the form is submitted." in lacking.content.decode()
    assert again(record).state is State.DUE
    assert hers.post(path, {"version": 0, "act": "draft", **cells}).status_code == 302
    shown = text(hers, path)
    assert 'value="Desk"' in shown
    assert hers.post(path, {"version": 0, "act": "submit", "goal": "Quicker", **cells}).status_code == 422
    assert hers.post(path, {"version": 1, "act": "submit", "goal": "Quicker", **cells}).status_code == 302
    assert again(record).state is State.SUBMITTED
    shown = text(hers, address(record))
    assert all(word in shown for word in ("Quicker", "Desk", "Later", "Waits for the customer"))


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        *(("visits", "many"), ("visits", "1" * 20), ("visits", "NaN"), ("goals", "x" * 5001), ("staff", "1e400")),
        *(("pains-0-role", "x" * 301), ("version", "-1"), ("version", "x")),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(
    hers: Client, account: Account, papers: None, key: str, wrong: str
) -> None:
    answer = hers.post(address(opened(account, "status"), "customer-document-filling"), {"version": 0, key: wrong})
    assert answer.status_code == 422


def test_a_cell_that_does_not_fit_names_its_line(hers: Client, account: Account, papers: None) -> None:
    data = {"version": 0, "lines-0-scenario": "Desk", "lines-2-target": "soon"}
    answer = hers.post(address(opened(account, "requirements"), "customer-document-filling"), data)
    assert answer.status_code == 422
    assert "Line 2, Target date:" in answer.content.decode()


def test_hand_02_a_lead_returns_and_confirms_in_the_page(
    client: Client, account: Account, csm: User, cs_head: User
) -> None:
    form = forms.add(
        key="k", label=Label("表", "Handover"), document=defaults.FIRST, confirming=Confirming.STAFF, **WHO
    )
    record = records.open_record(account, form, **WHO)
    records.submit(record, {"note": "First"}, version=0, by=csm, at=NOON)
    theirs = reading(client, cs_head)
    path = address(record, "customer-document-return")
    assert theirs.post(path, {"reason": "", "version": 2}).status_code == 422
    theirs.post(path, {"reason": "Who decides?", "version": again(record).version})
    assert again(record).state is State.RETURNED
    assert "Who decides?" in text(theirs, address(record))
    records.submit(again(record), {"note": "Second"}, version=0, by=csm, at=NOON)
    shown = text(theirs, address(record))
    assert ("Second" in shown, "Changed: Note" in shown, "First" in shown) == (True, True, False)
    theirs.post(address(record, "customer-document-confirmation"))
    assert again(record).state is State.CONFIRMED
    refused = theirs.post(address(record, "customer-document-confirmation"))
    assert refused.status_code == 422


def test_file_04_the_customer_confirms_by_a_link_that_is_shown_once(
    hers: Client, account: Account, papers: None
) -> None:
    record = opened(account, "requirements")
    assert hers.get(address(record, "customer-document-link")).status_code == 405
    records.submit(record, {"goal": "Quicker", "lines": [LINE] * 4}, version=0, **WHO)
    shown = hers.post(address(record, "customer-document-link")).content.decode()
    path = "/f/" + shown.split("/f/")[1].split("/")[0] + "/"
    stranger = Client(headers={"accept-language": "en"})
    assert text(stranger, path).count("Desk") == 4
    assert stranger.post(path, {"name": ""}).status_code == 422
    assert "Thank you, Ms Li" in stranger.post(path, {"name": "Ms Li"}).content.decode()
    assert (again(record).state, again(record).confirmed_by) == (State.CONFIRMED, "Ms Li")


def test_a_link_opens_its_own_form_alone(account: Account, papers: None, client: Client) -> None:
    other = opened(world.account("Other"), "requirements")
    for subject, purpose in ((str(other.pk), Purpose.FORM), (str(other.pk), Purpose.GOALS)):
        _link, secret = links.make(account, purpose=purpose, subject=subject, **WHO)
        assert client.get(f"/f/{secret}/").status_code == 404


def test_file_05_an_occasion_begins_its_form_once(hers: Client, account: Account, papers: None) -> None:
    path = reverse("customer-archive-new", args=[account.pk])
    data = {"template": FormTemplate.objects.get(key="training").pk, "occasion": "Inventory", "due_on": "2026-11-26"}
    first, second = hers.post(path, data), hers.post(path, data)
    assert first["Location"] == second["Location"]
    assert hers.post(path, {"template": 10**9}).status_code == 422


def test_file_09_the_missing_forms_of_everybody_with_the_rank_of_owners(
    hers: Client, account: Account, papers: None, other_csm: User
) -> None:
    opened(account, "status", due_on=NOON.date() - timedelta(days=3))
    theirs = world.account("Theirs", owner=other_csm)
    opened(theirs, "status", due_on=NOON.date())
    shown = text(hers, reverse("archives"))
    assert ("Harbour" in shown, "Theirs" in shown, "1 overdue" in shown) == (True, False, True)
    for query in ("?whose=mine", "?whose=moon&page=x", "?page=99999", "?page=0"):
        text(hers, reverse("archives") + query)


def test_file_09_the_whole_archive_is_one_file(hers: Client, account: Account, papers: None) -> None:
    record = opened(account, "requirements")
    records.submit(record, {"goal": "<b>Quicker</b>", "lines": [LINE]}, version=0, **WHO)
    answer = hers.get(reverse("customer-archive-file", args=[account.pk]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as binder:
        [name] = [one for one in binder.namelist() if one.endswith(".html")]
        assert "&lt;b&gt;Quicker&lt;/b&gt;" in binder.read(name).decode()
        assert "Requirement confirmation" in binder.read("forms.csv").decode()
        assert "submitted the form" in binder.read("timeline.csv").decode()


def test_file_10_a_document_is_described_looked_at_and_made_the_next_version(
    client: Client, cs_head: User, account: Account, papers: None
) -> None:
    hers = reading(client, cs_head)
    form = FormTemplate.objects.get(key="status")
    path = reverse("form-fields", args=[form.pk])
    data = {"number": 1, "rows-0-key": "visits", "rows-0-kind": "number", "rows-0-zh": "接待", "rows-0-en": "Visits"}
    data |= {"rows-1-key": "why", "rows-1-kind": "text", "rows-1-zh": "原因", "rows-1-en": "Why"}
    data |= {"rows-1-when": "visits <= 10", "rows-2-key": "", "rows-2-kind": "text"}
    data |= {"rows-3-key": "of", "rows-3-kind": "lines", "rows-3-zh": "表", "rows-3-en": "Table"}
    data |= {"rows-3-columns": "a | text | 甲 | A | *\nb | rating | 乙 | B"}
    looked = hers.post(path, data | {"act": "look"})
    assert (looked.status_code, form.latest.number) == (200, 1)
    assert "Visits" in looked.content.decode()
    assert hers.post(path, data | {"act": "keep"}).status_code == 302
    made = form.latest
    assert (made.number, [one["key"] for one in made.fields]) == (2, ["visits", "why", "of"])
    assert made.fields[1]["when"] == {"field": "visits", "at_most": "10"}
    assert [column["key"] for column in made.fields[2]["columns"]] == ["a", "b"]
    assert "a | text | 甲 | A | *" in text(hers, path)
    placed = data | {"number": 2, "rows-0-place": 30, "rows-1-place": 10, "rows-3-place": 20}
    assert hers.post(path, placed).status_code == 302
    assert [one["key"] for one in form.latest.fields] == ["why", "of", "visits"]
    assert hers.post(path, data | {"act": "keep"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        *({"rows-0-key": "A b"}, {"rows-0-kind": "picture"}, {"rows-0-en": ""}, {"rows-0-kind": "choice"}),
        *({"rows-0-when": "moon"}, {"rows-0-when": "moon <= 1"}, {"rows-0-kind": "lines", "rows-0-columns": "a | b"}),
        *({"rows-0-choices": "a"}, {"rows-0-key": ""}, {"number": "x"}, {"rows-1-key": "k", "rows-1-kind": "text"}),
    ],
)
def test_a_field_that_does_not_fit_is_said(client: Client, cs_head: User, papers: None, wrong: dict[str, str]) -> None:
    path = reverse("form-fields", args=[FormTemplate.objects.get(key="status").pk])
    data = {"number": 1, "rows-0-key": "k", "rows-0-kind": "text", "rows-0-zh": "甲", "rows-0-en": "A"}
    assert reading(client, cs_head).post(path, data | wrong).status_code == 422


def test_documents_are_taken_over_added_changed_and_retired(client: Client, cs_head: User) -> None:
    hers = reading(client, cs_head)
    assert "Handover, Requirement confirmation" in text(hers, reverse("forms"))
    hers.post(reverse("forms-proposed"))
    assert FormTemplate.objects.count() == 5
    data = {"key": "visit", "name_zh": "拜访表", "name_en": "Visit", "due": "asked", "days": 7, "confirming": "nobody"}
    assert "/fields/" in hers.post(reverse("form-new"), data)["Location"]
    assert hers.post(reverse("form-new"), data).status_code == 422
    form = FormTemplate.objects.get(key="visit")
    hers.post(reverse("form", args=[form.pk]), data | {"days": 9, "version": 0})
    hers.post(reverse("form-retirement", args=[form.pk]))
    form.refresh_from_db()
    assert (form.days, form.retired_at) == (9, NOON)
    assert "Retired" in text(hers, reverse("forms"))
