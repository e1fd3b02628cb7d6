"""Contracts, their lines and what was paid for them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.fields import MoneyField
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period
from hourglass.customers.models import Account, Edition, Module
from hourglass.customers.models.reach import OfAccountQuerySet


class ContractQuerySet(OfAccountQuerySet["Contract"]):
    """Contracts, narrowed in the words of the product."""

    def present(self) -> Self:
        """This function will leave out what was merged into another contract."""
        return self.filter(merged_into=None)

    def running(self, day: date) -> Self:
        """This function will keep the contracts in force on `day`."""
        ended = Q(ended_on=None) | Q(ended_on__gte=day)
        return self.filter(ended, effective_from__lte=day, ends_on__gte=day)


class Contract(models.Model):
    """What an account and the vendor agreed on; its lines say how much of what, from when to when."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="contracts", verbose_name=_("Customer"))
    number = models.CharField(_("Contract number"), max_length=80, unique=True)
    signed_on = models.DateField(_("Signed"), null=True, blank=True)
    effective_from = models.DateField(_("Effective from"))
    ends_on = models.DateField(_("Last day"))
    auto_renew = models.BooleanField(_("Renews by itself"), default=False)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name=_("Owner")
    )
    ended_on = models.DateField(_("Ended early"), null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, default="CNY")
    handover_accepted_on = models.DateField(_("Handover accepted"), null=True, blank=True)
    delivery_accepted_on = models.DateField(_("Delivery accepted"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed", editable=False)
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", editable=False)
    note = models.TextField(_("Note"), blank=True)
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("effective_from")), name="contract_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["account", "effective_from"], name="contract_account"),
            models.Index(fields=["ends_on"], name="contract_ends"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def term(self) -> Period:
        """The days of the contract, as agreed."""
        return Period.through(self.effective_from, self.ends_on)

    @property
    def last(self) -> date:
        """The last day of service under this contract."""
        return self.ended_on or self.ends_on


class Recurrence(models.TextChoices):
    """Whether a line comes back each year; only recurring lines count in renewal and retention (REV-05)."""

    RECURRING = "recurring", _("Recurring")
    ONE_TIME = "one_time", _("One-time")
    TRIAL = "trial", _("Trial")


class LineQuerySet(OfAccountQuerySet["Line"]):
    """Lines, narrowed in the words of the product."""

    account_path = "contract__account"

    def recurring(self) -> Self:
        """This function will keep what counts as recurring revenue."""
        return self.filter(recurrence=Recurrence.RECURRING)

    def running(self, day: date) -> Self:
        """This function will keep the lines whose term, cut short where it was ended early, holds `day`."""
        ended = Q(ended_on=None) | Q(ended_on__gte=day)
        return self.filter(ended, starts_on__lte=day, ends_on__gte=day)


class Line(models.Model):
    """One thing that was bought, with its quantity, price and term (REV-22).

    `amount` is what the whole term costs after the discount; `annual` is the same for twelve months (REV-08, REV-10).
    The term runs to `ends_on`, that day included; `ended_on` is the last day of service where it was cut short.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name=_("Contract"))
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("Edition")
    )
    module = models.ForeignKey(
        Module, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("Module")
    )
    name = models.CharField(_("What"), max_length=200)
    recurrence = models.CharField(_("Kind"), max_length=10, choices=Recurrence, default=Recurrence.RECURRING)
    quantity = models.PositiveIntegerField(_("Quantity"), default=1)
    amount = MoneyField(_("Amount of the term"))
    # In hundredths of a percent, so that both databases keep it exactly.
    discount = models.PositiveIntegerField(_("Discount"), default=0)
    annual = MoneyField(_("Annual amount"))
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    ended_on = models.DateField(_("Ended early"), null=True, blank=True)
    price_step = models.BooleanField(_("Agreed price step"), default=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract line")
        verbose_name_plural = _("contract lines")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="line_ends_after_start"),
            models.CheckConstraint(condition=Q(discount__lte=10_000), name="line_discount_at_most_all"),
        ]
        indexes = [
            models.Index(fields=["ends_on"], name="line_ends"),
            models.Index(fields=["starts_on"], name="line_starts"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def term(self) -> Period:
        """The days of the line, as agreed."""
        return Period.through(self.starts_on, self.ends_on)

    @property
    def last(self) -> date:
        """The last day of service; it lies before the first one where a line was ended before it began."""
        return min(self.ends_on, self.ended_on or self.ends_on)

    @property
    def value(self) -> Money:
        """What the line costs for the days it is served: all of its amount, unless it was ended early."""
        whole: Money = self.amount
        if self.last == self.ends_on:
            return whole
        served = Period(self.starts_on, max(self.starts_on, self.last + DAY))
        return whole * (served.months / self.term.months)

    @property
    def unit_price(self) -> Money:
        """What one of the quantity costs for the whole term, after the discount."""
        whole: Money = self.amount
        return whole / self.quantity


class PaymentQuerySet(OfAccountQuerySet["Payment"]):
    """Payments, narrowed in the words of the product."""

    account_path = "contract__account"


class Payment(models.Model):
    """Money that arrived for a contract, as finance confirmed it; a negative amount went back."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments", verbose_name=_("Contract"))
    amount = MoneyField(_("Amount"))
    paid_on = models.DateField(_("Paid"))
    reference = models.CharField(_("Reference"), max_length=120, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Confirmed by"))
    confirmed_at = models.DateTimeField(_("Confirmed"))
    # A payment that was booked wrongly stays, marked; nothing of money is deleted.
    voided_at = models.DateTimeField(_("Voided"), null=True, editable=False)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [models.Index(fields=["paid_on"], name="payment_paid")]

    def __str__(self) -> str:
        return f"{self.amount.full()} {self.paid_on}"
