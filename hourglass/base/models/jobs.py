"""Work of machines: the runs of every job, how far each recurring job is planned, and the workers."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.claims import Claimable, ClaimQuerySet

OPEN = Q(done_at=None, dead_at=None)
IN_LINE = Q(period__isnull=False) | Q(asked_by__isnull=False)


class RunQuerySet(ClaimQuerySet["Run"]):
    """Runs by the state they are in."""

    def due(self, at: datetime) -> Self:
        """Due, and no earlier run of the same job in line before it: periods run one by one and in order.

        In line are the runs of periods and those a person asked for; one-off work may go on side by side.
        """
        earlier = self.model.objects.in_line().open().filter(job=OuterRef("job"), pk__lt=OuterRef("pk"))
        return super().due(at).filter(~Exists(earlier))

    def in_line(self) -> Self:
        """Runs that wait for each other."""
        return self.filter(IN_LINE)

    def dead(self) -> Self:
        """Dead letters: given up, and no person has decided yet."""
        return super().dead().filter(discarded_at=None)


class Run(Claimable):
    """One run of one job: for a period of its cadence, asked for by a person, or put in the queue once by a rule."""

    job = models.CharField(_("Job"), max_length=80)
    since = models.DateTimeField(_("Covers from"), null=True)
    period = models.DateTimeField(_("Covers to"), null=True)
    round = models.PositiveIntegerField(_("Round"), default=1)
    unique_key = models.CharField(_("Unique key"), max_length=200, null=True)
    payload = models.JSONField(_("Payload"), default=dict)
    asked_by = models.ForeignKey(
        "base.User", models.PROTECT, null=True, related_name="+", verbose_name=_("Asked for by")
    )
    created_at = models.DateTimeField(_("Planned"))
    started_at = models.DateTimeField(_("Started"), null=True)
    milliseconds = models.PositiveIntegerField(_("Duration"), null=True)
    discarded_at = models.DateTimeField(_("Discarded"), null=True)

    objects: ClassVar[RunQuerySet] = RunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Claimable.Meta):
        constraints = [
            *Claimable.Meta.constraints,
            models.UniqueConstraint(fields=["job", "period", "round"], name="base_run_one_per_period"),
            models.UniqueConstraint(fields=["job", "unique_key"], name="base_run_unique_key"),
            models.CheckConstraint(
                condition=Q(discarded_at=None) | Q(dead_at__isnull=False), name="base_run_discarded_is_dead"
            ),
        ]
        indexes = [
            *Claimable.Meta.indexes,
            models.Index(fields=["job", "created_at"], name="base_run_of_job"),
            # Whether an earlier run is in line is asked for every candidate of every claim.
            models.Index(fields=["job", "id"], condition=OPEN & IN_LINE, name="base_run_in_line"),
        ]
        verbose_name = _("run")
        verbose_name_plural = _("runs")

    def __str__(self) -> str:
        return f"{self.job} {self.period:%Y-%m-%d %H:%M}" if self.period else f"{self.job} {self.unique_key or self.pk}"

    @property
    def last_line(self) -> str:
        """The end of the error: what was raised, without the way there."""
        return self.error.rpartition("\n")[2]


class Watermark(models.Model):
    """How far a recurring job is planned: every period up to `at` has its run, or was passed over by its policy.

    Setting it back begins a new round, so the periods after it run once more, and once only.
    """

    job = models.CharField(_("Job"), max_length=80, unique=True)
    at = models.DateTimeField(_("Planned up to"))
    round = models.PositiveIntegerField(_("Round"), default=1)

    class Meta:
        verbose_name = _("watermark")
        verbose_name_plural = _("watermarks")

    def __str__(self) -> str:
        return self.job


class Worker(models.Model):
    """A worker process and its last sign of life."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    started_at = models.DateTimeField(_("Started"))
    seen_at = models.DateTimeField(_("Last sign of life"))
    stopped_at = models.DateTimeField(_("Stopped"), null=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name
