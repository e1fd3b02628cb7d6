"""Figures that are kept as they stood: what became of what was due, and the sums of a month."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models import Account
from hourglass.customers.models.reach import OfAccountQuerySet


class Kept(models.Model):
    """A figure that was closed; a correction is a row of its own, and the one it replaces stays readable."""

    closed_at = models.DateTimeField(_("Closed"), editable=False)
    replaced_at = models.DateTimeField(_("Corrected"), null=True, editable=False)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by", editable=False)
    reason = models.TextField(_("Reason"), blank=True)

    class Meta:
        abstract = True


class SettledQuerySet(OfAccountQuerySet["Settled"]):
    """Settled renewals by what one asks of them."""

    def current(self) -> Self:
        """This function will leave out what a correction replaced."""
        return self.filter(replaced_at=None)


class Settled(Kept):
    """What became of everything an account had due on one day, as it stood when it could no longer renew late.

    Amounts are whole coins a year; what is lost is negative.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="settled", verbose_name=_("Customer"))
    due_on = models.DateField(_("Due"))
    currency = models.CharField(_("Currency"), max_length=3)
    due = models.BigIntegerField(_("Amount due"))
    renewed = models.BigIntegerField(_("Renewed"))
    lost = models.BigIntegerField(_("Lost"))
    reduced = models.BigIntegerField(_("Reduced"))
    discount = models.BigIntegerField(_("Discount"))
    upsell = models.BigIntegerField(_("Upsell at renewal"))
    price = models.BigIntegerField(_("Price change"))
    renewed_on = models.DateField(_("Renewed on"), null=True)
    complete = models.BooleanField(_("Every line was renewed"))
    # Keys of contract lines: what expired, and what renewed it.
    lines = models.JSONField(default=list)
    successors = models.JSONField(default=list)

    objects = SettledQuerySet.as_manager()

    class Meta:
        verbose_name = _("settled renewal")
        verbose_name_plural = _("settled renewals")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "due_on"], condition=models.Q(replaced_at=None), name="settled_once"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="settled_due")]

    def __str__(self) -> str:
        return f"{self.account} {self.due_on}"


class ClosedMonthQuerySet(models.QuerySet["ClosedMonth"]):
    """Closed months by what one asks of them."""

    def current(self) -> Self:
        """This function will leave out what a correction replaced."""
        return self.filter(replaced_at=None)


class ClosedMonth(Kept):
    """The movements of one month over all customers, as they stood when the month was closed (CONV-6)."""

    month = models.DateField(_("Month"))
    currency = models.CharField(_("Currency"), max_length=3)
    # begin, accounts, lost, more, less, and the movements by kind; amounts are whole coins a year.
    sums = models.JSONField(default=dict)

    objects = ClosedMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "currency"], condition=models.Q(replaced_at=None), name="month_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
