"""The audit page shows everything that happened to those who may read it, and whether it is untouched."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from hourglass.base import correlation, seals, timeline, verification
from hourglass.base.models import Entry, Run, Sentiment, User
from hourglass.base.timeline import Touch
from hourglass.console.telling import history
from hourglass.console.views import audit
from tests.record import Written

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def reader(client: Client, executive: User) -> Client:
    """A client of somebody who may read the record."""
    executive.language = "en"
    executive.save()
    client.force_login(executive)
    return client


def write(person: User, *, reason: str = "", new: dict[str, object] | None = None) -> Entry:
    """This function will record one entry."""
    return timeline.record("person.changed", on=person, by=person, at=AT, old={"name": "Old"}, new=new, reason=reason)


def body(client: Client, query: str = "") -> str:
    """This function will read the page."""
    answer = client.get(f"/admin/audit/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("method", "address"), [("get", ""), ("post", "checks/"), ("post", "exports/")])
def test_it_is_closed_to_others(client: Client, csm: User, written: Written, method: str, address: str) -> None:
    client.force_login(csm)
    assert getattr(client, method)(f"/admin/audit/{address}").status_code == 403
    assert written.entries == []


@pytest.mark.parametrize("address", ["checks/", "exports/"])
def test_reading_never_starts_anything(reader: Client, address: str) -> None:
    assert reader.get(f"/admin/audit/{address}").status_code == 405


def test_it_tells_a_story_with_reason_and_difference(reader: Client, csm: User) -> None:
    write(csm, reason="married <b>", new={"name": "New", "active": True, "roles": ["a", "b"]})
    page = body(reader)
    assert "<b>Csm</b> changed the details of <b>Csm</b>" in page
    assert "married &lt;b&gt;" in page
    assert "<del>Old</del>" in page
    assert "<ins>New</ins>" in page
    assert "<ins>Yes</ins>" in page
    assert "<ins>a, b</ins>" in page


def test_it_tells_the_story_in_chinese(client: Client, executive: User, csm: User) -> None:
    client.force_login(executive)
    write(csm)
    assert "<b>Csm</b>修改了<b>Csm</b>的资料" in body(client)


def test_it_tells_who_acted_in_whose_name(reader: Client, csm: User, admin: User) -> None:
    with correlation.operated_by(admin.pk):
        write(csm)
    assert "Admin (as Csm)" in body(reader)


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("?q=needle", 1),
        ("?q=NEEDLE", 1),
        ("?q=nothing-like-it", 0),
        ("?kind=people&q=needle", 1),
        ("?kind=record&q=needle", 0),
        ("?q=needle&since=2099-01-01", 0),
        ("?q=needle&since=2020-01-01&until=2099-01-01", 1),
        ("?q=needle&until=2020-01-01", 0),
        ("?q=needle&object=base.user:{pk}", 1),
        ("?q=needle&object=base.user:0", 0),
        ("?q=needle&actor={pk}", 1),
        ("?q=needle&actor={other}", 0),
    ],
)
def test_it_filters(reader: Client, csm: User, executive: User, query: str, hits: int) -> None:
    write(csm, reason="a needle in the hay")
    write(csm, reason="hay")
    page = body(reader, query.format(pk=csm.pk, other=executive.pk))
    assert page.count("a needle in the hay") == hits
    assert page.count('<li id="e') == hits


@pytest.mark.parametrize(
    "query",
    ["?since=x", "?since=2026-02-30", "?kind=nothing", "?actor=0", "?actor=x", "?object=%27", "?before=x", "?before=-1",
     "?before=99999999999999999999", "?q=%00", "?q=" + "x" * 500, "?since=0001-01-01&until=9999-12-31"],
)  # fmt: skip
def test_nonsense_is_never_a_fault(reader: Client, query: str) -> None:
    assert reader.get(f"/admin/audit/{query}").status_code in {200, 400}


def test_pages_follow_each_other_without_gap_or_repeat(
    reader: Client, csm: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE", 4)
    keys = [write(csm, reason="counted").pk for _ in range(10)]
    query, seen = "?q=counted", []
    for _ in range(10):
        context = reader.get(f"/admin/audit/{query}").context
        seen += [telling.entry.pk for telling in context["entries"]]
        if not context["further"]:
            break
        query = f"?q=counted&before={context['further']}"
    assert seen == sorted(keys, reverse=True)


def test_a_search_reads_a_bounded_stretch_and_says_where_to_go_on(
    reader: Client, csm: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "SEARCHED", 5)
    write(csm, reason="far back")
    for _ in range(8):
        write(csm, reason="hay")
    first = reader.get("/admin/audit/?q=far+back").context
    assert (first["entries"], bool(first["further"])) == ([], True)
    second = reader.get(f"/admin/audit/?q=far+back&before={first['further']}").context
    assert len(second["entries"]) == 1


def test_fifty_entries_cost_as_few_queries_as_one(
    reader: Client, csm: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        write(csm, reason="x")
    seals.seal(at=AT)
    with django_assert_max_num_queries(20):
        body(reader)


def test_a_correction_shows_both_versions(reader: Client, csm: User) -> None:
    entry = timeline.record(
        "person.changed", on=csm, by=csm, at=AT, touch=Touch("hotline", "first words", Sentiment.NEUTRAL)
    )
    timeline.correct(entry, to={"note": "better words"}, by=csm, at=AT, reason="misheard")
    page = body(reader)
    original = page[page.index(f'<li id="e{entry.pk}">') :]
    assert original.index("better words") < original.index("first words")
    assert "Corrected by Csm" in page
    assert "misheard" in page


def test_it_says_what_is_sealed_and_what_was_found(reader: Client, csm: User, executive: User) -> None:
    write(csm)
    assert "Not checked yet" in body(reader)
    assert "Not sealed yet" in body(reader)
    seals.seal(at=AT)
    verification.check(by=executive, at=AT)
    assert "Nothing was changed or removed" in body(reader)


def test_a_fault_stands_on_top(reader: Client, csm: User, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = write(csm)
    found = verification.Result(sealed=1, findings=[verification.Finding("changed", entry=entry.pk)], more=3)
    monkeypatch.setattr(verification, "verify", lambda **_: found)
    verification.check(by="job:record.check", at=AT)
    page = body(reader)
    assert "The record was tampered with" in page
    assert f"Entry {entry.pk} was changed after it was written." in page
    assert "and 3 more" in page


def test_check_now_asks_for_one_run(reader: Client, executive: User, written: Written) -> None:
    answer = reader.post("/admin/audit/checks/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/audit/")
    run = Run.objects.get(job="record.check")
    assert run.asked_by == executive
    assert len(written.entries) == 1
    assert reader.post("/admin/audit/checks/").status_code == 422


def test_t17_an_export_is_itself_on_the_record(reader: Client, csm: User, executive: User, written: Written) -> None:
    write(csm, reason="=HYPERLINK(1)")
    seals.seal(at=AT)
    answer = reader.post("/admin/audit/exports/", {"q": "HYPERLINK", "kind": "people"})
    assert answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (line,) = csv.DictReader(io.StringIO(text, newline=""))
    assert line["reason"] == "'=HYPERLINK(1)"
    assert line["sentence"] == "Csm changed the details of Csm"
    assert line["position"]
    export = written.entries[-1]
    assert (export.verb, export.actor) == ("record.exported", executive)
    assert export.new == {"rows": 1, "filter": {"kind": "people", "q": "HYPERLINK"}}


def test_t17_an_export_has_a_limit(
    reader: Client, csm: User, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "EXPORTED", 3)
    for _ in range(6):
        write(csm)
    answer = reader.post("/admin/audit/exports/")
    assert len(b"".join(answer.streaming_content).splitlines()) == 4  # type: ignore[attr-defined]
    assert written.entries[-1].new == {"rows": 3, "filter": {}}


def test_t17_many_entries_leave_only_to_somebody_who_says_again_who_they_are(
    client: Client, executive: User, csm: User, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = "a long winter evening"
    executive.set_password(password)
    executive.save()
    client.force_login(executive)
    monkeypatch.setattr(audit, "UNCONFIRMED", 3)
    before = len(written.entries)
    for _ in range(3):
        write(csm, reason="snowfall")
    few = client.post("/admin/audit/exports/", {"q": "snowfall"})
    assert few.status_code == 200
    write(csm, reason="snowfall")
    many = client.post("/admin/audit/exports/", {"q": "snowfall"})
    assert many.status_code == 302
    assert "/reauthenticate/" in many["Location"]
    assert [entry.verb for entry in written.entries[before:]].count("record.exported") == 1
    sure = client.post(many["Location"], {"password": password})
    # The head, four entries, and the entry of the first export, which names the word that was looked for.
    assert len(b"".join(sure.streaming_content).splitlines()) == 6  # type: ignore[attr-defined]
    exports = [entry for entry in written.entries[before:] if entry.verb == "record.exported"]
    assert (exports[-1].new or {})["rows"] == 5


def test_an_erased_entry_still_reads(reader: Client, csm: User) -> None:
    entry = write(csm, reason="private matter")
    timeline.erase([entry], on=csm, by="command:erase", at=AT + timedelta(days=1), reason="request 12")
    page = body(reader)
    assert "private matter" not in page
    assert "Words erased" in page


def test_a_page_of_one_object_tells_its_history(csm: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    write(csm, reason="first <reason>", new={"name": "Between"})
    write(csm, reason="second")
    with override("en"), django_assert_num_queries(2):
        page = render_to_string("console/_history.html", {"history": history(csm, most=2)})
    assert page.index("second") < page.index("first &lt;reason&gt;")
    assert "<b>Csm</b> changed the details of <b>Csm</b>" in page
    assert page.count("<li") == 2


def test_an_object_nothing_happened_to_says_so() -> None:
    with override("en"):
        assert "Nothing happened yet." in render_to_string("console/_history.html", {"history": []})
