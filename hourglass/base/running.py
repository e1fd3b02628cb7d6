"""Doing the work of runs: claim one, do it, and keep what came of it.

A run's row is claimed like any other (`claims`): its worker may die, its clock may jump, and still atomic work counts
exactly once.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from hourglass.base import claims, configuration, correlation, timeline
from hourglass.base.models import Run
from hourglass.base.schedule import Job, Work, jobs

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
QUICK = timedelta(minutes=1)


class Permanent(Exception):  # noqa: N818  says what kind of failure it is
    """Raised by a job whose work can never succeed: the run becomes a dead letter without more attempts."""


def claim_next(*, by: str, at: datetime, quick: bool = False) -> Run | None:
    """This function will claim the most urgent due run; `quick` leaves jobs that may take long to other threads."""
    keys = [job.key for job in jobs().values() if not quick or job.time_limit <= QUICK]
    run = claims.claim(Run.objects.filter(job__in=keys), by=by, at=at, lease=LEASE)
    if run is not None:
        late = at - run.due_at
        if run.attempts == 1 and late > jobs()[run.job].late_after:
            log.warning("job %s starts %d s late", run.job, late.total_seconds())
    return run


def perform(run: Run, *, clock: Callable[[], datetime]) -> None:
    """This function will do the run's work and mark it done; atomic work in one transaction with the mark.

    Whatever the job raises passes through, and nothing of atomic work stays; `failed` is the caller's next word.

    :raises claims.Lost: the run was taken away meanwhile.
    """
    job, start = jobs()[run.job], clock()
    work = Work(job=run.job, at=start, since=run.since, until=run.period or start, payload=run.payload)
    if job.atomic:
        with transaction.atomic():
            _work(job, work, run, start, clock)
    else:
        _work(job, work, run, start, clock)


def _work(job: Job, work: Work, run: Run, start: datetime, clock: Callable[[], datetime]) -> None:
    with configuration.held(), correlation.of(f"run-{run.pk}"):
        job.does(work)
    end = clock()
    took = max(end - start, timedelta(0)) // timedelta(milliseconds=1)
    claims.finish(run, at=end, started_at=start, milliseconds=took)


@transaction.atomic
def failed(run: Run, *, at: datetime, error: BaseException, redact: Callable[[str], str] = str) -> None:
    """This function will keep what went wrong and plan another attempt, or make the run a dead letter.

    `redact` takes the secrets out of the text of the error.

    :raises claims.Lost: the run was taken away meanwhile.
    """
    known = jobs().get(run.job)
    dead = claims.fail(
        run,
        at=at,
        error=redact("".join(traceback.format_exception(error)).strip()),
        limit=known.attempts if known else 1,
        permanent=isinstance(error, Permanent),
    )
    if dead:
        _record_death(run, at)


def reap(*, at: datetime) -> list[Run]:
    """This function will take the runs of dead workers back, and return them."""
    known = jobs()
    with transaction.atomic():
        found = claims.reap(
            Run.objects.all(),
            at=at,
            lease=LEASE,
            limit=lambda run: known[run.job].attempts if run.job in known else 1,
        )
        for run in found:
            if run.dead_at:
                _record_death(run, at)
    return found


def _record_death(run: Run, at: datetime) -> None:
    log.error("job %s is given up after %d attempts", run.job, run.attempts)
    timeline.record("job.given_up", on=run, by=f"job:{run.job}", at=at, new={"attempts": run.attempts})
