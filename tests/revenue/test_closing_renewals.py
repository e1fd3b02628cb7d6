"""How renewals end: by payment, by loss with a reason, by time."""

from datetime import date, datetime
from typing import Any

import pytest

from hourglass.base.models import Entry, User
from hourglass.base.schedule import Work
from hourglass.customers.models import Account
from hourglass.revenue import contracts, jobs, merging
from hourglass.revenue.models import Outcome, Payment, Renewal, State
from hourglass.revenue.renewals import bridging, closing, opening
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan


def day(text: str) -> datetime:
    return NOON + (date.fromisoformat(text) - NOON.date())


@pytest.fixture
def account(csm: User) -> Account:
    return world.account("Renkang", owner=csm)


def lose(renewal: Renewal, **words: Any) -> Renewal:
    return closing.lose(renewal, version=renewal.version, by="test", at=NOON, **words)


@pytest.mark.parametrize("reason", ["", "competitor", "moon"])
def test_rev_20_a_renewal_is_not_lost_without_a_reason_of_the_catalogue(account: Account, reason: str) -> None:
    renewal = world.renewal(account)
    with pytest.raises(RenewalRefused) as refused:
        lose(renewal, reason=reason)
    assert refused.value.field == "reason"
    renewal.refresh_from_db()
    assert renewal.state is State.PREPARING


def test_rev_20_other_wants_words(account: Account) -> None:
    renewal = world.renewal(account)
    with pytest.raises(RenewalRefused) as refused:
        lose(renewal, reason="other")
    assert refused.value.field == "note"
    lose(renewal, reason="competitor__price", note="A third cheaper", competitor="Rival")
    renewal.refresh_from_db()
    account.refresh_from_db()
    assert (renewal.outcome, renewal.reason, renewal.competitor) == (Outcome.LOST, "competitor__price", "Rival")
    assert account.due_on is None
    closing.explain(renewal, reason="value", version=renewal.version, by="test", at=NOON)
    assert renewal.reason == "value"


def test_rev_07_grace_ends_in_loss_on_day_31(account: Account) -> None:
    world.contract(account, line(12_000, term("2025-07-01")))  # expires 2026-06-30
    opening.open_due(at=day("2026-06-01"))
    for text, lapsed in (("2026-06-30", 0), ("2026-07-30", 0), ("2026-07-31", 1), ("2026-08-01", 0)):
        assert jobs.lapse(Work("renewals.lapse", day(text), None, NOON)) == lapsed
    renewal = Renewal.objects.get()
    assert (renewal.outcome, renewal.reason) == (Outcome.LOST, "process")
    assert Entry.objects.get(verb="renewal.lapsed").machine == "job:renewals.lapse"


def test_a_bridge_moves_the_end_of_grace(account: Account) -> None:
    world.contract(account, line(12_000, term("2025-12-01")))  # expires 2026-11-30
    opening.open_due(at=NOON)
    renewal = Renewal.objects.get()
    bridging.extend(renewal, to=date(2026, 12, 20), version=0, by="test", at=NOON, reason="Tender")
    assert closing.lapse_due(at=day("2027-01-19")) == 0
    assert closing.lapse_due(at=day("2027-01-20")) == 1


def test_who_signed_is_waited_for_until_a_payment_would_be_too_late(account: Account) -> None:
    renewal = world.renewal(account, line(12_000, term("2025-12-01")))  # expires 2026-11-30
    world.through(renewal, to=State.SIGNED)
    assert closing.lapse_due(at=day("2027-02-28")) == 0
    assert closing.lapse_due(at=day("2027-03-01")) == 1
    renewal.refresh_from_db()
    assert renewal.outcome == Outcome.LOST


def test_voiding_the_payment_opens_what_it_renewed(account: Account) -> None:
    renewal = world.renewal(account)
    world.through(renewal, to=State.SIGNED)
    payment = contracts.pay(renewal.contract, amount=yuan(12_000), on=NOON.date(), by="test", at=NOON)
    renewal.refresh_from_db()
    assert renewal.state is State.RENEWED
    contracts.void(payment, by="test", at=NOON, reason="Another customer's")
    renewal.refresh_from_db()
    assert (renewal.state, renewal.renewed, Payment.objects.count()) == (State.SIGNED, None, 1)


def test_a_renewal_follows_its_contract_into_a_merger(account: Account) -> None:
    renewal = world.renewal(account)
    world.through(renewal, to=State.SIGNED)
    signed = renewal.contract
    into = world.contract(account, line(1, term("2027-01-15"), "Care"))
    merging.merge(into, [signed], by="test", at=NOON)
    contracts.pay(into, amount=yuan(12_000), on=NOON.date(), by="test", at=NOON)
    renewal.refresh_from_db()
    assert (renewal.state, renewal.renewed) == (State.RENEWED, yuan(12_000))


def test_what_is_signed_is_not_lost_before_the_signature_is_taken_back(account: Account) -> None:
    renewal = world.renewal(account)
    world.through(renewal, to=State.SIGNED)
    with pytest.raises(RenewalRefused):
        lose(renewal, reason="price")
