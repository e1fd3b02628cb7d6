"""The rows everything stands on."""

from hourglass.base.models.calendars import CalendarException
from hourglass.base.models.channels import Channel
from hourglass.base.models.configuration import ConfiguredValue
from hourglass.base.models.invitations import Invitation
from hourglass.base.models.jobs import Run, Watermark, Worker
from hourglass.base.models.keys import ServiceToken, WriteKey
from hourglass.base.models.outbox import Attempt, Delivery
from hourglass.base.models.people import Role, Team, User
from hourglass.base.models.timeline import Entry, EntryText, Seal, Sentiment, Way

__all__ = [
    "Attempt",
    "CalendarException",
    "Channel",
    "ConfiguredValue",
    "Delivery",
    "Entry",
    "EntryText",
    "Invitation",
    "Role",
    "Run",
    "Seal",
    "Sentiment",
    "ServiceToken",
    "Team",
    "User",
    "Watermark",
    "Way",
    "Worker",
    "WriteKey",
]
