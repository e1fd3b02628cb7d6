"""What the gateway does by itself: send what is due, take back what died, forget what is old."""

from time import monotonic

from django.utils import timezone

from hourglass.base import outbox
from hourglass.base.schedule import Work
from hourglass.gateway import sender
from hourglass.gateway.api import once

SECONDS = 10.0  # of sending in one run; other jobs have their turn before the next sends what is left


def send(work: Work) -> None:
    """This function will send every message that is due, one after the other, as long as the time of a run lasts."""
    outbox.recover(at=timezone.now())
    end = monotonic() + SECONDS
    while monotonic() < end and sender.send_next(by=work.job):
        pass


def forget(work: Work) -> None:
    """This function will erase the text of messages that ended long ago."""
    outbox.forget(at=work.at)


def forget_answers(work: Work) -> int:
    """This function will delete the answers of the interface that need not be kept any longer."""
    return once.forget(at=work.at)
