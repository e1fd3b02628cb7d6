"""No cell of an export becomes a formula, and nothing that was typed is lost (T13)."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hourglass.base.spreadsheets import BOM, cell, restored, table

pytestmark = pytest.mark.once
TRIGGERS = "=+-@\t\r＝＋－＠"
# What a CSV file keeps of a text: NUL cannot be in one.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
HOSTILE = st.builds(
    lambda blanks, trigger, rest: blanks + trigger + rest,
    st.text(" \u3000\u200b\ufeff'\"\n", max_size=4),
    st.sampled_from(TRIGGERS),
    TEXT,
)


def exported(*values: object) -> list[str]:
    """This function will write one row and read it back as a spreadsheet program would."""
    text = "".join(table(["head"] * len(values), [values]))
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))[1]


@given(TEXT | HOSTILE)
@example("=1+1")
@example("\t=1")
@example("\r=1")
@example("＝1+1")
@example(" =1")
@example("'=1")
@example("\ufeff=cmd|' /C calc'!A0")
@example("'")
@example("''=1")
def test_t13_no_cell_begins_like_a_formula_and_all_reads_back(text: str) -> None:
    (kept,) = exported(text)
    bare = kept.lstrip(' \u3000\u200b\ufeff"')
    assert not bare or bare[0] not in TRIGGERS
    assert restored(kept) == text


@given(
    st.lists(
        TEXT | HOSTILE | st.integers() | st.decimals(allow_nan=False, allow_infinity=False), min_size=1, max_size=6
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_t13_cells_do_not_spill_over(values: list[object]) -> None:
    assert exported(*values) == [cell(value) for value in values]


@pytest.mark.parametrize(
    ("value", "kept"), [(-5, "-5"), (Decimal("-1.50"), "-1.50"), (None, ""), (True, "True"), ("-5", "'-5")]
)
def test_numbers_stay_numbers(value: object, kept: str) -> None:
    assert cell(value) == kept
