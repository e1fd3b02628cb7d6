"""The archive of an account: form templates with their versions, and the records that are filled in by them (FILE)."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.customers.models.accounts import Account
from hourglass.customers.models.reach import OfAccountQuerySet


class Due(models.TextChoices):
    """What makes a form due."""

    START = "start", _("Once, after the service begins")
    MONTH = "month", _("Every month, after the month ends")
    OCCASION = "occasion", _("After an occasion, such as a training")
    ASKED = "asked", _("Only when somebody begins one")


class Confirming(models.TextChoices):
    """Who confirms what was submitted."""

    NOBODY = "nobody", _("Nobody")
    STAFF = "staff", _("Somebody of ours who may confirm forms")
    CUSTOMER = "customer", _("The customer, by a link")


class FormTemplate(models.Model):
    """One document of the archive; its fields stand in versions, which are never overwritten (FILE-10)."""

    key = models.SlugField(_("Key"), max_length=40, unique=True)
    name_zh = models.CharField(_("Name in Chinese"), max_length=80)
    name_en = models.CharField(_("Name in English"), max_length=80)
    due = models.CharField(_("Due"), max_length=8, choices=Due, default=Due.ASKED)
    days = models.PositiveSmallIntegerField(_("Days until it is due"), default=14)
    confirming = models.CharField(_("Confirmed by"), max_length=8, choices=Confirming, default=Confirming.NOBODY)
    required = models.BooleanField(_("Counts for completeness"), default=True)
    order = models.PositiveIntegerField(_("Order"), default=0)
    retired_at = models.DateTimeField(_("Retired"), null=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        verbose_name = _("form template")
        verbose_name_plural = _("form templates")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def latest(self) -> "FormVersion":
        """The version that new records are filled in by."""
        return self.versions.latest("number")


class FormVersion(models.Model):
    """The fields of a template from one day on; records that were submitted keep theirs."""

    template = models.ForeignKey(FormTemplate, models.PROTECT, related_name="versions", verbose_name=_("Form"))
    number = models.PositiveIntegerField(_("Number"))
    # As `archive.fields.written` writes them.
    fields: Any = models.JSONField(_("Fields"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Made by"))
    made_at = models.DateTimeField(_("Made"))

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="form_version_number")]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"


class State(models.TextChoices):
    """How far a record has come; it follows from the moments that were reached."""

    DUE = "due", _("To be filled in")
    DRAFT = "draft", _("Draft")
    RETURNED = "returned", _("Returned")
    SUBMITTED = "submitted", _("Submitted")
    CONFIRMED = "confirmed", _("Confirmed")


class RecordQuerySet(OfAccountQuerySet["FormRecord"]):
    """Records by what one asks of them."""

    def outstanding(self) -> Self:
        """This function will keep the records that nobody has submitted, or that were returned since."""
        return self.filter(submitted_at=None)

    def overdue(self, day: date) -> Self:
        """This function will keep the outstanding records whose day has passed."""
        return self.outstanding().filter(due_on__lt=day)

    def counted(self) -> Self:
        """This function will keep the records that count for completeness."""
        return self.filter(template__required=True, template__retired_at=None)


class FormRecord(models.Model):
    """One form of one account: since when it is due, how far it has come, and what was filled in last."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="records", verbose_name=_("Customer"))
    template = models.ForeignKey(FormTemplate, models.PROTECT, related_name="records", verbose_name=_("Form"))
    # What tells one record of a template from the next: the month, the training, or nothing.
    occasion = models.CharField(_("Occasion"), max_length=80, blank=True)
    opened_at = models.DateTimeField(_("Opened"))
    due_on = models.DateField(_("Due"), null=True)
    began_at = models.DateTimeField(_("Begun"), null=True)
    submitted_at = models.DateTimeField(_("Submitted"), null=True)
    returned_at = models.DateTimeField(_("Returned"), null=True)
    confirmed_at = models.DateTimeField(_("Confirmed"), null=True)
    confirmed_by = models.CharField(_("Confirmed by"), max_length=120, blank=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("form of a customer")
        verbose_name_plural = _("forms of customers")
        constraints = [
            models.UniqueConstraint(fields=["account", "template", "occasion"], name="record_once_an_occasion"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(submitted_at__isnull=False), name="record_confirmed_when_submitted"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="record_outstanding", condition=Q(submitted_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.occasion}".strip()

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.submitted_at:
            return State.CONFIRMED if self.confirmed_at else State.SUBMITTED
        if self.returned_at:
            return State.RETURNED
        return State.DRAFT if self.began_at else State.DUE

    def is_overdue(self, day: date) -> bool:
        """This function will tell whether its day has passed without a submission."""
        return self.submitted_at is None and self.due_on is not None and self.due_on < day


class FillingQuerySet(OfAccountQuerySet["Filling"]):
    """What was filled in: whoever sees the account sees it."""

    account_path = "record__account"


class Filling(models.Model):
    """What was filled into a record: a draft, or a submission that is never overwritten; a change makes the next."""

    record = models.ForeignKey(FormRecord, models.CASCADE, related_name="fillings", verbose_name=_("Form"))
    number = models.PositiveIntegerField(_("Number"))
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+", verbose_name=_("Version of the form"))
    values: Any = models.JSONField(_("Values"), default=dict)
    filled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Filled in by"))
    submitted_at = models.DateTimeField(_("Submitted"), null=True)
    returned_at = models.DateTimeField(_("Returned"), null=True)
    return_reason = models.TextField(_("Why it was returned"), blank=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = FillingQuerySet.as_manager()

    class Meta:
        verbose_name = _("filled-in form")
        verbose_name_plural = _("filled-in forms")
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="filling_number"),
            models.UniqueConstraint(fields=["record"], condition=Q(submitted_at=None), name="filling_one_draft"),
            models.CheckConstraint(
                condition=Q(returned_at=None) | (Q(submitted_at__isnull=False) & ~Q(return_reason="")),
                name="filling_returned_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.number}"
