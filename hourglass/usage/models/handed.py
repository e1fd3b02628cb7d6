"""Use that was handed in by the day, until it is in the lake; and days whose figures are to be made anew."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models import Account, Store
from hourglass.customers.models.reach import OfAccountQuerySet
from hourglass.usage.models.catalogue import Feature
from hourglass.usage.models.identity import ProductUser
from hourglass.usage.models.intake import Source


class HandedIn(models.Model):
    """One row of daily use as a source handed it in; of two about the same day and feature the later counts."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("Source"))
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name=_("Customer"))
    store = models.ForeignKey(Store, models.CASCADE, null=True, related_name="+", verbose_name=_("Store"))
    user = models.ForeignKey(ProductUser, models.CASCADE, null=True, related_name="+", verbose_name=_("User"))
    feature = models.ForeignKey(Feature, models.CASCADE, related_name="+", verbose_name=_("Feature"))
    day = models.DateField(_("Day"))
    uses = models.PositiveIntegerField(_("Uses"))
    active_ms = models.PositiveBigIntegerField(_("Active milliseconds"), default=0)
    handed_at = models.DateTimeField(_("Handed in"))

    objects = OfAccountQuerySet["HandedIn"].as_manager()

    class Meta:
        verbose_name = _("daily use that was handed in")
        verbose_name_plural = _("daily use that was handed in")
        indexes = [models.Index(fields=["day", "account"], name="handed_in_of_day")]

    def __str__(self) -> str:
        return f"{self.account} {self.day}"


class RestatedDay(models.Model):
    """A day that was rolled up since figures were made last; every window that holds it is looked at once more."""

    day = models.DateField(_("Day"), unique=True)

    class Meta:
        verbose_name = _("restated day")
        verbose_name_plural = _("restated days")

    def __str__(self) -> str:
        return str(self.day)
