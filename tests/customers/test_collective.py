"""The portrait of many customers together."""

from fractions import Fraction
from typing import Any

from hourglass.customers import collective
from hourglass.customers.models import PortraitField


def field(key: str, kind: str) -> PortraitField:
    return PortraitField(key=key, label_zh=key, label_en=key, kind=kind)


def told(kind: str, *values: Any) -> collective.Trait:
    [trait] = collective.together([{} if value is None else {"k": value} for value in values], [field("k", kind)])
    return trait


def test_seg_08_a_class_has_the_median_branches_and_its_three_most_frequent_pains() -> None:
    portraits = [
        {"branches": branches, "pains": pains}
        for branches, pains in (
            (1, ["queues", "stock"]),
            (2, ["queues"]),
            (9, ["stock", "queues", "staff"]),
            (4, ["rent"]),
        )
    ]
    branches, pains = collective.together(portraits, [field("branches", "number"), field("pains", "choices")])
    assert (branches.median, branches.known, branches.of) == (Fraction(3), 4, 4)
    assert pains.top == (("queues", 3), ("stock", 2), ("rent", 1))


def test_what_is_not_known_is_neither_zero_nor_no() -> None:
    trait = told("number", 4, None, "", 10)
    assert (trait.median, trait.known, trait.of) == (Fraction(7), 2, 4)
    assert told("number", None, None).median is None
    assert told("yes_no", True, False, None, True).top == ((True, 2), (False, 1))
    assert (told("text").known, told("text").top) == (0, ())
