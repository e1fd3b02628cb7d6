"""What was measured of each account, kept as it was known then."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models import Account
from hourglass.customers.models.reach import OfAccountQuerySet
from hourglass.usage.metrics.states import Adoption as State
from hourglass.usage.models.catalogue import Feature


class Window(models.TextChoices):
    """Over which days something is measured."""

    ROLLING = "rolling", _("Last 30 days")
    MONTH = "month", _("Calendar month")


class SnapshotQuerySet(OfAccountQuerySet["Snapshot"]):
    """Snapshots by what one asks of them."""

    def current(self) -> Self:
        """This function will leave out what a restatement replaced."""
        return self.filter(replaced_at=None)

    def of_day(self, day: date, window: str = Window.ROLLING) -> Self:
        """This function will keep the snapshots of the window that ends with a day."""
        return self.filter(window=window, until=day)


class Snapshot(models.Model):
    """The use of one account over the days that end with `until`; late rows make another one, and this one stays.

    Counts are what rates are made of; None says that the data is missing. `features` holds the days of use of each
    feature, `missing` the stores whose opening hours nobody gave.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="snapshots", verbose_name=_("Customer"))
    window = models.CharField(_("Window"), max_length=8, choices=Window)
    since = models.DateField(_("First day"))
    until = models.DateField(_("Last day"))
    core_used = models.PositiveIntegerField(null=True)
    core = models.PositiveIntegerField()
    used = models.PositiveIntegerField(null=True)
    usable = models.PositiveIntegerField()
    inside_ms = models.BigIntegerField(null=True)
    open_ms = models.BigIntegerField()
    outside_ms = models.BigIntegerField(null=True)
    users = models.PositiveIntegerField(_("Active people"))
    days = models.PositiveIntegerField(_("Active days"))
    user_days = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField(null=True)
    unused = models.PositiveIntegerField(null=True)
    features = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    # Days of the window on which no source of the account said anything.
    silent = models.JSONField(default=list)
    known_at = models.DateTimeField(_("Known since"))
    replaced_at = models.DateTimeField(_("Restated"), null=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot of use")
        verbose_name_plural = _("snapshots of use")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "window", "until"], condition=Q(replaced_at=None), name="snapshot_current_once"
            )
        ]
        indexes = [models.Index(fields=["window", "until"], name="snapshot_day")]

    def __str__(self) -> str:
        return f"{self.account} {self.until}"


class Stand(models.Model):
    """How far an account has come with a feature that it used at least once, and since when it stands there."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="stands", verbose_name=_("Customer"))
    feature = models.ForeignKey(Feature, models.CASCADE, related_name="stands", verbose_name=_("Feature"))
    state = models.CharField(_("State"), max_length=12, choices=[(each.value, each.value) for each in State])
    before = models.CharField(_("State before"), max_length=12, blank=True)
    since = models.DateField(_("Since"))
    first_on = models.DateField(_("First used"))
    reached = models.BooleanField(default=False)

    objects = OfAccountQuerySet["Stand"].as_manager()

    class Meta:
        verbose_name = _("adoption of a feature")
        verbose_name_plural = _("adoption of features")
        constraints = [models.UniqueConstraint(fields=["account", "feature"], name="stand_once")]
        indexes = [models.Index(fields=["feature", "state"], name="stand_of_feature")]

    def __str__(self) -> str:
        return f"{self.account} {self.feature}"


class Course(models.Model):
    """What stays known of an account's use as windows move on: its first and last days, and who tells of it."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="course", verbose_name=_("Customer"))
    first_on = models.DateField(_("First used"))
    last_on = models.DateField(_("Last used"))
    first_core_on = models.DateField(_("First use of a core feature"), null=True)
    last_core_on = models.DateField(_("Last use of a core feature"), null=True)
    # The day on which a core feature had been used on as many days as activation asks for.
    activated_on = models.DateField(_("Activated"), null=True)
    core_days = models.PositiveIntegerField(default=0)
    sources = models.JSONField(default=list)

    objects = OfAccountQuerySet["Course"].as_manager()

    class Meta:
        verbose_name = _("course of use")
        verbose_name_plural = _("courses of use")

    def __str__(self) -> str:
        return str(self.account)


class SourceDay(models.Model):
    """A day for which a source told of use, and of how many accounts; a day without a row is a gap (USE-14)."""

    source = models.BigIntegerField(_("Source"))
    day = models.DateField(_("Day"))
    accounts = models.PositiveIntegerField(_("Customers"))

    class Meta:
        verbose_name = _("day of a source")
        verbose_name_plural = _("days of sources")
        constraints = [models.UniqueConstraint(fields=["source", "day"], name="source_day_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.day}"
