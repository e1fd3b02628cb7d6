"""JSON of strangers is read whole and as it is, or refused with a reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.doors import BIGGEST, Unreadable, depth, keepable, overwhelming, read_json

pytestmark = pytest.mark.once

POISON = {
    "a NUL": rb'{"a": "x\u0000y"}',
    "a NUL in a key": rb'{"a\u0000": 1}',
    "half a character": rb'["\ud800"]',
    "an integer of 65 bits": b"[9223372036854775808]",
    "a negative one": b"[-9223372036854775808]",
    "a long integer": b"[" + b"9" * 5000 + b"]",
    "a very long integer": b"1" + b"0" * 400,
    "not a number": b"[NaN]",
    "infinity": b"[Infinity]",
    "minus infinity": b"[-Infinity]",
    "a float that overflows": b"[1e400]",
    "depth": b"[" * 100_000,
    "balanced depth": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a key twice": b'{"a": 1, "a": 2}',
    "a key twice inside": b'[{"b": {"a": 1, "a": 2}}]',
    "no UTF-8": b'["\xff"]',
    "nothing": b"",
    "half a document": b'{"a": ',
    "more than one document": b"{} {}",
    "a comment": b"[1] // one",
    "single quotes": b"{'a': 1}",
}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_refused(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_json(POISON[name])
    assert str(refused.value.message)


KEEPABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-BIGGEST, BIGGEST) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(KEEPABLE),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(KEEPABLE), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_what_can_be_kept_is_read_as_it_is(value: Any) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.text())
def test_a_text_can_be_kept_when_utf_8_and_postgres_can(text: str) -> None:
    try:
        expected = b"\x00" not in text.encode()
    except UnicodeEncodeError:
        expected = False
    assert keepable(text) is expected


@pytest.mark.parametrize(
    ("text", "levels"),
    [("1", 0), ("[]", 1), ('{"a": [1]}', 2), ('"[[["', 0), (r'"\"[[" ', 0), ("[[],[]]", 2), ("]]]", 0)],
)
def test_it_counts_levels_outside_of_texts(text: str, levels: int) -> None:
    assert depth(text) == levels


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("[" * 5000, True),
        ('{"a":' * 5000, True),
        ("9" * 5000, True),
        ("[1]," * 5000, False),
        ("文" * 5000, False),
        ("1", False),
    ],
)
def test_it_knows_what_breaks_the_next_parser(text: str, breaks: bool) -> None:
    assert overwhelming(text) is breaks


def test_the_depth_can_be_chosen() -> None:
    assert read_json(b"[[1]]", deepest=2) == [[1]]
    with pytest.raises(Unreadable):
        read_json(b"[[1]]", deepest=1)
