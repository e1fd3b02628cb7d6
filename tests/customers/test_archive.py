"""Documents of the archive: described, opened when they are due, filled in, judged, and counted."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hourglass.base.grants import Forbidden
from hourglass.base.labels import Label
from hourglass.base.models import Entry, Team, User
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import accounts, contacts, merging, standing
from hourglass.customers.archive import baselines, completeness, defaults, forms, opening, reading, records, sources
from hourglass.customers.archive.forms import FormRefused
from hourglass.customers.archive.records import RecordRefused
from hourglass.customers.models import Account, Filling, FormRecord, FormTemplate
from hourglass.customers.models.archive import Confirming, Due, State
from tests import world
from tests.conftest import NOON, Casting

WHO: dict[str, Any] = {"by": "test", "at": NOON}
TODAY = NOON.date()


def field(key: str = "a", kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "zh": "甲", "en": "A", **more}


def template(key: str = "status", *fields: dict[str, Any], **more: Any) -> FormTemplate:
    return forms.add(key=key, label=Label("表", "Form"), document=list(fields) or [field()], **more, **WHO)


def day(text: str) -> datetime:
    return NOON + (date.fromisoformat(text) - TODAY)


@pytest.fixture
def account(csm: User) -> Account:
    return served(world.account("Harbour", owner=csm), TODAY - timedelta(days=10))


def served(account: Account, since: date) -> Account:
    standing.publish({account.pk: {"served_from": since}})
    account.refresh_from_db()
    return account


def opened(account: Account, form: FormTemplate, occasion: str = "", due_on: date | None = None) -> FormRecord:
    return records.open_record(account, form, occasion=occasion, due_on=due_on, **WHO)


def submitted(account: Account, form: FormTemplate, by: Any = "test", **values: Any) -> FormRecord:
    record = opened(account, form, due_on=TODAY)
    records.submit(record, values or {"a": "x"}, version=0, by=by, at=NOON)
    return record


def everything() -> Any:
    return FormRecord.objects.unscoped(reason="a test")


# --- templates --------------------------------------------------------------------------------------------------------
def test_file_10_a_new_mandatory_field_asks_new_records_and_leaves_old_ones_valid(account: Account) -> None:
    form = template()
    old = submitted(account, form)
    forms.describe(form, [field(), field("b", mandatory=True)], number=1, **WHO)
    [kept] = records.submissions(old)
    assert (kept.form.number, [one.key for one in records.fields_of(kept)]) == (1, ["a"])
    assert old.state is State.SUBMITTED
    new = opened(account, form, occasion="next")
    with pytest.raises(RecordRefused) as refused:
        records.submit(new, {"a": "x"}, version=0, **WHO)
    assert refused.value.field == "b"
    records.submit(new, {"a": "x", "b": "y"}, version=0, **WHO)
    assert records.submissions(new)[0].form.number == 2


def test_file_10_a_field_is_seen_and_filled_in_by_the_roles_that_it_names(
    account: Account, csm: User, admin: User, cast: Casting, east: Team
) -> None:
    lead = cast("boss", "cs_lead", team=east)
    form = template("status", field(), field("price", mandatory=True, roles=["cs_lead"]))
    record = opened(account, form)
    with pytest.raises(RecordRefused, match="草稿"):
        records.submit(record, {"a": "x"}, version=0, by=csm, at=NOON)
    with pytest.raises(RecordRefused) as refused:
        records.keep(record, {"a": "x", "price": "9"}, version=0, by=csm, at=NOON)
    assert refused.value.field == "price"
    records.keep(record, {"a": "x", "price": "9"}, version=0, by=lead, at=NOON)
    filling = records.submit(record, {"a": "y"}, version=1, by=csm, at=NOON)
    assert filling.values == {"a": "y", "price": "9"}
    known = records.fields_of(filling)
    seen = {who: [one.key for one in records.seen_by(who, known)] for who in (csm, lead, admin, None, "job")}
    assert seen == {csm: ["a"], lead: ["a", "price"], admin: ["a", "price"], None: ["a"], "job": ["a", "price"]}
    told = {who: [len(told) for _part, told in reading.parts(filling, who, "en")] for who in (csm, lead, None)}
    assert told == {csm: [1], lead: [2], None: [1]}


def test_file_10_roles_that_do_not_exist_are_refused(account: Account, built_in: Any) -> None:
    with pytest.raises(FormRefused, match="price"):
        template("status", field("price", roles=["pirate"]))


@pytest.mark.parametrize("document", [[], [field(kind="picture")], [field(), field()], [field(key="A")]])
def test_a_form_that_does_not_fit_is_refused_in_words(db: None, document: Any) -> None:
    form = template()
    for act in (
        lambda: forms.describe(form, document, number=1, **WHO),
        lambda: forms.add(key="other", label=Label("表", "Form"), document=document, **WHO),
    ):
        with pytest.raises(FormRefused) as refused:
            act()
        assert str(refused.value.message)


def test_of_two_who_describe_a_form_the_second_is_told(db: None) -> None:
    form = template()
    forms.describe(form, [field("b")], number=1, **WHO)
    for document in ([field("c")], [field("b")]):
        with pytest.raises(FormRefused):
            forms.describe(form, document, number=1, **WHO)
    with pytest.raises(FormRefused):
        forms.describe(form, [field("b")], number=2, **WHO)
    assert form.latest.number == 2


def test_who_does_not_manage_forms_describes_none(csm: User) -> None:
    form = template()
    for act in (
        lambda: forms.add(key="k", label=Label("表", "F"), document=[field()], by=csm, at=NOON),
        lambda: forms.edit(form, version=form.version, days=3, by=csm, at=NOON),
        lambda: forms.describe(form, [field("b")], number=1, by=csm, at=NOON),
        lambda: forms.retire(form, version=form.version, by=csm, at=NOON),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_key_of_a_form_is_its_own_and_its_days_are_few(db: None) -> None:
    form = template()
    with pytest.raises(FormRefused):
        template()
    with pytest.raises(FormRefused):
        forms.edit(form, version=0, days=366, **WHO)
    forms.edit(form, version=0, days=7, name_en="Other", **WHO)
    assert (form.days, form.name_en, form.version) == (7, "Other", 1)


def test_file_03_to_07_the_five_named_documents_come_once(db: None) -> None:
    assert (defaults.install(**WHO), defaults.install(**WHO)) == (5, 0)
    names = [str(one.name_zh) for one in FormTemplate.objects.all()]
    assert names == ["客户交接表", "需求确认表", "培训回访表", "客户现状表", "月度使用分析表"]
    forms.retire(FormTemplate.objects.get(key="training"), version=0, **WHO)
    assert defaults.install(**WHO) == 0


def test_hand_03_the_handover_has_five_groups(db: None) -> None:
    defaults.install(**WHO)
    fields = FormTemplate.objects.get(key="handover").latest.fields
    assert list(dict.fromkeys(one["part_zh"] for one in fields)) == [
        *("基本信息", "现场环境", "销售过程", "周边环境", "目前状况")
    ]


# --- opening ----------------------------------------------------------------------------------------------------------
def test_file_01_a_new_customer_has_its_empty_forms_once(account: Account) -> None:
    template("handover", due=Due.START, days=3)
    template("later", due=Due.ASKED)
    assert [opening.open_due(at=NOON), opening.open_due(at=NOON)] == [1, 0]
    [record] = everything()
    assert (record.account, record.due_on, record.state) == (account, TODAY - timedelta(days=7), State.DUE)


def test_file_01_a_customer_of_many_years_is_not_asked_how_it_was_handed_over(account: Account) -> None:
    served(account, TODAY - timedelta(days=91))
    template("handover", due=Due.START)
    assert opening.open_due(at=NOON) == 0


def test_file_07_on_the_first_the_form_of_the_month_before_is_there_and_due_on_the_fifth(account: Account) -> None:
    served(account, date(2026, 5, 30))
    left = served(world.account("Left"), date(2025, 1, 1))
    standing.publish({left.pk: {"served_until": date(2026, 5, 30)}})
    template("monthly", due=Due.MONTH, days=5)
    assert [opening.open_due(at=day(text)) for text in ("2026-06-01", "2026-06-02", "2026-07-01")] == [1, 0, 1]
    found = [(row.account, row.occasion, row.due_on) for row in everything().order_by("due_on")]
    assert found == [(account, "2026-05", date(2026, 6, 5)), (account, "2026-06", date(2026, 7, 5))]


def test_opening_for_many_asks_no_more_often_than_for_one(account: Account) -> None:
    template("handover", due=Due.START)
    for number in range(30):
        served(world.account(f"Customer {number}"), TODAY)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert opening.open_due(at=NOON) == 31
    assert len(queries) < 12


def test_file_05_a_return_visit_is_opened_by_its_training_and_overdue_after_three_days(account: Account) -> None:
    defaults.install(**WHO)
    form = FormTemplate.objects.get(key="training")
    due_on = TODAY + timedelta(days=form.days)
    record = opened(account, form, occasion="Inventory", due_on=due_on)
    assert opened(account, form, occasion="Inventory", due_on=due_on) == record
    assert [record.is_overdue(TODAY + timedelta(days=days)) for days in (3, 4)] == [False, True]
    assert list(everything().overdue(TODAY + timedelta(days=4))) == [record]


# --- filling in -------------------------------------------------------------------------------------------------------
def test_a_draft_may_be_incomplete_and_a_submission_may_not(account: Account) -> None:
    record = opened(account, template("status", field(mandatory=True), field("b", "number")))
    draft = records.keep(record, {"b": "60"}, version=0, **WHO)
    assert (record.state, draft.values) == (State.DRAFT, {"b": "60"})
    with pytest.raises(RecordRefused) as refused:
        records.submit(record, {"b": "60"}, version=draft.version, **WHO)
    assert refused.value.field == "a"
    with pytest.raises(RecordRefused):
        records.keep(record, {"b": "many"}, version=draft.version, **WHO)
    with pytest.raises(RecordRefused):
        records.keep(record, {"moon": "1"}, version=draft.version, **WHO)
    records.submit(record, {"a": "x", "b": "60"}, version=draft.version, **WHO)
    assert record.state is State.SUBMITTED


def test_a_submission_is_never_overwritten(account: Account) -> None:
    record = submitted(account, template(), a="first")
    draft = records.keep(record, {"a": "second"}, version=0, **WHO)
    assert (draft.number, record.state) == (2, State.SUBMITTED)
    records.submit(record, {"a": "third"}, version=draft.version, **WHO)
    assert [(one.number, one.values) for one in records.submissions(record)] == [
        (2, {"a": "third"}),
        (1, {"a": "first"}),
    ]


def test_of_two_who_fill_in_one_form_the_second_is_told(account: Account) -> None:
    record = opened(account, template())
    draft = records.keep(record, {"a": "mine"}, version=0, **WHO)
    records.keep(record, {"a": "mine again"}, version=draft.version, **WHO)
    for version in (0, 7):
        with pytest.raises(ChangedMeanwhile):
            records.keep(record, {"a": "theirs"}, version=version, **WHO)


def test_hand_02_returned_once_and_submitted_again_keeps_both_versions(account: Account, cs_head: User) -> None:
    record = submitted(account, template(confirming=Confirming.STAFF), a="first")
    with pytest.raises(RecordRefused):
        records.give_back(record, reason=" ", version=record.version, by=cs_head, at=NOON)
    records.give_back(record, reason="Who decides?", version=record.version, by=cs_head, at=NOON)
    assert record.state is State.RETURNED
    for act in (records.confirm, lambda row, **words: records.give_back(row, reason="Again", **words)):
        with pytest.raises(RecordRefused):
            act(record, version=record.version, by=cs_head, at=NOON)
    assert records.draft_of(record, on=TODAY).values == {"a": "first"}
    records.submit(record, {"a": "second"}, version=0, **WHO)
    assert [bool(one.returned_at) for one in records.submissions(record)] == [False, True]
    records.confirm(record, version=record.version, by=cs_head, at=NOON)
    assert (record.state, record.confirmed_by) == (State.CONFIRMED, cs_head.name)
    with pytest.raises(RecordRefused):
        records.give_back(record, reason="Late", version=record.version, by=cs_head, at=NOON)


def test_nobody_confirms_what_they_submitted(account: Account, cs_head: User) -> None:
    record = submitted(account, template(confirming=Confirming.STAFF), by=cs_head, a="x")
    with pytest.raises(RecordRefused):
        records.confirm(record, version=record.version, by=cs_head, at=NOON)


def test_file_04_four_lines_are_confirmed_by_the_customer(account: Account, cs_head: User) -> None:
    defaults.install(**WHO)
    line = {"scenario": "At the desk", "requester": "Li", "function": "Printing", "importance": "high"}
    values = {"goal": "Quicker", "lines": [{**line, "answer": "standard"}] * 4}
    record = submitted(account, FormTemplate.objects.get(key="requirements"), **values)
    with pytest.raises(RecordRefused):
        records.confirm(record, version=record.version, by=cs_head, at=NOON)
    with pytest.raises(RecordRefused):
        records.confirm_by_customer(record, name=" ", **WHO)
    records.confirm_by_customer(record, name="Ms Li", by="link:1", at=NOON)
    records.confirm_by_customer(record, name="Ms Li again", by="link:1", at=NOON)
    assert (record.state, record.confirmed_by) == (State.CONFIRMED, "Ms Li")
    assert len(records.submissions(record)[0].values["lines"]) == 4
    assert Entry.objects.filter(verb="record.confirmed").count() == 1


def test_what_is_changed_has_to_be_confirmed_again(account: Account) -> None:
    record = submitted(account, template(confirming=Confirming.CUSTOMER))
    records.confirm_by_customer(record, name="Ms Li", **WHO)
    records.submit(record, {"a": "other"}, version=0, **WHO)
    assert (record.state, record.confirmed_by) == (State.SUBMITTED, "")


def test_who_may_fill_in_and_who_may_judge(account: Account, csm: User, other_csm: User, cs_head: User) -> None:
    record = opened(account, template(confirming=Confirming.STAFF))
    with pytest.raises(Forbidden):
        records.submit(record, {"a": "x"}, version=0, by=other_csm, at=NOON)
    records.submit(record, {"a": "x"}, version=0, by=csm, at=NOON)
    with pytest.raises(Forbidden):
        records.confirm(record, version=record.version, by=csm, at=NOON)
    records.confirm(record, version=record.version, by=cs_head, at=NOON)


def test_file_07_the_month_is_not_submitted_without_a_next_action_when_depth_fell(account: Account) -> None:
    defaults.install(**WHO)
    record = opened(account, FormTemplate.objects.get(key="monthly"), occasion="2026-10")
    told = {"cause": "A new manager", "judgement": "Passing", "core_change": "-10"}
    with pytest.raises(RecordRefused) as refused:
        records.submit(record, told, version=0, **WHO)
    assert refused.value.field == "next"
    records.submit(record, told | {"next": "Train them"}, version=0, **WHO)


def test_a_new_form_is_filled_in_with_what_is_known(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults.install(**WHO)
    contacts.name_liaison(contacts.add(account, "Mr Wang", **WHO), version=0, **WHO)
    account.portrait = {"visits": 60}
    handover = records.draft_of(opened(account, FormTemplate.objects.get(key="handover")), on=TODAY)
    told = {key: handover.values.get(key) for key in ("name", "liaison", "visits", "pains")}
    assert told == {"name": "Harbour", "liaison": "Mr Wang", "visits": "60", "pains": None}
    asked = []
    monkeypatch.setitem(sources._sources, "usage.core_depth", lambda _account, on: asked.append(on) or Decimal("62.5"))
    month = opened(account, FormTemplate.objects.get(key="monthly"), occasion="2026-12")
    assert records.draft_of(month, on=TODAY).values == {"core_depth": "62.5"}
    assert asked == [date(2026, 12, 31)]


def test_file_06_the_figure_before_use_stays_the_baseline_of_later_reports(account: Account) -> None:
    form = template("status", field("visits", "number", baseline="visits"), field("note"))
    record = submitted(account, form, visits="60")
    assert baselines.of(account) == {"visits": Decimal(60)}
    later = NOON + timedelta(days=270)
    records.submit(record, {"visits": "65"}, version=0, by="test", at=later)
    assert baselines.of(account) == {"visits": Decimal(65)}
    assert baselines.of(account, on=TODAY) == {"visits": Decimal(60)}
    assert baselines.of(account, on=TODAY - timedelta(days=1)) == {}


def test_a_closed_customer_is_asked_for_nothing_more(account: Account, cs_head: User) -> None:
    form, record = template(), opened(account, template("other"))
    accounts.close(account, version=account.version, reason="Gone", by=cs_head, at=NOON)
    record.refresh_from_db()
    for act in (lambda: opened(account, form), lambda: records.keep(record, {"a": "x"}, version=0, **WHO)):
        with pytest.raises(RecordRefused):
            act()
    assert opening.open_due(at=NOON) == 0


# --- completeness -----------------------------------------------------------------------------------------------------
def test_file_09_four_of_five_due_documents_are_80_percent_and_what_is_not_due_does_not_count(account: Account) -> None:
    for number in range(5):
        record = opened(account, template(f"form-{number}"), due_on=TODAY)
        if number:
            records.submit(record, {"a": "x"}, version=0, **WHO)
    opened(account, template("monthly"), occasion="2026-11", due_on=TODAY + timedelta(days=1))
    submitted(account, template("extra", required=False))
    assert completeness.of(everything(), at=NOON).percent() == "80.0%"
    assert completeness.of(everything().none(), at=NOON).value is None


def test_file_03_a_handover_that_nobody_accepted_is_missing(account: Account, cs_head: User) -> None:
    record = submitted(account, template("handover", confirming=Confirming.STAFF))
    assert completeness.of(everything(), at=NOON).percent() == "0.0%"
    records.confirm(record, version=record.version, by=cs_head, at=NOON)
    assert completeness.of(everything(), at=NOON).percent() == "100.0%"


def test_file_09_each_owner_has_a_rank(account: Account, csm: User, cast: Casting) -> None:
    form = template()
    submitted(account, form)
    behind = cast("behind", "csm")
    for number in range(3):
        opened(world.account(f"Theirs {number}", owner=behind), form, due_on=TODAY - timedelta(days=number))
    told = [(one.owner, one.due, one.kept, one.overdue) for one in completeness.by_owner(everything(), at=NOON)]
    assert told == [(behind, 3, 0, 2), (csm, 1, 1, 0)]


def test_a_form_is_punctual_until_the_end_of_its_day(account: Account) -> None:
    for place, at in enumerate((day("2026-11-20"), day("2026-11-20") + timedelta(hours=12, minutes=1))):
        record = opened(account, template(f"form-{place}"), due_on=date(2026, 11, 20))
        records.submit(record, {"a": "x"}, version=0, by="test", at=at)
    assert completeness.punctuality(everything(), at=NOON).percent() == "50.0%"


def test_the_share_of_customers_with_a_form_of_the_month(account: Account) -> None:
    form = template("monthly", due=Due.MONTH)
    other = served(world.account("Other"), date(2026, 10, 1))
    served(world.account("Later"), date(2026, 11, 1))
    served(account, date(2026, 1, 1))
    record = opened(account, form, occasion="2026-10")
    opened(other, form, occasion="2026-10")
    records.submit(record, {"a": "x"}, version=0, **WHO)
    accounts = Account.objects.unscoped(reason="a test")
    found = completeness.monthly_coverage(everything(), accounts, date(2026, 10, 1), at=NOON)
    assert (found.numerator, found.denominator) == (1, 2)


def test_documents_go_with_their_customer_where_the_other_has_none_of_the_kind(account: Account) -> None:
    both, one = template("both"), template("one")
    other = world.account("Other")
    for record in (submitted(account, both, a="mine"), submitted(other, both, a="theirs"), submitted(other, one)):
        assert record.state is State.SUBMITTED
    merging.merge(other, into=account, reason="One customer", versions=(other.version, account.version), **WHO)
    assert {(row.account, row.template.key) for row in everything()} == {
        *((account, "both"), (account, "one"), (other, "both"))
    }
    assert Filling.objects.unscoped(reason="a test").count() == 3
