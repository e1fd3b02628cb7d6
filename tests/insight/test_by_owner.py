"""Retention by who owned the accounts when the window began."""

from datetime import UTC, date, datetime

from hourglass.base.models import User
from hourglass.base.periods import Period
from hourglass.customers import accounts
from hourglass.insight import by_owner
from hourglass.revenue.reading import Frame
from tests import world
from tests.conftest import NOON
from tests.world import line, term

YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))


def served(start: str, *, months: int, owner: User) -> "world.Account":
    """This function will add an account that is served for some months."""
    customer = world.account(owner=owner)
    world.contract(customer, line(1_200, term(start, months=months)))
    return customer


def test_goal_19_new_accounts_do_not_count_and_the_owner_at_the_begin_does(csm: User, other_csm: User) -> None:
    stayed = [served("2023-06-01", months=24, owner=csm) for _ in range(4)]
    served("2023-06-01", months=12, owner=csm)
    served("2024-05-01", months=12, owner=csm)
    handed = stayed[0]
    accounts.assign(
        handed, owner=other_csm, team=None, version=handed.version, by="test", at=datetime(2024, 9, 1, tzinfo=UTC)
    )
    (found,) = by_owner.of(Frame(None, "CNY"), YEAR, at=NOON)
    assert (found.owner, found.logos.numerator, found.logos.denominator) == (csm.pk, 4, 5)
    assert (found.logos.percent(), found.moved_on) == ("80.0%", 1)


def test_goal_19_50_at_the_begin_3_lost_7_new(csm: User) -> None:
    for number in range(50):
        served("2023-06-01", months=12 if number < 3 else 24, owner=csm)
    for _ in range(7):
        served("2024-05-01", months=12, owner=csm)
    (found,) = by_owner.of(Frame(None, "CNY"), YEAR, at=NOON)
    assert found.logos.percent() == "94.0%"


def test_goal_19_who_got_an_account_later_has_it_from_the_next_window_on(csm: User, other_csm: User) -> None:
    customer = served("2023-06-01", months=36, owner=csm)
    for owner, at in ((other_csm, datetime(2024, 3, 1, tzinfo=UTC)), (csm, datetime(2025, 3, 1, tzinfo=UTC))):
        accounts.assign(customer, owner=owner, team=None, version=customer.version, by="test", at=at)
    windows = [YEAR, Period(date(2025, 1, 1), date(2026, 1, 1)), Period(date(2026, 1, 1), date(2026, 4, 1))]
    owners = [row.owner for window in windows for row in by_owner.of(Frame(None, "CNY"), window, at=NOON)]
    assert owners == [csm.pk, other_csm.pk, csm.pk]
