"""What was booked, by the day of signing."""

from datetime import date

from hourglass.base.periods import Period
from hourglass.revenue import bookings, contracts, due
from hourglass.revenue.bookings import Kind
from hourglass.revenue.models import State
from hourglass.revenue.reading import Frame
from tests import world
from tests.conftest import NOON
from tests.world import line, term

FRAME = Frame(None, "CNY")


def test_rev_06_an_early_renewal_is_booked_in_june_and_due_in_the_third_quarter(db: None) -> None:
    account = world.account("F")
    world.contract(account, line(10_000, term("2023-08-01")), signed_on=date(2023, 7, 20))
    world.contract(account, line(10_000, term("2024-08-01")), signed_on=date(2024, 6, 10))
    june = bookings.of(FRAME, Period.month(date(2024, 6, 1)))
    assert [(one.annual, one.signed_on, one.kind) for one in june] == [(1_000_000, date(2024, 6, 10), Kind.MORE)]
    assert bookings.of(FRAME, Period.month(date(2024, 8, 1))) == []
    cohort = due.of(FRAME, Period.quarter(date(2024, 7, 1)), at=NOON).cohort
    assert (cohort.logos.numerator, cohort.logos.denominator) == (1, 1)


def test_what_a_contract_is_to_its_customer(db: None) -> None:
    account = world.account()
    renewal = world.renewal(account)
    world.through(renewal, to=State.SIGNED)
    new = world.account("New")
    world.contract(new, line(2_400, term("2026-12-01")), signed_on=date(2026, 11, 2))
    world.contract(new, line(600, term("2026-12-01")), signed_on=date(2026, 11, 9))
    found = {one.kind: (one.account, one.annual) for one in bookings.of(FRAME, Period.month(NOON.date()))}
    assert found == {
        Kind.RENEWAL: (account.pk, 1_200_000),
        Kind.FIRST: (new.pk, 240_000),
        Kind.MORE: (new.pk, 60_000),
    }


def test_what_is_not_signed_is_not_booked_and_months_without_any_are_there(db: None) -> None:
    account = world.account()
    contracts.add(account, number="U", lines=[line(500, term("2026-01-01"))], signed_on=None, by="test", at=NOON)
    world.contract(world.account("New"), line(1_200, term("2026-03-01")), signed_on=date(2026, 2, 1))
    window = Period(date(2026, 1, 1), date(2026, 4, 1))
    months = bookings.by_month(bookings.of(FRAME, window), window)
    assert [(month.contracts, month.total) for month in months] == [(0, 0), (1, 120_000), (0, 0)]
