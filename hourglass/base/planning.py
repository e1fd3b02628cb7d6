"""Which periods of which job came due, and the runs for them.

The watermark of a job moves by a conditional UPDATE in the transaction that adds the runs. So two schedulers never plan
a period twice, and a scheduler that is killed has planned it whole or not at all.
"""

from datetime import datetime, tzinfo
from itertools import islice

from django.db import transaction

from hourglass.base import configuration
from hourglass.base.cadence import Cadence, latest_tick, next_tick, ticks_between
from hourglass.base.instants import utc, zone
from hourglass.base.models import Run, Watermark
from hourglass.base.schedule import CatchUp, Job, jobs
from hourglass.base.workspace import TIME_ZONE

AT_ONCE = 100  # periods planned in one transaction, so that it stays short

Periods = list[tuple[datetime, datetime]]


def workspace_zone(at: datetime) -> tzinfo:
    """This function will give the time zone whose clocks the cron cadences follow."""
    return zone(configuration.value(TIME_ZONE, on=utc(at).date()))


def plan(*, at: datetime) -> int:
    """This function will add the runs of every period that came due, and return how many it added."""
    tz = workspace_zone(at)
    marks = {mark.job: mark for mark in Watermark.objects.all()}
    planned = 0
    for job in jobs().values():
        if job.cadence is None:
            continue
        if job.key not in marks:
            Watermark.objects.get_or_create(job=job.key, defaults={"at": at})
        elif next_tick(job.cadence, marks[job.key].at, tz) <= at:
            planned += _advance(job, job.cadence, marks[job.key], at, tz)
    return planned


@transaction.atomic
def _advance(job: Job, cadence: Cadence, mark: Watermark, at: datetime, tz: tzinfo) -> int:
    periods, reached = _missing(job, cadence, mark.at, at, tz)
    # Another scheduler, or a person who set the mark back, may have been faster: then this plan is void.
    if not Watermark.objects.filter(pk=mark.pk, at=mark.at, round=mark.round).update(at=reached):
        return 0
    if job.catch_up is CatchUp.LATEST and _widened(job, mark.round, reached):
        return 0
    Run.objects.bulk_create(
        Run(job=job.key, since=since, period=until, round=mark.round, due_at=until, created_at=at)
        for since, until in periods
    )
    return len(periods)


def _missing(job: Job, cadence: Cadence, since: datetime, at: datetime, tz: tzinfo) -> tuple[Periods, datetime]:
    """The periods to run by the job's policy, and up to where they are dealt with then."""
    if job.catch_up is CatchUp.EACH:
        ends = list(islice(ticks_between(cadence, since, at, tz), AT_ONCE))
        return list(zip([since, *ends], ends, strict=False)), ends[-1]
    last = latest_tick(cadence, since, at, tz) or since
    missed = job.catch_up is CatchUp.SKIP and at - last > job.late_after
    return ([] if missed else [(since, last)]), last


def _widened(job: Job, round_: int, until: datetime) -> bool:
    """A run that still waits takes the new period in, so that a long outage ends in one run."""
    waiting = Run.objects.open().filter(job=job.key, round=round_, claimed_by=None, period__isnull=False)
    newest = waiting.order_by("-period").values_list("pk", flat=True).first()
    return newest is not None and waiting.filter(pk=newest).update(period=until) == 1
