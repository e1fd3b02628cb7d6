"""The lake keeps quick and whole by itself: days gathered, months closed, damage found and filled again."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from hourglass.lake.tables import EVENTS, USAGE_DAILY
from hourglass.usage import flushing, memory, restating, rolling, upkeep
from hourglass.usage.models import Batch, Feature, ProductUser, Source, TouchedDay
from tests import world
from tests.conftest import NOON
from tests.lake.history import usage
from tests.usage.clinic import clinic
from tests.usage.conftest import Sending, flush_all, in_lake
from tests.usage.test_flushing import MS, track

__all__ = ["clinic"]

DAY_MS = 86_400_000
TODAY = date(2026, 11, 23)


def files(table: object = EVENTS) -> list[str]:
    return memory.lake().files(table)  # type: ignore[arg-type]


def test_a_day_of_many_flushes_becomes_one_file_and_a_quiet_one_stays(send: Sending) -> None:
    send(track("old", "old", at=MS - DAY_MS))
    for number in range(3):
        send(track("one", f"{number}"))
        flush_all()
    before = in_lake("event, message", "message")
    assert memory.lake().lying_open(EVENTS) == {TODAY - timedelta(days=1): 1, TODAY: 3}
    assert upkeep.compact() == 1
    assert (len(files()), in_lake("event, message", "message")) == (2, before)
    assert upkeep.compact() == 0


def test_a_month_is_closed_when_it_is_over_for_some_days_and_again_for_what_comes_late(send: Sending) -> None:
    send(track("october", "1", at=MS - 30 * DAY_MS), track("november", "2"))
    flush_all()
    assert upkeep.close_months(at=NOON) == 1
    assert memory.lake().lying_open(EVENTS) == {TODAY: 1}
    assert upkeep.close_months(at=NOON + timedelta(days=9)) == 0  # the second of December: November may still grow
    assert upkeep.close_months(at=NOON + timedelta(days=11)) == 1
    send(track("late", "3", at=MS - DAY_MS))
    flush_all()
    assert upkeep.close_months(at=NOON + timedelta(days=11)) == 1
    assert in_lake() == [("october",), ("late",), ("november",)]
    assert upkeep.sweep() == 0  # readers of yesterday's snapshot may still be at work


def test_t62_a_damaged_file_is_named_until_it_is_mended(send: Sending) -> None:
    send(track("one", "1"), track("two", "2"), track("three"), at=NOON)
    flush_all()
    send(track("four", "4"))
    flush_all()
    upkeep.check()
    before = in_lake("event, message, batch, ts_ms, user_id", "message")
    whole = Path(files()[0])
    whole.write_bytes(whole.read_bytes()[:-5])
    with pytest.raises(upkeep.LakeDamaged, match=f"1 damaged: events {whole.name} .*lake mend"):
        upkeep.check()
    TouchedDay.objects.all().delete()
    [mended] = upkeep.mend(backup=None, at=NOON)
    assert (mended.healed, mended.computed, mended.damaged.file) == (False, False, whole)
    assert in_lake("event, message, batch, ts_ms, user_id", "message") == before
    assert mended.events < len(before)
    assert list(TouchedDay.objects.values_list("day", flat=True)) == [TODAY]
    upkeep.check()
    assert flushing.flush(at=NOON) is None
    assert memory.lake().applied(EVENTS, "inbox") == 2


def test_what_the_inbox_forgot_is_not_made_up(send: Sending) -> None:
    send(track("one", "1"))
    flush_all()
    Batch.objects.all().delete()
    Path(files()[0]).unlink()
    assert [(mended.healed, mended.events) for mended in upkeep.mend(backup=None, at=NOON)] == [(False, 0)]
    assert in_lake() == []


def test_filling_again_adds_nothing_twice_and_gives_events_to_whom_they_belong_now(
    send: Sending, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(track("one", "1", user="u1"), track("two", "1", user="u1"))
    flush_all()
    send(track("again", "1", user="u1"))
    flush_all()
    assert upkeep.refill(at=NOON) == 0
    ProductUser.objects.update(stale=True)
    restating.restate()
    Path(files()[0]).unlink()
    upkeep.mend(backup=None, at=NOON)
    assert upkeep.refill(at=NOON + timedelta(days=20)) == 0
    assert in_lake("event, user_id") == [("one", ProductUser.objects.get().pk)]


def test_computed_days_are_made_anew_from_the_events(send: Sending, clinic: dict[str, Feature]) -> None:
    send(track("book", "1", user="u1"), track("charge", "2", user="u1"))
    flush_all()
    ProductUser.objects.update(account=world.account(), stale=True)
    restating.restate()
    rolling.roll_touched(at=NOON)

    def counted() -> list[tuple[int, int]]:
        sql = "select feature_id, uses from usage_daily order by feature_id"
        spans = {USAGE_DAILY.name: (None, None)}
        return [(int(a), int(b)) for a, b in memory.engine().run(sql, lake=memory.lake(), spans=spans)]

    before = counted()
    assert [uses for _feature, uses in before] == [1, 1]
    Path(files(USAGE_DAILY)[0]).write_bytes(b"nothing")
    [mended] = upkeep.mend(backup=None, at=NOON)
    assert mended.computed
    assert rolling.roll_touched(at=NOON) == 1
    assert counted() == before


def test_a_backup_heals_what_nothing_else_could(send: Sending, tmp_path: Path) -> None:
    send(track("one", "1"))
    flush_all()
    memory.lake().replace(USAGE_DAILY, usage([1]), days=usage([1])["day"], based_on=1)
    backup = tmp_path / "backup"
    for name in files():
        copy = backup / "events" / Path(name).relative_to(tmp_path / "lake" / "events")
        copy.parent.mkdir(parents=True)
        copy.write_bytes(Path(name).read_bytes())
    Batch.objects.all().delete()
    Path(files()[0]).write_bytes(b"nothing")
    [mended] = upkeep.mend(backup=backup, at=NOON)
    assert mended.healed
    assert in_lake() == [("one",)]
