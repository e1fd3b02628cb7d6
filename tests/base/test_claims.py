"""Claims: one owner per row, whatever fails and whatever the clock does."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import settings as tuning
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from hourglass.base import claims
from hourglass.base.models import Run

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def put(key: str = "mail", due_at: datetime = NOON, **fields: Any) -> Run:
    return Run.objects.create(job=key, due_at=due_at, created_at=NOON, **fields)


def take(by: str = "anna", at: datetime = NOON) -> Run | None:
    return claims.claim(Run.objects.all(), by=by, at=at, lease=LEASE)


def taken(by: str = "anna", at: datetime = NOON) -> Run:
    run = take(by, at)
    assert run is not None
    return run


def reap(at: datetime, limit: int = 5) -> list[Run]:
    return claims.reap(Run.objects.all(), at=at, lease=LEASE, limit=lambda _run: limit)


def test_a_claim_holds_the_row_for_its_lease(db: None) -> None:
    run = put()
    mine = taken()
    assert (mine.pk, mine.attempts, mine.lease_until) == (run.pk, 1, NOON + LEASE)
    assert mine.claimed_by is not None
    assert mine.claimed_by.startswith("anna#")


def test_a_held_row_is_not_given_twice(db: None) -> None:
    put()
    taken("anna")
    assert take("bert") is None


def test_a_row_is_not_given_before_it_is_due(db: None) -> None:
    put(due_at=NOON + SECOND)
    assert take(at=NOON) is None
    assert take(at=NOON + SECOND)


def test_the_most_urgent_row_comes_first(db: None) -> None:
    later, sooner = put(due_at=NOON), put(due_at=NOON - SECOND)
    assert [taken().pk, taken().pk] == [sooner.pk, later.pk]


def test_only_the_rows_asked_for_are_given(db: None) -> None:
    put("mail")
    assert claims.claim(Run.objects.filter(job="fax"), by="anna", at=NOON, lease=LEASE) is None


def test_a_finished_row_is_done_and_free(db: None) -> None:
    put()
    mine = taken()
    claims.finish(mine, at=NOON + SECOND, milliseconds=7)
    mine.refresh_from_db()
    assert (mine.done_at, mine.claimed_by, mine.lease_until, mine.milliseconds) == (NOON + SECOND, None, None, 7)
    assert take(at=NOON + LEASE) is None


def test_an_extended_lease_outlives_the_first(db: None) -> None:
    put()
    mine = taken()
    claims.extend(mine, at=NOON + 20 * SECOND, lease=LEASE)
    assert reap(NOON + LEASE) == []
    assert reap(NOON + 50 * SECOND) == [mine]


def test_a_released_row_is_due_at_once_and_its_attempt_is_not_counted(db: None) -> None:
    put()
    claims.release(taken("anna"), at=NOON + SECOND)
    assert taken("bert", at=NOON + SECOND).attempts == 1


def test_a_failed_row_waits_longer_each_time(db: None) -> None:
    put()
    at, waits = NOON, []
    for _attempt in range(4):
        mine = taken(at=at)
        assert not claims.fail(mine, at=at, error="no answer", limit=5)
        waits.append(mine.due_at - at)
        at = mine.due_at
    assert waits == [timedelta(seconds=s) for s in (30, 120, 480, 1920)]
    assert Run.objects.get().error == "no answer"


def test_the_wait_ends_at_six_hours() -> None:
    assert claims.backoff(0) == claims.backoff(1) == timedelta(seconds=30)
    assert claims.backoff(6) == claims.backoff(60) == timedelta(hours=6)


def test_the_last_attempt_makes_a_dead_letter(db: None) -> None:
    put()
    assert not claims.fail(taken(), at=NOON, error="no", limit=2)
    assert claims.fail(taken(at=NOON + LEASE), at=NOON + LEASE, error="no", limit=2)
    assert Run.objects.get().dead_at == NOON + LEASE
    assert take(at=NOON + timedelta(days=9)) is None


def test_a_permanent_failure_is_dead_at_once(db: None) -> None:
    put()
    assert claims.fail(taken(), at=NOON, error="no such address", limit=5, permanent=True)


def test_an_endless_error_text_is_cut(db: None) -> None:
    put()
    claims.fail(taken(), at=NOON, error="x" * 100_000, limit=5)
    assert len(Run.objects.get().error) == claims.ERROR_LENGTH


def test_an_expired_lease_is_reaped_and_tried_again(db: None) -> None:
    put()
    mine = taken("anna")
    assert reap(NOON + LEASE - SECOND) == []
    (found,) = reap(NOON + LEASE)
    assert (found.claimed_by, found.due_at) == (None, NOON + LEASE + timedelta(seconds=30))
    assert "anna#" in Run.objects.get().error
    assert taken("bert", at=found.due_at).attempts == 2
    with pytest.raises(claims.Lost):
        claims.finish(mine, at=NOON + LEASE)


def test_work_that_kills_its_worker_is_given_up(db: None) -> None:
    put()
    at = NOON
    for _attempt in range(3):
        taken(at=at)
        (found,) = reap(at + LEASE, limit=3)
        at = found.due_at
    assert found.dead_at is not None


def test_a_reaper_does_not_take_a_row_that_was_extended_meanwhile(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    put()
    mine = taken()

    def extend_meanwhile(row: Run) -> int:
        claims.extend(mine, at=NOON + LEASE, lease=LEASE)
        return 5

    assert claims.reap(Run.objects.all(), at=NOON + LEASE, lease=LEASE, limit=extend_meanwhile) == []
    claims.finish(mine, at=NOON + LEASE)


@pytest.mark.parametrize("step", ["extend", "finish", "release", "fail"])
def test_whoever_lost_the_row_is_told(db: None, step: str) -> None:
    put()
    mine = taken()
    reap(NOON + LEASE)
    arguments: dict[str, Any] = {"extend": {"lease": LEASE}, "fail": {"error": "", "limit": 5}}.get(step, {})
    with pytest.raises(claims.Lost):
        getattr(claims, step)(mine, at=NOON + LEASE, **arguments)


def test_a_row_that_was_never_claimed_cannot_be_finished(db: None) -> None:
    with pytest.raises(claims.Lost):
        claims.finish(put(), at=NOON)


def test_the_same_worker_cannot_finish_with_its_older_claim(db: None) -> None:
    put()
    older = taken("anna")
    (found,) = reap(NOON + LEASE)
    taken("anna", at=found.due_at)
    with pytest.raises(claims.Lost):
        claims.finish(older, at=found.due_at)


def test_the_work_of_a_lost_claim_is_rolled_back(db: None) -> None:
    put()
    mine = taken()
    reap(NOON + LEASE)

    @transaction.atomic
    def work() -> None:
        put("effect")
        claims.finish(mine, at=NOON + LEASE)

    with pytest.raises(claims.Lost):
        work()
    assert not Run.objects.filter(job="effect").exists()


def test_a_clock_set_back_does_not_hold_a_dead_workers_row(db: None) -> None:
    put(due_at=NOON - timedelta(hours=3))
    taken(at=NOON)
    assert len(reap(NOON - timedelta(hours=2))) == 1


def test_clocks_that_differ_by_less_than_a_lease_do_no_harm(db: None) -> None:
    put(due_at=NOON - timedelta(hours=3))
    taken(at=NOON)
    assert reap(NOON - LEASE) == []


def test_a_revived_row_starts_afresh(db: None) -> None:
    put()
    mine = taken()
    claims.fail(mine, at=NOON, error="no", limit=1)
    assert claims.revive(mine, at=NOON + SECOND)
    assert taken(at=NOON + SECOND).attempts == 1


def test_only_a_dead_row_can_be_revived(db: None) -> None:
    assert not claims.revive(put(), at=NOON)


@pytest.mark.parametrize(
    "fields",
    [
        {"claimed_by": "anna"},
        {"lease_until": NOON},
        {"done_at": NOON, "dead_at": NOON},
        {"done_at": NOON, "claimed_by": "anna", "lease_until": NOON},
        {"dead_at": NOON, "claimed_by": "anna", "lease_until": NOON},
    ],
)
def test_the_database_refuses_half_a_state(db: None, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        put(**fields)


class Life(RuleBasedStateMachine):
    """Workers who claim, work, die and come back, beside a model that knows who may finish what."""

    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        Run.objects.all().delete()
        self.at = NOON
        self.owner: dict[int, str] = {}  # row → the token that may finish it
        self.done: list[int] = []

    @rule(delay=st.sampled_from([0, 0, 0, 20]))
    def add(self, delay: int) -> None:
        put(due_at=self.at + delay * SECOND)

    @rule(seconds=st.sampled_from([1, 15, 31, 31, 121, 7200, -31, -7200]))
    def clock(self, seconds: int) -> None:
        self.at += seconds * SECOND

    @rule(target=held, by=st.sampled_from(["anna", "bert"]))
    def takes(self, by: str) -> Any:
        run = take(by, self.at)
        if run is None:
            return multiple()
        assert run.pk not in self.owner
        assert run.pk not in self.done
        self.owner[run.pk] = str(run.claimed_by)
        return run

    def _expect(self, run: Run, step: Any) -> bool:
        """Take the step; it must succeed for the owner and be refused to everybody else."""
        mine = self.owner.get(run.pk) == run.claimed_by
        try:
            with transaction.atomic():
                step(run)
        except claims.Lost:
            assert not mine, "the owner was refused"
        else:
            assert mine, "a lost claim was honoured"
        return mine

    @rule(run=held)
    def extends(self, run: Run) -> None:
        self._expect(run, lambda run: claims.extend(run, at=self.at, lease=LEASE))

    @rule(run=consumes(held))
    def finishes(self, run: Run) -> None:
        if self._expect(run, lambda run: claims.finish(run, at=self.at)):
            del self.owner[run.pk]
            self.done.append(run.pk)

    @rule(run=consumes(held), how=st.sampled_from(["release", "fail"]))
    def gives_back(self, run: Run, how: str) -> None:
        extra: dict[str, Any] = {"error": "", "limit": 3} if how == "fail" else {}
        if self._expect(run, lambda run: getattr(claims, how)(run, at=self.at, **extra)):
            del self.owner[run.pk]

    @rule()
    def reaps(self) -> None:
        for run in reap(self.at, limit=3):
            del self.owner[run.pk]

    @rule()
    def revives(self) -> None:
        for run in Run.objects.dead():
            assert claims.revive(run, at=self.at)

    @invariant()
    def the_table_agrees(self) -> None:
        assert dict(Run.objects.held().values_list("pk", "claimed_by")) == self.owner
        assert sorted(Run.objects.done().values_list("pk", flat=True)) == sorted(self.done)


def test_no_sequence_of_steps_gives_a_row_two_owners(db: None) -> None:
    run_state_machine_as_test(Life, settings=tuning(max_examples=100, stateful_step_count=40, deadline=None))


def test_fifty_threads_claim_two_hundred_rows_once_each(shared_database: dict[str, str]) -> None:
    assert sorted(race(shared_database, processes=1, threads=50)) == list(range(1, 201))


def test_four_processes_claim_two_hundred_rows_once_each(shared_database: dict[str, str]) -> None:
    assert sorted(race(shared_database, processes=4, threads=6)) == list(range(1, 201))


def race(environment: dict[str, str], *, processes: int, threads: int) -> list[int]:
    add = (
        "from hourglass.base.models import Run; from django.utils import timezone; now = timezone.now();"
        "Run.objects.bulk_create(Run(job=f'job-{n}', due_at=now, created_at=now) for n in range(200))"
    )
    subprocess.run(
        [sys.executable, "-m", "hourglass.config", "shell", "-v", "0", "-c", add], env=environment, check=True
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.base.racers", str(threads)], env=environment, stdout=subprocess.PIPE
        )
        for _number in range(processes)
    ]
    answers = [racer.communicate(timeout=120)[0] for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * processes
    return [pk for answer in answers for pk in json.loads(answer)]
