"""What the vendor sells: products, their editions and modules."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hourglass.base.fields import MoneyField
from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet


class Named(models.Model):
    """Something of the catalogue: a key that stays, and a name in both languages."""

    key = models.SlugField(_("Key"), max_length=60, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    retired_at = models.DateTimeField(_("Retired"), null=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class Product(Named):
    """One product line."""

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")


class Complexity(models.TextChoices):
    """How hard an edition is to take up (SEG-11)."""

    SIMPLE = "simple", _("Simple")
    MEDIUM = "medium", _("Medium")
    COMPLEX = "complex", _("Complex")
    PROJECT = "project", _("Needs an implementation project")


class Edition(Named):
    """One edition of a product, as it stands in contracts."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="editions", verbose_name=_("Product"))
    average_price = MoneyField(_("Average unit price"), null=True)
    complexity = models.CharField(_("Complexity"), max_length=10, choices=Complexity, default=Complexity.SIMPLE)
    modules = models.ManyToManyField("customers.Module", related_name="editions", blank=True, verbose_name=_("Modules"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")


class Module(Named):
    """One module of a product; editions hold some, others are bought beside them."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="modules", verbose_name=_("Product"))

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class EntitlementQuerySet(OfAccountQuerySet["Entitlement"]):
    """Entitlements, narrowed in the words of the product."""

    def on(self, day: date) -> Self:
        """This function will keep what may be used on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Entitlement(models.Model):
    """What an account may use, how much of it, and from when to when; contracts publish it here for everybody below.

    `source` names the contract line it comes from, so that publishing again replaces and never adds.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="entitlements", verbose_name=_("Customer"))
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+", verbose_name=_("Edition"))
    module = models.ForeignKey(Module, models.PROTECT, null=True, related_name="+", verbose_name=_("Module"))
    quantity = models.PositiveIntegerField(_("Quantity"), default=1)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Last day"), null=True)
    source = models.CharField(max_length=64, unique=True, editable=False)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")

    def __str__(self) -> str:
        return f"{self.edition or self.module} × {self.quantity}"
