"""The condition tree: read, explained, and the same in Python and in the database."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.customers import accounts, portraits, values
from hourglass.customers.conditions import checking, queries, tree
from hourglass.customers.conditions.operators import OF_KIND, OPPOSITES, RELATIVE, SEVERAL, Operator
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.conditions.tree import ConditionRefused
from hourglass.customers.models import Account
from hourglass.customers.registry import Fact, Kind, facts
from hourglass.customers.standing import publish
from tests import world
from tests.conftest import NOON

DAY = date(2026, 11, 23)


def read(document: Any) -> tree.Node:
    return tree.read(document, facts())


def met(document: Any) -> set[str]:
    node, known = read(document), facts()
    frame = Frame(day=DAY)
    asked = [known[leaf.fact] for leaf in tree.leaves(node)]
    found = values.of(list(Account.objects.values_list("pk", flat=True)), facts=asked, frame=frame)
    names = dict(Account.objects.values_list("pk", "name"))
    checked = {names[key] for key, account in found.items() if checking.check(node, account, day=DAY, facts=known).met}
    listed = set(Account.objects.filter(queries.where(node, facts=known, frame=frame)).values_list("name", flat=True))
    assert checked == listed
    return listed


@pytest.fixture
def three(csm: User) -> None:
    portraits.add(key="doctors", label=Label("医生数", "Doctors"), kind="number", by="test", at=NOON)
    portraits.add(
        key="pains", label=Label("痛点", "Pains"), kind="choices", by="test", at=NOON,
        choices=[{"key": "stock", "zh": "库存", "en": "Stock"}, {"key": "staff", "zh": "人手", "en": "Staff"}],
    )  # fmt: skip
    big = world.account("Big", city="成都", owner=csm, portrait={"doctors": 12, "pains": ["stock", "staff"]})
    small = world.account("Small", city="Chengdu", portrait={"doctors": 2, "pains": []})
    world.account("Bare")
    publish({big.pk: {"recurring_minor": 10_000_000, "due_on": DAY + timedelta(days=30), "store_count": 5}})
    publish({small.pk: {"recurring_minor": 800_000, "due_on": DAY - timedelta(days=3), "store_count": 1}})


CASES = [
    ({}, {"Big", "Small", "Bare"}),
    ({"fact": "recurring", "op": "at_least", "value": "100000"}, {"Big"}),
    ({"fact": "recurring", "op": "less_than", "value": "100000.00"}, {"Small", "Bare"}),
    ({"fact": "recurring", "op": "unknown"}, {"Bare"}),
    ({"not": {"fact": "due", "op": "in_next_days", "value": 90}}, {"Small"}),
    ({"fact": "due", "op": "in_next_days", "value": 30}, {"Big"}),
    ({"fact": "due", "op": "in_last_days", "value": 2}, set()),
    ({"fact": "city", "op": "contains", "value": "CHENG"}, {"Small"}),
    ({"fact": "city", "op": "is_not", "value": "成都"}, {"Small"}),
    ({"not": {"fact": "city", "op": "is", "value": "成都"}}, {"Small"}),
    ({"fact": "portrait.doctors", "op": "more_than", "value": 2}, {"Big"}),
    ({"fact": "portrait.doctors", "op": "known"}, {"Big", "Small"}),
    ({"fact": "portrait.pains", "op": "has", "value": "staff"}, {"Big"}),
    ({"fact": "portrait.pains", "op": "unknown"}, {"Small", "Bare"}),
    ({"any": [{"fact": "stores", "op": "at_least", "value": 5}, {"fact": "city", "op": "unknown"}]}, {"Big", "Bare"}),
    ({"not": {"all": [{"fact": "stores", "op": "is", "value": 5}, {"fact": "recurring", "op": "known"}]}},
     {"Small", "Bare"}),
    ({"fact": "created", "op": "is", "value": "2026-11-23"}, {"Big", "Small", "Bare"}),
    ({"fact": "created", "op": "before", "value": "2026-11-23"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), CASES)
def test_a_condition_keeps_the_same_accounts_in_python_and_in_the_database(
    three: None, document: Any, expected: set[str]
) -> None:
    assert met(document) == expected


def test_the_owner_is_asked_by_key(three: None, csm: User) -> None:
    assert met({"fact": "owner", "op": "one_of", "value": [str(csm.pk)]}) == {"Big"}
    assert met({"fact": "owner", "op": "unknown"}) == {"Small", "Bare"}


@pytest.mark.parametrize(
    ("document", "place", "word"),
    [
        ({"fact": "moon", "op": "is", "value": 1}, "fact", "moon"),
        ({"all": [{"fact": "city", "op": "at_least", "value": 1}]}, "all.0.op", ""),
        ({"all": [{"fact": "stores", "op": "at_least", "value": "many"}]}, "all.0.value", ""),
        ({"any": []}, "", ""),
        ({"all": [{"not": {"fact": "due", "op": "before", "value": "2026-02-30"}}]}, "all.0.not.value", ""),
        ({"fact": "owner", "op": "is", "value": "0"}, "value", ""),
        ({"fact": "stores", "op": "is", "value": float("nan")}, "value", ""),
        ({"fact": "stores", "op": "is", "value": True}, "value", ""),
        ({"fact": "stores", "op": "is", "value": "1e400"}, "value", ""),
        ({"all": {"fact": "city"}}, "", ""),
        ([1], "", ""),
        ("city", "", ""),
        ({"fact": "city", "op": "known", "extra": 1}, "", ""),
    ],
)
def test_a_condition_that_fits_no_fact_is_refused_with_its_place(
    db: None, document: Any, place: str, word: str
) -> None:
    with pytest.raises(ConditionRefused) as refused:
        read(document)
    assert [fault.place for fault in refused.value.faults] == [place]
    assert word in refused.value.faults[0].message


def test_a_condition_without_end_is_refused(db: None) -> None:
    deep: Any = {"fact": "city", "op": "known"}
    for _level in range(12):
        deep = {"not": deep}
    wide = {"any": [{"fact": "city", "op": "known"}] * 61}
    for document in (deep, wide):
        with pytest.raises(ConditionRefused):
            read(document)


def test_every_branch_tells_why(three: None) -> None:
    document = {"all": [{"fact": "stores", "op": "at_least", "value": 5}, {"fact": "city", "op": "is", "value": "x"}]}
    node, known = read(document), facts()
    key = Account.objects.get(name="Bare").pk
    found = values.of([key], facts=[known["stores"], known["city"]], frame=Frame(day=DAY))[key]
    answer = checking.check(node, found, day=DAY, facts=known)
    assert answer.met is False
    assert [(part.met, part.value) for part in answer.parts] == [(False, 0), (None, "")]


NUMBERS = st.none() | st.integers(-3, 3)
FACTS = {
    "number": Fact(key="number", kind=Kind.NUMBER, label="n", group="", path="n"),
    "day": Fact(key="day", kind=Kind.DAY, label="d", group="", path="d"),
    "word": Fact(key="word", kind=Kind.TEXT, label="w", group="", path="w"),
}


@st.composite
def leaf(draw: st.DrawFn) -> dict[str, Any]:
    fact = FACTS[draw(st.sampled_from(sorted(FACTS)))]
    op = draw(st.sampled_from(OF_KIND[fact.kind]))
    one: Any = {
        Kind.NUMBER: st.integers(-3, 3),
        Kind.DAY: st.integers(-3, 3).map(lambda n: (DAY + timedelta(days=n)).isoformat()),
        Kind.TEXT: st.sampled_from(["a", "b", "ab"]),
    }[fact.kind]
    value = draw(
        st.integers(0, 4) if op in RELATIVE else st.lists(one, min_size=1, max_size=2) if op in SEVERAL else one
    )
    return {"fact": fact.key, "op": op.value, "value": value}


DOCUMENTS = st.recursive(
    leaf(),
    lambda inner: st.one_of(
        inner.map(lambda part: {"not": part}),
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    ),
    max_leaves=6,
)
VALUES = st.fixed_dictionaries(
    {
        "number": NUMBERS,
        "day": st.none() | st.integers(-4, 4).map(lambda n: DAY + timedelta(days=n)),
        "word": st.sampled_from([None, "", "a", "ab", "B"]),
    }
)


@given(DOCUMENTS, VALUES)
@settings(max_examples=300)
def test_moving_every_not_into_the_questions_changes_no_answer(document: Any, known: dict[str, Any]) -> None:
    node = tree.read(document, FACTS)
    moved = tree.without_not(node)
    assert (
        checking.check(node, known, day=DAY, facts=FACTS).met is checking.check(moved, known, day=DAY, facts=FACTS).met
    )


@given(DOCUMENTS)
def test_a_condition_that_was_written_reads_the_same(document: Any) -> None:
    node = tree.read(document, FACTS)
    assert tree.read(tree.write(node), FACTS) == node


@pytest.mark.parametrize("op", Operator)
def test_every_question_has_an_opposite(op: Operator) -> None:
    assert OPPOSITES[OPPOSITES[op]] is op


def test_an_account_lists_by_what_was_described(three: None) -> None:
    account = Account.objects.get(name="Bare")
    accounts.describe(account, version=0, values={"doctors": 30}, by="test", at=NOON)
    assert met({"fact": "portrait.doctors", "op": "at_least", "value": 30}) == {"Bare"}
