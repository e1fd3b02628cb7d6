"""Whatever people and jobs do to a renewal in whatever order, no state is reached that cannot be."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hourglass.base.models import Entry
from hourglass.base.refusals import Refused
from hourglass.revenue import contracts, lines
from hourglass.revenue.models import Contract, Line, Outcome, Payment, Question, Renewal, State
from hourglass.revenue.renewals import bridging, checking, closing, moving, offering, opening, reminding, signing
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan

FATES = {Outcome.RENEWED, Outcome.PARTIAL}


class Life(RuleBasedStateMachine):
    """One renewal of two lines, and everything that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.sid = transaction.savepoint()
        self.at = NOON
        self.account = world.account()
        self.pk = world.renewal(
            self.account, line(12_000, term("2026-01-15"), quantity=3), line(3_000, term("2026-01-15"), "Shop")
        ).pk
        self.numbers = iter(range(10_000))

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.sid)

    @property
    def renewal(self) -> Renewal:
        return Renewal.objects.select_related("account", "contract").get(pk=self.pk)

    def tried(self, verb: Callable[..., Any], *args: Any, **words: Any) -> None:
        """Does it as far as the rules allow; a refusal leaves everything as it was."""
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                verb(*args, by="test", at=self.at, **words)
        except Refused:
            assert Entry.objects.count() == before

    @rule(days=st.sampled_from([1, 7, 20, 40]))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)
        self.jobs()

    @rule()
    def jobs(self) -> None:
        for job in (opening.keep_in_step, opening.open_due, reminding.remind_due, closing.lapse_due):
            job(at=self.at)
        before = Entry.objects.count()
        for job in (opening.keep_in_step, opening.open_due, reminding.remind_due, closing.lapse_due):
            assert job(at=self.at) == 0
        assert Entry.objects.count() == before

    @rule()
    def check(self) -> None:
        for question in Question:
            seen = checking.answers_of(self.renewal).get(question)
            version = seen.version if seen else 0
            self.tried(checking.answer, self.renewal, question, yes=True, evidence="Asked", version=version)

    @rule(days=st.integers(-3, 1))
    def present(self, days: int) -> None:
        renewal = self.renewal
        on = self.at.date() + timedelta(days=days)
        self.tried(moving.present, renewal, on=on, attendees="Ms Li", version=renewal.version)

    @rule()
    def agree(self) -> None:
        self.tried(moving.agree, self.renewal, version=self.renewal.version)

    @rule()
    def commit(self) -> None:
        self.tried(moving.commit, self.renewal, version=self.renewal.version)

    @rule(to=st.sampled_from(list(State)))
    def set_back(self, to: State) -> None:
        self.tried(moving.set_back, self.renewal, to=to, version=self.renewal.version, reason="Again")

    @rule(dropped=st.booleans())
    def offer(self, dropped: bool) -> None:
        for item in offering.items_of(self.renewal)[-1:]:
            if dropped:
                self.tried(offering.drop, item, reason="price", version=item.version)
            else:
                again = line(3_300, term("2027-01-15"), item.name)
                self.tried(offering.change, item, again, version=item.version)

    @rule()
    def sign(self) -> None:
        renewal, number = self.renewal, f"R-{next(self.numbers)}"
        self.tried(signing.sign, renewal, number=number, on=self.at.date(), version=renewal.version)

    @rule()
    def unsign(self) -> None:
        self.tried(signing.unsign, self.renewal, version=self.renewal.version, reason="Again")

    @rule()
    def link(self) -> None:
        contract = Contract.objects.order_by("pk").last()
        assert contract
        self.tried(signing.link, self.renewal, contract, version=self.renewal.version)

    @rule()
    def pay(self) -> None:
        if (contract := self.renewal.contract) is not None:
            self.tried(contracts.pay, contract, amount=yuan(100), on=self.at.date())

    @rule()
    def void(self) -> None:
        for payment in Payment.objects.filter(voided_at=None)[:1]:
            self.tried(contracts.void, payment, reason="Wrong")

    @rule(reason=st.sampled_from(["price", "value", ""]))
    def lose(self, reason: str) -> None:
        self.tried(closing.lose, self.renewal, reason=reason, version=self.renewal.version)

    @rule(days=st.integers(0, 40))
    def extend(self, days: int) -> None:
        renewal = self.renewal
        to = renewal.due_on + timedelta(days=days)
        self.tried(bridging.extend, renewal, to=to, version=renewal.version, reason="Tender")

    @rule()
    def cut(self) -> None:
        expiring = Line.objects.filter(renewing__renewal=self.pk, ended_on=None).order_by("-pk").first()
        if expiring is not None:
            on = min(self.at.date(), expiring.ends_on - timedelta(days=1))
            with suppress(Refused):
                lines.cut(expiring, on=on, version=expiring.version, by="test", at=self.at, reason="Closed")

    @invariant()
    def what_is_renewed_was_signed_and_paid(self) -> None:
        renewal = self.renewal
        if renewal.outcome in FATES:
            assert renewal.paid_on
            assert renewal.signed_on
            assert renewal.contract
            assert renewal.renewed is not None
            assert (renewal.outcome == Outcome.PARTIAL) == any(item.dropped for item in offering.items_of(renewal))
        else:
            assert renewal.paid_on is None
            assert renewal.renewed is None

    @invariant()
    def what_is_lost_has_a_reason(self) -> None:
        renewal = self.renewal
        assert renewal.outcome != Outcome.LOST or renewal.reason
        assert (renewal.closed_at is None) == (renewal.outcome == "")

    @invariant()
    def the_moments_come_in_order(self) -> None:
        renewal = self.renewal
        assert renewal.committed_at is None or renewal.agreed_at
        assert renewal.agreed_at is None or renewal.presented_on
        assert renewal.presented_on is None or renewal.attendees

    @invariant()
    def new_lines_begin_after_the_old_ones_and_are_of_its_contract(self) -> None:
        renewal = self.renewal
        for item in offering.items_of(renewal):
            if item.renewed is not None:
                assert item.renewed.contract_id == renewal.contract_id
                assert item.expiring is None or item.renewed.starts_on > item.expiring.ends_on

    @invariant()
    def the_bridge_is_short_and_the_account_knows(self) -> None:
        renewal = self.renewal
        assert renewal.bridged_to is None or 0 < (renewal.bridged_to - renewal.due_on).days <= 30
        late = self.at.date() > renewal.due_on + timedelta(days=90)
        whole = renewal.items.exclude(expiring=None).filter(expiring__ended_on=None).exists()
        if not renewal.outcome and not late and whole:
            assert renewal.account.due_on == renewal.due_on


@pytest.mark.django_db
def test_no_illegal_state_of_a_renewal_is_reached() -> None:
    some = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Life, settings=some)
