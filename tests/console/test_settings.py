"""The pages of workspace settings: what holds, since when, who changed it and why."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django import forms
from django.test import Client
from django.utils.translation import override

from hourglass.base.configuration import change, value
from hourglass.base.models import ConfiguredValue, User
from hourglass.base.settings import Choice, Number, OnOff, Setting, Text, TimeOfDay, Whole, declared
from hourglass.base.workspace import SESSION_IDLE, TIME_ZONE
from hourglass.console.forms.settings import field_of

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PATH = "/admin/settings/access.session_idle_minutes/"


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False), override("en"):
        yield


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    admin.language = "en"
    admin.save()
    client.force_login(admin)
    return client


def send(page: Client, path: str = PATH, **other: str) -> Any:
    return page.post(path, {"value": "60", "effective_from": "2026-11-23", "reason": "policy", **other})


def test_the_list_shows_every_setting_with_its_value(page: Client) -> None:
    change(SESSION_IDLE, 60, effective_from=TODAY, by="test", at=NOW, reason="x")
    change(SESSION_IDLE, 30, effective_from=TODAY + timedelta(days=8), by="test", at=NOW, reason="x")
    answer = page.get("/admin/settings/")
    text = answer.content.decode()
    for setting in declared().values():
        assert f'href="/admin/settings/{setting.key}/"' in text
    assert "Changed: 1. Planned: 1." in text
    assert "60 minutes" in text
    assert "2026-12-01 · 30 minutes" in text


@pytest.mark.parametrize("key", sorted(declared()))
def test_every_setting_has_a_page_that_keeps_its_value(page: Client, key: str) -> None:
    setting: Setting[Any] = declared()[key]
    path = f"/admin/settings/{key}/"
    assert page.get(path).status_code == 200
    kept = setting.write(setting.default)
    written = {True: "on", False: "off"}[kept] if isinstance(kept, bool) else str(kept)
    answer = send(page, path, value=written)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    assert value(setting, on=TODAY) == setting.default


def test_a_change_is_kept_with_who_and_why(page: Client, admin: User) -> None:
    assert send(page).status_code == 302
    row = ConfiguredValue.objects.get()
    assert (row.value, row.author, row.reason, row.effective_from, row.correction) == (
        60,
        admin,
        "policy",
        TODAY,
        False,
    )
    assert value(SESSION_IDLE, on=TODAY) == 60
    assert "policy" in page.get(PATH).content.decode()


def test_the_past_needs_the_tick(page: Client) -> None:
    refused = send(page, effective_from="2026-11-01")
    assert refused.status_code == 422
    assert "book a correction" in refused.context["form"].errors["effective_from"][0]
    assert send(page, effective_from="2026-11-01", correction="on").status_code == 302
    assert ConfiguredValue.objects.get().correction
    assert send(page, correction="on").status_code == 422


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("value", "4"),
        ("value", "x"),
        ("value", "1e3"),
        ("value", "9" * 400),
        ("effective_from", "2026-13-01"),
        ("effective_from", "2090-01-01"),
        ("reason", " "),
    ],
)
def test_bad_input_is_named_beside_its_field(page: Client, name: str, sent: str) -> None:
    answer = send(page, **{name: sent})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not ConfiguredValue.objects.exists()


def test_a_choice_outside_the_list_is_refused(page: Client) -> None:
    answer = send(page, f"/admin/settings/{TIME_ZONE.key}/", value="Mars/Olympus")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["value"])


def test_a_planned_change_is_taken_back_with_a_reason(page: Client) -> None:
    row = change(SESSION_IDLE, 30, effective_from=TODAY + timedelta(days=1), by="test", at=NOW, reason="x")
    path = f"{PATH}changes/{row.pk}/cancellation/"
    assert page.post(path, {"reason": ""}).status_code == 422
    assert page.post(path, {"reason": "not needed"}).status_code == 302
    assert value(SESSION_IDLE, on=TODAY + timedelta(days=2)) == SESSION_IDLE.default
    assert page.post(path, {"reason": "again"}).status_code == 422
    assert "Taken back" in page.get(PATH).content.decode()
    other = f"/admin/settings/{TIME_ZONE.key}/changes/{row.pk}/cancellation/"
    assert page.post(other, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("key", ["no.such", "term.account", "access.session_idle_minutes%0a", "..%2f"])
def test_a_setting_that_is_none_has_no_page(page: Client, key: str) -> None:
    assert page.get(f"/admin/settings/{key}/").status_code == 404


def test_only_those_who_may_change_settings_see_them(client: Client, csm: User) -> None:
    client.force_login(csm)
    for answer in (client.get("/admin/settings/"), client.get(PATH), send(client)):
        assert answer.status_code == 403
    assert not ConfiguredValue.objects.exists()


def test_the_history_comes_in_pages(page: Client) -> None:
    for minutes in range(5, 30):
        change(SESSION_IDLE, minutes, effective_from=TODAY, by="test", at=NOW, reason="x")
    assert len(page.get(PATH).context["rows"]) == 20
    assert len(page.get(f"{PATH}?page=2").context["rows"]) == 5


def test_pages_tell_time_by_the_business_clock(page: Client) -> None:
    change(SESSION_IDLE, 60, effective_from=TODAY, by="test", at=NOW, reason="x")
    assert "2026-11-23 12:00" in page.get(PATH).content.decode()
    change(TIME_ZONE, "America/New_York", effective_from=TODAY, by="test", at=NOW, reason="moved")
    assert "2026-11-22 23:00" in page.get(PATH).content.decode()


def test_each_kind_of_setting_has_its_field() -> None:
    words = {"key": "k", "group": "g", "label": "l", "help": "h"}
    fields = {
        forms.CharField: Text(default="x", **words),
        forms.IntegerField: Whole(default=1, least=0, most=2, **words),
        forms.DecimalField: Number(default=Decimal(1), least=Decimal(0), most=Decimal(2), **words),
        forms.TypedChoiceField: OnOff(default=True, **words),
        forms.TimeField: TimeOfDay(default=datetime(2026, 1, 1, 9, tzinfo=UTC).time(), **words),
        forms.ChoiceField: Choice(default="a", choices=lambda: {"a": "A"}, **words),
    }
    for kind, setting in fields.items():
        assert type(field_of(setting)) is kind
    with pytest.raises(TypeError):
        field_of(Setting(default=1, **words))
