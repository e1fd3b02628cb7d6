"""The outbox: written with its cause, sent once or at least once by audience, never in a loop."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hourglass.base import channels, deliveries, outbox, people
from hourglass.base.claims import Lost
from hourglass.base.configuration import change
from hourglass.base.models import Attempt, Channel, Delivery, Entry, User
from hourglass.base.models.channels import Purpose
from hourglass.base.models.outbox import State
from hourglass.base.outbox import LEASE, Message, NotQueued, Outcome, Result
from hourglass.base.workspace import DELIVERIES_KEPT, MESSAGE_ATTEMPTS, MESSAGES_A_DAY
from tests.base.outbox_world import channel, queued
from tests.conftest import NOON

SENT = Outcome(Result.SENT)
RETRY = Outcome(Result.RETRY, "busy")
UNCERTAIN = Outcome(Result.UNCERTAIN, "timeout")
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def staff(admin: User) -> Channel:
    return channel(admin, NOON)


@pytest.fixture
def customers(admin: User) -> Channel:
    return channel(admin, NOON, Purpose.CUSTOMER)


def claimed(at: Any = NOON) -> Delivery:
    delivery = outbox.claim(by="w", at=at)
    assert delivery is not None
    return delivery


def state(delivery: Delivery) -> State:
    delivery.refresh_from_db()
    return delivery.state


def test_a_message_exists_exactly_when_its_cause_does(staff: Channel) -> None:
    with transaction.atomic():
        queued(staff, NOON)
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_the_same_key_is_queued_once(staff: Channel) -> None:
    first, second = queued(staff, NOON, "survey 1 contact 2 wave 3"), queued(staff, NOON, "survey 1 contact 2 wave 3")
    assert first == second
    assert Delivery.objects.count() == 1


def test_the_text_is_put_into_the_language_of_the_recipient(staff: Channel) -> None:
    said = Message("test.sent", gettext_lazy("Colleagues"))
    assert queued(staff, NOON, message=said, language="zh-hans").content["title"] == "同事"
    assert queued(staff, NOON, message=said, language="en").content["title"] == "Colleagues"


def test_the_text_lies_encrypted_in_the_database(staff: Channel) -> None:
    queued(staff, NOON, message=Message("test.sent", "canary-title", "canary-text", data={"k": "canary-data"}))
    with connection.cursor() as cursor:
        cursor.execute("select sealed from base_delivery")
        (kept,) = cursor.fetchone()
        cursor.execute("select sealed from base_channel")
        (secrets,) = cursor.fetchone()
    assert "canary" not in kept
    assert kept.startswith("gAAAA")
    assert secrets.startswith("gAAAA")


@pytest.mark.parametrize("meant_for", [p for p in Purpose if p is not Purpose.CUSTOMER])
def test_words_for_colleagues_never_reach_customers(customers: Channel, meant_for: Purpose) -> None:
    with pytest.raises(NotQueued, match="another audience"):
        queued(customers, NOON, purpose=meant_for)


@pytest.mark.parametrize("to", ["", "li", "li@example.com\nBcc: x@example.com", "li@example.com,x@example.com", "\x00"])
def test_an_e_mail_needs_one_valid_address(customers: Channel, to: str) -> None:
    with pytest.raises(NotQueued, match="not valid"):
        queued(customers, NOON, to=to)


def test_it_is_sent_claimed_and_done(staff: Channel) -> None:
    delivery = queued(staff, NOON)
    assert delivery.state == State.WAITING
    mine = claimed()
    assert state(delivery) == State.SENDING
    assert outbox.claim(by="other", at=NOON) is None
    outbox.conclude(mine, SENT, at=NOON)
    assert state(delivery) == State.SENT
    assert [(t.number, t.result) for t in delivery.tries.all()] == [(1, "sent")]


def test_a_failed_message_waits_longer_each_time_and_is_given_up_in_the_end(staff: Channel, admin: User) -> None:
    delivery, at, waits = queued(staff, NOON), NOON, []
    for _ in range(MESSAGE_ATTEMPTS.default):
        Channel.objects.update(rest_until=None)
        outbox.conclude(claimed(at), RETRY, at=at)
        delivery.refresh_from_db()
        waits.append((delivery.due_at - at).total_seconds())
        at = max(delivery.due_at, at)
    assert waits[:-1] == [5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600]
    assert (delivery.state, delivery.error) == (State.DEAD, "busy")
    assert Entry.objects.filter(verb="delivery.died").count() == 1
    deliveries.retry(delivery, by=admin, at=at, reason="The bot is back")
    assert (state(delivery), delivery.attempts, delivery.error) == (State.WAITING, 0, "")


def test_the_wait_a_receiver_asks_for_counts_when_it_is_longer(staff: Channel) -> None:
    delivery = queued(staff, NOON)
    outbox.conclude(claimed(), Outcome(Result.RETRY, "busy", wait=timedelta(minutes=3)), at=NOON)
    delivery.refresh_from_db()
    assert delivery.due_at == NOON + timedelta(minutes=3)


def test_a_colleague_gets_it_again_when_the_sender_died(staff: Channel) -> None:
    delivery = queued(staff, NOON)
    number = claimed().number
    assert outbox.recover(at=NOON + LEASE - SECOND) == 0
    assert state(delivery) == State.SENDING
    outbox.recover(at=NOON + LEASE)
    assert state(delivery) == State.WAITING
    again = claimed(NOON + LEASE + timedelta(minutes=1))
    assert (again.number, again.attempts) == (number, 2)


def test_a_customer_is_asked_about_when_the_sender_died_while_sending(customers: Channel) -> None:
    delivery = queued(customers, NOON)
    mine = claimed()
    outbox.begin(mine, at=NOON)
    assert outbox.recover(at=NOON + LEASE) == 1
    assert state(delivery) == State.UNCERTAIN
    assert outbox.claim(by="w", at=NOON + timedelta(days=900)) is None
    with pytest.raises(Lost):
        outbox.conclude(mine, SENT, at=NOON + LEASE)
    assert state(delivery) == State.UNCERTAIN


def test_a_customer_gets_it_when_the_sender_died_before_it_began(customers: Channel) -> None:
    delivery = queued(customers, NOON)
    mine = claimed()
    outbox.recover(at=NOON + LEASE)
    assert state(delivery) == State.WAITING
    with pytest.raises(Lost):
        outbox.begin(mine, at=NOON + LEASE)


def test_an_answer_that_was_lost_is_a_question_for_customers_and_a_retry_for_colleagues(
    customers: Channel, staff: Channel
) -> None:
    to_customer, to_staff = queued(customers, NOON), queued(staff, NOON)
    for _ in range(2):
        outbox.conclude(claimed(), UNCERTAIN, at=NOON)
    assert state(to_customer) == State.UNCERTAIN
    assert state(to_staff) == State.WAITING


def test_a_message_that_certainly_did_not_arrive_begins_anew(customers: Channel) -> None:
    delivery = queued(customers, NOON)
    mine = claimed()
    outbox.begin(mine, at=NOON)
    outbox.conclude(mine, RETRY, at=NOON)
    claimed(NOON + timedelta(minutes=1))
    outbox.recover(at=NOON + timedelta(hours=1))
    assert state(delivery) == State.WAITING


def test_a_message_that_kills_its_worker_is_given_up(staff: Channel) -> None:
    delivery, at = queued(staff, NOON), NOON
    for _ in range(MESSAGE_ATTEMPTS.default):
        claimed(at)
        outbox.recover(at=at + LEASE)
        at += timedelta(days=1)
    assert state(delivery) == State.DEAD
    assert Attempt.objects.filter(code="sender-died").count() == MESSAGE_ATTEMPTS.default


def test_one_bad_message_does_not_hold_up_the_others(staff: Channel, admin: User) -> None:
    other = channel(admin, NOON)
    queued(staff, NOON - timedelta(hours=1), "poison")
    for number in range(100):
        queued(other, NOON, f"good {number}")
    at, sent = NOON, 0
    while delivery := outbox.claim(by="w", at=at):
        outbox.conclude(delivery, RETRY if delivery.key == "poison" else SENT, at=at)
        sent += delivery.key != "poison"
    assert sent == 100


def test_a_paused_a_disabled_and_a_resting_channel_hold_their_messages_back(staff: Channel, admin: User) -> None:
    queued(staff, NOON)
    for fields in (
        {"paused_at": NOON, "paused_by": admin},
        {"disabled_at": NOON, "disabled_by": "gone"},
        {"rest_until": NOON + SECOND},
    ):
        Channel.objects.update(paused_at=None, paused_by=None, disabled_at=None, disabled_by="")
        Channel.objects.update(**fields)
        assert outbox.claim(by="w", at=NOON) is None
    Channel.objects.update(paused_at=None, paused_by=None, disabled_at=None, disabled_by="")
    assert outbox.claim(by="w", at=NOON + SECOND) is not None


def test_a_secret_is_erased_when_it_was_sent(staff: Channel) -> None:
    delivery = queued(staff, NOON, message=Message("test.sent", "Reset", "link", secret=True))
    assert delivery.content["text"] == "link"
    outbox.conclude(claimed(), SENT, at=NOON)
    delivery.refresh_from_db()
    assert delivery.sealed is None
    assert delivery.content == {}


def test_old_texts_are_forgotten_and_secrets_after_a_day(staff: Channel) -> None:
    sent, secret = queued(staff, NOON), queued(staff, NOON, message=Message("test.sent", "R", "link", secret=True))
    outbox.conclude(claimed(), SENT, at=NOON)
    assert outbox.forget(at=NOON + timedelta(hours=25)) == 1
    assert outbox.forget(at=NOON + timedelta(days=31)) == 1
    for delivery in (sent, secret):
        delivery.refresh_from_db()
        assert delivery.sealed is None


def test_two_systems_that_answer_each_other_are_stopped(staff: Channel) -> None:
    depths = [queued(staff, NOON, depth=depth).state for depth in range(outbox.MOST_DEPTH + 2)]
    assert depths == [State.WAITING] * (outbox.MOST_DEPTH + 1) + [State.DEAD]
    assert Delivery.objects.dead().get().error == "loop"


def test_no_more_than_a_cap_a_day_leaves_about_the_same_thing(staff: Channel, admin: User) -> None:
    for _ in range(60):
        queued(staff, NOON, about="customers.account:7")
    assert Delivery.objects.dead().filter(error="too-many").count() == 10
    assert queued(staff, NOON, about="customers.account:8").state == State.WAITING
    assert queued(channel(admin, NOON), NOON, about="customers.account:7").state == State.WAITING
    assert queued(staff, NOON + timedelta(days=1, seconds=1), about="customers.account:7").state == State.WAITING


def taken(claims: list[Delivery], data: Any) -> Delivery:
    """One of some claims, which are all equal because they are of one message."""
    return claims.pop(data.draw(st.integers(0, len(claims) - 1)))


class OneMessageToACustomer(RuleBasedStateMachine):
    """Whatever order senders, deaths, answers and people come in, no message is handed over twice without a person."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.at = NOON
        person = people.add("p@example.com", name="P", roles=[], by="test", at=NOON)
        self.person = person
        self.delivery = queued(channel(person, NOON, Purpose.CUSTOMER), NOON)
        self.held: list[Delivery] = []
        self.begun: list[Delivery] = []
        self.handed_over = 0
        self.allowed = 1

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @rule()
    def somebody_claims(self) -> None:
        if delivery := outbox.claim(by="w", at=self.at):
            self.held.append(delivery)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def a_sender_begins_and_hands_over(self, data: Any) -> None:
        delivery = taken(self.held, data)
        try:
            outbox.begin(delivery, at=self.at)
        except Lost:
            return
        self.handed_over += 1
        self.begun.append(delivery)

    @precondition(lambda self: self.begun)
    @rule(result=st.sampled_from([SENT, UNCERTAIN, RETRY, Outcome(Result.REFUSED, "refused")]), data=st.data())
    def it_is_answered(self, result: Outcome, data: Any) -> None:
        delivery = taken(self.begun, data)
        try:
            outbox.conclude(delivery, result, at=self.at)
        except Lost:
            return
        if result.result in (Result.RETRY, Result.REFUSED):
            self.allowed += 1  # it certainly did not arrive

    @rule(seconds=st.sampled_from([1, 60, 600, 86400]))
    def time_passes(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)
        Channel.objects.update(rest_until=None, disabled_at=None, disabled_by="")

    @rule()
    def dead_senders_are_found(self) -> None:
        outbox.recover(at=self.at)

    @rule(verb=st.sampled_from([deliveries.resend, deliveries.confirm, deliveries.retry, deliveries.discard]))
    def a_person_decides(self, verb: Any) -> None:
        try:
            verb(self.delivery, by=self.person, at=self.at, reason="asked")
        except deliveries.DeliveryRefused:
            return
        self.allowed += verb is deliveries.resend
        self.delivery.refresh_from_db()

    @invariant()
    def nothing_is_handed_over_twice_unless_a_person_said_so(self) -> None:
        assert self.handed_over <= self.allowed

    @invariant()
    def it_is_in_exactly_one_state(self) -> None:
        found = [s for s in State if Delivery.objects.in_state(s).exists()]
        self.delivery.refresh_from_db()
        assert found == [self.delivery.state]


