"""Customers and what they bought, made through the product's own verbs, with as few words as a test needs."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.periods import Period
from hourglass.customers import accounts
from hourglass.customers.models import Account
from hourglass.revenue import contracts
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Question, Renewal, State
from hourglass.revenue.renewals import checking, moving, opening, signing
from tests.conftest import NOON

_numbers = count(1)


def yuan(amount: int | str) -> Money:
    """This function will make a sum of yuan."""
    return Money(Decimal(amount))


def account(name: str = "", *, owner: User | None = None, **fields: Any) -> Account:
    """This function will add an account; without a name it gets one of its own."""
    return accounts.add(name or f"Customer {next(_numbers)}", owner=owner, by="test", at=NOON, **fields)


def term(start: str, *, months: int = 12) -> Period:
    """This function will give the days of a term."""
    return Period.of_months(date.fromisoformat(start), months)


def line(amount: int | str, days: Period, name: str = "Main", **fields: Any) -> Ordered:
    """This function will order one line for the whole of `days`; `coins` gives its amount in fen instead."""
    price = Money.from_minor(fields.pop("coins")) if "coins" in fields else yuan(amount)
    return Ordered(name=name, amount=price, starts_on=days.start, ends_on=days.last, **fields)


def contract(customer: Account, *lines: Ordered, number: str = "", **fields: Any) -> Contract:
    """This function will add a contract with its lines."""
    return contracts.add(customer, number=number or f"T-{next(_numbers)}", lines=lines, by="test", at=NOON, **fields)


def renewal(customer: Account, *lines: Ordered, start: str = "2026-01-15", amount: int = 12_000) -> Renewal:
    """This function will let a customer's contract come so near to its end that its renewal is open."""
    contract(customer, *(lines or [line(amount, term(start))]))
    opening.open_due(at=NOON)
    return Renewal.objects.get(account=customer)


def through(renewal: Renewal, *, to: State, at: datetime = NOON) -> Renewal:
    """This function will lead a renewal along its road, as far as `to`."""
    for question in checking.missing(renewal):
        checking.answer(renewal, question, yes=question is Question.PURPOSE, evidence="Asked", by="test", at=at)
    steps: dict[State, Callable[[], object]] = {
        State.PRESENTED: lambda: moving.present(
            renewal, on=at.date(), attendees="Ms Li", version=renewal.version, by="test", at=at
        ),
        State.AGREED: lambda: moving.agree(renewal, version=renewal.version, by="test", at=at),
        State.COMMITTED: lambda: moving.commit(renewal, version=renewal.version, by="test", at=at),
        State.SIGNED: lambda: signing.sign(
            renewal, number=f"R-{next(_numbers)}", on=at.date(), version=renewal.version, by="test", at=at
        ),
    }
    for state, step in steps.items():
        step()
        if state is to:
            break
    return renewal
