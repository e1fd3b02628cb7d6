"""Terms for the pure figures: amounts in whole units a year, as few words as a test needs."""

from datetime import date
from itertools import count
from typing import Any

from hourglass.base.periods import DAY, Period
from hourglass.revenue.recurring import Term

_lines = count(1)


def day(text: str) -> date:
    """This function will read a day; without a year it is in 2024, as in the catalogue."""
    return date.fromisoformat(text if len(text) > 5 else f"2024-{text}")


def term(account: int, annual: int, first: str, last: str, **fields: Any) -> Term:
    """This function will make a term from its first to its last day; `ended` cuts it short after that day."""
    due = day(last) + DAY
    end = day(fields.pop("ended")) + DAY if "ended" in fields else due
    line = next(_lines)
    return Term(**{
        "line": line, "contract": line, "account": account, "annual": annual, "start": day(first), "end": end,
        "due": due, "slot": "main", **fields,
    })  # fmt: skip


def year(account: int, annual: int, first: str, **fields: Any) -> Term:
    """This function will make a term of one year."""
    return term(account, annual, first, Period.of_months(day(first), 12).last.isoformat(), **fields)


Q3 = Period(day("07-01"), day("10-01"))
