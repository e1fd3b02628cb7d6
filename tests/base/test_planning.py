"""Planning: every period once, by the job's policy, whoever plans."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from hourglass.base import claims, planning
from hourglass.base.models import Run, Watermark
from tests.base.schedules import HOUR

START = datetime(2026, 3, 3, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def table(db: None, settings: Settings) -> None:
    settings.SCHEDULE = "tests.base.schedules.JOBS"
    planning.plan(at=START)


def periods(job: str) -> list[str]:
    return [f"{run.since:%H:%M}-{run.period:%H:%M}" for run in Run.objects.filter(job=job).order_by("pk")]


def test_a_new_job_begins_with_the_period_it_is_first_seen_in(db: None) -> None:
    assert Watermark.objects.get(job="each").at == START
    assert planning.plan(at=START + timedelta(minutes=29)) == 0
    planning.plan(at=START + timedelta(minutes=30))
    assert periods("each") == ["12:30-13:00"]


def test_a_job_without_cadence_is_not_planned(db: None) -> None:
    assert not Watermark.objects.filter(job="once").exists()


def test_planning_again_adds_nothing(db: None) -> None:
    planning.plan(at=START + HOUR)
    assert planning.plan(at=START + HOUR) == 0


def test_each_missed_period_is_run_in_order(db: None) -> None:
    planning.plan(at=START + 3 * HOUR)
    assert periods("each") == ["12:30-13:00", "13:00-14:00", "14:00-15:00"]


def test_one_run_covers_all_missed_periods_of_latest(db: None) -> None:
    planning.plan(at=START + 3 * HOUR)
    assert periods("latest") == ["12:30-15:00"]


def test_a_waiting_run_of_latest_takes_later_periods_in(db: None) -> None:
    planning.plan(at=START + HOUR)
    planning.plan(at=START + 2 * HOUR)
    assert periods("latest") == ["12:30-14:00"]


def test_a_run_of_latest_that_is_worked_on_is_left_alone(db: None) -> None:
    planning.plan(at=START + HOUR)
    claims.claim(Run.objects.filter(job="latest"), by="anna", at=START + HOUR, lease=HOUR)
    planning.plan(at=START + 2 * HOUR)
    planning.plan(at=START + 3 * HOUR)
    assert periods("latest") == ["12:30-13:00", "13:00-15:00"]


def test_missed_periods_of_skip_are_passed_over(db: None) -> None:
    planning.plan(at=START + 3 * HOUR)  # 15:30, half an hour late
    assert periods("skip") == []
    planning.plan(at=START + timedelta(hours=3, minutes=35))  # 16:05
    assert periods("skip") == ["15:00-16:00"]


def test_a_long_outage_is_caught_up_in_portions(db: None) -> None:
    later = START + 250 * HOUR
    added = []
    while planning.plan(at=later):
        added.append(Run.objects.filter(job="each").count())
    assert added[:3] == [100, 200, 250]


def test_a_clock_that_jumps_forward_and_back_repeats_nothing(db: None) -> None:
    planning.plan(at=START + 2 * HOUR)
    assert planning.plan(at=START) == 0
    planning.plan(at=START + 3 * HOUR)
    assert periods("each") == ["12:30-13:00", "13:00-14:00", "14:00-15:00"]


def test_a_plan_made_from_an_old_look_is_void(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = planning._missing

    def other_is_faster(*arguments: object) -> object:
        monkeypatch.setattr(planning, "_missing", missing)
        planning.plan(at=START + HOUR)
        return missing(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "_missing", other_is_faster)
    planning.plan(at=START + HOUR)
    assert Counter(Run.objects.filter(job="latest").values_list("period")).most_common(1)[0][1] == 1


def test_the_database_refuses_a_period_twice(db: None) -> None:
    planning.plan(at=START + HOUR)
    run = Run.objects.get(job="each")
    run.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        run.save(force_insert=True)


def test_a_cron_follows_the_clocks_of_the_workspace(db: None, settings: Settings) -> None:
    planning.plan(at=START + 24 * HOUR)
    assert Run.objects.get(job="daily").period == datetime(2026, 3, 3, 18, 30, tzinfo=UTC)  # 02:30 in Shanghai
