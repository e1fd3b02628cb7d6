"""Use by person and by role (USE-06)."""

from datetime import date, timedelta

import pytest

from hourglass.base.periods import Period
from hourglass.base.ratios import percent
from hourglass.usage.metrics import people
from hourglass.usage.metrics.activity import Activity, Use

pytestmark = pytest.mark.once
DAY = date(2024, 5, 1)
OPEN = [DAY + timedelta(days=n) for n in range(26)]
DOCTOR, NURSE = 1, 2


def use(user: int, n: int, feature: int = 1) -> Use:
    return Use(day=DAY + timedelta(days=n), feature=feature, user=user)


def test_use_06_a_doctor_active_on_20_of_26_opening_days_is_76_9_percent() -> None:
    rows = [use(DOCTOR, n) for n in range(20)] + [use(DOCTOR, 29)] + [use(NURSE, 0, 2)]
    doctor, nurse = people.of_people(Activity.of(rows), opening_days=OPEN)
    assert (percent(doctor.active.value), nurse.user) == ("76.9%", NURSE)
    assert people.of_people(Activity.of(rows), opening_days=None)[0].active.value is None


def test_use_06_main_features_come_by_days_and_the_change_is_against_the_window_before() -> None:
    rows = [use(DOCTOR, 0, 5), use(DOCTOR, 1, 7), use(DOCTOR, 2, 7), use(DOCTOR, 2, 3), use(DOCTOR, 0, 9)]
    before = Activity.of([use(DOCTOR, n) for n in range(5)])
    [doctor] = people.of_people(Activity.of(rows), opening_days=OPEN, before=before)
    assert (doctor.main, doctor.change) == ((7, 3, 5), -2)


def test_use_06_roles_gather_their_people_and_who_has_no_contact_is_listed() -> None:
    activity = Activity.of([use(1, 0), use(2, 1), use(3, 0, 2)], Period(DAY, DAY + timedelta(days=5)))
    of_roles = people.of_roles(activity, {1: 10, 2: 10})
    assert (set(of_roles[10].by_feature), len(of_roles[10].by_user), set(of_roles[0].by_feature)) == ({1}, 2, {2})
    assert people.unlinked(activity, [1, 2]) == [3]
