"""Reading and writing a condition: a tree of `all`, `any` and `not` over questions about facts.

    {"all": [{"fact": "recurring", "op": "at_least", "value": "100000.00"}, {"not": {"fact": "city", "op": "known"}}]}

A condition that does not fit the facts is refused with every fault and where it stands.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hourglass.base.refusals import Refused
from hourglass.customers.conditions.operators import ABOUT_KNOWING, OF_KIND, OPPOSITES, RELATIVE, SEVERAL, Operator
from hourglass.customers.registry import Fact, Kind

DEEPEST, MOST_LEAVES, MOST_VALUES, LONGEST_TEXT, FURTHEST_DAYS = 8, 60, 500, 200, 36_500
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question about one fact; `value` is already of the fact's own kind."""

    fact: str
    op: Operator
    value: Any = None


@dataclass(frozen=True, slots=True)
class Every:
    """Met when each part is met; without parts it is always met."""

    parts: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """Met when one of the parts is met."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Met when its part is not met; an unknown part stays unknown."""

    part: "Node"


Node = Leaf | Every | Some | Not
ALWAYS = Every()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a condition, and where: `all.0.value`."""

    place: str
    message: str


class ConditionRefused(Refused):
    """A condition that does not fit the facts; `faults` tells each."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults[:3]), field="condition")
        self.faults = faults


def read(document: Any, facts: Mapping[str, Fact]) -> Node:
    """This function will read a condition from JSON; an empty document is always met.

    :raises ConditionRefused: with every fault that was found.
    """
    reader = _Reader(facts)
    node = reader.node(document or {"all": []}, "", 0)
    if reader.leaves > MOST_LEAVES:
        reader.fault("", _("A condition asks at most %(n)d questions.") % {"n": MOST_LEAVES})
    if reader.faults or node is None:
        raise ConditionRefused(reader.faults)
    return node


def write(node: Node) -> dict[str, Any]:
    """This function will give a condition as JSON."""
    match node:
        case Leaf(fact, op, value):
            document: dict[str, Any] = {"fact": fact, "op": str(op)}
            return document if op in ABOUT_KNOWING else document | {"value": _written(value)}
        case Every(parts):
            return {"all": [write(part) for part in parts]}
        case Some(parts):
            return {"any": [write(part) for part in parts]}
        case Not(part):
            return {"not": write(part)}


def leaves(node: Node) -> Iterator[Leaf]:
    """This function will give every question of a condition."""
    match node:
        case Leaf():
            yield node
        case Not(part):
            yield from leaves(part)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from leaves(part)


def without_not(node: Node, *, opposite: bool = False) -> Node:
    """This function will give the same condition with each `not` moved into the questions.

    A database answers `NOT` of an unknown value in its own way; opposite questions leave no doubt.
    """
    match node:
        case Leaf(fact, op, value):
            return Leaf(fact, OPPOSITES[op], value) if opposite else node
        case Not(part):
            return without_not(part, opposite=not opposite)
        case Every(parts) | Some(parts):
            turned = tuple(without_not(part, opposite=opposite) for part in parts)
            return Every(turned) if isinstance(node, Every) is not opposite else Some(turned)


def _written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    return str(value) if isinstance(value, Decimal | date) else value


class _Reader:
    """Reads one document and collects what is wrong with it."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts, self.faults, self.leaves = facts, list[Fault](), 0

    def fault(self, place: str, message: str) -> None:
        """This function will note a fault; the node that has it is left out."""
        self.faults.append(Fault(place, message))

    def node(self, document: Any, place: str, depth: int) -> Node | None:
        """This function will read one node."""
        if isinstance(document, dict) and depth <= DEEPEST:
            match document:
                case {"all": list(parts), **rest} if not rest:
                    return Every(self.parts(parts, f"{place}all", depth))
                case {"any": [_first, *_others] as parts, **rest} if not rest:
                    return Some(self.parts(parts, f"{place}any", depth))
                case {"not": part, **rest} if not rest:
                    inner = self.node(part, f"{place}not.", depth + 1)
                    return None if inner is None else Not(inner)
                case {"fact": str(fact), "op": str(op), **rest} if set(rest) <= {"value"}:
                    return self.leaf(fact, op, rest.get("value"), place)
        self.fault(place, _("This is no condition: give all, any, not, or a question about a fact."))
        return None

    def parts(self, documents: list[Any], place: str, depth: int) -> tuple[Node, ...]:
        """This function will read the parts of a group; those with faults are left out."""
        read = (self.node(part, f"{place}.{number}.", depth + 1) for number, part in enumerate(documents))
        return tuple(part for part in read if part is not None)

    def leaf(self, key: str, op: str, value: Any, place: str) -> Leaf | None:
        """This function will read one question."""
        self.leaves += 1
        fact = self.facts.get(key)
        if fact is None:
            message = _("There is no fact “%(key)s”; choose one of the list.")
            self.fault(f"{place}fact", message % {"key": key[:80]})
            return None
        if op not in OF_KIND[fact.kind]:
            self.fault(f"{place}op", _("“%(fact)s” cannot be asked like this.") % {"fact": worded(fact)})
            return None
        operator = Operator(op)
        try:
            return Leaf(key, operator, None if operator in ABOUT_KNOWING else compared(fact, operator, value))
        except (ValueError, TypeError, InvalidOperation):
            words = {"fact": worded(fact), "expected": expected(fact, operator)}
            self.fault(f"{place}value", _("“%(fact)s” needs %(expected)s.") % words)
            return None


def worded(fact: Fact) -> str:
    """This function will name a fact in the language of the reader."""
    label = fact.label
    return label.in_language(get_language() or "zh") if hasattr(label, "in_language") else str(label)


def expected(fact: Fact, op: Operator) -> str:
    """This function will say what a question is to be compared with."""
    if op in RELATIVE:
        return _("a number of days")
    return {
        Kind.NUMBER: _("a number"),
        Kind.MONEY: _("a sum of money"),
        Kind.TEXT: _("a text"),
        Kind.CHOICE: _("a value of the list"),
        Kind.CHOICES: _("a value of the list"),
        Kind.YES_NO: _("yes or no"),
        Kind.DAY: _("a date like 2026-01-31"),
    }[fact.kind]


def compared(fact: Fact, op: Operator, value: Any) -> Any:
    """This function will turn the JSON value of a question into the fact's own kind.

    :raises ValueError, TypeError, InvalidOperation: the value does not fit.
    """
    if op in SEVERAL:
        if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
            raise ValueError(value)
        return tuple(_single(fact, item) for item in value)
    if op in RELATIVE:
        if isinstance(value, bool) or not 0 <= int(value) <= FURTHEST_DAYS:
            raise ValueError(value)
        return int(value)
    return _single(fact, value)


def _single(fact: Fact, value: Any) -> Any:
    if fact.kind in {Kind.CHOICE, Kind.CHOICES}:
        if value not in fact.choices():
            raise ValueError(value)
        return value
    return SINGLES[fact.kind](value)


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
        raise TypeError(value)
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError(value)
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) > LARGEST:
        raise ValueError(value)
    return number


SINGLES: dict[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DAY: date.fromisoformat,
    Kind.YES_NO: _yes_no,
    Kind.TEXT: _text,
}
