"""Answering a condition for one account, with the reason at every branch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hourglass.customers.conditions.operators import ABOUT_KNOWING, Operator
from hourglass.customers.conditions.tree import Every, Leaf, Node, Not, Some
from hourglass.customers.registry import Fact, Kind, Missing


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a node is met; None where a value that it needs is unknown. `value` is what a question found."""

    node: Node
    met: bool | None
    value: Any = None
    parts: tuple["Answer", ...] = field(default=())


def check(node: Node, values: Mapping[str, Any], *, day: date, facts: Mapping[str, Fact]) -> Answer:
    """This function will answer a condition from an account's values as of `day`, in three-valued logic."""
    match node:
        case Leaf():
            return _leaf(node, values.get(node.fact), day, facts[node.fact])
        case Not(part):
            inner = check(part, values, day=day, facts=facts)
            return Answer(node, None if inner.met is None else not inner.met, parts=(inner,))
        case Every(parts):
            answers = tuple(check(part, values, day=day, facts=facts) for part in parts)
            return Answer(node, _every([answer.met for answer in answers]), parts=answers)
        case Some(parts):
            answers = tuple(check(part, values, day=day, facts=facts) for part in parts)
            opposite = _every([None if answer.met is None else not answer.met for answer in answers])
            return Answer(node, None if opposite is None else not opposite, parts=answers)


def known(value: Any) -> bool:
    """This function will tell whether a value says anything."""
    return value is not None and value not in ("", [])


def stands_for(fact: Fact) -> Any:
    """This function will give what a missing value counts as, by the fact's null rule; None is unknown."""
    if fact.missing is Missing.UNKNOWN:
        return None
    return False if fact.kind is Kind.YES_NO else 0


def holds(op: Operator, found: Any, value: Any, day: date) -> bool:
    """This function will answer one question about a value that is known."""
    return HOLDS[op](found, value, day)


def _leaf(leaf: Leaf, found: Any, day: date, fact: Fact) -> Answer:
    if leaf.op in ABOUT_KNOWING:
        return Answer(leaf, known(found) == (leaf.op is Operator.KNOWN), found)
    counted = found if known(found) else stands_for(fact)
    return Answer(leaf, None if counted is None else holds(leaf.op, counted, leaf.value, day), found)


def _every(met: list[bool | None]) -> bool | None:
    return False if False in met else None if None in met else True


def _between(found: date, first: date, last: date) -> bool:
    return first <= found <= last


HOLDS: dict[Operator, Callable[[Any, Any, date], bool]] = {
    Operator.IS: lambda found, value, _day: bool(found == value),
    Operator.IS_NOT: lambda found, value, _day: bool(found != value),
    Operator.ONE_OF: lambda found, value, _day: found in value,
    Operator.NONE_OF: lambda found, value, _day: found not in value,
    Operator.HAS: lambda found, value, _day: value in found,
    Operator.HAS_NOT: lambda found, value, _day: value not in found,
    Operator.CONTAINS: lambda found, value, _day: value.casefold() in found.casefold(),
    Operator.CONTAINS_NOT: lambda found, value, _day: value.casefold() not in found.casefold(),
    Operator.AT_LEAST: lambda found, value, _day: bool(found >= value),
    Operator.LESS_THAN: lambda found, value, _day: bool(found < value),
    Operator.MORE_THAN: lambda found, value, _day: bool(found > value),
    Operator.AT_MOST: lambda found, value, _day: bool(found <= value),
    Operator.BEFORE: lambda found, value, _day: bool(found < value),
    Operator.FROM_ON: lambda found, value, _day: bool(found >= value),
    Operator.IN_NEXT_DAYS: lambda found, value, day: _between(found, day, day + timedelta(days=value)),
    Operator.NOT_IN_NEXT_DAYS: lambda found, value, day: not _between(found, day, day + timedelta(days=value)),
    Operator.IN_LAST_DAYS: lambda found, value, day: _between(found, day - timedelta(days=value), day),
    Operator.NOT_IN_LAST_DAYS: lambda found, value, day: not _between(found, day - timedelta(days=value), day),
}
