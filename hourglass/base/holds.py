"""How long write transactions hold the database.

SQLite lets one writer in at a time: a transaction of a second is an outage of a second for every page that saves. So
background work keeps its write transactions below 50 ms, and this guard measures them.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

LIMIT = 0.050  # seconds

WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


class Holds:
    """The write transactions of one connection: the longest so far, in seconds; each over the limit is reported."""

    def __init__(self, connection: BaseDatabaseWrapper, report: Callable[[float], None], limit: float) -> None:
        self.connection, self.report, self.limit = connection, report, limit
        self.since: float | None = None
        self.longest = 0.0

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """This function will run one statement, and note when the first write of a transaction began."""
        begins = sql.startswith("BEGIN IMMEDIATE")
        if not begins and self.since is None and self.connection.in_atomic_block and WRITE.match(sql):
            self.since = perf_counter()
        answer = execute(sql, params, many, context)
        if begins:
            self.since = perf_counter()  # from the answer on: the wait for the lock is somebody else's hold
        return answer

    def end(self) -> None:
        """This function will note that the transaction has ended."""
        if self.since is None:
            return
        held, self.since = perf_counter() - self.since, None
        self.longest = max(self.longest, held)
        if held > self.limit:
            self.report(held)

    def ending(self, step: Callable[[], None]) -> Callable[[], None]:
        """This function will give `step`, a commit or a rollback, with the note that it has happened."""

        def step_and_note() -> None:
            try:
                step()
            finally:
                self.end()

        return step_and_note


@contextmanager
def measured(
    connection: BaseDatabaseWrapper, report: Callable[[float], None] = lambda _seconds: None, limit: float = LIMIT
) -> Iterator[Holds]:
    """This function will measure every write transaction in its block, and report each that held longer than `limit`.

    A single statement outside a transaction is not measured: it holds the database no longer than it runs.
    """
    holds = Holds(connection, report, limit)
    for step in ("commit", "rollback"):
        setattr(connection, step, holds.ending(getattr(connection, step)))
    try:
        with connection.execute_wrapper(holds.watch):
            yield holds
    finally:
        for step in ("commit", "rollback"):
            delattr(connection, step)
