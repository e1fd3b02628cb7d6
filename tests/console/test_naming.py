"""The record names actors, fields and values as people know them."""

import pytest
from django.utils.translation import override

from hourglass.base import configuration, roles, timeline, workspace
from hourglass.base.models import User
from hourglass.base.permissions import Reach
from hourglass.console import naming
from hourglass.console.telling import Telling, history
from tests.console.test_audit import AT


@pytest.mark.parametrize(
    ("machine", "english", "chinese"),
    [
        ("command:demo", "The demo", "演示"),
        ("job:outbox.send", "The job “Send messages”", "作业“发送消息”"),
        ("job:gone.away", "job:gone.away", "job:gone.away"),
        ("single sign-on", "Single sign-on", "单点登录"),
    ],
)
def test_a_machine_has_a_name_in_both_languages(machine: str, english: str, chinese: str) -> None:
    with override("en"):
        assert naming.actor(machine) == english
    with override("zh-hans"):
        assert naming.actor(machine) == chinese


@pytest.mark.parametrize(
    ("object_type", "name", "chinese"),
    [
        ("base.user", "name", "姓名"),
        ("base.team", "name", "名称"),
        ("base.role", "requires_mfa", "要求两步验证"),
        ("base.seal", "findings", "问题"),
        ("base.user", "former_field", "former_field"),
        ("gone.model", "name", "name"),
    ],
)
def test_a_field_is_named_as_its_model_names_it(object_type: str, name: str, chinese: str) -> None:
    with override("zh-hans"):
        assert naming.field(object_type, name) == chinese


def test_a_setting_is_told_by_its_label_and_its_value_as_it_is_shown(admin: User) -> None:
    row = configuration.change(
        workspace.CALENDAR, "china", effective_from=configuration.today(AT), by=admin, at=AT, reason="r"
    )
    with override("en"):
        (telling,) = history(row)
        changes = {change.name: change.new for change in telling.changes}
        assert telling.object == "Working calendar"
        assert changes["Value"] == str(workspace.CALENDAR.shown("china"))


def test_sums_and_what_is_told_of_a_person_are_named_by_the_models_that_keep_them() -> None:
    with override("en"):
        assert naming.field("revenue.renewal", "due") == "Amount due"
        assert naming.field("customers.contact", "stance") == "Attitude"
        assert naming.value("customers.contact", "", "stance", -1) == "Sceptic"
        assert naming.value("customers.contact", "", "will", "leaning") == "Leaning to yes"
        assert naming.value("base.person", "", "anything", 7) == "7"


def test_a_value_of_an_earlier_release_stays_as_it_was_kept() -> None:
    assert naming.value("base.configuredvalue", "workspace.calendar", "value", ["gone"]) == '["gone"]'
    assert naming.value("base.configuredvalue", "gone.setting", "value", 3) == "3"


def test_a_permission_and_a_choice_are_told_by_their_labels(admin: User) -> None:
    role = roles.create(
        name_zh="质检",
        name_en="Quality",
        permissions=["audit.view"],
        reach=Reach.ALL,
        requires_mfa=False,
        by=admin,
        at=AT,
    )
    with override("en"):
        (telling,) = history(role)
        changes = {change.name: change.new for change in telling.changes}
    assert changes["Permissions"] == "Read the audit record"
    assert changes["Reach"] == "Everyone"


def test_a_correction_names_the_fields_of_the_entry_it_corrects(admin: User) -> None:
    entry = timeline.record("person.changed", on=admin, by=admin, at=AT, reason="wrong")
    correction = timeline.correct(
        entry, to={"channel": "phone", "note": "right"}, by=admin, at=AT, reason="typed wrong"
    )
    with override("en"):
        assert [change.name for change in Telling(correction).changes] == ["Channel", "Note"]


@pytest.mark.parametrize("label", ["outbox.send 2026-11-23 04:00", "outbox.send asked:0"])
def test_a_run_is_told_by_the_title_of_its_job(label: str) -> None:
    with override("en"):
        assert naming.thing("base.run", label) == "Send messages"
        assert naming.thing("base.run", "gone.away 3") == "gone.away 3"
