"""Apache Spark, for a lake that one machine has outgrown: the same SQL text, translated, over the same files.

Spark reads the Parquet files that the snapshot names, with a schema of ours. It needs no Delta extension for that, and
no library beyond what `pip install pyspark` brings; Java 17 is the machine's. The import waits until the engine is
used, because an installation without a cluster has no pyspark.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

import sqlglot
from arro3.core import Table as Arrow

from hourglass.lake import arrows
from hourglass.lake.engines import BY_NAME, READS, Small, Span
from hourglass.lake.store import Lake

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TYPES = {"BIGINT": "bigint", "DATE": "date", "VARCHAR": "string", "DOUBLE": "double"}
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # an overflow is a failure on both engines, not a wrong number on one
    "spark.ui.enabled": "false",
}


class Spark:
    """A Spark cluster; `master` is its address, such as `spark://10.0.0.5:7077`."""

    def __init__(self, *, master: str, settings: Mapping[str, str] | None = None) -> None:
        self._master = master
        self._settings = {**SETTINGS, **(settings or {})}
        self._lock = Lock()
        self._session: SparkSession | None = None

    def run(
        self, sql: str, *, lake: Lake, spans: Mapping[str, Span], small: Mapping[str, Small] | None = None
    ) -> list[tuple[Any, ...]]:
        """See `Engine.run`. A text that Spark cannot answer raises an exception of pyspark."""
        for tries_left in reversed(range(READS)):
            try:
                return self._answer(translated(sql), lake, spans, small or {})
            except Exception as fault:
                if not tries_left or "FILE_NOT_EXIST" not in str(fault):
                    raise
        raise AssertionError("unreachable")

    def table(
        self,
        sql: str,
        columns: Mapping[str, str],
        *,
        lake: Lake,
        spans: Mapping[str, Span],
        small: Mapping[str, Small] | None = None,
    ) -> Arrow:
        """See `Engine.table`. The rows pass through this process, because Spark's own way to Arrow wants pyarrow."""
        return arrows.small("answer", columns, self.run(sql, lake=lake, spans=spans, small=small))

    def close(self) -> None:
        """This function will leave the cluster; the next call joins it anew."""
        with self._lock:
            if self._session:
                self._session.stop()
            self._session = None

    def _answer(
        self, sql: str, lake: Lake, spans: Mapping[str, Span], small: Mapping[str, Small]
    ) -> list[tuple[Any, ...]]:
        session = self._joined().newSession()  # views of its own, one context
        for name, (since, until) in spans.items():
            self._rows(session, lake, name, since, until).createOrReplaceTempView(name)
        for name, given in small.items():
            rows = [tuple(row) for row in given.rows]
            session.createDataFrame(rows, shape(given.columns)).createOrReplaceTempView(name)
        return [tuple(row) for row in session.sql(sql).collect()]

    def _rows(
        self, session: "SparkSession", lake: Lake, name: str, since: date | None, until: date | None
    ) -> "DataFrame":
        """This function will lay the rows of a table in [`since`, `until`) before Spark, from its present snapshot."""
        table = BY_NAME[name]
        files = lake.files(table, since=since, until=until)
        schema = shape(table.columns)
        rows = session.read.schema(schema).parquet(*files) if files else session.createDataFrame([], schema)
        bounds = [f"day >= DATE '{since}'"] * bool(since) + [f"day < DATE '{until}'"] * bool(until)
        return rows.where(" and ".join(bounds)) if bounds else rows

    def _joined(self) -> "SparkSession":
        """This function will join the cluster on the first call of this process."""
        from pyspark.sql import SparkSession  # noqa: PLC0415  see above

        with self._lock:
            if self._session is None:
                builder = SparkSession.builder.master(self._master).appName("hourglass")
                for name, value in self._settings.items():
                    builder = builder.config(name, value)
                self._session = builder.getOrCreate()
            return self._session


def translated(sql: str) -> str:
    """This function will say one statement of DuckDB's SQL in Spark's; one that it cannot read raises ValueError."""
    try:
        statements: Sequence[str] = sqlglot.transpile(sql, read="duckdb", write="spark")
    except sqlglot.errors.SqlglotError as fault:
        raise ValueError(f"This text cannot be translated: {fault}") from fault
    if len(statements) != 1:
        raise ValueError("One statement at a time")
    return statements[0]


def shape(columns: Mapping[str, str]) -> str:
    """This function will write Spark's schema of columns."""
    return ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in columns.items())
