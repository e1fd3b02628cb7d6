"""Running: the work and the mark that it is done stay together, and a failure is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from hourglass.base import claims, jobs, running
from hourglass.base.models import Entry, Run, Team
from tests.base.schedules import HOUR, effects

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def table(db: None, settings: Settings) -> Iterator[None]:
    settings.SCHEDULE = "tests.base.schedules.JOBS"
    effects.clear()
    yield
    effects.clear()


def queued(job: str, at: datetime = NOON) -> Run:
    jobs.enqueue(job, payload={"n": 1}, at=at)
    run = running.claim_next(by="anna", at=at)
    assert run is not None
    return run


def in_line(job: str, period: datetime) -> Run:
    return Run.objects.create(job=job, since=period - HOUR, period=period, due_at=period, created_at=period)


def broken(run: Run, at: datetime = NOON) -> None:
    with pytest.raises(Exception, match="no ") as raised:
        running.perform(run, clock=lambda: at)
    running.failed(run, at=at, error=raised.value)


def test_a_job_learns_what_it_works_on(db: None) -> None:
    running.perform(queued("once"), clock=lambda: NOON)
    (work,) = effects
    assert (work.job, work.at, work.since, work.until, work.payload) == ("once", NOON, None, NOON, {"n": 1})


def test_a_period_is_told_as_a_span(db: None) -> None:
    in_line("each", NOON)
    run = running.claim_next(by="anna", at=NOON + HOUR)
    assert run is not None
    running.perform(run, clock=lambda: NOON + HOUR)
    assert (effects[0].since, effects[0].until) == (NOON - HOUR, NOON)


def test_a_finished_run_tells_how_long_it_took(db: None) -> None:
    ticks = iter([NOON, NOON + timedelta(milliseconds=1234)])
    run = queued("once")
    running.perform(run, clock=lambda: next(ticks))
    run.refresh_from_db()
    assert (run.started_at, run.milliseconds, run.done_at) == (NOON, 1234, NOON + timedelta(milliseconds=1234))


def test_a_clock_set_back_during_the_work_makes_no_negative_duration(db: None) -> None:
    ticks = iter([NOON, NOON - HOUR])
    run = queued("once")
    running.perform(run, clock=lambda: next(ticks))
    assert run.milliseconds == 0


def test_atomic_work_of_a_lost_run_does_not_stay(db: None) -> None:
    run = queued("atomic")
    running.reap(at=NOON + HOUR)
    with pytest.raises(claims.Lost):
        running.perform(run, clock=lambda: NOON + HOUR)
    assert not Team.objects.exists()


def test_atomic_work_that_fails_does_not_stay(db: None) -> None:
    broken(queued("breaks"))
    assert not Team.objects.exists()


def test_other_work_keeps_what_it_did_before_it_failed(db: None) -> None:
    broken(queued("leaves"))
    assert Team.objects.exists()


def test_a_failure_keeps_its_error_and_tries_again_later(db: None) -> None:
    run = queued("breaks")
    broken(run)
    assert "RuntimeError: no answer" in run.error
    assert "keep_then_break" in run.error
    assert run.due_at == NOON + timedelta(seconds=30)


def test_after_its_attempts_a_run_is_a_dead_letter_and_recorded(db: None) -> None:
    run = queued("breaks")
    broken(run)
    again = running.claim_next(by="bert", at=NOON + HOUR)
    assert again is not None
    broken(again, NOON + HOUR)
    assert list(Run.objects.dead()) == [run]
    assert Entry.objects.get(verb="job.given_up").object_id == str(run.pk)


def test_a_permanent_failure_is_a_dead_letter_at_once(db: None) -> None:
    broken(queued("never"))
    assert Run.objects.dead().count() == 1


def test_a_run_that_kills_its_workers_is_a_dead_letter(db: None) -> None:
    run, at = queued("breaks"), NOON
    running.reap(at=at + HOUR)
    run = running.claim_next(by="bert", at=at + 2 * HOUR)  # type: ignore[assignment]
    running.reap(at=at + 3 * HOUR)
    assert list(Run.objects.dead()) == [run]
    assert Entry.objects.filter(verb="job.given_up").exists()


def test_a_run_of_a_job_that_no_longer_exists_is_given_up_when_its_worker_dies(db: None) -> None:
    run = queued("once")
    Run.objects.filter(pk=run.pk).update(job="gone")
    running.reap(at=NOON + HOUR)
    assert Run.objects.dead().count() == 1


def test_periods_of_a_job_run_one_after_the_other(db: None) -> None:
    first, second = in_line("each", NOON), in_line("each", NOON + HOUR)
    at = NOON + 2 * HOUR
    run = running.claim_next(by="anna", at=at)
    assert run == first
    assert running.claim_next(by="bert", at=at) is None
    running.perform(first_claimed(run), clock=lambda: at)
    assert running.claim_next(by="bert", at=at) == second


def test_a_failed_period_holds_back_only_its_own_job(db: None) -> None:
    in_line("breaks", NOON)
    in_line("breaks", NOON + HOUR)
    other = in_line("each", NOON + HOUR)
    at = NOON + 2 * HOUR
    run = running.claim_next(by="anna", at=at)
    broken(first_claimed(run), at)
    assert running.claim_next(by="anna", at=at) == other
    assert running.claim_next(by="anna", at=at) is None


def test_a_poisoned_run_does_not_block_a_thousand_others(db: None) -> None:
    jobs.enqueue("breaks", payload={}, at=NOON - HOUR)
    Run.objects.bulk_create(Run(job="once", due_at=NOON, created_at=NOON) for _n in range(999))
    at, ended = NOON, 0
    while run := running.claim_next(by="anna", at=at):
        if run.job == "breaks":
            broken(run, at)
        else:
            running.perform(run, clock=lambda: at)
            ended += 1
    assert ended == 999


def test_one_off_work_of_a_job_goes_on_side_by_side(db: None) -> None:
    queued("once")
    assert queued("once")


def test_quick_threads_leave_long_jobs_to_others(db: None) -> None:
    jobs.enqueue("once", payload={}, at=NOON)
    assert running.claim_next(by="anna", at=NOON, quick=True) is None
    assert running.claim_next(by="anna", at=NOON) is not None


def test_a_late_start_is_logged(db: None, caplog: pytest.LogCaptureFixture) -> None:
    jobs.enqueue("once", payload={}, at=NOON)
    running.claim_next(by="anna", at=NOON + HOUR)
    assert "job once starts 3600 s late" in caplog.text


def first_claimed(run: Run | None) -> Run:
    assert run is not None
    return run
