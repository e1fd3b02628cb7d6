"""How each job of the schedule stands: when it ran, how long that took, when it runs next, and what is wrong."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, TextChoices, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from hourglass.base.cadence import next_tick
from hourglass.base.jobs import lateness
from hourglass.base.models import Run, Watermark
from hourglass.base.planning import workspace_zone
from hourglass.base.schedule import Job, jobs

RECENT = 20


class Health(TextChoices):
    """One word about a job; the first that fits."""

    DEAD = "dead", _("Given up")
    LATE = "late", _("Late")
    FAILING = "failing", _("Failing")
    RUNNING = "running", _("Running")
    WELL = "well", _("Well")
    NEW = "new", _("Not run yet")


@dataclass(frozen=True, slots=True)
class Standing:
    """One job of the schedule, now; `recent` are its newest runs that began, newest first."""

    job: Job
    mark: Watermark | None
    next_at: datetime | None
    late: timedelta
    dead: int
    recent: list[Run]

    @property
    def last(self) -> Run | None:
        return next((run for run in self.recent if run.done_at), None)

    @property
    def durations(self) -> list[int]:
        return [run.milliseconds for run in reversed(self.recent) if run.milliseconds is not None]

    @property
    def health(self) -> Health:
        newest = self.recent[0] if self.recent else None
        findings = {
            Health.DEAD: self.dead > 0,
            Health.LATE: self.late > self.job.late_after,
            Health.FAILING: newest is not None and bool(newest.error),
            Health.RUNNING: newest is not None and newest.claimed_by is not None,
            Health.WELL: newest is not None,
        }
        return next((health for health, found in findings.items() if found), Health.NEW)


def standings(*, at: datetime) -> list[Standing]:
    """This function will tell how every job stands, in the order of the schedule, in a fixed number of queries."""
    tz, late = workspace_zone(at), lateness(at=at)
    marks = {mark.job: mark for mark in Watermark.objects.all()}
    dead = Counter(Run.objects.dead().values_list("job", flat=True))
    recent = recent_runs()
    return [
        Standing(
            job=job,
            mark=(mark := marks.get(job.key)),
            next_at=next_tick(job.cadence, max(mark.at, at), tz) if job.cadence and mark else None,
            late=late.get(job.key, timedelta(0)),
            dead=dead[job.key],
            recent=recent[job.key],
        )
        for job in jobs().values()
    ]


def recent_runs() -> dict[str, list[Run]]:
    """This function will give each job's newest runs that began, newest first."""
    place = Window(RowNumber(), partition_by=F("job"), order_by=F("pk").desc())
    found: dict[str, list[Run]] = defaultdict(list)
    for run in Run.objects.filter(attempts__gt=0).alias(place=place).filter(place__lte=RECENT).order_by("-pk"):
        found[run.job].append(run)
    return found
