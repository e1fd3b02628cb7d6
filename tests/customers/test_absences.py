"""When people are away and who stands in for them."""

from datetime import date, timedelta
from typing import Any

import pytest

from hourglass.base.models import User
from hourglass.base.refusals import Forbidden
from hourglass.customers import absences
from hourglass.customers.absences import AbsenceRefused
from hourglass.customers.models import Absence
from tests.conftest import NOON
from tests.record import Written

FIRST, LAST = date(2027, 6, 1), date(2027, 6, 5)


def entered(person: User, by: User | None = None, **words: Any) -> Absence:
    days: dict[str, Any] = {"first": FIRST, "last": LAST, "deputy": None}
    return absences.enter(person, **days | words, by=by or person, at=NOON)


def test_everybody_enters_their_own_and_who_manages_people_those_of_others(
    csm: User, lead: User, admin: User, written: Written
) -> None:
    entered(csm)
    with pytest.raises(Forbidden):
        entered(csm, by=lead, first=date(2027, 7, 1), last=date(2027, 7, 1))
    entered(csm, by=admin, first=date(2027, 7, 1), last=date(2027, 7, 1))
    assert written.verbs == ["absence.entered", "absence.entered"]


def test_days_at_both_ends_count(csm: User) -> None:
    absence = entered(csm)
    days = [FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1)]
    assert [absences.away([csm.pk], on=day).get(csm.pk) for day in days] == [None, absence, absence, None]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"last": FIRST - timedelta(1)}, "last_day"),
        ({"last": FIRST + timedelta(800)}, "last_day"),
        ({"first": LAST, "last": LAST}, "first_day"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(csm: User, words: dict[str, Any], field: str) -> None:
    if field == "first_day":
        entered(csm)
    with pytest.raises(AbsenceRefused) as refused:
        entered(csm, **words)
    assert refused.value.field == field


def test_nobody_stands_in_for_themselves_and_nobody_who_left(csm: User, leaver: User) -> None:
    for deputy in (csm, leaver):
        with pytest.raises(AbsenceRefused) as refused:
            entered(csm, deputy=deputy)
        assert refused.value.field == "deputy"


def test_what_was_called_off_leaves_the_days_free(csm: User, written: Written) -> None:
    absence = entered(csm)
    absences.call_off(absence, by=csm, at=NOON)
    absences.call_off(absence, by=csm, at=NOON)
    assert entered(csm) != absence
    assert written.verbs == ["absence.entered", "absence.called_off", "absence.entered"]


def test_nobody_calls_off_the_absence_of_another(csm: User, other_csm: User) -> None:
    with pytest.raises(Forbidden):
        absences.call_off(entered(csm), by=other_csm, at=NOON)
