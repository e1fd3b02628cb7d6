"""Sending what the outbox holds: claim, hand to the adapter, write down how it ended."""

import logging
from contextlib import suppress

from django.utils import timezone

from hourglass.base import outbox
from hourglass.base.claims import Lost
from hourglass.base.models.channels import Channel, Unreadable
from hourglass.base.models.outbox import Delivery
from hourglass.base.outbox import Outcome, Result
from hourglass.gateway.channels import ADAPTERS
from hourglass.gateway.channels.adapter import Parcel

log = logging.getLogger(__name__)


def send_next(*, by: str) -> bool:
    """This function will send the most urgent message; False when none is due."""
    delivery = outbox.claim(by=by, at=timezone.now())
    if delivery is None:
        return False
    # Lost: another worker or a person decided about the message while we worked on it; what they wrote stands.
    with suppress(Lost):
        if not delivery.repeatable:
            outbox.begin(delivery, at=timezone.now())
        outcome = attempt(delivery)
        outbox.conclude(delivery, outcome, at=timezone.now())
    return True


def attempt(delivery: Delivery) -> Outcome:
    """This function will try a delivery once; whatever happens becomes an outcome."""
    try:
        content = delivery.content
    except Unreadable:
        return Outcome(Result.REFUSED, "unreadable-secrets")
    return hand_over(
        delivery.channel,
        Parcel(
            number=delivery.number,
            topic=delivery.topic,
            title=content.get("title", ""),
            text=content.get("text", ""),
            link=content.get("link", ""),
            html=content.get("html", ""),
            sender=content.get("sender", ""),
            data=content.get("data"),
            recipient=delivery.recipient,
            queued_at=delivery.created_at,
            at=timezone.now(),
            depth=delivery.depth,
        ),
    )


def hand_over(channel: Channel, parcel: Parcel) -> Outcome:
    """This function will give a parcel to the channel's adapter."""
    try:
        secrets = channel.secrets
    except Unreadable:
        return Outcome(Result.BROKEN, "unreadable-secrets")
    try:
        return ADAPTERS[channel.kind].send(parcel, options=channel.options, secrets=secrets)
    except Exception:
        # A fault of ours must not stop the queue; the attempts are counted, so it cannot go on for ever either.
        log.exception("outbox.adapter_failed", extra={"channel": channel.pk, "delivery": parcel.number})
        return Outcome(Result.UNCERTAIN, "broken")
