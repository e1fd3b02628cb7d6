"""Touch points: kept on the timeline whatever the channel, once however often they are told (FILE-11)."""

from datetime import timedelta
from typing import Any

import pytest

from hourglass.base import timeline
from hourglass.base.models import Entry, User, Way
from hourglass.base.models.timeline import Kept
from hourglass.base.refusals import Forbidden
from hourglass.customers import accounts, contacts, touches
from hourglass.customers.models import Account, Receipt
from hourglass.customers.touches import TouchRefused
from tests import world
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def touched(account: Account) -> Any:
    return Account.objects.get(pk=account.pk).touched_at


def test_file_02_a_contact_stands_on_the_timeline_with_who_and_when(csm: User) -> None:
    account = world.account(owner=csm)
    person = contacts.add(account, "Li Mubai", by=csm, at=NOON)
    entry = touches.log(
        account, channel="call", note=" Rang back. ", sentiment="positive", contact=person, by=csm, at=NOON
    )
    assert (entry.actor, entry.at, entry.about) == (csm, NOON, str(account.pk))
    assert (entry.channel, entry.note, entry.sentiment, entry.object_label) == (
        "call",
        "Rang back.",
        "positive",
        "Li Mubai",
    )
    assert touched(account) == NOON


@pytest.mark.parametrize("channel", [Way.WEBSITE, Way.HOTLINE, Way.BILLING, Way.MARKETING, Way.EVENT])
def test_file_11_touch_points_of_other_systems_come_in_once(db: None, channel: str) -> None:
    account = world.account()
    told: Any = {"source": "call-centre", "key": "T-1", "channel": channel, "note": "Asked for a bill", "by": "test"}
    entry, new = touches.receive(account, at=NOON, sentiment="negative", **told)
    again, newer = touches.receive(account, at=NOON + HOUR, **told)
    assert (new, newer, again) == (True, False, entry)
    kept = Entry.objects.get(verb="touch.logged")
    assert (kept.channel, kept.sentiment, kept.about) == (channel, "negative", str(account.pk))
    assert Receipt.objects.count() == 1
    assert touches.receive(account, at=NOON, **told | {"source": "website"})[1]


def test_file_11_a_touch_point_without_a_key_is_refused(db: None) -> None:
    with pytest.raises(TouchRefused):
        touches.receive(world.account(), source="web", key=" ", channel="website", by="test", at=NOON)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"sentiment": "furious"}, "sentiment"),
        ({"happened_at": NOON + HOUR}, "happened_at"),
        ({"happened_at": NOON - timedelta(days=20_000)}, "happened_at"),
        ({"note": "x" * 10_001}, "note"),
    ],
)
def test_what_cannot_have_happened_is_refused(db: None, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(TouchRefused) as refused:
        touches.log(world.account(), **{"channel": "call"} | wrong, by="test", at=NOON)
    assert refused.value.field == field


def test_a_contact_of_another_customer_is_refused(db: None) -> None:
    account, other = world.account(), world.account()
    stranger = contacts.add(other, "Wu Tong", by="test", at=NOON)
    with pytest.raises(TouchRefused) as refused:
        touches.log(account, channel="call", contact=stranger, by="test", at=NOON)
    assert refused.value.field == "contact"


def test_nobody_logs_on_a_customer_out_of_sight(csm: User, other_csm: User) -> None:
    with pytest.raises(Forbidden):
        touches.log(world.account(owner=csm), channel="call", by=other_csm, at=NOON)


def test_a_customer_was_last_heard_of_when_somebody_spoke_with_them(db: None) -> None:
    account = world.account()
    touches.log(account, channel="marketing", by="test", at=NOON)
    assert touched(account) is None
    touches.log(account, channel="visit", by="test", at=NOON)
    touches.log(account, channel="call", by="test", at=NOON, happened_at=NOON - HOUR)
    assert touched(account) == NOON


def test_a_corrected_time_counts_for_when_a_customer_was_last_heard_of(csm: User) -> None:
    account = world.account(owner=csm)
    touches.log(account, channel="call", by=csm, at=NOON, happened_at=NOON - 3 * HOUR)
    late = touches.log(account, channel="call", by=csm, at=NOON)
    touches.correct(late, to={"at": NOON - 5 * HOUR}, by=csm, at=NOON, reason="yesterday")
    assert touched(account) == NOON - 3 * HOUR
    touches.correct(late, to={"channel": "website"}, by=csm, at=NOON, reason="a form")
    assert touched(account) == NOON - 3 * HOUR


def test_file_02_a_corrected_note_keeps_both_versions_and_nothing_is_deleted(csm: User) -> None:
    account = world.account(owner=csm)
    call = touches.log(account, channel="call", note="They asked about stock.", by=csm, at=NOON)
    touches.correct(call, to={"note": "They asked about stores."}, by=csm, at=NOON + HOUR, reason="misheard")
    assert [version.note for version in Entry.objects.get(pk=call.pk).versions()] == [
        "They asked about stock.",
        "They asked about stores.",
    ]
    with pytest.raises(Kept):
        call.delete()
    with pytest.raises(Kept):
        Entry.objects.filter(pk=call.pk).delete()


def test_an_entry_that_is_no_touch_point_is_corrected_as_ever(csm: User) -> None:
    account = world.account(owner=csm)
    entry = timeline.record("account.closed", on=account, by=csm, at=NOON, reason="a", about=str(account.pk))
    assert touches.correct(entry, to={"reason": "b"}, by=csm, at=NOON, reason="typing").new == {"reason": "b"}
    assert touched(account) is None


def test_a_merged_customer_takes_no_touch_point(db: None) -> None:
    into, account = world.account(), world.account()
    Account.objects.filter(pk=account.pk).update(merged_into=into)
    with pytest.raises(accounts.AccountRefused):
        touches.log(Account.objects.get(pk=account.pk), channel="call", by="test", at=NOON)
