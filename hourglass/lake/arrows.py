"""Plain Python columns made into Arrow tables that the lake can write; no pyarrow and no numpy."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

from arro3.core import Array, DataType, Field, Schema
from arro3.core import Table as Arrow

from hourglass.lake.tables import DAY, PERIOD, Table, day_period

__all__ = ["Arrow", "rows", "schema", "small"]

EPOCH = date(1970, 1, 1).toordinal()
TYPES = {
    "BIGINT": DataType.int64(),
    "DATE": DataType.date32(),
    "VARCHAR": DataType.utf8(),
    "DOUBLE": DataType.float64(),
}


def schema(table: Table) -> Schema:
    """This function will return the Arrow schema of `table`, the period first."""
    fields = [Field(PERIOD, TYPES["VARCHAR"], nullable=False)]
    fields += [Field(name, TYPES[kind], nullable=name in table.nullable) for name, kind in table.columns.items()]
    return Schema(fields)


def rows(table: Table, columns: Mapping[str, Sequence[Any]]) -> Arrow:
    """This function will make the rows of `table` out of one sequence for each of its columns.

    The period is that of each row's day. A column that is missing, unknown, of another length or type, or empty where
    it must not be raises ValueError, and nothing was written.
    """
    if columns.keys() != table.columns.keys():
        odd = ", ".join(sorted(columns.keys() ^ table.columns.keys()))
        raise ValueError(f"{table}: these columns are missing or unknown: {odd}")
    if len({len(values) for values in columns.values()}) > 1:
        raise ValueError(f"{table}: the columns differ in length")
    for name, values in columns.items():
        if name not in table.nullable and None in values:
            raise ValueError(f"{table}.{name} must not be empty")
    if odd_days := {day for day in columns[DAY] if type(day) is not date}:
        raise ValueError(f"{table}.{DAY} holds what is no day: {odd_days.pop()!r}")
    periods = {day: day_period(day) for day in set(columns[DAY])}
    arrays = [Array([periods[day] for day in columns[DAY]], TYPES["VARCHAR"])]
    arrays += [_array(f"{table}.{name}", kind, columns[name]) for name, kind in table.columns.items()]
    return Arrow.from_arrays(arrays, schema=schema(table))


def small(name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> Arrow:
    """This function will make a table of any columns out of rows in their order; every value may be empty.

    A row of another length or a value of another type raises ValueError.
    """
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [_array(f"{name}.{column}", columns[column], part) for column, part in zip(columns, values, strict=True)]
    fields = [Field(column, TYPES[kind], nullable=True) for column, kind in columns.items()]
    return Arrow.from_arrays(arrays, schema=Schema(fields))


def _array(name: str, kind: str, values: Sequence[Any]) -> Array:
    """This function will make one Arrow array; whole numbers without gaps are copied as one block of memory."""
    try:
        if kind == "DATE":
            numbers = [None if day is None else day.toordinal() - EPOCH for day in values]
            return Array(numbers, DataType.int32()).cast(TYPES["DATE"])
        if kind == "BIGINT" and values and None not in values:
            return Array.from_buffer(array("q", values))
        if kind == "DOUBLE" and not all(value is None or isfinite(value) for value in values):
            raise ValueError("engines do not agree on what is beyond the finite numbers")
        return Array(values, TYPES[kind])
    except (ValueError, TypeError, OverflowError, AttributeError) as fault:
        raise ValueError(f"{name} holds a value that is no {kind}: {fault}") from fault
