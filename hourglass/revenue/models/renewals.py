"""Renewals: what an account has to renew, how far it has come, and what became of it (REV-01 to REV-23)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from hourglass.base.fields import MoneyField
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.periods import Period
from hourglass.customers.models import Account, Edition, Module
from hourglass.customers.models.reach import OfAccountQuerySet
from hourglass.revenue.forecasting import HOPEFUL, counted
from hourglass.revenue.models.contracts import Contract, Line


class State(models.TextChoices):
    """How far a renewal has come; it follows from the moments that were reached."""

    PREPARING = "preparing", _("Preparing")
    PRESENTED = "presented", _("Value presented")
    AGREED = "agreed", _("Plan agreed")
    COMMITTED = "committed", _("Committed")
    SIGNED = "signed", _("Signed")
    RENEWED = "renewed", _("Renewed")
    PARTIAL = "partial", _("Partly renewed")
    LOST = "lost", _("Lost")
    MOOT = "moot", _("Nothing left to renew")


class Category(models.TextChoices):
    """How sure the owner is (REV-21)."""

    COMMIT = "commit", _("Commit")
    LIKELY = "likely", _("Likely")
    RISK = "risk", _("At risk")
    LOST = "lost", _("Likely lost")


class Outcome(models.TextChoices):
    """What became of a renewal."""

    RENEWED = "renewed", _("Renewed")
    PARTIAL = "partial", _("Partly renewed")
    LOST = "lost", _("Lost")
    MOOT = "moot", _("Nothing left to renew")  # everything that would expire was ended before


# What was lost, partly lost, or renewed for less than before: `Renewal.came_short` for the database (REV-20).
SHORT = Q(outcome__in=["lost", "partial"]) | (Q(outcome="renewed") & ~Q(reason=""))

# The moment that each state of an open renewal is reached by, the last first.
MOMENTS = (
    ("signed_on", State.SIGNED),
    ("committed_at", State.COMMITTED),
    ("agreed_at", State.AGREED),
    ("presented_on", State.PRESENTED),
)


class RenewalQuerySet(OfAccountQuerySet["Renewal"]):
    """Renewals, narrowed in the words of the product."""

    def open(self) -> Self:
        """This function will keep the renewals that nothing became of yet."""
        return self.filter(outcome="")

    def due_in(self, period: Period) -> Self:
        """This function will keep the renewals whose expiry lies within `period`."""
        return self.filter(due_on__gte=period.start, due_on__lt=period.end)

    def with_reached(self) -> Self:
        """This function will let the database tell how far each open renewal has come, as `reached`."""
        ways = [When(**{f"{name}__isnull": False}, then=Value(state.value)) for name, state in MOMENTS]
        last = Value(State.PREPARING.value)
        return self.annotate(reached=Case(*ways, default=last, output_field=CharField()))

    def with_counted(self) -> Self:
        """This function will let the database tell the category that counts (`forecasting.counted`), as `counted`."""
        doubted = When(
            outcome="",
            signed_on=None,
            category__in=HOPEFUL,
            account__unwilling_count__gt=0,
            then=Value(Category.RISK.value),
        )
        return self.annotate(counted=Case(doubted, default=models.F("category"), output_field=CharField()))

    def counting_as(self, category: str) -> Self:
        """This function will keep the renewals that count as this category."""
        return self.with_counted().filter(counted=category)


class Renewal(models.Model):
    """One renewal of an account: all its recurring terms that end in one month.

    Each state is a moment: the moments that were reached stay, so that the road can be read afterwards.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="renewal_set", verbose_name=_("Customer"))
    due_on = models.DateField(_("Expires"))
    starts_on = models.DateField(_("Work begins"))
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name=_("Owner")
    )
    due = MoneyField(_("Amount due"))
    category = models.CharField(_("Forecast"), max_length=8, choices=Category, default=Category.LIKELY)
    opened_at = models.DateTimeField(_("Opened"))
    presented_on = models.DateField(_("Presented"), null=True)
    attendees = models.CharField(_("Who was there"), max_length=500, blank=True)
    # What was presented, as it was known that day.
    report = models.JSONField(_("Value report"), null=True)
    agreed_at = models.DateTimeField(_("Plan agreed"), null=True)
    committed_at = models.DateTimeField(_("Committed"), null=True)
    signed_on = models.DateField(_("Signed"), null=True)
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="renews", verbose_name=_("New contract")
    )
    paid_on = models.DateField(_("Paid"), null=True)
    outcome = models.CharField(_("Outcome"), max_length=8, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True)
    renewed = MoneyField(_("Renewed amount"), null=True)
    reason = models.CharField(_("Reason"), max_length=40, blank=True)
    reason_note = models.TextField(_("In their words"), blank=True)
    competitor = models.CharField(_("Competitor"), max_length=120, blank=True)
    bridged_to = models.DateField(_("Service extended to"), null=True)
    # The last reminder that went out, in days before expiry.
    reminded = models.SmallIntegerField(null=True, editable=False)
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="renewal_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="lost") | (~Q(reason="") & Q(paid_on=None)), name="renewal_lost_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["renewed", "partial"])
                | Q(paid_on__isnull=False, renewed_minor__isnull=False),
                name="renewal_renewed_when_paid",
            ),
            models.CheckConstraint(
                condition=Q(presented_on=None) | ~Q(attendees=""), name="renewal_presented_to_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "due_on"], name="renewal_account"),
            models.Index(fields=["due_on", "id"], name="renewal_due"),
            models.Index(fields=["owner", "due_on"], name="renewal_owner"),
            models.Index(fields=["due_on"], name="renewal_open", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.due_on:%Y-%m-%d}"

    @property
    def came_short(self) -> bool:
        """Whether it was lost, partly lost, or renewed for less; then there is a reason to tell (REV-20)."""
        return self.outcome in {Outcome.LOST, Outcome.PARTIAL} or (
            self.outcome == Outcome.RENEWED and self.reason != ""
        )

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.outcome:
            return State(self.outcome)
        return next((state for name, state in MOMENTS if getattr(self, name)), State.PREPARING)

    @property
    def counts_as(self) -> Category:
        """The category that counts in the forecast: what the owner says, unless a first-level person is against it."""
        if self.outcome:
            return Category(self.category)
        unwilling = self.account.unwilling_count
        return Category(counted(self.category, unwilling=unwilling, signed=self.signed_on is not None))

    @property
    def service_ends(self) -> date:
        """The last day of service: the expiry, or the day to which it was extended."""
        return self.bridged_to or self.due_on


class RenewalLineQuerySet(OfAccountQuerySet["RenewalLine"]):
    """Lines of renewals, narrowed in the words of the product."""

    account_path = "renewal__account"


class RenewalLine(models.Model):
    """One line of a renewal: what expires, and what is offered in its place; one of both may be missing."""

    renewal = models.ForeignKey(Renewal, models.CASCADE, related_name="items", verbose_name=_("Renewal"))
    expiring = models.OneToOneField(
        Line, models.PROTECT, null=True, related_name="renewing", verbose_name=_("Expiring line")
    )
    renewed = models.OneToOneField(
        Line, models.PROTECT, null=True, related_name="renewed_from", verbose_name=_("New line")
    )
    # What is offered; a line that is dropped has a reason instead.
    dropped = models.BooleanField(_("Not renewed"), default=False)
    reason = models.CharField(_("Reason"), max_length=40, blank=True)
    name = models.CharField(_("What"), max_length=200)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+", verbose_name=_("Edition"))
    module = models.ForeignKey(Module, models.PROTECT, null=True, related_name="+", verbose_name=_("Module"))
    quantity = models.PositiveIntegerField(_("Quantity"), default=1)
    amount = MoneyField(_("Amount of the term"))
    discount = models.PositiveIntegerField(_("Discount"), default=0)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    version = models.PositiveIntegerField(_("Version"), default=0)

    objects = RenewalLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a renewal")
        verbose_name_plural = _("lines of renewals")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="offer_ends_after_start"),
            models.CheckConstraint(condition=Q(dropped=False) | ~Q(reason=""), name="offer_dropped_with_reason"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def term(self) -> Period:
        """The days of what is offered."""
        return Period.through(self.starts_on, self.ends_on)

    @property
    def annual(self) -> Money:
        """What is offered, for twelve months; nothing where the line is dropped (REV-08)."""
        whole: Money = self.amount
        return Money.zero(whole.currency) if self.dropped else whole * 12 / self.term.months
