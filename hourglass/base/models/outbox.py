"""The outbox: every message that leaves the house, from the transaction that caused it to its end."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from hourglass.base.models.channels import Channel, Purpose, unseal
from hourglass.base.models.claims import Claimable, ClaimQuerySet


class Decision(models.TextChoices):
    """What a person decided about a message that ended without an answer, or without success."""

    RESENT = "resent", _("Sent again")
    ARRIVED = "arrived", _("Marked as arrived")
    DISCARDED = "discarded", _("Discarded")


class State(models.TextChoices):
    """Where a message stands, in one word."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNCERTAIN = "uncertain", _("Uncertain")
    DEAD = "dead", _("Not delivered")
    DISCARDED = "discarded", _("Discarded")


class DeliveryQuerySet(ClaimQuerySet["Delivery"]):
    """Deliveries by where they stand."""

    def open(self) -> Self:
        """Not at an end yet; an uncertain one is at an end until a person decides."""
        return super().open().filter(uncertain_at=None)

    def due(self, at: datetime) -> Self:
        """Open, free, their time has come, and their channel takes messages."""
        # The channel is asked for in a subquery, not by a join: a joined UPDATE would check the claim on an old
        # snapshot under PostgreSQL, and two workers could win the same row.
        return super().due(at).filter(channel__in=Channel.objects.ready(at).values("pk"))

    def uncertain(self) -> Self:
        """They may have arrived or not, and no person has decided yet."""
        return self.filter(uncertain_at__isnull=False)

    def dead(self) -> Self:
        """Given up, and no person has decided yet."""
        return super().dead().exclude(decision=Decision.DISCARDED)

    def discarded(self) -> Self:
        """Given up for good, by a person."""
        return self.filter(decision=Decision.DISCARDED)

    def sent(self) -> Self:
        """They arrived, by the other side's word or by a person's."""
        return self.done()

    def in_state(self, state: str) -> Self:
        """Those whose `state` is the given word."""
        return {
            State.WAITING: self.open().filter(claimed_by=None),
            State.SENDING: self.held(),
            State.SENT: self.sent(),
            State.UNCERTAIN: self.uncertain(),
            State.DEAD: self.dead(),
            State.DISCARDED: self.discarded(),
        }[State(state)]

    def visible_to(self, user: models.Model) -> Self:  # noqa: ARG002
        """Messages are shown to whoever may open the page; their text is shown by another rule."""
        return self


class Delivery(Claimable):
    """One message to one recipient on one channel."""

    number = models.CharField(_("Message id"), max_length=40, unique=True, editable=False)
    key = models.CharField(_("Unique key"), max_length=200, unique=True, editable=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries", verbose_name=_("Channel"))
    purpose = models.CharField(_("Audience"), max_length=16, choices=Purpose)
    topic = models.CharField(_("Occasion"), max_length=80)
    recipient = models.CharField(_("Recipient"), max_length=254, blank=True)
    about = models.CharField(_("About"), max_length=120, blank=True)
    depth = models.PositiveSmallIntegerField(_("Depth"), default=0)
    sealed = EncryptedTextField(_("Content"), null=True, editable=False)
    secret = models.BooleanField(_("Holds a secret"), default=False)
    created_at = models.DateTimeField(_("Queued"))
    sending_at = models.DateTimeField(_("Began sending"), null=True)
    uncertain_at = models.DateTimeField(_("Became uncertain"), null=True)
    decided_at = models.DateTimeField(_("Decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Decided by")
    )
    decision = models.CharField(_("Decision"), max_length=16, choices=Decision, blank=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Claimable.Meta):
        constraints = [
            *Claimable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, decision="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
                name="base_delivery_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(uncertain_at=None) | Q(claimed_by=None, done_at=None, dead_at=None),
                name="base_delivery_uncertain_is_an_end",
            ),
        ]
        indexes = [
            *Claimable.Meta.indexes,
            models.Index(fields=["about", "channel", "created_at"], name="base_delivery_about"),
            models.Index(
                fields=["uncertain_at"], condition=Q(uncertain_at__isnull=False), name="base_delivery_uncertain"
            ),
            models.Index(fields=["created_at"], name="base_delivery_created"),
        ]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.topic} {self.number}"

    @property
    def content(self) -> dict[str, Any]:
        """What the message says; empty once it was forgotten."""
        return unseal(self.sealed)

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does no harm: a customer must never receive the same message twice."""
        return self.purpose != Purpose.CUSTOMER

    @property
    def state(self) -> State:
        """Where it stands, in one word."""
        if self.uncertain_at:
            return State.UNCERTAIN
        if self.done_at:
            return State.SENT
        if self.dead_at:
            return State.DISCARDED if self.decision == Decision.DISCARDED else State.DEAD
        return State.SENDING if self.claimed_by else State.WAITING


class Attempt(models.Model):
    """One try at a delivery, and how it ended."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries", verbose_name=_("Delivery"))
    number = models.PositiveSmallIntegerField(_("Attempt"))
    ended_at = models.DateTimeField(_("Time"))
    result = models.CharField(_("Result"), max_length=16)
    code = models.CharField(_("Code"), max_length=60, blank=True)
    detail = models.CharField(_("Detail"), max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.number} {self.result} {self.code}"
