"""What people decide about messages that did not simply arrive."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import claims, timeline
from hourglass.base.models import User
from hourglass.base.models.outbox import Decision, Delivery
from hourglass.base.refusals import Refused


class DeliveryRefused(Refused):
    """The decision does not fit what became of the message."""


@transaction.atomic
def resend(delivery: Delivery, *, by: User, at: datetime, reason: str) -> None:
    """This function will send an uncertain message once more, because a person takes it on them."""
    _require_reason(reason)
    _require_content(delivery)
    _decide_uncertain(delivery, Decision.RESENT, by=by, at=at, due_at=at, sending_at=None, attempts=0)
    timeline.record("delivery.resent", on=delivery, by=by, at=at, reason=reason)


@transaction.atomic
def confirm(delivery: Delivery, *, by: User, at: datetime, reason: str) -> None:
    """This function will mark an uncertain message as arrived, because a person found out that it did."""
    _require_reason(reason)
    _decide_uncertain(delivery, Decision.ARRIVED, by=by, at=at, done_at=at)
    timeline.record("delivery.confirmed", on=delivery, by=by, at=at, reason=reason)


@transaction.atomic
def retry(delivery: Delivery, *, by: User, at: datetime, reason: str) -> None:
    """This function will give a message that was given up a fresh set of attempts."""
    _require_reason(reason)
    _require_content(delivery)
    if delivery.decision == Decision.DISCARDED or not claims.revive(delivery, at=at):
        raise DeliveryRefused(_("Only a message that was not delivered can be retried. Reload the page."))
    Delivery.objects.filter(pk=delivery.pk).update(sending_at=None, error="")
    timeline.record("delivery.retried", on=delivery, by=by, at=at, reason=reason)


@transaction.atomic
def discard(delivery: Delivery, *, by: User, at: datetime, reason: str) -> None:
    """This function will close a message that was given up; it is not sent any more."""
    _require_reason(reason)
    decided = {"decided_at": at, "decided_by": by, "decision": Decision.DISCARDED}
    if not Delivery.objects.dead().filter(pk=delivery.pk).update(**decided):
        raise DeliveryRefused(_("Only a message that was not delivered can be discarded. Reload the page."))
    timeline.record("delivery.discarded", on=delivery, by=by, at=at, reason=reason)


def _decide_uncertain(delivery: Delivery, decision: Decision, *, by: User, at: datetime, **fields: Any) -> None:
    decided = {"decided_at": at, "decided_by": by, "decision": decision, "uncertain_at": None, "error": ""}
    if not Delivery.objects.uncertain().filter(pk=delivery.pk).update(**decided, **fields):
        raise DeliveryRefused(_("Somebody has decided about this message already. Reload the page."))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise DeliveryRefused(_("Write down the reason; it is kept in the record."), field="reason")


def _require_content(delivery: Delivery) -> None:
    if not delivery.sealed:
        raise DeliveryRefused(_("The text of this message was erased, so it cannot be sent again."))
