"""What can be used: the features of each module, since when each is a core one, and which events mean its use."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hourglass.customers.models import Module
from hourglass.customers.models.products import Named


class FeatureQuerySet(models.QuerySet["Feature"]):
    """Features, narrowed in the words of the product."""

    def offered(self, on: date) -> Self:
        """This function will keep the features that are released and not withdrawn on a day."""
        return self.filter(
            Q(released_on=None) | Q(released_on__lte=on), Q(retires_on=None) | Q(retires_on__gte=on)
        )  # fmt: skip


class Feature(Named):
    """One thing that people do with a product; editions hold it through its module (USE-01, USE-11)."""

    retired_at = None  # a feature has a last day instead, which may lie ahead

    module = models.ForeignKey(Module, models.PROTECT, related_name="features", verbose_name=_("Module"))
    released_on = models.DateField(_("Released"), null=True, blank=True)
    retires_on = models.DateField(_("Last day"), null=True, blank=True)
    roles = models.ManyToManyField("customers.PersonRole", related_name="+", blank=True, verbose_name=_("For whom"))
    can = models.TextField(_("What it can do"), blank=True)
    cannot = models.TextField(_("What it cannot do"), blank=True)
    pits = models.TextField(_("Known pits"), blank=True)
    method = models.TextField(_("How to work with it"), blank=True)

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("feature")
        verbose_name_plural = _("features")


class CoreMark(models.Model):
    """From which day on a feature is a core feature, or is one no longer; days before keep what held then (CONV-7)."""

    feature = models.ForeignKey(Feature, models.CASCADE, related_name="marks", verbose_name=_("Feature"))
    effective_from = models.DateField(_("Effective from"))
    core = models.BooleanField(_("Core feature"))
    made_at = models.DateTimeField(_("Made"))

    class Meta:
        verbose_name = _("mark of a core feature")
        verbose_name_plural = _("marks of core features")
        ordering = ("effective_from",)
        constraints = [models.UniqueConstraint(fields=["feature", "effective_from"], name="core_mark_day_once")]

    def __str__(self) -> str:
        return f"{self.feature} {self.effective_from}"


class EventRule(models.Model):
    """An event that the product sends, and the feature whose use it means."""

    event = models.CharField(pgettext_lazy("usage", "Event"), max_length=200, unique=True)
    feature = models.ForeignKey(Feature, models.CASCADE, related_name="events", verbose_name=_("Feature"))
    made_at = models.DateTimeField(_("Made"))

    class Meta:
        verbose_name = _("event of a feature")
        verbose_name_plural = _("events of features")
        ordering = ("event",)

    def __str__(self) -> str:
        return self.event
