"""The card that shows a customer who serves them (FILE-12)."""

from datetime import date

import pytest

from hourglass.base import people
from hourglass.base.models import User
from hourglass.customers import absences, accounts, reachability, service_card
from hourglass.customers.models import Account, Duty
from tests import world
from tests.conftest import NOON, Casting

LEAVE = (date(2027, 6, 1), date(2027, 6, 5))


@pytest.fixture
def account(csm: User, agent: User, other_csm: User) -> Account:
    customer = world.account(owner=csm)
    accounts.add_member(customer, agent, duty=Duty.SUPPORT, by="test", at=NOON)
    accounts.add_member(customer, other_csm, duty=Duty.DEPUTY, by="test", at=NOON)
    return customer


def shown(account: Account, day: int) -> list[tuple[str, str, bool]]:
    """Who stands on the card: name, for whom they stand in, whether they are away."""
    places = service_card.of(account, on=date(2027, 6, day))
    return [(place.person.name, place.stands_in_for, place.away_until is not None) for place in places]


def leave(person: User, deputy: User | None = None) -> absences.Absence:
    return absences.enter(person, first=LEAVE[0], last=LEAVE[1], deputy=deputy, by=person, at=NOON)


def test_file_12_the_card_shows_names_duties_and_how_to_reach_them(account: Account, csm: User) -> None:
    reachability.change(csm, version=0, by=csm, at=NOON, phone="138 0000", messenger="kexin", hours="9 to 18")
    card = service_card.of(account, on=date(2027, 6, 3))
    assert [place.person.name for place in card] == ["Csm", "Agent", "Other"]
    assert (card[0].phone, card[0].messenger, card[0].hours) == ("138 0000", "kexin", "9 to 18")
    assert [str(place.duty) for place in card[1:]] == [str(Duty.SUPPORT.label), str(Duty.DEPUTY.label)]


def test_file_12_on_leave_the_paired_deputy_is_shown_by_itself(account: Account, csm: User) -> None:
    leave(csm)
    before = [("Csm", "", False), ("Agent", "", False), ("Other", "", False)]
    away = [("Other", "Csm", False), ("Agent", "", False), ("Csm", "", True)]
    days = {31: before, 1: away, 3: away, 5: away, 6: before}
    assert {day: shown(account, day) for day in (1, 3, 5, 6)} == {day: days[day] for day in (1, 3, 5, 6)}


def test_file_12_the_deputy_named_for_an_absence_comes_before_the_paired_one(
    account: Account, csm: User, lead: User
) -> None:
    leave(csm, deputy=lead)
    assert shown(account, 3)[0] == ("Lead", "Csm", False)
    assert ("Other", "", False) in shown(account, 3)


def test_a_deputy_who_is_away_too_does_not_stand_in(account: Account, csm: User, lead: User, other_csm: User) -> None:
    leave(csm, deputy=lead)
    leave(lead)
    assert shown(account, 3)[0] == ("Other", "Csm", False)
    leave(other_csm)
    assert [name for name, _for, away in shown(account, 3) if not away] == ["Agent"]


def test_an_absence_that_was_called_off_changes_nothing(account: Account, csm: User) -> None:
    absences.call_off(leave(csm), by=csm, at=NOON)
    assert shown(account, 3)[0] == ("Csm", "", False)


def test_who_left_is_not_shown(account: Account, csm: User, agent: User) -> None:
    for person in (csm, agent):
        people.deactivate(person, by="test", at=NOON)
    assert [name for name, *_rest in shown(Account.objects.get(pk=account.pk), 3)] == ["Other"]


def test_nobody_stands_on_the_card_of_a_customer_without_people(db: None) -> None:
    assert shown(world.account(), 3) == []


def test_duties_the_vendor_divides_for_itself_are_not_shown(account: Account, cast: Casting) -> None:
    seller = cast("seller", "sales_manager")
    accounts.add_member(account, seller, duty=Duty.SALES, by="test", at=NOON)
    assert "Seller" not in [name for name, *_rest in shown(account, 3)]
