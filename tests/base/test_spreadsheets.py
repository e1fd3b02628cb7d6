"""No cell of an export becomes a formula, and nothing that was typed is lost (T13)."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.timezone import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hourglass.base.spreadsheets import BOM, cell, restored, table, workbook

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


def opened(*rows: list[object]) -> list[list[object]]:
    """This function will write a workbook and read it back as a spreadsheet program would."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(["head"] * len(rows[0]), rows)))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]


# What XML keeps of a text: line ends of old kinds become plain ones.
KEPT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40) | HOSTILE.filter(
    lambda text: "\r" not in text
)


@given(st.lists(KEPT, min_size=1, max_size=30))
@example(["=1+1", "@SUM(A1)", "'=1", "'", "http://example.org", "0012", "\x01_x0001_"])
def test_t13_a_text_of_a_workbook_is_never_a_formula_and_comes_back(texts: list[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(["head"], [[text] for text in texts]))) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name) or "sheet1.xml.rels" in name]
    marked = opened(*([number, text] for number, text in enumerate(texts)))
    assert [restored(str(row[1])) for row in marked] == texts


def test_a_workbook_keeps_numbers_and_days_as_what_they_are() -> None:
    at = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)
    with override("Asia/Shanghai"):
        [row] = opened([12, Decimal("19.90"), date(2026, 7, 2), at, None, Decimal("1234567890123456.78"), True])
    assert [str(cell) for cell in row[:3]] == ["12.0", "19.9", "2026-07-02"]
    assert "2026-07-02" in str(row[3])
    assert row[4] in (None, "")
    assert row[5:] == ["1234567890123456.78", "True"]


def test_a_text_longer_than_a_cell_is_cut() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(["head"], [["x" * 40_000]]))) as parts:
        assert parts.read("xl/worksheets/sheet1.xml").count(b"x" * 32_767) == 1
