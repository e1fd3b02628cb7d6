"""Touch points that other systems told, each kept once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Entry
from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet


class Receipt(models.Model):
    """That a touch point of another system stands in the record, so that telling it twice adds nothing (FILE-11)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="receipts", verbose_name=_("Customer"))
    source = models.CharField(_("Source"), max_length=60)
    key = models.CharField(_("Identifier"), max_length=200)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="receipt", verbose_name=_("Entry"))

    objects = OfAccountQuerySet["Receipt"].as_manager()

    class Meta:
        verbose_name = _("receipt of a touch point")
        verbose_name_plural = _("receipts of touch points")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="receipt_once")]
