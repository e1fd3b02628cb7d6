"""A condition while somebody writes it: nothing is lost, and what is complete reads as the tree."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.customers.conditions import drafts, tree
from hourglass.customers.conditions.drafts import Group, Mode, Question
from hourglass.customers.conditions.tree import Fault
from hourglass.customers.registry import Fact, Kind
from tests.customers.test_conditions import DOCUMENTS, FACTS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "fact", "op", "value", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_document_can_be_edited(document: Any) -> None:
    group = drafts.read(document)
    assert drafts.write(drafts.read(drafts.write(group))) == drafts.write(group)


@given(DOCUMENTS)
def test_editing_a_condition_without_a_change_keeps_what_it_means(document: Any) -> None:
    before = tree.read(document, FACTS)
    after = tree.read(drafts.settled(drafts.read(tree.write(before))), FACTS)
    assert list(tree.leaves(after)) == list(tree.leaves(before))


def test_a_group_in_which_nobody_asked_anything_asks_nothing() -> None:
    draft = Group(Mode.ANY, [Question("city", "known"), Group(Mode.ALL, [Group(Mode.NONE)])])
    assert drafts.settled(draft) == {"any": [{"fact": "city", "op": "known"}]}
    assert drafts.settled(Group(Mode.ANY, [Group()])) == {"all": []}


def test_parts_are_added_found_and_taken_away_by_their_place() -> None:
    draft = Group()
    number = FACTS["number"]
    assert drafts.add(draft, "", number) == "0"
    drafts.nest(draft, "")
    assert drafts.add(draft, "1", number) == "1.0"
    assert drafts.find(draft, "1") == Group(Mode.ANY, [Question("number", "at_least")])
    drafts.remove(draft, "0")
    assert drafts.write(draft) == {"all": [{"any": [{"fact": "number", "op": "at_least", "value": None}]}]}
    drafts.remove(draft, "7")
    drafts.remove(draft, "0.x")
    assert drafts.add(draft, "9", number) == ""
    drafts.remove(draft, "")
    assert draft.parts == []


def test_groups_are_not_nested_deeper_than_a_condition_is_read() -> None:
    draft, place = Group(), ""
    for _level in range(20):
        drafts.nest(draft, place)
        place = f"{place}.0".strip(".")
    deepest = max((place for place, _part in drafts.walk(draft)), key=len)
    drafts.add(draft, deepest, FACTS["word"])
    question = drafts.find(draft, f"{deepest}.0")
    assert isinstance(question, Question)
    question.value = "a"
    tree.read(drafts.settled(draft), FACTS)


OWNER = Fact(key="owner", kind=Kind.CHOICE, label="o", group="", path="o", choices=lambda: {"1": "a", "2": "b"})
TYPED = [
    (FACTS["number"], "at_least", ["1,200"], "1200"),
    (FACTS["number"], "known", [], ""),
    (FACTS["word"], "one_of", ["a, b；c、 ,d\n"], ["a", "b", "c", "d"]),
    (FACTS["word"], "contains", [" a,b "], "a,b"),
    (FACTS["day"], "in_next_days", ["90"], "90"),
    (FACTS["day"], "before", [""], ""),
    (OWNER, "one_of", ["1", "2"], ["1", "2"]),
    (OWNER, "is", ["2"], "2"),
    (Fact(key="head", kind=Kind.YES_NO, label="h", group="", path="h"), "is", ["no"], False),
    (Fact(key="head", kind=Kind.YES_NO, label="h", group="", path="h"), "is", [""], None),
]


@pytest.mark.parametrize(("fact", "op", "typed", "value"), TYPED)
def test_what_is_typed_becomes_the_value_of_the_facts_kind(fact: Fact, op: str, typed: list[str], value: Any) -> None:
    assert drafts.value_of(fact, op, typed) == value


def test_another_fact_begins_a_question_anew() -> None:
    question = Question("number", "at_least", "5")
    drafts.ask(question, fact=FACTS["day"], op="at_least", typed=["5"])
    assert question == Question("day", "in_next_days", None)
    drafts.ask(question, fact=FACTS["day"], op="in_next_days", typed=["30"])
    drafts.ask(question, fact=FACTS["day"], op="before", typed=["30"])
    assert question == Question("day", "before", None)


def test_faults_stand_at_the_place_of_the_draft() -> None:
    faults = [Fault("all.0.value", "a"), Fault("all.1.not.any.2.op", "b"), Fault("", "c")]
    assert {place: [fault.message for fault in found] for place, found in drafts.faults_by_place(faults).items()} == {
        "0": ["a"],
        "1.2": ["b"],
        "": ["c"],
    }
