"""E-mails about accounts (reset, invitation, codes) go through the outbox, so no request waits for a mail server."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from hourglass.base import channels, outbox
from hourglass.base.models.channels import Purpose
from hourglass.base.outbox import Message, NotQueued
from hourglass.gateway.channels.email import one_line


class OutboxBackend(BaseEmailBackend):
    """Queues every e-mail, in the transaction of whatever caused it; its text is erased once it was sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """This function will queue one message to each recipient and give the number of e-mails queued."""
        with transaction.atomic():
            return sum(bool(self._queue(mail)) for mail in email_messages)

    def _queue(self, mail: EmailMessage) -> int:
        now = timezone.now()
        channel = channels.system_mail(at=now)
        message = Message(
            topic="account.mail",
            title=one_line(str(mail.subject)),
            text=str(mail.body),
            html=html_of(mail),
            sender=str(mail.from_email),
            secret=True,
        )
        queued = 0
        for recipient in mail.recipients():
            try:
                outbox.enqueue(
                    message,
                    through=channel,
                    purpose=Purpose.STAFF,
                    key=f"mail:{uuid.uuid4().hex}",
                    at=now,
                    to=recipient,
                )
            except NotQueued:
                if not self.fail_silently:
                    raise
            else:
                queued += 1
        return queued


def html_of(mail: EmailMessage) -> Any:
    """This function will find the HTML form of an e-mail, if it has one."""
    alternatives = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else []
    return next((str(content) for content, mimetype in alternatives if mimetype == "text/html"), "")
