"""A simulated year: two schedulers, workers that die, clocks that jump, and every change of summer time."""

import os
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from hourglass.base import planning, running
from hourglass.base.cadence import ticks_between
from hourglass.base.models import Run, Team, Watermark
from tests.base.schedules import HOUR, YEAR

FULL = int(os.environ.get("HOURGLASS_KILLS", "0")) >= 200
DAYS = 1000 if FULL else 366
ZONES = [
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Shanghai",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
]
START = datetime(2026, 1, 1, tzinfo=UTC)


class Killed(BaseException):
    """What kill -9 is to a process."""


@pytest.mark.kills
@pytest.mark.parametrize("zone", ZONES if FULL else ZONES[:3])
def test_every_period_of_a_year_counts_once(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    settings.SCHEDULE = "tests.base.schedules.YEAR"
    tz, chance = ZoneInfo(zone), random.Random(zone)
    monkeypatch.setattr(planning, "workspace_zone", lambda _at: tz)
    planning.plan(at=START)
    kill_some_plans(monkeypatch, chance)
    at, end, kills = START, START + timedelta(days=DAYS), 0
    while at < end:
        at = min(at + chance.choice([5, 11, 24, 60]) * HOUR, end)
        for jump in chance.choices([-2, 0, 2], [1, 8, 1], k=2):
            kills += plan_or_die(at + jump * HOUR)
        kills += work_until_killed(at, chance)
    monkeypatch.undo()
    settings.SCHEDULE = "tests.base.schedules.YEAR"
    monkeypatch.setattr(planning, "workspace_zone", lambda _at: tz)
    while planning.plan(at=end):
        pass
    while Run.objects.open().exists():
        end += HOUR
        running.reap(at=end)
        work_until_killed(end, None)
    assert kills > DAYS / 20
    assert_each_once(tz)
    assert_no_gap("nightly")


def kill_some_plans(monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
    """Let a scheduler die now and then, between the mark it moved and the runs it was to add."""
    create = Run.objects.bulk_create

    def create_or_die(*arguments: object, **options: object) -> object:
        if chance.random() < 0.15:
            raise Killed
        return create(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Run.objects, "bulk_create", create_or_die)


def plan_or_die(at: datetime) -> int:
    try:
        planning.plan(at=at)
    except Killed:
        return 1
    return 0


def work_until_killed(at: datetime, chance: random.Random | None) -> int:
    """Take back what dead workers left, and work; now and then die with a run in hand."""
    running.reap(at=at)
    while run := running.claim_next(by="anna", at=at):
        if chance and chance.random() < 0.1:
            return 1
        running.perform(run, clock=lambda: at)
    return 0


def assert_each_once(tz: ZoneInfo) -> None:
    mark = Watermark.objects.get(job="daily").at
    cadence = YEAR[0].cadence
    assert cadence is not None
    expected = [f"daily {tick.isoformat()}" for tick in ticks_between(cadence, START, mark, tz)]
    found = list(Team.objects.filter(name__startswith="daily").order_by("pk").values_list("name", flat=True))
    assert found == expected
    assert len(expected) >= DAYS - 1


def assert_no_gap(job: str) -> None:
    spans = list(Run.objects.filter(job=job).order_by("pk").values_list("since", "period"))
    assert [until for _since, until in spans[:-1]] == [since for since, _until in spans[1:]]
    assert (spans[0][0], spans[-1][1]) == (START, Watermark.objects.get(job=job).at)
    assert not Run.objects.filter(job=job, done_at=None).exists()