class TestOneMessage(OneMessageToACustomer.TestCase, TestCase):  # type: ignore[name-defined,misc]
    settings = hypothesis_settings(max_examples=25, stateful_step_count=20, deadline=None)


def test_every_failure_of_a_channel_is_learned(staff: Channel) -> None:
    channels.learn(staff, "broken", code="gone", at=NOON)
    staff.refresh_from_db()
    assert (staff.state, staff.disabled_by) == ("disabled", "gone")


def test_customers_are_left_in_peace_at_night_and_colleagues_are_not(staff: Channel, customers: Channel) -> None:
    night, morning = NOON + timedelta(hours=10), NOON + timedelta(hours=21)  # 22:00 and 09:00 in Shanghai
    late, at_once = queued(customers, night), queued(staff, night)
    assert (late.due_at, at_once.due_at) == (morning, night)
    assert claimed(night) == at_once
    assert outbox.claim(by="w", at=morning - SECOND) is None
    assert claimed(morning) == late


def test_a_second_try_waits_for_the_morning_too(customers: Channel) -> None:
    evening = NOON + timedelta(hours=9) - SECOND  # 20:59:59 in Shanghai
    delivery = queued(customers, evening)
    outbox.conclude(claimed(evening), RETRY, at=evening)
    delivery.refresh_from_db()
    assert delivery.due_at == NOON + timedelta(hours=21)


