"""The outbox: a message is written in the transaction of its cause, and sent by a worker afterwards.

Two policies, because "sent exactly once" does not exist between two machines. Colleagues and other systems get a
message at least once: it is repeated until it is answered, always under the same number, by which a receiver knows a
repetition. A customer gets it at most once: that sending begins is on disk before the first byte leaves, and when the
answer is lost the message becomes uncertain and waits for a person.
"""

import uuid
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hourglass.base import channels, claims, configuration, timeline
from hourglass.base.calendars import quiet_hours
from hourglass.base.claims import Lost
from hourglass.base.models import User
from hourglass.base.models.channels import Channel, Kind, Purpose, seal
from hourglass.base.models.outbox import Attempt, Delivery
from hourglass.base.refusals import Refused
from hourglass.base.workspace import DELIVERIES_KEPT, MESSAGE_ATTEMPTS, MESSAGES_A_DAY

LEASE = timedelta(minutes=2)
WAITS = [5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600]
MOST_DEPTH = 5
KEEP_SECRET = timedelta(days=1)
SENDER = "job:outbox.send"


class NotQueued(Refused):
    """The message cannot be sent this way."""


class Result(StrEnum):
    """How one attempt ended."""

    SENT = "sent"
    RETRY = "retry"  # it did not arrive, and may later
    UNCERTAIN = "uncertain"  # it may have arrived
    REFUSED = "refused"  # this message will never be taken
    BROKEN = "broken"  # the channel takes no message any more


@dataclass(frozen=True)
class Outcome:
    """What an attempt taught us: a result, a code that has a sentence, and a detail such as a vendor's error number."""

    result: Result
    code: str = ""
    detail: str = ""
    wait: timedelta = timedelta(0)


@dataclass(frozen=True)
class Message:
    """What is said. Texts may be lazy translations; they are put into the recipient's language when queued.

    `topic` names the occasion ("account.at_risk"); the text of a `secret` message is erased once it was sent.
    """

    topic: str
    title: Any
    text: Any = ""
    link: str = ""
    html: Any = ""
    sender: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    secret: bool = False

    def in_language(self, language: str) -> dict[str, Any]:
        """This function will give the content as plain texts in `language`."""
        with translation.override(language or translation.get_language()):
            said = {name: value if name == "data" else str(value) for name, value in asdict(self).items()}
        return {name: value for name, value in said.items() if value and name not in ("topic", "secret")}


@transaction.atomic
def enqueue(
    message: Message,
    *,
    through: Channel,
    purpose: Purpose,
    key: str,
    at: datetime,
    to: str = "",
    language: str = "",
    about: str = "",
    depth: int = 0,
) -> Delivery:
    """This function will queue a message in the caller's transaction; the same `key` queues it once.

    `purpose` is whom the words are meant for; a channel of another audience refuses them. `about` names what it is
    about ("customers.account:7"): no more messages a day leave about the same thing on one channel than is set.
    `depth` counts how many of our own messages led to this one, so that two systems cannot answer each other for ever.
    """
    if through.purpose != purpose:
        raise NotQueued(_("This message is for another audience than the channel. Choose a channel for that audience."))
    known = Delivery.objects.filter(key=key).first()
    if known is not None:
        return known
    delivery, _new = Delivery.objects.get_or_create(
        key=key,
        defaults={
            "number": f"msg_{uuid.uuid4().hex}",
            "channel": through,
            "purpose": purpose,
            "topic": message.topic,
            "recipient": _recipient(through, to),
            "about": about,
            "depth": depth,
            "sealed": seal(message.in_language(language)),
            "secret": message.secret,
            "created_at": at,
            "due_at": _awake(purpose, at),
            **_stopped(through, about=about, depth=depth, at=at),
        },
    )
    return delivery


@transaction.atomic
def send_test(channel: Channel, *, by: User, at: datetime) -> Delivery:
    """This function will queue a message by which a person sees whether the channel works."""
    if channel.paused_at or channel.disabled_at:
        raise NotQueued(_("The channel sends nothing now. Resume it, then test it."))
    said = _("If you can read this, the channel %(name)s works.")
    with translation.override(by.language):
        message = Message("channel.tested", _("Test message from Hourglass"), str(said) % {"name": channel.name})
    timeline.record("channel.tested", on=channel, by=by, at=at)
    return enqueue(
        message,
        through=channel,
        purpose=Purpose(channel.purpose),
        key=f"test:{uuid.uuid4().hex}",
        at=at,
        to=by.email,
        language=by.language,
        about=f"{channel._meta.label_lower}:{channel.pk}",
    )


def _recipient(channel: Channel, to: str) -> str:
    """This function will check the one recipient of an e-mail; a bot and a webhook reach whom they are set up for."""
    if channel.kind != Kind.EMAIL:
        return ""
    try:
        validate_email(to)
    except ValidationError:
        raise NotQueued(_("The e-mail address of the recipient is not valid. Correct it and try again.")) from None
    return to


def _stopped(channel: Channel, *, about: str, depth: int, at: datetime) -> dict[str, Any]:
    """This function will give the fields of a message that looks like a loop: it is written down, but not sent."""
    if depth > MOST_DEPTH:
        return {"dead_at": at, "error": "loop"}
    day = Delivery.objects.filter(about=about, channel=channel, created_at__gt=at - timedelta(days=1), error="")
    if about and day.count() >= configuration.value(MESSAGES_A_DAY, on=configuration.today(at)):
        return {"dead_at": at, "error": "too-many"}
    return {}


