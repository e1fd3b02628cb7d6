"""Asking the database a condition: the same answer as `checking`, for all accounts at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from django.db.models import Q

from hourglass.base.instants import start_of_day
from hourglass.customers.conditions.checking import holds, stands_for
from hourglass.customers.conditions.operators import OPPOSITES, RELATIVE, Operator
from hourglass.customers.conditions.tree import Every, Leaf, Node, Some, without_not
from hourglass.customers.registry import Fact, Kind

NEVER = Q(pk__in=[])
SIZES = {
    Operator.AT_LEAST: "gte",
    Operator.MORE_THAN: "gt",
    Operator.LESS_THAN: "lt",
    Operator.AT_MOST: "lte",
    Operator.FROM_ON: "gte",
    Operator.BEFORE: "lt",
    Operator.ONE_OF: "in",
    Operator.CONTAINS: "icontains",
    Operator.HAS: "icontains",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a condition is read in: the day, the zone whose days count, and the currency with its places."""

    day: date
    zone: tzinfo = UTC
    places: int = 2
    currency: str = "CNY"


def where(node: Node, *, facts: Mapping[str, Fact], frame: Frame) -> Q:
    """This function will turn a condition into a filter of accounts, which keeps those that meet it today."""
    return _where(without_not(node), facts, frame)


def _where(node: Node, facts: Mapping[str, Fact], frame: Frame) -> Q:
    match node:
        case Leaf():
            return _leaf(node, facts[node.fact], frame)
        case Every(parts):
            joined = Q()
            for part in parts:
                joined &= _where(part, facts, frame)
            return joined
        case Some(parts):
            met = [_where(part, facts, frame) for part in parts]
            if any(not condition for condition in met):
                return Q()
            joined = NEVER
            for condition in met:
                joined |= condition
            return joined
    raise TypeError(node)


def _leaf(leaf: Leaf, fact: Fact, frame: Frame) -> Q:
    known = _known(fact)
    if leaf.op is Operator.KNOWN:
        return known
    if leaf.op is Operator.UNKNOWN:
        return _unknown(fact)
    found = known & _asked(leaf.op, leaf.value, fact, frame)
    counts_as = stands_for(fact)
    if counts_as is not None and holds(leaf.op, counts_as, leaf.value, frame.day):
        return found | _unknown(fact)
    return found


def _known(fact: Fact) -> Q:
    known = Q(**{f"{fact.path}__isnull": False})
    if fact.kind in {Kind.TEXT, Kind.CHOICE} and not _is_key(fact):
        known &= ~Q(**{fact.path: ""})
    return known & ~Q(**{fact.path: []}) if fact.kind is Kind.CHOICES else known


def _unknown(fact: Fact) -> Q:
    # Said outright and not as the opposite of knowing: a database enters an index by "is null", not by its negation.
    unknown = Q(**{f"{fact.path}__isnull": True})
    if fact.kind in {Kind.TEXT, Kind.CHOICE} and not _is_key(fact):
        unknown |= Q(**{fact.path: ""})
    return unknown | Q(**{fact.path: []}) if fact.kind is Kind.CHOICES else unknown


def _is_key(fact: Fact) -> bool:
    # A foreign key is compared by number and is never an empty text.
    return all(choice.isdecimal() for choice in fact.choices()) if fact.kind is Kind.CHOICE else False


def _asked(op: Operator, value: Any, fact: Fact, frame: Frame) -> Q:
    if op in RELATIVE:
        return _relative(op, value, fact, frame)
    if op in {Operator.IS, Operator.IS_NOT} and fact.instant:
        same = _days(fact, value, value, frame)
        return same if op is Operator.IS else ~same
    kept = _kept(value, fact, frame)
    if op is Operator.IS:
        return Q(**{fact.path: kept})
    if op in SIZES:
        return Q(**{f"{fact.path}__{SIZES[op]}": list(kept) if op is Operator.ONE_OF else kept})
    # What is left is the opposite of one of these, and the value is known where this is asked.
    return ~_asked(OPPOSITES[op], value, fact, frame)


def _relative(op: Operator, days: int, fact: Fact, frame: Frame) -> Q:
    reach = timedelta(days=days)
    if op in {Operator.IN_NEXT_DAYS, Operator.NOT_IN_NEXT_DAYS}:
        inside = _days(fact, frame.day, frame.day + reach, frame)
    else:
        inside = _days(fact, frame.day - reach, frame.day, frame)
    return inside if op in {Operator.IN_NEXT_DAYS, Operator.IN_LAST_DAYS} else ~inside


def _days(fact: Fact, first: date, last: date, frame: Frame) -> Q:
    if not fact.instant:
        return Q(**{f"{fact.path}__gte": first, f"{fact.path}__lte": last})
    after = start_of_day(last + timedelta(days=1), frame.zone)
    return Q(**{f"{fact.path}__gte": start_of_day(first, frame.zone), f"{fact.path}__lt": after})


def _kept(value: Any, fact: Fact, frame: Frame) -> Any:
    if isinstance(value, tuple):
        return [_kept(item, fact, frame) for item in value]
    if fact.kind is Kind.CHOICES:
        return f'"{value}"'  # a key within the text of a JSON list, which both databases can look into
    if fact.instant:
        return start_of_day(value, frame.zone)
    if fact.kind is Kind.MONEY:
        return value * Decimal(10) ** frame.places
    if fact.kind is Kind.NUMBER and fact.path.partition("__")[2]:
        return float(value)  # a number inside JSON
    return value
