"""The self-check: three answers with evidence, and what the system knows cannot be denied."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from hourglass.base.models import User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import contacts
from hourglass.customers.models import Account, Contact
from hourglass.customers.models.contacts import Level
from hourglass.revenue.models import Answer, Question, Renewal
from hourglass.revenue.renewals import checking
from hourglass.revenue.renewals.authority import RenewalRefused
from hourglass.revenue.renewals.checking import Preset
from tests import world
from tests.conftest import NOON


@pytest.fixture
def renewal(csm: User) -> Renewal:
    return world.renewal(world.account(owner=csm))


@pytest.fixture
def promises() -> Iterator[dict[str, int]]:
    """A package above that knows how many promises are open."""
    open_ones = {"count": 1}

    def provider(_account: Account, _since: date, _day: date) -> Preset:
        count = open_ones["count"]
        return Preset(yes=count > 0, evidence=f"{count} open", binding=count > 0)

    checking._providers[Question.PROMISES].append(provider)
    yield open_ones
    checking._providers[Question.PROMISES].remove(provider)


def answer(renewal: Renewal, question: Question, yes: bool, by: Any = "test", evidence: str = "Asked") -> Answer:
    seen = checking.answers_of(renewal).get(question)
    version = seen.version if seen else 0
    return checking.answer(renewal, question, yes=yes, evidence=evidence, version=version, by=by, at=NOON)


def test_rev_02_an_open_promise_presets_the_answer_and_cannot_be_denied(
    renewal: Renewal, promises: dict[str, int]
) -> None:
    preset = checking.presets(renewal, at=NOON)[Question.PROMISES]
    assert [(one.yes, one.evidence) for one in preset] == [(True, "1 open")]
    with override("en"), pytest.raises(RenewalRefused, match="1 open"):
        answer(renewal, Question.PROMISES, False)
    answer(renewal, Question.PROMISES, True)
    promises["count"] = 0
    answer(renewal, Question.PROMISES, False)
    assert Answer.objects.get().yes is False


def test_rev_02_all_three_answers_and_their_evidence_are_wanted(renewal: Renewal) -> None:
    assert checking.missing(renewal) == set(Question)
    with pytest.raises(RenewalRefused):
        answer(renewal, Question.PURPOSE, True, evidence=" ")
    for question in Question:
        answer(renewal, question, True)
    assert checking.missing(renewal) == set()


def test_who_has_not_seen_the_answer_that_stands_does_not_replace_it(renewal: Renewal) -> None:
    for version in (0, 2):
        row = answer(renewal, Question.PURPOSE, True)
        with pytest.raises(ChangedMeanwhile):
            checking.answer(renewal, Question.PURPOSE, yes=False, evidence="No", version=version, by="test", at=NOON)
        assert Answer.objects.get(pk=row.pk).yes is True
    with pytest.raises(ChangedMeanwhile):
        checking.answer(renewal, Question.CHAIN, yes=False, evidence="No", version=1, by="test", at=NOON)


def test_rev_02_somebody_who_decides_and_left_is_a_change_with_its_date(renewal: Renewal) -> None:
    assert checking.presets(renewal, at=NOON)[Question.CHAIN] == []
    before = NOON - timedelta(days=400)
    boss = contacts.add(renewal.account, "Ms Li", level=Level.FIRST, by="test", at=before)
    [same] = checking.presets(renewal, at=NOON)[Question.CHAIN]
    assert same.yes is False
    Contact.objects.filter(pk=boss.pk).update(left_on=date(2026, 8, 15))
    contacts.add(renewal.account, "Mr Wang", level=Level.FIRST, by="test", at=NOON - timedelta(days=90))
    [changed] = checking.presets(renewal, at=NOON)[Question.CHAIN]
    assert changed.yes is True
    assert "Ms Li" in str(changed.evidence)
    assert "2026-08-15" in str(changed.evidence)
    assert "Mr Wang" in str(changed.evidence)


def test_people_who_were_entered_together_are_no_change(renewal: Renewal) -> None:
    for name in ("Ms Li", "Mr Wang"):
        contacts.add(renewal.account, name, level=Level.FIRST, by="test", at=NOON - timedelta(days=30))
    [same] = checking.presets(renewal, at=NOON)[Question.CHAIN]
    assert same.yes is False


def test_only_who_sees_the_customer_and_works_on_renewals_answers(
    renewal: Renewal, other_csm: User, executive: User, csm: User
) -> None:
    for person in (other_csm, executive):
        with pytest.raises(Forbidden):
            answer(renewal, Question.PURPOSE, True, by=person)
    assert answer(renewal, Question.PURPOSE, True, by=csm).answered_by == csm
