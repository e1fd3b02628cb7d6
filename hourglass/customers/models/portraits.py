"""The fields of a customer portrait: configuration that a head of customer success edits (SEG-08)."""

from typing import Any, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class FieldKind(models.TextChoices):
    """What a portrait field holds."""

    NUMBER = "number", _("Number")
    TEXT = "text", _("Text")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Several of a list")
    YES_NO = "yes_no", _("Yes or no")
    DAY = "day", _("Date")


class FieldGroup(models.TextChoices):
    """Which part of the portrait a field belongs to."""

    BUSINESS = "business", _("Business status")
    TEAM = "team", _("Team capability")
    TRAITS = "traits", _("Characteristics")
    PAINS = "pains", _("Pains")
    NEEDS = "needs", _("Needs and goals")


class PortraitFieldQuerySet(models.QuerySet["PortraitField"]):
    """Portrait fields by what one asks of them."""

    def in_use(self) -> Self:
        """This function will keep the fields that are still asked for, in their order."""
        return self.filter(retired_at=None).order_by("order", "pk")


class PortraitField(models.Model):
    """One thing to know about a customer; its values stand on the account under `key`."""

    key = models.SlugField(_("Key"), max_length=40, unique=True)
    label_zh = models.CharField(_("Chinese name"), max_length=60)
    label_en = models.CharField(_("English name"), max_length=60)
    kind = models.CharField(_("Kind"), max_length=10, choices=FieldKind)
    group = models.CharField(_("Part"), max_length=10, choices=FieldGroup, default=FieldGroup.BUSINESS)
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    # A list of {"key", "zh", "en"}.
    choices = models.JSONField(_("Choices"), default=list, blank=True)
    mandatory = models.BooleanField(_("Mandatory"), default=False)
    order = models.PositiveIntegerField(_("Order"), default=0)
    retired_at = models.DateTimeField(_("Retired"), null=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = PortraitFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("portrait field")
        verbose_name_plural = _("portrait fields")

    def __str__(self) -> str:
        return self.label_zh if (get_language() or "zh").startswith("zh") else self.label_en

    def words(self) -> dict[str, dict[str, Any]]:
        """This function will give the choices by key."""
        return {choice["key"]: choice for choice in self.choices}