def test_a_message_that_waited_into_the_night_waits_for_the_morning(
    staff: Channel, customers: Channel, admin: User
) -> None:
    evening = NOON + timedelta(hours=9) - SECOND  # 20:59:59 in Shanghai
    night, morning = NOON + timedelta(hours=10), NOON + timedelta(hours=21)
    late, at_once = queued(customers, evening), queued(staff, evening)
    outbox.begin(claimed(evening), at=evening)
    assert outbox.recover(at=evening + LEASE) == 1
    deliveries.resend(late, by=admin, at=night, reason="It did not arrive")
    assert claimed(night) == at_once
    assert outbox.claim(by="w", at=morning - SECOND) is None
    assert claimed(morning) == late


def test_conv_07_the_workspace_says_how_often_and_how_much_is_sent(staff: Channel) -> None:
    for setting in (MESSAGE_ATTEMPTS, MESSAGES_A_DAY):
        change(setting, 2, effective_from=NOON.date(), by="test", at=NOON, reason="policy")
    states = [queued(staff, NOON, about="customers.account:7").state for _ in range(3)]
    assert states == [State.WAITING, State.WAITING, State.DEAD]
    at, tried = NOON, claimed()
    outbox.conclude(tried, RETRY, at=at)
    assert state(tried) == State.WAITING
    Delivery.objects.exclude(pk=tried.pk).update(done_at=at, dead_at=None)
    Channel.objects.update(rest_until=None)
    at = tried.due_at
    outbox.conclude(claimed(at), RETRY, at=at)
    assert state(tried) == State.DEAD


def test_the_workspace_says_how_long_texts_stay(staff: Channel) -> None:
    change(DELIVERIES_KEPT, 7, effective_from=NOON.date(), by="test", at=NOON, reason="policy")
    queued(staff, NOON)
    outbox.conclude(claimed(), SENT, at=NOON)
    assert outbox.forget(at=NOON + timedelta(days=7)) == 0
    assert outbox.forget(at=NOON + timedelta(days=7, seconds=1)) == 1
