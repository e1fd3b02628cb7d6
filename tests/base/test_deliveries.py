"""What people decide about messages that did not simply arrive."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import translation

from hourglass.base import deliveries, outbox
from hourglass.base.deliveries import DeliveryRefused
from hourglass.base.models import Delivery, Entry, User
from hourglass.base.models.channels import Purpose
from hourglass.base.models.outbox import Decision, State
from hourglass.base.outbox import Outcome, Result
from tests.base.outbox_world import channel, queued
from tests.conftest import NOON

DECISIONS = [deliveries.resend, deliveries.confirm, deliveries.retry, deliveries.discard]
Decide = Callable[..., None]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def ended(admin: User, result: Result) -> Delivery:
    queued(channel(admin, NOON, Purpose.CUSTOMER), NOON)
    delivery = outbox.claim(by="w", at=NOON)
    assert delivery is not None
    outbox.conclude(delivery, Outcome(result, "refused"), at=NOON)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize(
    ("result", "decide", "after", "verb"),
    [
        (Result.UNCERTAIN, deliveries.resend, State.WAITING, "delivery.resent"),
        (Result.UNCERTAIN, deliveries.confirm, State.SENT, "delivery.confirmed"),
        (Result.REFUSED, deliveries.retry, State.WAITING, "delivery.retried"),
        (Result.REFUSED, deliveries.discard, State.DISCARDED, "delivery.discarded"),
    ],
)
def test_a_decision_is_carried_out_and_recorded(
    admin: User, result: Result, decide: Decide, after: State, verb: str
) -> None:
    delivery = ended(admin, result)
    decide(delivery, by=admin, at=NOON, reason="She told me by telephone")
    delivery.refresh_from_db()
    assert delivery.state == after
    entry = Entry.objects.get(verb=verb)
    assert (entry.actor, entry.reason) == (admin, "She told me by telephone")
    assert (outbox.claim(by="w", at=NOON) is not None) == (after == State.WAITING)


@pytest.mark.parametrize("decide", DECISIONS)
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_decision_needs_a_reason(admin: User, decide: Decide, reason: str) -> None:
    with pytest.raises(DeliveryRefused, match="reason"):
        decide(ended(admin, Result.UNCERTAIN), by=admin, at=NOON, reason=reason)


@pytest.mark.parametrize("decide", DECISIONS)
def test_what_was_sent_takes_no_decision(admin: User, decide: Decide) -> None:
    with pytest.raises(DeliveryRefused):
        decide(ended(admin, Result.SENT), by=admin, at=NOON, reason="x")


@pytest.mark.parametrize("decide", DECISIONS)
def test_the_second_of_two_decisions_is_refused(admin: User, decide: Decide) -> None:
    result = Result.UNCERTAIN if decide in (deliveries.resend, deliveries.confirm) else Result.REFUSED
    delivery = ended(admin, result)
    twin = Delivery.objects.get(pk=delivery.pk)
    decide(delivery, by=admin, at=NOON, reason="first")
    with pytest.raises(DeliveryRefused, match="Reload"):
        decide(twin, by=admin, at=NOON, reason="second")


@pytest.mark.parametrize(("decide", "result"), [(deliveries.resend, "uncertain"), (deliveries.retry, "refused")])
def test_a_text_that_was_erased_is_not_sent_again(admin: User, decide: Decide, result: Any) -> None:
    delivery = ended(admin, Result(result))
    Delivery.objects.update(sealed=None)
    delivery.refresh_from_db()
    with pytest.raises(DeliveryRefused, match="erased"):
        decide(delivery, by=admin, at=NOON, reason="x")


def test_a_message_resent_and_refused_is_a_dead_letter_again(admin: User) -> None:
    delivery = ended(admin, Result.UNCERTAIN)
    deliveries.resend(delivery, by=admin, at=NOON, reason="x")
    again = outbox.claim(by="w", at=NOON)
    assert again is not None
    outbox.conclude(again, Outcome(Result.REFUSED, "refused"), at=NOON)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.decision) == (State.DEAD, Decision.RESENT)
    assert list(Delivery.objects.dead()) == [delivery]
