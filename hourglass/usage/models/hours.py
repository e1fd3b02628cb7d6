"""When stores are open: without it nobody knows how much of the time a product could have been used."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models import Account, Store
from hourglass.customers.models.reach import OfAccountQuerySet


class OpeningHours(models.Model):
    """The week of a store from a day on: for each day of it, Monday first, a list of [from, until] in minutes.

    Without a store it holds for every store of the account that has no hours of its own.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="opening_hours", verbose_name=_("Customer"))
    store = models.ForeignKey(
        Store, models.CASCADE, null=True, related_name="opening_hours", verbose_name=_("Store")
    )  # fmt: skip
    effective_from = models.DateField(_("Effective from"))
    week = models.JSONField(_("Week"), default=list)
    made_at = models.DateTimeField(_("Made"))

    objects = OfAccountQuerySet["OpeningHours"].as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.UniqueConstraint(fields=["store", "effective_from"], name="hours_of_store_once"),
            models.UniqueConstraint(
                fields=["account", "effective_from"], condition=Q(store=None), name="hours_of_account_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.store or self.account} {self.effective_from}"


class OtherDay(models.Model):
    """A day on which a store opens otherwise than its week says, or not at all."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="other_days", verbose_name=_("Customer"))
    store = models.ForeignKey(Store, models.CASCADE, null=True, related_name="other_days", verbose_name=_("Store"))
    day = models.DateField(_("Day"))
    times = models.JSONField(_("Times"), default=list)
    made_at = models.DateTimeField(_("Made"))

    objects = OfAccountQuerySet["OtherDay"].as_manager()

    class Meta:
        verbose_name = _("day with other opening hours")
        verbose_name_plural = _("days with other opening hours")
        constraints = [
            models.UniqueConstraint(fields=["store", "day"], name="other_day_of_store_once"),
            models.UniqueConstraint(fields=["account", "day"], condition=Q(store=None), name="other_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.store or self.account} {self.day}"
