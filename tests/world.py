"""Customers and what they bought, made through the product's own verbs, with as few words as a test needs."""

from datetime import date
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
from hourglass.revenue.models import Contract
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
    return contracts.add(customer, number=number or f"HT-{next(_numbers)}", lines=lines, by="test", at=NOON, **fields)
