"""E-mail through the mail server of the installation (HOURGLASS_MAIL_URL)."""

import smtplib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext_lazy as _

from hourglass.base.models.channels import Kind
from hourglass.base.outbox import Outcome, Result
from hourglass.gateway.channels.adapter import Adapter, ChannelForm, Parcel

SECONDS = 10


class EmailForm(ChannelForm):
    sender = forms.EmailField(
        label=_("Sender address"),
        required=False,
        help_text=_("Empty: the address of the installation."),
    )
    reply_to = forms.EmailField(label=_("Answers go to"), required=False)


class Email(Adapter):
    kind = Kind.EMAIL
    form = EmailForm

    def send(self, parcel: Parcel, *, options: Mapping[str, Any], secrets: Mapping[str, Any]) -> Outcome:
        server = settings.MAIL
        if "smtp" not in server["EMAIL_BACKEND"]:
            return Outcome(Result.REFUSED, "no-mail-server")
        connection = EmailBackend(
            host=server["EMAIL_HOST"],
            port=server["EMAIL_PORT"],
            username=server["EMAIL_HOST_USER"],
            password=server["EMAIL_HOST_PASSWORD"],
            use_tls=server.get("EMAIL_USE_TLS", False),
            use_ssl=server.get("EMAIL_USE_SSL", False),
            timeout=SECONDS,
        )
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError as error:
            return Outcome(Result.RETRY, "mail-login", f"SMTP {error.smtp_code}")
        except (OSError, smtplib.SMTPException):
            return Outcome(Result.RETRY, "mail-unreachable")
        try:
            connection.send_messages([message(parcel, options)])
        except Exception as error:  # noqa: BLE001  judged below; whatever broke, the message may have been taken
            return judge(error)
        finally:
            connection.close()
        return Outcome(Result.SENT)


def message(parcel: Parcel, options: Mapping[str, Any]) -> EmailMultiAlternatives:
    """This function will write the e-mail. Its id is the number of the message, so a repeated one is recognised."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    body = f"{parcel.text}\n\n{parcel.link}" if parcel.link else parcel.text
    mail = EmailMultiAlternatives(
        subject=one_line(parcel.title),
        body=body,
        from_email=one_line(options.get("sender") or parcel.sender or settings.DEFAULT_FROM_EMAIL),
        to=[parcel.recipient],
        reply_to=[options["reply_to"]] if options.get("reply_to") else None,
        headers={"Message-ID": f"<{parcel.number}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if parcel.html:
        mail.attach_alternative(parcel.html, "text/html")
    return mail


def one_line(text: str) -> str:
    """This function will make a header of a text: one line, without characters that are not shown."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def judge(error: Exception) -> Outcome:
    """This function will tell what a failure means that came after the connection stood."""
    code = smtp_code(error)
    if code is None:
        return Outcome(Result.UNCERTAIN, "mail-cut-off")
    detail = f"SMTP {code}"
    if 400 <= code < 500:
        return Outcome(Result.RETRY, "mail-later", detail)
    # 535 and its like blame our log-in or our sender address, everything else this one recipient or message.
    return Outcome(Result.REFUSED, "mail-refused", detail)


def smtp_code(error: Exception) -> int | None:
    """This function will find the mail server's number in the error, if the server spoke at all."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _text in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
