"""A condition in the history of facts: the same three-valued answer as in Python, and nothing typed in the text."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hourglass.customers.conditions import checking, lake, tree
from hourglass.customers.conditions.operators import OF_KIND, RELATIVE, SEVERAL, Operator
from hourglass.customers.registry import Fact, Kind, Missing

pytestmark = pytest.mark.once
DAY = date(2026, 11, 23)


def words() -> dict[str, str]:
    return {"a": "A", "ab": "AB", "b c": "B"}


FACTS = {
    fact.key: fact
    for fact in (
        Fact(key="number", kind=Kind.NUMBER, label="n", group="", path="n"),
        Fact(key="counted", kind=Kind.NUMBER, label="c", group="", path="c", missing=Missing.NOTHING),
        Fact(key="paid", kind=Kind.MONEY, label="p", group="", path="p", missing=Missing.NOTHING),
        Fact(key="portrait.word", kind=Kind.TEXT, label="w", group="", path="w"),
        Fact(key="one", kind=Kind.CHOICE, label="o", group="", path="o", choices=words),
        Fact(key="some", kind=Kind.CHOICES, label="s", group="", path="s", choices=words),
        Fact(key="yes", kind=Kind.YES_NO, label="y", group="", path="y"),
        Fact(key="agreed", kind=Kind.YES_NO, label="g", group="", path="g", missing=Missing.NOTHING),
        Fact(key="until", kind=Kind.DAY, label="d", group="", path="d"),
    )
}
TYPES = {
    Kind.NUMBER: "DECIMAL(18, 2)",
    Kind.MONEY: "DECIMAL(18, 2)",
    Kind.TEXT: "VARCHAR",
    Kind.CHOICE: "VARCHAR",
    Kind.CHOICES: "VARCHAR",
    Kind.YES_NO: "BOOLEAN",
    Kind.DAY: "DATE",
}
TEXTS = st.sampled_from(["a", "ab", "A", "成都", "%", "_", "'", '"', "$v0", "x; DROP TABLE facts"])
KEYS = st.sampled_from(sorted(words()))
NUMBERS = st.integers(-3, 3).map(Decimal)
DAYS = st.integers(-4, 4).map(lambda n: DAY + timedelta(days=n))
HELD: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.NUMBER: NUMBERS,
    Kind.MONEY: NUMBERS,
    Kind.TEXT: st.just("") | TEXTS,
    Kind.CHOICE: st.just("") | KEYS,
    Kind.CHOICES: st.lists(KEYS, max_size=3, unique=True),
    Kind.YES_NO: st.booleans(),
    Kind.DAY: DAYS,
}
ASKED: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.NUMBER: NUMBERS.map(str),
    Kind.MONEY: NUMBERS.map(str),
    Kind.TEXT: TEXTS,
    Kind.CHOICE: KEYS,
    Kind.CHOICES: KEYS,
    Kind.YES_NO: st.booleans(),
    Kind.DAY: DAYS.map(date.isoformat),
}


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    fact = FACTS[draw(st.sampled_from(sorted(FACTS)))]
    op = draw(st.sampled_from(OF_KIND[fact.kind]))
    one = ASKED[fact.kind]
    value = draw(
        st.integers(0, 4) if op in RELATIVE else st.lists(one, min_size=1, max_size=2) if op in SEVERAL else one
    )
    return {"fact": fact.key, "op": op.value, "value": value}


CONDITIONS = st.recursive(
    questions(),
    lambda inner: st.one_of(
        inner.map(lambda part: {"not": part}),
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    ),
    max_leaves=6,
)
ROWS = st.fixed_dictionaries({key: st.none() | HELD[fact.kind] for key, fact in FACTS.items()})


@pytest.fixture(scope="module")
def table() -> Any:
    """The table of facts as the lake has it."""
    columns = ", ".join(f"{lake.quoted(key)} {TYPES[fact.kind]}" for key, fact in FACTS.items())
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE facts (account BIGINT, day DATE, {columns})")
    yield connection
    connection.close()


def answer(table: Any, expression: lake.Expression, row: dict[str, Any]) -> bool | None:
    """This function will ask the lake about one row."""
    kept = [json.dumps(value) if isinstance(value, list) else value for value in map(row.get, FACTS)]
    table.execute("DELETE FROM facts")
    table.execute(f"INSERT INTO facts VALUES (1, ?, {', '.join('?' * len(kept))})", [DAY, *kept])
    found: bool | None = table.execute(f"SELECT {expression.sql} FROM facts", dict(expression.parameters)).fetchone()[0]
    return found


NOTHING: dict[str, Any] = dict.fromkeys(FACTS)


@given(document=CONDITIONS, row=ROWS)
@example(document={"fact": "counted", "op": "less_than", "value": "1"}, row=NOTHING)
@example(document={"not": {"fact": "number", "op": "less_than", "value": "1"}}, row=NOTHING)
@example(document={"fact": "portrait.word", "op": "contains_not", "value": "%"}, row=NOTHING | {"portrait.word": "a"})
@example(document={"all": []}, row=NOTHING)
@settings(max_examples=250)
def test_the_lake_answers_as_python_does_also_where_nothing_is_known(
    table: Any, document: Any, row: dict[str, Any]
) -> None:
    node = tree.read(document, FACTS)
    says = checking.check(node, row, day=DAY, facts=FACTS).met
    assert answer(table, lake.expression(node, facts=FACTS), row) is says


@given(document=CONDITIONS)
def test_nothing_that_was_typed_stands_in_the_text(document: Any) -> None:
    written = lake.expression(tree.read(document, FACTS), facts=FACTS)
    for name in sorted(written.parameters, key=len, reverse=True):
        assert f"${name}" in written.sql
    assert "DROP" not in written.sql
    assert "成都" not in written.sql


@pytest.mark.parametrize("op", Operator)
def test_every_question_can_be_asked_of_the_lake(table: Any, op: Operator) -> None:
    fact = next(fact for fact in FACTS.values() if op in OF_KIND[fact.kind])
    one: Any = {"number": "1", "portrait.word": "a", "one": "a", "some": "a", "until": "2026-11-23"}[fact.key]
    value = 3 if op in RELATIVE else [one] if op in SEVERAL else one
    node = tree.read({"fact": fact.key, "op": op.value, "value": value}, FACTS)
    assert answer(table, lake.expression(node, facts=FACTS), NOTHING) in {True, False, None}


def test_a_key_cannot_leave_its_column() -> None:
    assert lake.quoted('a"; DROP') == '"a""; DROP"'
