"""When two names are one, and when they only look it (T32)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.customers.matching import confusable, key, look


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ（成都）", "abc 成都"),
        ("仁康口腔 有限公司", "仁康口腔有限公司"),
        ("Ren\u200bKang", "renkang"),
        ("e\u0301clat", "éclat"),
        ("ﬁne", "FINE"),
    ],
)
def test_width_case_blanks_and_punctuation_do_not_count(one: str, other: str) -> None:
    assert key(one) == key(other)
    assert not confusable(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Apple", "Аррle"), ("Google", "G00gle"), ("日升", "曰升"), ("力帆", "カ帆"), ("Zoe", "Zoë"), ("未来", "末来")],
)
def test_names_that_only_look_the_same_are_told_apart(one: str, other: str) -> None:
    assert key(one) != key(other)
    assert confusable(one, other)
    assert confusable(other, one)


def test_different_names_are_different() -> None:
    assert not confusable("仁康口腔", "明德口腔")


@given(st.text(max_size=60))
def test_a_look_is_a_look_of_itself(text: str) -> None:
    assert look(look(text)) == look(text)
    assert look(key(text)) == look(text)
    assert not confusable(text, text)
