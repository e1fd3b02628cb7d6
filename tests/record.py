"""What tests need of the record: a door for emptying its tables between tests, and counting what was written."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import TransactionTestCase

from hourglass.base import append_only
from hourglass.base.models import Entry


@contextmanager
def unlocked() -> Iterator[None]:
    """This function will take the triggers of the append-only tables away for the block, as an intruder would."""
    append_only.unguard(connection, *append_only.GUARDED)
    try:
        yield
    finally:
        append_only.guard(connection, *append_only.GUARDED)


_flush = TransactionTestCase._fixture_teardown


def _flush_unlocked(self: TransactionTestCase) -> None:
    # Tests with real transactions empty every table after each test, which the record's tables refuse.
    with unlocked():
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_unlocked  # type: ignore[method-assign]


class Written:
    """The entries written since the fixture began."""

    def __init__(self) -> None:
        self.start = max(Entry.objects.values_list("pk", flat=True), default=0)

    @property
    def entries(self) -> list[Entry]:
        """Every entry written since, oldest first."""
        return list(Entry.objects.filter(pk__gt=self.start).select_related("text", "actor").order_by("pk"))

    @property
    def verbs(self) -> list[str]:
        """What was written since."""
        return [entry.verb for entry in self.entries]


@pytest.fixture
def written(db: None) -> Written:
    """What the record gained during the test: `written.verbs`, `written.entries`."""
    return Written()


def tamper(*statements: str) -> None:
    """This function will change the database as an intruder with all its rights would: past triggers and keys."""
    sqlite = connection.vendor == "sqlite"
    off, on = (
        ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
        if sqlite
        else ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT")
    )
    with unlocked(), connection.cursor() as cursor:
        cursor.execute(off)
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(on)
