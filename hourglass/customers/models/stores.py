"""Stores: the branches of an account."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet


class StoreQuerySet(OfAccountQuerySet["Store"]):
    """Stores, narrowed in the words of the product."""

    def open(self) -> Self:
        """This function will keep the stores that do business."""
        return self.filter(closed_on=None)


class Store(models.Model):
    """One branch; an account without branches has none."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="stores", verbose_name=_("Customer"))
    name = models.CharField(_("Name"), max_length=120)
    number = models.CharField(_("Store number"), max_length=64, blank=True)
    city = models.CharField(_("City"), max_length=80, blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    opened_on = models.DateField(_("Opened"), null=True, blank=True)
    closed_on = models.DateField(_("Closed"), null=True, blank=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = StoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="store_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
