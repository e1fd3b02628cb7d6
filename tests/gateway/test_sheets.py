"""Files read as tables: what people bring comes in whole, and what is hostile gets a sentence."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hourglass.gateway.sheets import reading, values, workbooks
from hourglass.gateway.sheets.limits import LONGEST_CELL, MOST_BYTES, MOST_COLUMNS, SheetRefused
from hourglass.gateway.sheets.values import CellRefused

pytestmark = pytest.mark.once

TEXT = "名称,City\n仁康口腔,成都\n\n瑞明眼科,武汉\n"
ROWS = [["名称", "City"], ["仁康口腔", "成都"], ["瑞明眼科", "武汉"]]


def workbook(rows: list[list[Any]], **options: Any) -> bytes:
    """A workbook with these rows."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False} | options) as book:
        sheet = book.add_worksheet("Customers")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
    return held.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_a_text_is_read_in_every_encoding_that_programs_write(encoding: str) -> None:
    marks = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}
    data = marks.get(encoding, b"") + TEXT.encode(encoding.removesuffix("-bom"))
    assert reading.read(data).rows == ROWS


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_cells_are_told_apart_by_what_cuts_the_rows_alike(between: str, ending: str) -> None:
    text = ending.join([f"a{between}b", f'"x{ending}, y"{between}2', f"c{between}d"])
    assert reading.read(text.encode()).rows == [["a", "b"], [f"x{ending}, y", "2"], ["c", "d"]]


def test_one_column_is_a_table_too() -> None:
    assert reading.read(b"name\nNorth, South\n").rows[0] == ["name", None]
    assert reading.read(b"name\nNorth\n").rows == [["name"], ["North"]]


def test_a_workbook_keeps_numbers_and_days() -> None:
    rows = [["name", "amount", "day", "yes"], ["North", 1200.5, date(2026, 1, 31), True], ["South", 7, None, None]]
    found = reading.read(workbook(rows))
    assert found.name == "Customers"
    assert found.rows[1] == ["North", 1200.5, date(2026, 1, 31), True]
    assert found.rows[2][:2] == ["South", 7]


def bomb() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 120 * 2**20)
    return held.getvalue()


def many_parts() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        for number in range(1001):
            parts.writestr(f"{number}", b"")
    return held.getvalue()


WHOLE = workbook([["a", "b"], [1, 2]])
HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "blanks": lambda: b"  \n ",
    "only separators": lambda: b",,,\n,,,\n",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a NUL": lambda: b"a,b\n1,\0\n",
    "an open quote": lambda: b'a,b\n"' + b"x" * LONGEST_CELL * 5,
    "a long cell": lambda: b"a,b\n" + b"x" * (LONGEST_CELL + 1) + b",1\n",
    "many columns": lambda: b",".join([b"x"] * (MOST_COLUMNS + 1)) + b"\n",
    "too large": lambda: b"a" * (MOST_BYTES + 1),
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "a cut workbook": lambda: workbook([["a"], ["b"]])[:900],
    "a zip of something else": lambda: zipped("readme.txt", b"hello"),
    "a bomb": bomb,
    "many parts": many_parts,
}


def zipped(name: str, data: bytes) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        parts.writestr(name, data)
    return held.getvalue()


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_table_gets_a_sentence(what: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        reading.read(HOSTILE[what]())
    assert str(refused.value.message)
    assert refused.value.field == "file"


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = reading.read(data)
    except SheetRefused:
        return
    assert {len(row) for row in found.rows} == {len(found.rows[0])}


@settings(max_examples=60)
@given(st.data())
def test_a_broken_workbook_is_refused_before_it_is_read(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    whole[data.draw(st.integers(4, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(SheetRefused):
        workbooks.refuse_swelling(bytes(whole))


@pytest.mark.parametrize(
    ("cell", "found"),
    [("1200.50", "1200.50"), ("1,200.50", "1200.50"), ("¥12,000", "12000"), (7, "7"), (0.1, "0.1"), ("-3", "-3")],
)
def test_numbers_are_read_as_they_are_written(cell: Any, found: str) -> None:
    assert values.number(cell) == Decimal(found)


@pytest.mark.parametrize("cell", ["1.200,50", "12,5", "1,2345", "1e5", "NaN", "Infinity", "", "abc", "10" * 9, True])
def test_numbers_that_can_be_meant_in_two_ways_are_refused(cell: Any) -> None:
    with pytest.raises(CellRefused):
        values.number(cell)


@pytest.mark.parametrize(
    "cell", ["2026-01-31", "2026/1/31", "2026.1.31", "2026年1月31日", "20260131", "2026-01-31 08:00", date(2026, 1, 31)]
)
def test_days_are_read_in_the_ways_of_both_languages(cell: Any) -> None:
    assert values.day(cell) == date(2026, 1, 31)


@pytest.mark.parametrize("cell", ["01/02/2026", "31.01.26", "2026-02-30", "1026-01-01", "2026-13-01", "soon", 46000])
def test_days_that_can_be_meant_in_two_ways_are_refused(cell: Any) -> None:
    with pytest.raises(CellRefused):
        values.day(cell)


def test_words_are_read_in_both_languages() -> None:
    assert [values.yes_no(cell) for cell in ("是", "Yes", "1", True, "否", "no", 0)] == [True] * 4 + [False] * 3
    kinds = values.choice(lambda: {"a": ("甲", "Alpha"), "b": ("乙",)})
    assert [kinds(cell) for cell in ("甲", "ALPHA", "b")] == ["a", "a", "b"]
    for bad in (
        lambda: values.yes_no("maybe"),
        lambda: kinds("c"),
        lambda: values.mail("x@"),
        lambda: values.whole("1.5"),
    ):
        with pytest.raises(CellRefused):
            bad()


def test_what_an_export_disarmed_comes_back_as_it_was() -> None:
    assert values.text(20)("'=1+1") == "=1+1"
    with pytest.raises(CellRefused):
        values.text(2)("abc")
