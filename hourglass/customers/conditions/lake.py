"""A condition as text for the history of facts: the same answer as `checking`, in standard SQL with named parameters.

The table has one row for an account and a day: `account`, `day`, and a column for each fact. Numbers and sums of money
are decimals, days are dates, texts are as typed, and a list of keys is JSON text. Nothing typed stands in the text: it
is all in the parameters. Three values come out as SQL has them: true, false, and NULL where a value is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hourglass.customers.conditions.checking import stands_for
from hourglass.customers.conditions.operators import ABOUT_KNOWING, OPPOSITES, RELATIVE, Operator
from hourglass.customers.conditions.tree import Every, Leaf, Node, Not, Some
from hourglass.customers.registry import Fact, Kind

COMPARED = {
    Operator.IS: "=",
    Operator.IS_NOT: "<>",
    Operator.AT_LEAST: ">=",
    Operator.MORE_THAN: ">",
    Operator.AT_MOST: "<=",
    Operator.LESS_THAN: "<",
    Operator.FROM_ON: ">=",
    Operator.BEFORE: "<",
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition as SQL, and the values of its named parameters, `$v0` and on."""

    sql: str
    parameters: Mapping[str, Any]


@dataclass
class _Writer:
    facts: Mapping[str, Fact]
    parameters: dict[str, Any] = field(default_factory=dict)

    def name(self, value: Any) -> str:
        """This function will keep a value as a parameter and give its name."""
        key = f"v{len(self.parameters)}"
        self.parameters[key] = value
        return f"${key}"

    def node(self, node: Node) -> str:
        """This function will write a node."""
        match node:
            case Leaf():
                return self.leaf(node)
            case Not(part):
                return f"(NOT {self.node(part)})"
            case Every(parts) | Some(parts):
                joined = " AND " if isinstance(node, Every) else " OR "
                return f"({joined.join(map(self.node, parts))})" if parts else "(TRUE)"
        raise TypeError(node)

    def leaf(self, leaf: Leaf) -> str:
        """This function will write a question; a missing value is NULL, or what its fact says that it counts as."""
        fact = self.facts[leaf.fact]
        column = quoted(fact.key)
        known = known_of(column, fact)
        if leaf.op in ABOUT_KNOWING:
            return known if leaf.op is Operator.KNOWN else f"(NOT {known})"
        counts_as = stands_for(fact)
        otherwise = "NULL" if counts_as is None else self.name(counts_as)
        found = f"(CASE WHEN {known} THEN {column} ELSE {otherwise} END)"
        return self.asked(leaf.op, leaf.value, fact, found)

    def asked(self, op: Operator, value: Any, fact: Fact, found: str) -> str:
        """This function will write what a question compares; the opposite of a question is its NOT."""
        if op in RELATIVE:
            return self.relative(op, value, found)
        if op in COMPARED:
            return f"({found} {COMPARED[op]} {self.name(value)})"
        match op:
            case Operator.ONE_OF:
                return f"({found} IN ({', '.join(map(self.name, value))}))"
            case Operator.CONTAINS:
                return f"(POSITION(LOWER({self.name(value)}) IN LOWER({found})) > 0)"
            case Operator.HAS:
                key = self.name(f'"{value}"')
                return f"(POSITION({key} IN {found}) > 0)"
        return f"(NOT {self.asked(OPPOSITES[op], value, fact, found)})"

    def relative(self, op: Operator, days: int, found: str) -> str:
        """This function will write a question about days around the row's own day."""
        reach = f"CAST({self.name(days)} AS INTEGER)"
        if op in {Operator.IN_NEXT_DAYS, Operator.NOT_IN_NEXT_DAYS}:
            inside = f"({found} BETWEEN day AND day + {reach})"
        else:
            inside = f"({found} BETWEEN day - {reach} AND day)"
        return inside if op in {Operator.IN_NEXT_DAYS, Operator.IN_LAST_DAYS} else f"(NOT {inside})"


def expression(node: Node, *, facts: Mapping[str, Fact]) -> Expression:
    """This function will write a condition as an expression over the table of facts."""
    writer = _Writer(facts)
    sql = writer.node(node)
    return Expression(sql, writer.parameters)


def quoted(key: str) -> str:
    """This function will name the column of a fact."""
    return '"' + key.replace('"', '""') + '"'


def known_of(column: str, fact: Fact) -> str:
    """This function will write whether a value says anything; never NULL itself."""
    known = f"{column} IS NOT NULL"
    if fact.kind in {Kind.TEXT, Kind.CHOICE}:
        return f"({known} AND {column} <> '')"
    return f"({known} AND {column} <> '[]')" if fact.kind is Kind.CHOICES else f"({known})"
