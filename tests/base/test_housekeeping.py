"""Housekeeping deletes what is over, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from hourglass.base import housekeeping
from hourglass.base.configuration import change
from hourglass.base.models import Attempt, Delivery, Run, User, Worker
from hourglass.base.schedule import Work
from hourglass.base.workspace import DELIVERY_ROWS_KEPT, JOB_RUNS_KEPT
from tests.base.outbox_world import channel, queued

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
WORK = Work(job="housekeeping", at=NOON, since=None, until=NOON)


def done(days: float, job: str = "mail", **fields: object) -> Run:
    at = NOON - timedelta(days=days)
    return Run.objects.create(job=job, due_at=at, created_at=at, done_at=at, **fields)


def test_runs_done_for_thirty_days_go(db: None) -> None:
    old, young = done(30.1), done(29.9)
    housekeeping.prune_runs(WORK)
    assert list(Run.objects.all()) == [young]
    assert old.pk not in Run.objects.values_list("pk", flat=True)


def test_the_workspace_says_how_long_runs_stay(db: None) -> None:
    change(JOB_RUNS_KEPT, 7, effective_from=NOON.date(), by="test", at=NOON, reason="a small disk")
    old, young = done(7.1), done(6.9)
    assert housekeeping.prune_runs(WORK) == 1
    assert (list(Run.objects.all()), old.pk) == ([young], old.pk)


def test_a_frequent_job_keeps_its_newest_five_hundred(db: None) -> None:
    Run.objects.bulk_create(Run(job="tick", due_at=NOON, created_at=NOON, done_at=NOON) for _n in range(510))
    newest = sorted(Run.objects.values_list("pk", flat=True))[-500:]
    assert housekeeping.prune_runs(WORK) == 10
    assert sorted(Run.objects.values_list("pk", flat=True)) == newest


def test_open_runs_and_dead_letters_stay(db: None) -> None:
    long_ago = NOON - timedelta(days=400)
    Run.objects.create(job="mail", due_at=long_ago, created_at=long_ago)
    Run.objects.create(job="mail", due_at=long_ago, created_at=long_ago, dead_at=long_ago)
    assert housekeeping.prune_runs(WORK) == 0


def test_unique_and_discarded_runs_stay_for_ninety_days(db: None) -> None:
    for days in (89, 91):
        at = NOON - timedelta(days=days)
        done(days, unique_key=f"import {days}")
        Run.objects.create(job="mail", due_at=at, created_at=at, dead_at=at, discarded_at=at)
    assert housekeeping.prune_runs(WORK) == 2
    assert Run.objects.get(done_at__isnull=False).unique_key == "import 89"


def test_messages_of_long_ago_go_and_those_nobody_decided_about_stay(admin: User) -> None:
    road, old, young = channel(admin, NOON), NOON - timedelta(days=731), NOON - timedelta(days=729)
    sent = {"done_at": old, "sealed": None}
    fates: dict[str, dict[str, object]] = {
        "sent": sent,
        "discarded": {"dead_at": old, "sealed": None, "decision": "discarded", "decided_by": admin, "decided_at": old},
        "text kept": {"done_at": old},
        "undecided": {"dead_at": old, "sealed": None},
        "uncertain": {"uncertain_at": old, "sealed": None},
        "waiting": {},
    }
    for key, fate in fates.items():
        delivery = queued(road, old, key)
        Delivery.objects.filter(pk=delivery.pk).update(**fate)
        Attempt.objects.create(delivery=delivery, number=1, ended_at=old, result="sent")
    queued(road, young, "young")
    Delivery.objects.filter(key="young").update(**sent)
    housekeeping.prune_deliveries(WORK)
    assert set(Delivery.objects.values_list("key", flat=True)) == {*fates, "young"} - {"sent", "discarded"}
    assert Attempt.objects.count() == 4
    change(DELIVERY_ROWS_KEPT, 365, effective_from=NOON.date(), by="test", at=NOON, reason="a small disk")
    housekeeping.prune_deliveries(WORK)
    assert not Delivery.objects.filter(key="young").exists()


def test_only_sessions_that_ended_go(db: None) -> None:
    for name, end in {"ended": NOON - timedelta(seconds=1), "lives": NOON + timedelta(seconds=1)}.items():
        Session.objects.create(session_key=name, session_data="", expire_date=end)
    assert housekeeping.clear_sessions(WORK) == 1
    assert Session.objects.get().session_key == "lives"


def test_only_stale_cache_entries_go(db: None) -> None:
    call_command("createcachetable")
    cache.set("limit", 1, timeout=60)
    cache.set("kept", 2, timeout=None)
    now = datetime.now(UTC)
    assert housekeeping.cull_cache(Work(job="x", at=now, since=None, until=now)) == 0
    later = now + timedelta(minutes=5)
    assert housekeeping.cull_cache(Work(job="x", at=later, since=None, until=later)) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone() == (1,)


def test_workers_not_seen_for_two_days_are_forgotten(db: None) -> None:
    for name, hours in {"gone": 49, "asleep": 47}.items():
        at = NOON - timedelta(hours=hours)
        Worker.objects.create(name=name, started_at=at, seen_at=at)
    housekeeping.forget_workers(WORK)
    assert Worker.objects.get().name == "asleep"


@pytest.mark.parametrize("rows", [0, 1, 450])
def test_no_transaction_deletes_more_than_a_portion(
    db: None, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Run.objects.bulk_create(Run(job="mail", due_at=NOON, created_at=NOON) for _n in range(rows))
    assert housekeeping.in_portions(Run.objects.all()) == rows
    assert not Run.objects.exists()
