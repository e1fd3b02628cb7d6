"""Features that were switched off for one customer, although it bought them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models import Account
from hourglass.customers.models.reach import OfAccountQuerySet
from hourglass.usage.models.catalogue import Feature


class Switch(models.Model):
    """From which day on a feature is off for a customer, or on again; days before keep what held then (USE-04)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="switches", verbose_name=_("Customer"))
    feature = models.ForeignKey(Feature, models.CASCADE, related_name="switches", verbose_name=_("Feature"))
    effective_from = models.DateField(_("Effective from"))
    on = models.BooleanField(_("Switched on"))
    made_at = models.DateTimeField(_("Made"))

    objects = OfAccountQuerySet["Switch"].as_manager()

    class Meta:
        verbose_name = _("switch of a feature")
        verbose_name_plural = _("switches of features")
        constraints = [
            models.UniqueConstraint(fields=["account", "feature", "effective_from"], name="switch_day_once"),
        ]

    def __str__(self) -> str:
        return str(self.feature)
