"""What rules ask of jobs, what people decide about them, and how they are: queue, run now, set back, retry, health."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from hourglass.base import claims, timeline
from hourglass.base.cadence import next_tick, ticks_between
from hourglass.base.models import Run, User, Watermark, Worker
from hourglass.base.planning import workspace_zone
from hourglass.base.refusals import Refused
from hourglass.base.schedule import CatchUp, Job, jobs

MOST_REPEATED = 10_000


FURTHEST_BACK = timedelta(days=2 * 366)
ALIVE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the jobs are well: the workers that live, the keys of jobs that are late, and the dead letters."""

    workers: int
    late: tuple[str, ...]
    dead_letters: int

    @property
    def well(self) -> bool:
        return self.workers > 0 and not self.late and not self.dead_letters


class JobRefused(Refused):
    """Something about a job that the rules do not allow."""


@transaction.atomic
def enqueue(
    key: str,
    *,
    payload: Mapping[str, Any],
    at: datetime,
    due_at: datetime | None = None,
    unique_key: str | None = None,
) -> Run:
    """This function will put one-off work in the queue, in the caller's transaction.

    With a `unique_key` the work is queued once, however often it is asked for; the same run is returned each time.
    """
    fields = {"payload": dict(payload), "due_at": due_at or at, "created_at": at}
    job = jobs()[key].key
    if unique_key is None:
        return Run.objects.create(job=job, **fields)
    run, _new = Run.objects.get_or_create(job=job, unique_key=unique_key, defaults=fields)
    return run


def run_now(key: str, *, by: User, at: datetime, reason: str = "") -> Run:
    """This function will put one run of a job in the queue because a person asked for it.

    :raises JobRefused: the job is unknown, or a run that a person asked for is waiting or running.
    """
    _known(key)
    asked = Run.objects.filter(job=key, asked_by__isnull=False)
    busy = JobRefused(_("A run of this job was asked for and is not done yet. Wait for it to end."))
    if asked.open().exists():
        raise busy
    # Two people who ask at the same moment choose the same key; one of them is told.
    ticket = f"asked:{asked.aggregate(last=Max('pk'))['last'] or 0}"
    try:
        with transaction.atomic():
            run = Run.objects.create(job=key, unique_key=ticket, asked_by=by, due_at=at, created_at=at)
            timeline.record("job.requested", on=run, by=by, at=at, new={"job": key}, reason=reason)
    except IntegrityError:
        raise busy from None
    return run


@transaction.atomic
def set_back(key: str, *, to: datetime, by: User, at: datetime, reason: str) -> Watermark:
    """This function will make a job run its periods after `to` once more, as a new round.

    :raises JobRefused: `to` is not before the mark, is too long ago, or no reason is given.
    """
    job, mark = _known(key), Watermark.objects.filter(job=key).first()
    if job.cadence is None or mark is None:
        raise JobRefused(_("This job has no cadence, so there is nothing to repeat. Run it instead."))
    _reason(reason)
    if to < at - FURTHEST_BACK:
        raise JobRefused(_("Choose a time within the last two years."), field="to")
    if to >= mark.at:
        raise JobRefused(_("Choose a time before the one it is planned up to."), field="to")
    if job.catch_up is CatchUp.EACH:
        repeated = islice(ticks_between(job.cadence, to, min(mark.at, at), workspace_zone(at)), MOST_REPEATED + 1)
        if sum(1 for _tick in repeated) > MOST_REPEATED:
            raise JobRefused(_("That is more than %(n)s runs. Choose a later time.") % {"n": MOST_REPEATED}, field="to")
    old = mark.at
    if not Watermark.objects.filter(pk=mark.pk, at=old, round=mark.round).update(at=to, round=mark.round + 1):
        raise JobRefused(_("The job was planned further just now. Look at it again and repeat."))
    # What waits is asked for anew by the next round; what runs may end, and its successor waits for it.
    Run.objects.open().filter(job=key, claimed_by=None, period__gt=to).update(
        dead_at=at, discarded_at=at, error="set back"
    )
    mark.refresh_from_db()
    timeline.record(
        "job.set_back", on=mark, by=by, at=at, old={"at": old.isoformat()}, new={"at": to.isoformat()}, reason=reason
    )
    return mark


@transaction.atomic
def retry(run: Run, *, by: User, at: datetime, reason: str) -> None:
    """This function will give a dead letter a fresh set of attempts.

    :raises JobRefused: it is no dead letter (any more), or no reason is given.
    """
    _reason(reason)
    error = run.error
    if not Run.objects.dead().filter(pk=run.pk).exists() or not claims.revive(run, at=at):
        raise JobRefused(_("Somebody has decided about this run already."))
    timeline.record("job.retried", on=run, by=by, at=at, old={"error": error[:200]}, reason=reason)


@transaction.atomic
def discard(run: Run, *, by: User, at: datetime, reason: str) -> None:
    """This function will take a dead letter off the list; its work is never done.

    :raises JobRefused: it is no dead letter (any more), or no reason is given.
    """
    _reason(reason)
    if not Run.objects.dead().filter(pk=run.pk).update(discarded_at=at):
        raise JobRefused(_("Somebody has decided about this run already."))
    timeline.record("job.discarded", on=run, by=by, at=at, old={"error": run.error[:200]}, reason=reason)


def sign_of_life(worker: str, *, at: datetime) -> None:
    """This function will note that a worker lives."""
    if not Worker.objects.filter(name=worker).update(seen_at=at, stopped_at=None):
        Worker.objects.create(name=worker, started_at=at, seen_at=at)


def last_words(worker: str, *, at: datetime) -> None:
    """This function will note that a worker has stopped as it was asked to."""
    Worker.objects.filter(name=worker).update(stopped_at=at)


def workers_alive(*, at: datetime) -> QuerySet[Worker]:
    """This function will give the workers that showed a sign of life just now, by either clock."""
    return Worker.objects.filter(stopped_at=None, seen_at__gt=at - ALIVE, seen_at__lt=at + ALIVE)


def lateness(*, at: datetime) -> dict[str, timedelta]:
    """This function will tell how late each recurring job is: its oldest period that is due and not done."""
    tz = workspace_zone(at)
    waiting = dict(
        Run.objects.open().filter(period__isnull=False).order_by("job").values_list("job").annotate(Min("period"))
    )
    late = {}
    for mark in Watermark.objects.all():
        job = jobs().get(mark.job)
        if job and job.cadence:
            due = waiting.get(mark.job) or next_tick(job.cadence, mark.at, tz)
            late[mark.job] = max(at - due, timedelta(0))
    return late


def health(*, at: datetime) -> Health:
    """This function will tell whether the jobs are well."""
    late = lateness(at=at).items()
    return Health(
        workers=workers_alive(at=at).count(),
        late=tuple(sorted(key for key, delay in late if delay > jobs()[key].late_after)),
        dead_letters=Run.objects.dead().count(),
    )


def known(key: str) -> Job | None:
    """This function will find a job of the schedule; none for one that it no longer lists."""
    return jobs().get(key)


def _known(key: str) -> Job:
    try:
        return jobs()[key]
    except KeyError:
        raise JobRefused(_("There is no such job.")) from None


def _reason(reason: str) -> None:
    if not reason.strip():
        raise JobRefused(_("Say why; the reason is kept in the record."), field="reason")
