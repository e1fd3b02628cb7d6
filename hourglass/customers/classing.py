"""Deciding into which class an account falls, from its values alone (SEG-02, SEG-03, SEG-07)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from hourglass.customers.conditions.checking import Answer, check, known
from hourglass.customers.conditions.tree import Leaf, Node
from hourglass.customers.registry import Fact


@dataclass(frozen=True, slots=True)
class Rule:
    """One class and what its accounts meet."""

    code: str
    condition: Node


@dataclass(frozen=True, slots=True)
class Decision:
    """The class of an account, with the facts that decided, and those that a class before it would have to know.

    Without a code none of the rules was met. With something missing the class may be another once that is known.
    """

    code: str = ""
    found: dict[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def decide(rules: Sequence[Rule], values: Mapping[str, Any], *, day: date, facts: Mapping[str, Fact]) -> Decision:
    """This function will take the first rule that is met; a rule that cannot be answered is passed and remembered."""
    missing: dict[str, None] = {}
    for rule in rules:
        answer = check(rule.condition, values, day=day, facts=facts)
        if answer.met:
            return Decision(rule.code, _found(answer), tuple(missing))
        if answer.met is None:
            missing |= dict.fromkeys(_unknown(answer))
    return Decision("", {}, tuple(missing))


def heads(amounts: Mapping[int, int | None], share: Decimal) -> set[int]:
    """This function will give the accounts with the highest amounts: the share of all, rounded up, and every tie.

    Of 50 accounts 10 % are 5; whoever pays as much as the fifth is one too. Who pays nothing is none.
    """
    paying = sorted((amount for amount in amounts.values() if amount), reverse=True)
    places = ceil(len(amounts) * Fraction(share) / 100)
    if not paying or not places:
        return set()
    limit = paying[min(places, len(paying)) - 1]
    return {account for account, amount in amounts.items() if amount and amount >= limit}


def _found(answer: Answer) -> dict[str, Any]:
    return {
        leaf.fact: told(part.value)
        for part, leaf in _asked(answer)
        if part.met and known(part.value)
    }  # fmt: skip


def _unknown(answer: Answer) -> list[str]:
    return [leaf.fact for part, leaf in _asked(answer) if part.met is None]


def _asked(answer: Answer) -> Iterable[tuple[Answer, Leaf]]:
    if isinstance(answer.node, Leaf):
        yield answer, answer.node
    for part in answer.parts:
        yield from _asked(part)


def told(value: Any) -> Any:
    """This function will give a value as it is kept beside a class."""
    return value if isinstance(value, bool | int | str | list) or value is None else str(value)
