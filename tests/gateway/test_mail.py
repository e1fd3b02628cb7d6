"""E-mails go through the outbox and reach a real mail server with exactly the headers they should have."""

import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage as Parsed
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings as configured
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hourglass.base import channels
from hourglass.base.models import Delivery
from hourglass.base.models.channels import Kind
from hourglass.base.models.outbox import State
from hourglass.base.outbox import Outcome, Result
from hourglass.gateway import sender
from hourglass.gateway.channels import ADAPTERS
from hourglass.gateway.channels.adapter import Parcel
from tests.gateway.servers import listener

BACKEND = "hourglass.gateway.mail.OutboxBackend"


class Sink:
    """A mail server that keeps what it gets, or answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], Parsed]] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if answer := self.answers.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.got.append((envelope.mail_from, envelope.rcpt_tos, parsed))  # type: ignore[arg-type]
        return self.answers.get("DATA", "250 OK")


class Loopback(Controller):
    """A controller whose server speaks UTF-8 addresses."""

    def factory(self) -> SMTP:
        return SMTP(self.handler, enable_SMTPUTF8=True, hostname="sink")


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sink = Sink()
    controller = Loopback(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL = mail_server(port)
    yield sink
    controller.stop()


def mail_server(port: int) -> dict[str, Any]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
    }


def parcel(**fields: Any) -> Parcel:
    now = timezone.now()
    given = {
        "number": "msg_1",
        "topic": "t",
        "title": "Title",
        "text": "Text",
        "link": "",
        "recipient": "li@example.com",
    }
    return Parcel(**given | fields, queued_at=now, at=now)


def send(**fields: Any) -> Outcome:
    return ADAPTERS[Kind.EMAIL].send(parcel(**fields), options={}, secrets={})


def test_a_reset_e_mail_is_queued_sent_and_its_text_erased(db: None, sink: Sink, settings: Any) -> None:
    settings.EMAIL_BACKEND = BACKEND
    assert send_mail("Reset\nyour password", "https://cs.example.com/reset/canary", None, ["Li@example.com"]) == 1
    delivery = Delivery.objects.get()
    assert (delivery.recipient, delivery.state, delivery.secret) == ("Li@example.com", State.WAITING, True)
    assert sink.got == []
    assert sender.send_next(by="test")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sealed) == (State.SENT, None)
    (_, to, mail), *rest = sink.got
    assert (to, rest) == (["Li@example.com"], [])
    assert mail["Subject"] == "Reset your password"
    assert mail["Message-ID"] == f"<{delivery.number}@{configured.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "canary" in mail.get_content()


def test_every_recipient_gets_a_message_of_their_own_and_the_html(db: None, sink: Sink, settings: Any) -> None:
    settings.EMAIL_BACKEND = BACKEND
    mail = EmailMultiAlternatives("T", "plain", None, ["a@example.com"], bcc=["b@example.com"])
    mail.attach_alternative("<p>rich</p>", "text/html")
    mail.send()
    while sender.send_next(by="test"):
        pass
    assert [to for _, to, _ in sink.got] == [["a@example.com"], ["b@example.com"]]
    for _, _, got in sink.got:
        assert "rich" in got.get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert "plain" in got.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_without_a_mail_server_the_message_is_kept_and_says_so(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = BACKEND
    settings.MAIL = {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    send_mail("Reset", "link", None, ["li@example.com"])
    sender.send_next(by="test")
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error, delivery.content["text"]) == (State.DEAD, "no-mail-server", "link")
    assert channels.system_mail(at=timezone.now()).state == "active"


@pytest.mark.once
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=80), text=st.text(max_size=200), sender=st.text(max_size=40))
def test_no_text_adds_a_header_or_a_recipient(sink: Sink, title: str, text: str, sender: str) -> None:
    sink.got.clear()
    outcome = send(title=f"{title}\r\nBcc: evil@example.com", text=f"{text}\r\n.\r\nRCPT TO:<evil@example.com>")
    assert outcome.result is Result.SENT
    (_, to, mail), *rest = sink.got
    assert (to, rest) == (["li@example.com"], [])
    assert {name.lower() for name in mail} == {
        "subject", "from", "to", "date", "message-id", "auto-submitted", "content-type", "mime-version",
        "content-transfer-encoding",
    }  # fmt: skip
    assert mail.get_all("To") == ["li@example.com"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("stage", "answer", "result", "code"),
    [
        ("RCPT", "550 no such user", Result.REFUSED, "mail-refused"),
        ("RCPT", "451 greylisted", Result.RETRY, "mail-later"),
        ("DATA", "554 spam", Result.REFUSED, "mail-refused"),
        ("DATA", "452 full", Result.RETRY, "mail-later"),
    ],
)
def test_what_the_mail_server_says_is_understood(
    sink: Sink, stage: str, answer: str, result: Result, code: str
) -> None:
    sink.answers[stage] = answer
    assert send() == Outcome(result, code, f"SMTP {answer[:3]}")


@pytest.mark.once
def test_a_mail_server_that_is_down_certainly_took_nothing(settings: Any) -> None:
    with listener() as server:
        port = server.port
    settings.MAIL = mail_server(port)
    assert send() == Outcome(Result.RETRY, "mail-unreachable")


@pytest.mark.once
def test_a_mail_server_that_hangs_up_after_the_text_may_have_taken_it(settings: Any) -> None:
    done = threading.Event()

    def handle(connection: socket.socket) -> None:
        connection.sendall(b"220 sink\r\n")
        while line := connection.recv(65536):
            if line.endswith(b"\r\n.\r\n"):
                done.set()
                return
            connection.sendall(b"354 go\r\n" if line.startswith(b"data") else b"250 OK\r\n")

    with listener(handle) as server:
        settings.MAIL = mail_server(server.port)
        assert send() == Outcome(Result.UNCERTAIN, "mail-cut-off")
    assert done.is_set()
