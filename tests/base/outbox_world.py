"""Channels and messages for tests of the outbox."""

from datetime import datetime, time
from typing import Any

from hourglass.base import channels, configuration, outbox
from hourglass.base.models import Channel, Delivery, User
from hourglass.base.models.channels import Kind, Purpose
from hourglass.base.outbox import Message
from hourglass.base.workspace import QUIET_FROM, QUIET_UNTIL


def channel(by: User, at: datetime, purpose: Purpose = Purpose.STAFF, **fields: Any) -> Channel:
    """This function will add a channel that fits the audience."""
    kind = {Purpose.STAFF: Kind.SLACK, Purpose.CUSTOMER: Kind.EMAIL, Purpose.INTEGRATION: Kind.WEBHOOK}[purpose]
    given = {"kind": kind, "name": f"{purpose} {Channel.objects.count()}", "options": {}, "secrets": {"url": "u"}}
    return channels.add(**given | fields, purpose=purpose, by=by, at=at)


def queued(through: Channel, at: datetime, key: str = "", **fields: Any) -> Delivery:
    """This function will queue one message on the channel."""
    given = {"message": Message("test.sent", "Title", "Text"), "purpose": Purpose(through.purpose), "at": at}
    return outbox.enqueue(
        **given | {"to": "li@example.com"} | fields, through=through, key=key or f"key {Delivery.objects.count()}"
    )


def stay_awake(at: datetime) -> None:
    """This function will end the quiet hours, so that what the real clock times holds at every hour of the day."""
    for setting in (QUIET_FROM, QUIET_UNTIL):
        configuration.change(
            setting, time(9), effective_from=configuration.today(at), by="test", at=at, reason="No quiet hours."
        )
