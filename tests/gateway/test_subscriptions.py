"""Subscriptions by the month out of files: with ends of either kind or none, set right by a later file, and back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hourglass.base.models import User
from hourglass.base.schedule import Work
from hourglass.customers.models import Account
from hourglass.gateway.imports import returning
from hourglass.gateway.imports.subscriptions import rolled
from hourglass.gateway.models import Import, ImportRow, Stage
from hourglass.revenue.models import Contract, Line, Recurrence
from tests import world
from tests.conftest import NOON
from tests.gateway.test_imports import again, bring, checked, counts, faults, taken_in

__all__ = ["bring"]
TODAY = NOON.date()
HEAD = "subscription id,account id,product,mrr,start date,end date,canceled at,term,seats,trial,auto renew\n"
Bringing = Callable[..., Import]


@pytest.fixture
def north(bring: Bringing) -> Account:
    """A customer that the source calls A-1."""
    taken_in(bring("Customer ID,name\nA-1,North\n"))
    return Account.objects.get()


def subscribe(bring: Bringing, by: User, *rows: str) -> Import:
    return taken_in(bring(HEAD + "\n".join(rows) + "\n", "subscriptions", by=by))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2024, 1, 31), 1, date(2024, 6, 29)),  # terms are counted from the first day: 29 June, not 28
        (date(2024, 6, 15), 1, date(2024, 7, 14)),  # a term begins today
        (date(2024, 5, 16), 1, date(2024, 6, 15)),  # today is its last day
        (date(2023, 3, 1), 12, date(2025, 2, 28)),
        (date(2024, 9, 1), 12, date(2025, 8, 31)),  # it has not begun
    ],
)
def test_what_has_no_end_runs_to_the_end_of_the_term_that_holds_today(start: date, months: int, last: date) -> None:
    assert rolled(start, months, date(2024, 6, 15)) == last


def test_a_price_by_the_month_becomes_the_amount_of_its_term(bring: Bringing, admin: User, north: Account) -> None:
    ended = subscribe(
        bring,
        admin,
        "S-1,A-1,Basic,100,2024-01-01,2024-06-30,,6,3,no,no",
        "S-2,A-1,Extra,200,2024-01-31,,2024-03-01,1,,,",
        "S-3,A-1,Open,50,2020-01-01,,,monthly,,,",
        "S-4,A-1,Test,0,2024-01-01,,,,,yes,",
    )
    assert counts(ended) == (4, 0, 0, 0)
    one, two, three, four = (Line.objects.get(contract__number=f"S-{number}") for number in range(1, 5))
    assert (one.amount, one.annual, one.quantity) == (world.yuan(600), world.yuan(1_200), 3)
    assert (two.ends_on, two.annual) == (date(2024, 2, 29), world.yuan(2_400)), "odd days do not round the year"
    assert TODAY <= three.ends_on < TODAY + timedelta(days=31)
    assert [line.contract.auto_renew for line in (one, two, three)] == [False, False, True]
    assert (four.recurrence, four.amount.minor) == (Recurrence.TRIAL, 0)


def test_without_a_number_a_subscription_is_known_by_customer_product_and_first_day(
    bring: Bringing, admin: User, north: Account
) -> None:
    rows = (",A-1,Basic,100,2024-01-01,2024-06-30,,,,,", ",A-1,Basic,100,2024-07-01,2024-12-31,,,,,")
    assert counts(subscribe(bring, admin, *rows)) == (2, 0, 0, 0)
    assert counts(subscribe(bring, admin, *rows)) == (0, 0, 2, 0)


def test_rows_of_one_subscription_are_the_lines_of_one_contract(bring: Bringing, admin: User, north: Account) -> None:
    rows = ("S-1,A-1,Basic,100,2024-01-01,2024-06-30,,,,,", "S-1,A-1,Pro,300,2024-07-01,2024-12-31,,,,,")
    assert counts(subscribe(bring, admin, *rows)) == (2, 0, 0, 0)
    assert (Contract.objects.get().ends_on, Line.objects.count()) == (date(2024, 12, 31), 2)


def test_a_later_file_sets_right_and_taking_it_back_restores(bring: Bringing, admin: User, north: Account) -> None:
    subscribe(bring, admin, "S-1,A-1,Basic,100,2024-01-01,,,12,,,")
    before = Line.objects.get()
    assert before.ends_on > TODAY
    later = subscribe(bring, admin, "S-1,A-1,Basic,150,2024-01-01,2024-04-15,,,,,")
    assert counts(later) == (0, 1, 0, 0)
    changed = Line.objects.get()
    assert (changed.ends_on, changed.annual) == (date(2024, 4, 15), world.yuan(1_800))
    assert Contract.objects.get().ends_on == date(2024, 4, 15)
    found = again(later)
    assert returning.outlook(found).restored["line"] == 1
    returning.take_back(found, version=found.version, by=admin, at=NOON)
    returning.give_back(Work(returning.RETURN, NOON, None, NOON, {"import": found.pk}))
    assert (again(found).stage, again(found).returned) == (Stage.RETURNED, 1)
    restored = Line.objects.get()
    assert (restored.ends_on, restored.amount, restored.annual) == (before.ends_on, before.amount, before.annual)


@pytest.mark.parametrize(
    "rows",
    [
        ["S-1,A-1,Basic,100,2024-06-30,2024-01-01,,,,,"],
        ["S-1,A-1,Basic,100,2024-01-01,2024-06-30,2024-06-30,,,,"],
        ["S-1,A-9,Basic,100,2024-01-01,2024-06-30,,,,,"],
        ["S-1,A-1,Basic,100.001,2024-01-01,2024-06-30,,,,,"],
        ["S-1,A-1,Basic,-5,2024-01-01,2024-06-30,,,,,"],
        ["S-1,A-1,Basic,1,2024-01-01,2024-06-30,,,,,", "S-1,A-1,Basic,2,2024-01-01,2024-06-30,,,,,"],
    ],
    ids=["backwards", "two ends", "no customer", "part of a coin", "negative", "twice"],
)
def test_a_subscription_that_cannot_be_is_a_fault_of_its_rows(
    bring: Bringing, admin: User, north: Account, rows: list[str]
) -> None:
    ended = subscribe(bring, admin, *rows)
    assert (counts(ended), Contract.objects.count()) == ((0, 0, 0, len(rows)), 0)
    assert all(said[0][1] for said in faults(ended).values())


@pytest.mark.parametrize("term", ["0", "121", "sometimes"])
def test_a_term_that_cannot_be_is_told_at_the_check(bring: Bringing, admin: User, north: Account, term: str) -> None:
    text = HEAD + f"S-1,A-1,Basic,100,2024-01-01,,,{term},,,\n"
    assert checked(bring(text, "subscriptions", by=admin)).faulty == 1
    assert ImportRow.objects.exclude(faults=[]).get().faults[0][0] == "term"


def test_a_subscription_of_another_customer_or_product_is_refused(bring: Bringing, admin: User, north: Account) -> None:
    subscribe(bring, admin, "S-1,A-1,Basic,100,2024-01-01,2024-06-30,,,,,")
    taken_in(bring("Customer ID,name\nA-2,South\n"))
    assert counts(subscribe(bring, admin, "S-1,A-2,Basic,100,2024-01-01,2024-06-30,,,,,")) == (0, 0, 0, 1)
    assert counts(subscribe(bring, admin, "S-1,A-1,Pro,100,2024-01-01,2024-06-30,,,,,")) == (0, 0, 0, 1)
    assert Line.objects.get().name == "Basic"


def test_a_customer_without_a_name_is_called_by_its_identifier(bring: Bringing) -> None:
    ended = taken_in(bring("Customer ID,city\nA-1,X\n,Y\n"))
    assert counts(ended) == (1, 0, 0, 1)
    assert Account.objects.get().name == "A-1"
    assert counts(taken_in(bring("Customer ID,name\nA-1,North\n"))) == (0, 1, 0, 0)


def test_what_ends_within_its_first_term_was_ended_early_and_is_still_due(
    bring: Bringing, admin: User, north: Account
) -> None:
    row = "S-1,A-1,Basic,100,2024-01-01,2024-04-15,,annual,,,"
    ended = subscribe(bring, admin, row)
    line = Line.objects.get()
    assert (line.ends_on, line.last, line.annual) == (date(2024, 12, 31), date(2024, 4, 15), world.yuan(1_200))
    assert Contract.objects.get().last == date(2024, 4, 15)
    assert counts(subscribe(bring, admin, row)) == (0, 0, 1, 0)
    assert counts(subscribe(bring, admin, row.replace("04-15", "05-15"))) == (0, 0, 0, 1)
    assert counts(subscribe(bring, admin, row.replace("100", "120"))) == (0, 0, 0, 1)
    found = again(ended)
    returning.take_back(found, version=found.version, by=admin, at=NOON)
    returning.give_back(Work(returning.RETURN, NOON, None, NOON, {"import": found.pk}))
    assert (again(found).returned, Contract.objects.count()) == (1, 0)


def test_a_running_subscription_that_a_later_file_ends_within_its_term_is_ended_early(
    bring: Bringing, admin: User, north: Account
) -> None:
    subscribe(bring, admin, "S-1,A-1,Basic,100,2024-01-01,,,12,,,", "S-1,A-1,Extra,10,2024-01-01,,,12,,,")
    later = subscribe(
        bring, admin, "S-1,A-1,Basic,100,2024-01-01,,,12,,,", "S-1,A-1,Extra,10,2024-01-01,2024-02-29,,12,,,"
    )
    assert counts(later) == (0, 2, 0, 0)
    assert Line.objects.get(name="Extra").last == date(2024, 2, 29)
    assert Contract.objects.get().ended_on is None, "the rest of it runs on"


def test_a_service_that_an_import_ended_early_is_not_said_to_be_taken_back(
    bring: Bringing, admin: User, north: Account
) -> None:
    subscribe(bring, admin, "S-1,A-1,Basic,100,2024-01-01,,,12,,,", "S-2,A-1,Extra,10,2024-01-01,,,12,,,")
    later = subscribe(
        bring, admin, "S-1,A-1,Basic,100,2024-01-01,2024-06-30,,12,,,", "S-2,A-1,Extra,20,2024-01-01,,,12,,,"
    )
    found = again(later)
    outlook = returning.outlook(found)
    assert ([str(why) for _name, why in outlook.kept], outlook.restored["line"]) == ([str(returning.SHORTENED)], 1)
    returning.take_back(found, version=found.version, by=admin, at=NOON)
    returning.give_back(Work(returning.RETURN, NOON, None, NOON, {"import": found.pk}))
    assert (again(found).returned, again(found).kept) == (1, 1)
    assert {line.name: (line.ended_on, line.annual) for line in Line.objects.all()} == {
        "Basic": (date(2024, 6, 30), world.yuan(1_200)),
        "Extra": (None, world.yuan(120)),
    }
