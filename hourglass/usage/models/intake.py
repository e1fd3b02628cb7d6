"""Sources that send events, the inbox that keeps what they sent, and what was turned away."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A product of ours that sends events; the write keys of its name are its own."""

    name = models.CharField(_("Name"), max_length=80)
    # Only these properties reach the lake: what nobody named may hold what nobody wanted to keep.
    kept = models.JSONField(_("Properties that are kept"), default=list, blank=True)
    group_type = models.CharField(_("Group that is a customer"), max_length=60, blank=True)
    silent_after = models.PositiveIntegerField(_("Silent after, in hours"), default=48)
    # Sums of days instead of events, or beside them: what it told of a day is kept when the day is rolled up anew.
    hands_in = models.BooleanField(_("Hands in days"), default=False)
    created_at = models.DateTimeField(_("Created"))
    heard_at = models.DateTimeField(_("Last heard of"), null=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [models.UniqueConstraint(Lower("name"), name="usage_source_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def patience(self) -> timedelta:
        """How long a source may say nothing before somebody should look."""
        return timedelta(hours=self.silent_after)


class BatchQuerySet(models.QuerySet["Batch"]):
    """What the inbox holds, narrowed in the words of the product."""

    def waiting(self) -> Self:
        """This function will keep what is not in the lake yet."""
        return self.filter(flushed_at=None)

    def unstamped(self) -> Self:
        """This function will keep what no flush has begun with."""
        return self.filter(flushed_at=None, stamp=None)


class Batch(models.Model):
    """What one request brought, whole: acknowledged once this row is on disk, and kept for seven days."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="batches", verbose_name=_("Source"))
    received_at = models.DateTimeField(_("Received"))
    count = models.PositiveIntegerField(_("Events"))
    size = models.PositiveIntegerField(_("Bytes"))
    body = models.BinaryField()
    # The flush that took it: one stamp is one commit of the lake.
    stamp = models.BigIntegerField(_("Flush"), null=True)
    flushed_at = models.DateTimeField(_("In the lake since"), null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of events")
        verbose_name_plural = _("batches of events")
        indexes = [
            models.Index(fields=["stamp", "id"], name="usage_batch_waiting", condition=Q(flushed_at=None)),
            models.Index(fields=["flushed_at"], name="usage_batch_flushed"),
            models.Index(fields=["source", "-id"], name="usage_batch_newest"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Drop(models.Model):
    """How many events of a day were turned away for one reason; without a source when no key said whose they were."""

    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="drops", verbose_name=_("Source"))
    day = models.DateField(_("Day"))
    reason = models.CharField(_("Reason"), max_length=40)
    count = models.PositiveBigIntegerField(_("Events"), default=0)

    class Meta:
        verbose_name = _("dropped events")
        verbose_name_plural = _("dropped events")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "day", "reason"], condition=~Q(source=None), name="usage_drop_of_source_once"
            ),
            models.UniqueConstraint(fields=["day", "reason"], condition=Q(source=None), name="usage_drop_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"


class Quarantined(models.Model):
    """One event that was turned away, as it was sent, so that it can be taken in once the cause is gone."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="quarantined", verbose_name=_("Source"))
    received_at = models.DateTimeField(_("Received"))
    reason = models.CharField(_("Reason"), max_length=40)
    detail = models.CharField(_("Why"), max_length=300)
    form = models.CharField(_("Form"), max_length=40)
    sent_ms = models.BigIntegerField(_("Sent"), null=True)
    body = models.BinaryField()
    replayed_at = models.DateTimeField(_("Taken in"), null=True)

    class Meta:
        verbose_name = _("quarantined event")
        verbose_name_plural = _("quarantined events")
        indexes = [models.Index(fields=["source", "-id"], name="usage_quarantine_newest")]

    def __str__(self) -> str:
        return f"{self.reason} ({self.pk})"
