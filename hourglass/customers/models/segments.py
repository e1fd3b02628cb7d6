"""How customers are classed: dimensions, their classes, the rules of a day, and who was in which class when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet

TIER, USAGE_LEVEL = "tier", "usage_level"


class Dimension(models.Model):
    """One way to class every account, such as by its tier or by its use (SEG-01)."""

    key = models.SlugField(_("Key"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    order = models.PositiveIntegerField(_("Order"), default=0)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        verbose_name = _("dimension of classes")
        verbose_name_plural = _("dimensions of classes")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class TouchModel(models.TextChoices):
    """How the customers of a class are served."""

    PERSONAL = "personal", _("Personal")
    MIXED = "mixed", _("Mixed")
    BATCH = "batch", _("Online, many at once")


class CustomerClass(models.Model):
    """One class of a dimension, with the service that its customers get (SEG-10)."""

    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="classes", verbose_name=_("Dimension"))
    key = models.SlugField(_("Code"), max_length=40)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    order = models.PositiveIntegerField(_("Order"), default=0)
    traits = models.TextField(pgettext_lazy("of a class", "Features"), blank=True)
    needs = models.TextField(_("Typical needs"), blank=True)
    touch_model = models.CharField(_("Touch model"), max_length=10, choices=TouchModel, blank=True)
    visit_days = models.PositiveIntegerField(_("Visit every"), null=True, blank=True)
    return_visit_days = models.PositiveIntegerField(_("Return visit every"), null=True, blank=True)
    reply_hours = models.PositiveIntegerField(_("Reply within"), null=True, blank=True)
    weight = models.DecimalField(_("Capacity weight"), max_digits=5, decimal_places=2, null=True, blank=True)
    owner_role = models.CharField(_("Role of the owner"), max_length=80, blank=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        verbose_name = _("class of customers")
        verbose_name_plural = _("classes of customers")
        ordering = ("dimension", "order", "pk")
        constraints = [models.UniqueConstraint(fields=["dimension", "key"], name="class_key_once")]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class Ruling(models.Model):
    """The rules of a dimension from a day on: a list of {"class", "condition"}, of which the first that is met wins."""

    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="rulings", verbose_name=_("Dimension"))
    effective_from = models.DateField(_("Effective from"))
    rules = models.JSONField(_("Rules"), default=list)
    made_at = models.DateTimeField(_("Made"))

    class Meta:
        verbose_name = _("rules of a dimension")
        verbose_name_plural = _("rules of dimensions")
        constraints = [models.UniqueConstraint(fields=["dimension", "effective_from"], name="ruling_day_once")]

    def __str__(self) -> str:
        return f"{self.dimension} {self.effective_from}"


class PlacementQuerySet(OfAccountQuerySet["Placement"]):
    """Placements by what one asks of them."""

    def on(self, day: date) -> Self:
        """This function will keep what held on a day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)

    def current(self) -> Self:
        """This function will keep what holds now."""
        return self.filter(until_on=None)


class Source(models.TextChoices):
    """Who put an account into a class."""

    RULE = "rule", _("By rule")
    MANUAL = "manual", _("By hand")


class Placement(models.Model):
    """That an account was in a class from one day to another; an empty code says that it was not known which."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="placements", verbose_name=_("Customer"))
    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="placements", verbose_name=_("Dimension"))
    code = models.CharField(_("Class"), max_length=40, blank=True)
    before = models.CharField(_("Class before"), max_length=40, blank=True)
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Last day"), null=True)
    source = models.CharField(_("Source"), max_length=10, choices=Source, default=Source.RULE)
    # The facts that a higher class would have to know, and those that decided: {"fact": "value"}.
    missing = models.JSONField(_("Not known"), default=list)
    found = models.JSONField(_("Found"), default=dict)
    first = models.BooleanField(_("First"), default=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("class of a customer")
        verbose_name_plural = _("classes of a customer")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "dimension"], condition=Q(until_on=None), name="placement_current_once"
            )
        ]
        indexes = [models.Index(fields=["dimension", "from_on"], name="placement_moves")]

    def __str__(self) -> str:
        return f"{self.account}: {self.code or '—'}"


class OverrideState(models.TextChoices):
    """How far a class that was set by hand has come."""

    ASKED = "asked", _("Waits for approval")
    ACTIVE = "active", _("Holds")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


class Override(models.Model):
    """A class set by hand: proposed with a reason, approved by a lead, and asked about again on its review day."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="overrides", verbose_name=_("Customer"))
    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="overrides", verbose_name=_("Dimension"))
    code = models.CharField(_("Class"), max_length=40)
    reason = models.CharField(_("Reason"), max_length=500)
    review_on = models.DateField(_("Look at it again on"))
    state = models.CharField(_("State"), max_length=10, choices=OverrideState, default=OverrideState.ASKED)
    asked_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+", verbose_name=_("Asked by"))
    asked_at = models.DateTimeField(_("Asked"))
    decided_at = models.DateTimeField(_("Decided"), null=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = OfAccountQuerySet["Override"].as_manager()

    class Meta:
        verbose_name = _("class set by hand")
        verbose_name_plural = _("classes set by hand")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "dimension"], condition=Q(state__in=["asked", "active"]), name="override_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.code}"
