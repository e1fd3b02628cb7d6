"""The fields of forms: read from configuration, filled in, and missed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.customers.archive import fields
from hourglass.customers.archive.fields import Fault, FieldFault, Kind


def one(kind: str = "text", key: str = "a", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "zh": "甲", "en": "A", **more}


CHOICES = [{"key": "x", "zh": "一", "en": "X"}, {"key": "y", "zh": "二", "en": "Y"}]


@pytest.mark.parametrize(
    ("document", "fault", "field"),
    [
        ([], Fault.MANY, ""),
        ("text", Fault.MANY, ""),
        ([one(key=f"f{number}") for number in range(81)], Fault.MANY, ""),
        ([7], Fault.KEY, ""),
        ([one(key="A b")], Fault.KEY, "A b"),
        ([one(), one()], Fault.TWICE, "a"),
        ([one(zh=" ")], Fault.LABEL, "a"),
        ([one(en=None)], Fault.LABEL, "a"),
        ([one("picture")], Fault.KIND, "a"),
        ([one("choice")], Fault.CHOICES, "a"),
        ([one("choice", choices=[CHOICES[0], CHOICES[0]])], Fault.CHOICES, "a"),
        ([one("lines")], Fault.COLUMNS, "a"),
        ([one("lines", columns=[one("lines", key="b", columns=[one()])])], Fault.COLUMNS, "a.b"),
        ([one(roles="csm")], Fault.ROLES, "a"),
        ([one(roles=["csm"], baseline="visits")], Fault.ROLES, "a"),
        ([one("lines", columns=[one(key="b", roles=["csm"])])], Fault.COLUMNS, "a.b"),
        ([one(when={"field": "b", "at_most": 1})], Fault.WHEN, "a"),
        ([one(when={"field": "a", "at_most": "few"})], Fault.WHEN, "a"),
    ],
)
def test_a_definition_that_does_not_fit_is_named(document: Any, fault: Fault, field: str) -> None:
    with pytest.raises(FieldFault) as caught:
        fields.read(document)
    assert (caught.value.fault, caught.value.field) == (fault, field)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", "  here ", "here"),
        ("text", "   ", None),
        ("number", "60", "60"),
        ("number", "-1.50", "-1.5"),
        ("number", "1E+3", "1000"),
        ("day", date(2026, 2, 28), "2026-02-28"),
        ("day", "2026-02-28", "2026-02-28"),
        ("yes_no", False, False),
        ("rating", "5", 5),
        ("choice", "x", "x"),
        ("lines", [{"b": "one"}, {"b": ""}], [{"b": "one"}]),
        ("lines", [{"b": ""}], None),
    ],
)
def test_what_fits_is_kept_and_what_is_empty_is_left_out(kind: str, value: Any, kept: Any) -> None:
    read = fields.read([one(kind, choices=CHOICES, columns=[one(key="b")])])
    assert fields.fitted(read, {"a": value}) == ({} if kept is None else {"a": kept})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(("text", "x" * 5001), ("number", "many"), ("number", "NaN"), ("number", "1e15"), ("day", "2026-02-30")),
        *(("yes_no", "perhaps"), ("rating", 6), ("rating", "x"), ("choice", "z"), ("lines", "text")),
        *(("lines", [{"c": 1}]), ("lines", [{"b": "x"}] * 61), ("lines", [7])),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, value: Any) -> None:
    read = fields.read([one(kind, choices=CHOICES, columns=[one(key="b")])])
    with pytest.raises(FieldFault):
        fields.fitted(read, {"a": value})


def test_a_value_without_a_field_is_refused() -> None:
    with pytest.raises(FieldFault) as caught:
        fields.fitted(fields.read([one()]), {"b": 1})
    assert caught.value.field == "b"


def test_hand_03_24_of_30_mandatory_fields_are_80_percent() -> None:
    read = fields.read([one(key=f"f{number}", mandatory=number < 30) for number in range(36)])
    values = {f"f{number}": "x" for number in (*range(24), 33, 34)}
    assert fields.filled(read, values) == (24, 30)
    assert len(fields.missing(read, values)) == 6


def test_file_07_a_field_is_wanted_while_its_condition_holds() -> None:
    read = fields.read([one("number", key="change"), one(when={"field": "change", "at_most": "-10"})])
    told = {change: fields.missing(read, {"change": change}) for change in ("-10", "-9.9", "-30", "4")}
    assert told == {"-10": ["a"], "-9.9": [], "-30": ["a"], "4": []}
    assert fields.missing(read, {}) == []
    assert fields.missing(read, {"change": "-10", "a": "Call them"}) == []


def test_a_missing_cell_is_named_by_its_line() -> None:
    read = fields.read([one("lines", columns=[one(key="b", mandatory=True), one(key="c")])])
    assert fields.missing(read, {"a": [{"b": "x"}, {"c": "y"}]}) == ["a.1.b"]


def labels() -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text and text != "")


@given(
    st.lists(
        st.builds(
            one,
            st.sampled_from([kind for kind in Kind if kind not in {Kind.CHOICE, Kind.LINES}]),
            st.from_regex(fields.KEY, fullmatch=True),
            zh=labels(),
            en=labels(),
            mandatory=st.booleans(),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda field: field["key"],
    )
)
def test_what_is_written_is_read_as_it_was(document: list[dict[str, Any]]) -> None:
    read = fields.read(document)
    assert fields.read(fields.written(read)) == read


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner),
    )
)
def test_no_definition_and_no_value_is_more_than_refused(anything: Any) -> None:
    read = fields.read(
        [one(kind, key=f"k{place}", choices=CHOICES, columns=[one(key="b")]) for place, kind in enumerate(Kind)]
    )
    for act in (
        lambda: fields.read([anything]),
        lambda: fields.read(anything),
        *(lambda place=place: fields.fitted(read, {f"k{place}": anything}) for place in range(len(Kind))),
    ):
        try:
            act()
        except FieldFault:
            continue