def claim(*, by: str, at: datetime) -> Delivery | None:
    """This function will give the worker the most urgent message whose channel takes messages, or None."""
    rows = Delivery.objects.all()
    # A message may have waited for its channel or for a worker into the night.
    if _awake(Purpose.CUSTOMER, at) > at:
        rows = rows.exclude(purpose=Purpose.CUSTOMER)
    delivery: Delivery | None = claims.claim(rows, by=by, at=at, lease=LEASE)
    return delivery


def begin(delivery: Delivery, *, at: datetime) -> None:
    """This function will put on disk that sending begins; from here on a customer's message is never sent again alone.

    :raises Lost: the message is no longer this worker's.
    """
    _step(delivery, sending_at=at)


@transaction.atomic
def conclude(delivery: Delivery, outcome: Outcome, *, at: datetime) -> None:
    """This function will write down how the attempt ended and decide what happens next.

    :raises Lost: the message is no longer this worker's, and what happens to it was decided without this attempt.
    """
    if outcome.result is Result.SENT:
        claims.finish(delivery, at=at, **({"sealed": None} if delivery.secret else {}))
    elif outcome.result is Result.UNCERTAIN and not delivery.repeatable:
        _doubt(delivery, outcome.code, at=at)
    else:
        _fail(delivery, outcome, at=at)
    _note(delivery, outcome, at=at)
    channels.learn(delivery.channel, outcome.result, code=outcome.code, at=at)


def _note(delivery: Delivery, outcome: Outcome, *, at: datetime) -> None:
    Attempt.objects.create(
        delivery=delivery,
        number=delivery.attempts,
        ended_at=at,
        result=outcome.result,
        code=outcome.code,
        detail=outcome.detail[:60],
    )


def _fail(delivery: Delivery, outcome: Outcome, *, at: datetime) -> None:
    permanent = outcome.result in (Result.REFUSED, Result.BROKEN)
    dead = claims.fail(
        delivery,
        at=at,
        error=outcome.code,
        limit=most_attempts(at),
        wait=lambda attempts: _awake(delivery.purpose, at + max(backoff(attempts), outcome.wait)) - at,
        permanent=permanent,
    )
    # It certainly did not arrive, so the next attempt begins anew.
    Delivery.objects.filter(pk=delivery.pk).update(sending_at=None)
    if dead:
        timeline.record("delivery.died", on=delivery, by=SENDER, at=at, new={"error": outcome.code})


def _awake(purpose: str, at: datetime) -> datetime:
    """Customers receive nothing in the quiet hours; colleagues decide for themselves."""
    return quiet_hours(on=configuration.today(at)).after(at) if purpose == Purpose.CUSTOMER else at


def most_attempts(at: datetime) -> int:
    """This function will tell after how many attempts a message is given up."""
    return int(configuration.value(MESSAGE_ATTEMPTS, on=configuration.today(at)))


def backoff(attempts: int) -> timedelta:
    """This function will tell how long to wait after so many attempts: 5 s, 30 s, 2 min ... 12 h."""
    return timedelta(seconds=WAITS[min(max(attempts, 1), len(WAITS)) - 1])


def _doubt(delivery: Delivery, code: str, *, at: datetime) -> None:
    _step(delivery, uncertain_at=at, claimed_by=None, lease_until=None, error=code)
    timeline.record("delivery.became_uncertain", on=delivery, by=SENDER, at=at, new={"error": code})


def recover(*, at: datetime) -> int:
    """This function will take messages from workers that died: to the queue again where that cannot repeat a message
    to a customer, and otherwise to a person. It gives the number of those that became uncertain.
    """
    begun = Delivery.objects.filter(purpose=Purpose.CUSTOMER, sending_at__isnull=False)
    uncertain = 0
    for delivery in begun.expired(at, LEASE):
        try:
            with transaction.atomic():
                _doubt(delivery, "sender-died", at=at)
                _note(delivery, Outcome(Result.UNCERTAIN, "sender-died"), at=at)
            uncertain += 1
        except Lost:
            continue
    rest = Delivery.objects.exclude(purpose=Purpose.CUSTOMER, sending_at__isnull=False)
    most = most_attempts(at)
    for delivery in claims.reap(rest, at=at, lease=LEASE, limit=lambda _row: most, wait=backoff):
        _note(delivery, Outcome(Result.RETRY, "sender-died"), at=at)
        if delivery.dead_at:
            timeline.record("delivery.died", on=delivery, by=SENDER, at=at, new={"error": "sender-died"})
    return uncertain


def forget(*, at: datetime) -> int:
    """This function will erase the text of messages that ended long ago, and secrets after a day; that they were sent
    stays known.
    """
    kept = Delivery.objects.exclude(sealed=None)
    days = configuration.value(DELIVERIES_KEPT, on=configuration.today(at))
    old = kept.filter(created_at__lt=at - timedelta(days=days))
    secret = kept.filter(secret=True, created_at__lt=at - KEEP_SECRET).exclude(claimed_by__isnull=False)
    return old.sent().update(sealed=None) + old.discarded().update(sealed=None) + secret.update(sealed=None)


def _step(delivery: Delivery, **fields: Any) -> None:
    mine = Delivery.objects.filter(pk=delivery.pk, claimed_by=delivery.claimed_by, lease_until=delivery.lease_until)
    if delivery.claimed_by is None or mine.update(**fields) != 1:
        raise Lost(str(delivery))
    for name, value in fields.items():
        setattr(delivery, name, value)
