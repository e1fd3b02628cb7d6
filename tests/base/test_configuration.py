"""Values have a first day, an author and a reason, and the narrowest scope decides."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base import configuration
from hourglass.base.configuration import ConfigurationRefused, cancel, change, correct, current, held, inherit, value
from hourglass.base.models import ConfiguredValue, Entry, User
from hourglass.base.resolution import WORKSPACE, Configuration, Dated, Place, Scope, ScopeKind
from hourglass.base.settings import Number, OnOff, SettingRefused, Text, TimeOfDay, Whole, declare, declared
from hourglass.base.workspace import PERCENT_PLACES, SESSION_IDLE, TIME_ZONE

MAY_1 = datetime(2024, 5, 1, 4, tzinfo=UTC)
MAY_31, JUNE_1 = date(2024, 5, 31), date(2024, 6, 1)
TIER_C = Place(ScopeKind.TIER, "C")
STOPPED = Whole(
    key="warning.stopped_days",
    group="Warnings",
    label="Stopped line",
    help="",
    unit="days",
    default=14,
    least=1,
    most=90,
    scopes=frozenset(ScopeKind),
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def keep(
    to: int, start: date, place: Place = WORKSPACE, at: datetime = MAY_1, by: User | str = "test"
) -> ConfiguredValue:
    return change(STOPPED, to, effective_from=start, by=by, at=at, reason="analysis of lost customers", place=place)


def test_cfg_04_a_tier_has_its_own_line_from_a_day_on(db: None) -> None:
    """Stopped line 7 days in workspace, 10 for tier C from 06-01 -> C account on 05-31 uses 7, on 06-01 uses 10."""
    keep(7, date(2024, 5, 1))
    keep(10, JUNE_1, TIER_C)
    account = Scope(account="17", tier="C", product_line="clinic")
    assert value(STOPPED, on=MAY_31, scope=account) == 7
    assert value(STOPPED, on=JUNE_1, scope=account) == 10
    assert value(STOPPED, on=JUNE_1, scope=Scope(account="18", tier="B")) == 7


def test_cfg_04_account_beats_tier_beats_product_line_beats_workspace_beats_default(db: None) -> None:
    places = [
        Place(ScopeKind.ACCOUNT, "17"),
        TIER_C,
        Place(ScopeKind.PRODUCT_LINE, "clinic"),
        WORKSPACE,
    ]
    scope = Scope(account="17", tier="C", product_line="clinic")
    assert value(STOPPED, on=JUNE_1, scope=scope) == 14
    for days, place in zip((4, 3, 2, 1), reversed(places), strict=True):
        keep(days, JUNE_1, place)
        assert value(STOPPED, on=JUNE_1, scope=scope) == days


def test_cfg_04_a_change_keeps_its_author_day_and_reason(db: None, admin: User) -> None:
    row = keep(10, JUNE_1, TIER_C, by=admin)
    (kept,) = configuration.history(STOPPED)
    assert (kept, kept.author, kept.effective_from, kept.recorded_at) == (row, admin, JUNE_1, MAY_1)
    entry = Entry.objects.get(verb="configuration.changed")
    assert (entry.actor, entry.reason, entry.old) == (admin, "analysis of lost customers", {"value": 14})
    assert entry.new and entry.new["value"] == 10  # noqa: PT018


def test_conv_07_history_is_evaluated_with_the_value_valid_then(db: None) -> None:
    keep(7, date(2024, 5, 1))
    keep(9, JUNE_1)
    assert [value(STOPPED, on=day) for day in (date(2024, 4, 30), MAY_31, JUNE_1, date(2030, 1, 1))] == [14, 7, 9, 9]


def test_conv_07_the_past_is_changed_by_a_correction_only(db: None) -> None:
    with pytest.raises(ConfigurationRefused, match="correction"):
        keep(7, date(2024, 4, 30))
    with pytest.raises(ConfigurationRefused, match="past day"):
        correct(STOPPED, 7, effective_from=date(2024, 5, 1), by="test", at=MAY_1, reason="typo")
    row = correct(STOPPED, 8, effective_from=date(2024, 4, 1), by="test", at=MAY_1, reason="typo")
    assert row.correction
    assert Entry.objects.filter(verb="configuration.corrected", text__reason="typo").exists()
    assert value(STOPPED, on=date(2024, 4, 30)) == 8


def test_conv_07_what_was_known_before_a_correction_stays_readable(db: None) -> None:
    keep(7, date(2024, 5, 1))
    later = MAY_1 + timedelta(days=20)
    correct(STOPPED, 8, effective_from=date(2024, 5, 1), by="test", at=later, reason="wrong from the start")
    now = current()
    assert now.value(STOPPED, on=date(2024, 5, 10)) == 8
    assert now.value(STOPPED, on=date(2024, 5, 10), known_at=later - timedelta(seconds=1)) == 7


def test_a_correction_ends_where_the_next_change_begins(db: None) -> None:
    keep(9, date(2024, 5, 10))
    correct(STOPPED, 5, effective_from=date(2024, 5, 2), by="test", at=MAY_1 + timedelta(days=30), reason="late")
    assert [value(STOPPED, on=date(2024, 5, day)) for day in (1, 2, 9, 10)] == [14, 5, 5, 9]


def test_today_is_the_workspaces_day(db: None) -> None:
    evening = datetime(2024, 5, 31, 17, tzinfo=UTC)  # already June in Shanghai
    assert configuration.today(evening) == JUNE_1
    with pytest.raises(ConfigurationRefused):
        keep(7, MAY_31, at=evening)
    change(TIME_ZONE, "America/New_York", effective_from=JUNE_1, by="test", at=MAY_1, reason="moved")
    assert configuration.today(datetime(2024, 6, 1, 2, tzinfo=UTC)) == MAY_31


def test_a_tier_can_go_back_to_the_wider_value(db: None) -> None:
    keep(7, date(2024, 5, 1))
    keep(10, date(2024, 5, 1), TIER_C)
    inherit(STOPPED, effective_from=JUNE_1, by="test", at=MAY_1, reason="one line for all", place=TIER_C)
    assert [value(STOPPED, on=day, scope=Scope(tier="C")) for day in (MAY_31, JUNE_1)] == [10, 7]
    with pytest.raises(ConfigurationRefused):
        inherit(STOPPED, effective_from=date(2024, 4, 1), by="test", at=MAY_1, reason="x", place=TIER_C)


def test_a_change_can_be_taken_back_until_it_takes_effect(db: None) -> None:
    row = keep(9, JUNE_1)
    assert [planned.value for planned in current().upcoming(STOPPED.key, after=MAY_31)] == [9]
    cancel(row, by="test", at=MAY_1, reason="not needed")
    assert value(STOPPED, on=JUNE_1) == 14
    assert current().upcoming(STOPPED.key, after=MAY_31) == []
    with pytest.raises(ConfigurationRefused, match="taken back already"):
        cancel(row, by="test", at=MAY_1, reason="again")
    with pytest.raises(ConfigurationRefused):
        cancel(keep(9, date(2024, 5, 1)), by="test", at=MAY_1, reason="too late")


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_change_without_a_reason(db: None, reason: str) -> None:
    with pytest.raises(ConfigurationRefused, match="why"):
        change(STOPPED, 7, effective_from=JUNE_1, by="test", at=MAY_1, reason=reason)
    assert not ConfiguredValue.objects.exists()
    assert not Entry.objects.filter(object_type="base.configuredvalue").exists()


def test_no_value_for_a_scope_the_setting_does_not_have(db: None) -> None:
    with pytest.raises(ConfigurationRefused, match="scope"):
        change(SESSION_IDLE, 30, effective_from=JUNE_1, by="test", at=MAY_1, reason="x", place=TIER_C)


def test_no_change_beyond_ten_years(db: None) -> None:
    keep(7, date(2034, 5, 1))
    with pytest.raises(ConfigurationRefused, match="10 years"):
        keep(7, date(2034, 5, 2))


def test_a_place_is_whole() -> None:
    for kind, key in ((ScopeKind.WORKSPACE, "x"), (ScopeKind.TIER, "")):
        with pytest.raises(ValueError, match="key"):
            Place(kind, key)


def test_the_database_holds_a_place_whole_too(db: None) -> None:
    row = keep(7, JUNE_1)
    row.scope_key = "C"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_block_asks_the_database_once(db: None) -> None:
    with (
        held(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        for _ in range(20):
            value(STOPPED, on=JUNE_1)
            configuration.today(MAY_1)
    assert len(asked) == 1


def test_a_block_sees_its_own_change_and_outside_nothing_is_kept(db: None) -> None:
    with held():
        assert value(STOPPED, on=JUNE_1) == 14
        keep(7, JUNE_1)
        assert value(STOPPED, on=JUNE_1) == 7
    keep(8, JUNE_1)
    assert value(STOPPED, on=JUNE_1) == 8


def test_a_block_forgets_a_change_that_was_rolled_back(db: None) -> None:
    def fail() -> None:
        with transaction.atomic():
            keep(7, JUNE_1)
            assert value(STOPPED, on=JUNE_1) == 7
            raise RuntimeError

    with held():
        with pytest.raises(RuntimeError):
            fail()
        assert value(STOPPED, on=JUNE_1) == 14


def test_one_request_never_answers_for_another(db: None) -> None:
    seen = []
    with held():
        value(STOPPED, on=JUNE_1)
        thread = Thread(target=lambda: seen.append(configuration._held.get()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_every_request_holds_one_configuration(settings: object) -> None:
    assert "hourglass.config.middleware.HeldConfiguration" in settings.MIDDLEWARE  # type: ignore[attr-defined]


DATED = st.builds(
    Dated,
    key=st.just("k"),
    place=st.sampled_from([WORKSPACE, TIER_C, Place(ScopeKind.ACCOUNT, "1")]),
    effective_from=st.dates(date(2024, 1, 1), date(2024, 1, 20)),
    value=st.integers(),
    recorded_at=st.just(MAY_1),
    number=st.integers(0, 50),
    inherits=st.booleans(),
)


@given(
    st.lists(DATED, max_size=12, unique_by=lambda value: value.number), st.dates(date(2023, 12, 25), date(2024, 1, 25))
)
def test_conv_07_the_order_of_rows_does_not_matter_and_the_future_never_counts(values: list[Dated], on: date) -> None:
    scope = Scope(account="1", tier="C")
    found = Configuration(values).found("k", on=on, scope=scope)
    assert found == Configuration(reversed(values)).found("k", on=on, scope=scope)
    assert found == Configuration([v for v in values if v.effective_from <= on]).found("k", on=on, scope=scope)
    if found:
        rivals = [v for v in values if v.place == found.place and v.effective_from <= on]
        assert (found.effective_from, found.number) == max((v.effective_from, v.number) for v in rivals)


def test_settings_refuse_what_makes_no_sense() -> None:
    words = {"group": "g", "label": "l", "help": "h"}
    cases = [
        (Whole(key="a", default=1, least=1, most=3, **words), [0, 4]),
        (Text(key="b", default="x", longest=3, **words), ["", "  ", "abcd", "a\0"]),
        (
            Number(key="c", default=Decimal(1), least=Decimal(0), most=Decimal(5), **words),
            [Decimal("5.01"), Decimal("0.001"), Decimal("NaN")],
        ),
        (TIME_ZONE, ["Mars/Olympus", ""]),
    ]
    for setting, values in cases:
        setting.check(setting.default)
        for each in values:
            with pytest.raises(SettingRefused):
                setting.check(each)  # type: ignore[arg-type]


def test_settings_come_back_from_json_as_they_went_in(db: None) -> None:
    words = {"group": "g", "label": "l", "help": "h"}
    cases = [
        (Number(key="t.number", default=Decimal(1), least=Decimal(0), most=Decimal(5), **words), Decimal("0.10")),
        (TimeOfDay(key="t.time", default=time(9), **words), time(23, 59)),
        (OnOff(key="t.on", default=False, **words), True),
        (Text(key="t.text", default="x", **words), "续航 ü"),
    ]
    for setting, to in cases:
        change(setting, to, effective_from=JUNE_1, by="test", at=MAY_1, reason="x")  # type: ignore[misc, arg-type]
        assert value(setting, on=JUNE_1) == to


def test_a_setting_is_declared_once_with_a_default_it_takes() -> None:
    with pytest.raises(ValueError, match="twice"):
        declare(PERCENT_PLACES)
    with pytest.raises(SettingRefused):
        declare(Whole(key="t.bad", group="g", label="l", help="h", default=9, least=1, most=3))
    assert "t.bad" not in declared()


def test_every_setting_is_explained() -> None:
    assert len(declared()) >= 16
    for setting in declared().values():
        assert all(str(words).strip() for words in (setting.group, setting.label, setting.help, setting.kind))
        assert str(setting.shown(setting.default)).strip()
        assert setting.read(setting.write(setting.default)) == setting.default
