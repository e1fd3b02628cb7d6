"""The work of a renewal: its steps, the self-check, next year's goals, the long plan and what it suggests."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base.fields import MoneyField
from hourglass.base.models import User
from hourglass.customers.models import Account, Module
from hourglass.customers.models.reach import M, OfAccountQuerySet
from hourglass.revenue.models.renewals import Renewal


class OfRenewalQuerySet(OfAccountQuerySet[M]):
    """Rows that belong to a renewal: whoever sees its account sees them."""

    account_path = "renewal__account"


class StepKind(models.TextChoices):
    """What has to be done on the way: the commercial steps in their order, and the CSM's part where another owns it."""

    OFFER = "offer", _("Offer")
    APPROVAL = "approval", _("Customer approval")
    CONTRACT = "contract", _("Contract")
    INVOICE = "invoice", _("Invoice")
    PAYMENT = "payment", _("Payment")
    SELF_CHECK = "self_check", _("Self-check")
    REPORT = "report", _("Value report")


class RenewalStep(models.Model):
    """One step: how long it takes, when it is planned or due, and when it was done."""

    renewal = models.ForeignKey(Renewal, models.CASCADE, related_name="steps", verbose_name=_("Renewal"))
    kind = models.CharField(_("Step"), max_length=12, choices=StepKind)
    lead_days = models.PositiveIntegerField(_("Takes"), default=0)
    due_on = models.DateField(_("Due"), null=True)
    done_on = models.DateField(_("Done"), null=True)
    evidence = models.CharField(_("Evidence"), max_length=500, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="renewal_steps", verbose_name=_("Who"))
    order = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = OfRenewalQuerySet["RenewalStep"].as_manager()

    class Meta:
        verbose_name = _("step of a renewal")
        verbose_name_plural = _("steps of renewals")
        constraints = [models.UniqueConstraint(fields=["renewal", "kind"], name="step_of_a_kind_once")]

    def __str__(self) -> str:
        return str(StepKind(self.kind).label)


class Question(models.TextChoices):
    """What is asked before the talk begins (REV-02)."""

    PURPOSE = "purpose", _("Is the purpose of the purchase fulfilled?")
    CHAIN = "chain", _("Has the decision chain changed?")
    PROMISES = "promises", _("Are promises still open?")


class Answer(models.Model):
    """One answer of the self-check, with what it rests on."""

    renewal = models.ForeignKey(Renewal, models.CASCADE, related_name="answers", verbose_name=_("Renewal"))
    question = models.CharField(_("Question"), max_length=10, choices=Question)
    yes = models.BooleanField(_("Answer"))
    evidence = models.TextField(_("Evidence"))
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Answered by"))
    answered_at = models.DateTimeField(_("Answered"))
    # The first answer is version 1, so that 0 says that there was none.
    version = models.PositiveIntegerField(_("Version"), default=1)

    objects = OfRenewalQuerySet["Answer"].as_manager()

    class Meta:
        verbose_name = _("answer of a self-check")
        verbose_name_plural = _("answers of self-checks")
        constraints = [models.UniqueConstraint(fields=["renewal", "question"], name="question_answered_once")]

    def __str__(self) -> str:
        return str(Question(self.question).label)


class NextYearGoal(models.Model):
    """A goal of the next year, agreed in writing: what, how and by when (REV-16)."""

    renewal = models.ForeignKey(Renewal, models.CASCADE, related_name="goals", verbose_name=_("Renewal"))
    goal = models.CharField(_("Goal"), max_length=300)
    method = models.TextField(_("Way to it"))
    due_on = models.DateField(_("By"))
    confirmed_at = models.DateTimeField(_("Confirmed"), null=True)
    confirmed_by = models.CharField(_("Confirmed by"), max_length=120, blank=True)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = OfRenewalQuerySet["NextYearGoal"].as_manager()

    class Meta:
        verbose_name = _("goal of the next year")
        verbose_name_plural = _("goals of the next year")
        indexes = [models.Index(fields=["renewal", "due_on"], name="goal_renewal")]

    def __str__(self) -> str:
        return self.goal


class PlanItem(models.Model):
    """One point of the customer's plan for the next one to three years (REV-17)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="plan", verbose_name=_("Customer"))
    goal = models.CharField(_("Goal"), max_length=300)
    module = models.ForeignKey(
        Module, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Module that helps")
    )
    # The first day of the quarter.
    planned_on = models.DateField(_("When"))
    added_at = models.DateTimeField(_("Added"))
    removed_at = models.DateTimeField(_("Removed"), null=True, editable=False)

    objects = OfAccountQuerySet["PlanItem"].as_manager()

    class Meta:
        verbose_name = _("point of the plan")
        verbose_name_plural = _("points of the plan")
        indexes = [models.Index(fields=["account", "planned_on"], name="plan_account")]

    def __str__(self) -> str:
        return self.goal


class Suggestion(models.Model):
    """Something the customer may want to buy, and when; opportunities are made from it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="suggestions", verbose_name=_("Customer"))
    source = models.OneToOneField(PlanItem, models.CASCADE, related_name="suggestion", verbose_name=_("From"))
    module = models.ForeignKey(Module, models.PROTECT, related_name="+", verbose_name=_("Module"))
    planned_on = models.DateField(_("When"))
    made_at = models.DateTimeField(_("Suggested"))
    settled_at = models.DateTimeField(_("Taken up or dropped"), null=True, editable=False)

    objects = OfAccountQuerySet["Suggestion"].as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        indexes = [models.Index(fields=["planned_on"], name="suggestion_open", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return f"{self.module} {self.planned_on:%Y-%m}"


class Forecast(models.Model):
    """What was expected of a month, as it was known on a day, to be held against what came (REV-21)."""

    month = models.DateField(_("Month"))
    taken_on = models.DateField(_("As of"))
    due = MoneyField(_("Amount due"))
    expected = MoneyField(_("Expected"))
    renewals = models.PositiveIntegerField(_("Renewals"))

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints = [
            models.UniqueConstraint(fields=["month", "taken_on", "due_currency"], name="forecast_of_a_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} ({self.taken_on})"


class Target(models.Model):
    """What the renewals of a month should bring, a year (REV-21)."""

    month = models.DateField(_("Month"))
    amount = MoneyField(_("Target"))
    version = models.PositiveIntegerField(_("Version"), default=0)

    class Meta:
        verbose_name = _("target of renewals")
        verbose_name_plural = _("targets of renewals")
        constraints = [
            models.UniqueConstraint(fields=["month", "amount_currency"], name="target_of_a_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
