"""What rules ask of jobs and people decide about them."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override
from pytest_django import Settings

from hourglass.base import claims, jobs, planning, running
from hourglass.base.jobs import JobRefused
from hourglass.base.models import Entry, Run, User, Watermark
from tests.base.schedules import HOUR

START = datetime(2026, 3, 3, 12, 30, tzinfo=UTC)
LATER = START + 4 * HOUR


@pytest.fixture(autouse=True)
def table(db: None, settings: Settings) -> None:
    settings.SCHEDULE = "tests.base.schedules.JOBS"
    planning.plan(at=START)


def work_off(at: datetime) -> list[str]:
    """Run everything of the job "each" that is due, and name the periods."""
    done = []
    while run := claims.claim(Run.objects.filter(job="each"), by="anna", at=at, lease=HOUR):
        running.perform(run, clock=lambda: at)
        done.append(f"{run.period:%H:%M}")
    return done


def dead(at: datetime = START) -> Run:
    jobs.enqueue("once", payload={}, at=at)
    run = running.claim_next(by="anna", at=at)
    assert run is not None
    running.failed(run, at=at, error=running.Permanent("no such address"))
    return run


def test_work_is_queued_with_its_payload(db: None) -> None:
    run = jobs.enqueue("once", payload={"file": 7}, at=START, due_at=LATER)
    assert (run.payload, run.due_at, run.period) == ({"file": 7}, LATER, None)


def test_work_with_a_unique_key_is_queued_once(db: None) -> None:
    first = jobs.enqueue("once", payload={"n": 1}, at=START, unique_key="import 7")
    assert jobs.enqueue("once", payload={"n": 2}, at=LATER, unique_key="import 7") == first
    assert Run.objects.get(job="once").payload == {"n": 1}


def test_work_for_an_unknown_job_is_a_bug(db: None) -> None:
    with pytest.raises(KeyError):
        jobs.enqueue("nothing", payload={}, at=START)


def test_a_person_can_have_a_job_run_now(db: None, someone: User) -> None:
    run = jobs.run_now("each", by=someone, at=START, reason="checking")
    assert (run.asked_by, run.due_at) == (someone, START)
    assert Entry.objects.get(verb="job.requested").object_id == str(run.pk)


def test_a_second_request_is_refused_until_the_first_is_done(db: None, someone: User) -> None:
    run = jobs.run_now("once", by=someone, at=START)
    with pytest.raises(JobRefused):
        jobs.run_now("once", by=someone, at=START)
    claimed = running.claim_next(by="anna", at=START)
    assert claimed == run
    running.perform(run if claimed is None else claimed, clock=lambda: START)
    assert jobs.run_now("once", by=someone, at=START)


def test_two_requests_at_the_same_moment_make_one_run(db: None, someone: User, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.run_now("once", by=someone, at=START)
    Run.objects.update(asked_by=None)  # as the second one saw it
    Run.objects.filter(job="once").update(unique_key="asked:0")
    with pytest.raises(JobRefused):
        jobs.run_now("once", by=someone, at=START)
    assert Run.objects.filter(job="once").count() == 1


def test_an_unknown_job_cannot_be_run(db: None, someone: User) -> None:
    with pytest.raises(JobRefused):
        jobs.run_now("nothing", by=someone, at=START)


def test_a_job_that_was_set_back_runs_its_periods_once_more_and_once_only(db: None, someone: User) -> None:
    planning.plan(at=LATER)
    assert work_off(LATER) == ["13:00", "14:00", "15:00", "16:00"]
    jobs.set_back("each", to=START + 2 * HOUR, by=someone, at=LATER, reason="a wrong figure")
    planning.plan(at=LATER)
    assert work_off(LATER) == ["15:00", "16:00"]
    planning.plan(at=LATER)
    assert work_off(LATER) == []


def test_setting_back_is_recorded_with_its_reason(db: None, someone: User) -> None:
    jobs.set_back("each", to=START - HOUR, by=someone, at=START, reason="a wrong figure")
    entry = Entry.objects.get(verb="job.set_back")
    assert entry.text.reason == "a wrong figure"
    assert Watermark.objects.get(job="each").round == 2


def test_waiting_runs_are_replaced_when_a_job_is_set_back(db: None, someone: User) -> None:
    planning.plan(at=LATER)
    jobs.set_back("each", to=START, by=someone, at=LATER, reason="a wrong figure")
    planning.plan(at=LATER)
    assert work_off(LATER) == ["13:00", "14:00", "15:00", "16:00"]
    assert not Run.objects.dead().exists()


def test_a_run_that_goes_on_while_the_job_is_set_back_comes_first(db: None, someone: User) -> None:
    planning.plan(at=START + HOUR)
    going_on = claims.claim(Run.objects.filter(job="each"), by="anna", at=LATER, lease=HOUR)
    assert going_on is not None
    jobs.set_back("each", to=START, by=someone, at=LATER, reason="a wrong figure")
    planning.plan(at=LATER)
    assert work_off(LATER) == []
    running.perform(going_on, clock=lambda: LATER)
    assert work_off(LATER) == ["13:00", "14:00", "15:00", "16:00"]


def test_a_plan_made_before_the_mark_was_set_back_is_void(
    db: None, someone: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = planning._missing

    def set_back_meanwhile(job: object, *rest: object) -> object:
        monkeypatch.setattr(planning, "_missing", missing)
        jobs.set_back("each", to=START - HOUR, by=someone, at=LATER, reason="a wrong figure")
        return missing(job, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "jobs", lambda: {"each": jobs.jobs()["each"]})
    monkeypatch.setattr(planning, "_missing", set_back_meanwhile)
    assert planning.plan(at=LATER) == 0
    planning.plan(at=LATER)
    assert work_off(LATER) == ["12:00", "13:00", "14:00", "15:00", "16:00"]


@pytest.mark.parametrize(
    ("key", "to", "reason"),
    [
        ("each", START, "it is not before the mark"),
        ("each", START - HOUR, " "),
        ("each", START - 20_000 * HOUR, "too many runs"),
        ("once", START - HOUR, "it has no cadence"),
    ],
)
def test_it_refuses_to_set_back(db: None, someone: User, key: str, to: datetime, reason: str) -> None:
    with pytest.raises(JobRefused):
        jobs.set_back(key, to=to, by=someone, at=LATER, reason=reason)
    assert not Entry.objects.filter(verb="job.set_back").exists()


def test_it_refuses_to_set_back_what_was_planned_meanwhile(
    db: None, someone: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = jobs._known

    def plan_meanwhile(key: str) -> object:
        job, mark = known(key), Watermark.objects.get(job=key)
        monkeypatch.setattr(Watermark.objects, "filter", stale(mark, Watermark.objects.filter))
        return job

    monkeypatch.setattr(jobs, "_known", plan_meanwhile)
    with override("en"), pytest.raises(JobRefused, match="planned further"):
        jobs.set_back("each", to=START - HOUR, by=someone, at=LATER, reason="a wrong figure")


def stale(mark: Watermark, look: object) -> object:
    """The first look sees the mark as it was; right after it, somebody plans on."""

    def filter_(**conditions: object) -> object:
        found = look(**conditions)  # type: ignore[operator]
        if "round" in conditions:
            Watermark.objects.all().update(at=LATER)
        return found

    return filter_


def test_a_mark_in_the_future_can_be_set_back(db: None, someone: User) -> None:
    Watermark.objects.filter(job="each").update(at=START + 90_000 * HOUR)
    jobs.set_back("each", to=START, by=someone, at=LATER, reason="the clock was wrong")
    planning.plan(at=LATER)
    assert work_off(LATER) == ["13:00", "14:00", "15:00", "16:00"]


def test_a_dead_letter_can_be_tried_again(db: None, someone: User) -> None:
    run = dead()
    jobs.retry(run, by=someone, at=LATER, reason="the address is right now")
    again = running.claim_next(by="anna", at=LATER)
    assert again == run
    assert Entry.objects.get(verb="job.retried").text.reason == "the address is right now"


def test_a_dead_letter_can_be_discarded(db: None, someone: User) -> None:
    jobs.discard(dead(), by=someone, at=LATER, reason="not needed")
    assert not Run.objects.dead().exists()
    assert running.claim_next(by="anna", at=LATER) is None
    assert Entry.objects.filter(verb="job.discarded").exists()


@pytest.mark.parametrize("decide", [jobs.retry, jobs.discard])
def test_a_dead_letter_is_decided_once_and_with_a_reason(db: None, someone: User, decide: type[jobs.retry]) -> None:
    run = dead()
    with pytest.raises(JobRefused):
        decide(run, by=someone, at=LATER, reason="")
    decide(run, by=someone, at=LATER, reason="because")
    with pytest.raises(JobRefused):
        decide(run, by=someone, at=LATER, reason="because")
