"""Reading the values of facts for accounts, as a condition is answered from them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from hourglass.base.instants import local_day
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.models import Account
from hourglass.customers.registry import Fact, Kind


def of(accounts: Collection[int], *, facts: Iterable[Fact], frame: Frame) -> dict[int, dict[str, Any]]:
    """This function will give the values of `facts` for each account, as of the day of `frame`."""
    facts = list(facts)
    found: dict[int, dict[str, Any]] = {account: {} for account in accounts}
    standing = [fact for fact in facts if fact.values is None]
    everyone = Account.objects.unscoped(reason="whose accounts these are was asked by the caller")
    for key, *values in everyone.filter(pk__in=accounts).values_list("pk", *(fact.path for fact in standing)):
        found[key] = {fact.key: plain(value, fact, frame) for fact, value in zip(standing, values, strict=True)}
    for fact in facts:
        if fact.values is not None:
            _merge(found, fact.key, fact.values(accounts, frame.day))
    return found


def plain(value: Any, fact: Fact, frame: Frame) -> Any:
    """This function will give a value that a column held in the form that conditions compare."""
    match fact.kind:
        case Kind.MONEY if value is not None:
            return Decimal(value).scaleb(-frame.places)
        case Kind.NUMBER if value is not None:
            return Decimal(str(value))
        case Kind.CHOICE if value is not None:
            return str(value)
        case Kind.DAY if isinstance(value, datetime):
            return local_day(value, frame.zone)
    return value


def _merge(found: dict[int, dict[str, Any]], key: str, values: Mapping[int, Any]) -> None:
    for account, known in found.items():
        known[key] = values.get(account)
