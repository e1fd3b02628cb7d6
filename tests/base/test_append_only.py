"""The database refuses every change of the record, whichever way it comes (T48, FILE-02)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F, ProtectedError, QuerySet

from hourglass.base import append_only, timeline
from hourglass.base.models import Entry, EntryText, Seal, User
from hourglass.base.models.timeline import Kept
from tests.record import unlocked

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
TABLES = [(guarded.table, guarded.keys[0]) for guarded in append_only.GUARDED]


@pytest.fixture
def entry(someone: User) -> Entry:
    """One sealed entry."""
    entry = timeline.record("record.checked", on=someone, by=someone, at=AT, reason="weekly")
    Seal.objects.create(position=1, entry=entry, chain="c", signature="s", sealed_at=AT)
    connection.check_constraints()
    return entry


def rows() -> list[list[tuple[object, ...]]]:
    """This function will read all three tables whole."""
    return [list(model.objects.order_by("pk").values_list()) for model in (Entry, EntryText, Seal)]


@pytest.mark.parametrize(("table", "key"), TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {key} = {key} + 1000",
        "UPDATE {table} SET {key} = {key}",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE {key} = (SELECT max({key}) FROM {table})",
    ],
)
def test_file_02_raw_sql_is_refused(entry: Entry, table: str, key: str, statement: str) -> None:
    before = rows()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(statement.format(table=table, key=key))
    assert rows() == before


@pytest.mark.parametrize(("table", "key"), TABLES)
def test_a_row_is_not_replaced_in_passing(entry: Entry, table: str, key: str) -> None:
    before = rows()
    model = next(model for model in (Entry, EntryText, Seal) if model._meta.db_table == table)
    columns = ", ".join(field.column for field in model._meta.concrete_fields)
    replace = (
        f"INSERT OR REPLACE INTO {table} SELECT {columns} FROM {table}"
        if connection.vendor == "sqlite"
        else f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} "
        f"ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}"
    )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(replace)
    assert rows() == before


def run(statement: str) -> None:
    """This function will execute one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL truncates")
@pytest.mark.parametrize(("table", "key"), TABLES)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_truncation_and_the_guise_of_a_replica_are_refused(entry: Entry, table: str, key: str, role: str) -> None:
    before = rows()
    for statement in (f"TRUNCATE {table} CASCADE", f"DELETE FROM {table}", f"UPDATE {table} SET {key} = {key}"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            run(f"SET LOCAL session_replication_role = {role}; {statement}")
    assert rows() == before


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: entry.delete(),
        lambda entry: entry.text.delete(),
        lambda entry: entry.save(),
        lambda entry: entry.text.save(),
        lambda _: Entry.objects.all().delete(),
        lambda _: Entry.objects.update(verb="x"),
        lambda entry: Entry.objects.bulk_update([entry], ["verb"]),
        lambda _: EntryText.objects.update(note="x"),
        lambda _: Seal.objects.all().delete(),
    ],
)
def test_file_02_the_orm_says_why_it_refuses(entry: Entry, attempt: Callable[[Entry], object]) -> None:
    before = rows()
    with pytest.raises(Kept, match=r"correction|更正"), transaction.atomic():
        attempt(entry)
    assert rows() == before


@pytest.mark.parametrize("model", [Entry, EntryText, Seal])
def test_a_plain_queryset_meets_the_trigger(entry: Entry, model: type[Entry]) -> None:
    before, key = rows(), model._meta.pk.name
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        QuerySet(model).update(**{key: F(key)})
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        QuerySet(model).all()._raw_delete("default")  # type: ignore[attr-defined]
    assert rows() == before


def test_a_person_on_the_record_is_not_deleted_with_their_entries(entry: Entry, someone: User) -> None:
    with pytest.raises(ProtectedError):
        someone.delete()
    assert Entry.objects.filter(pk=entry.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_even_emptying_the_whole_database_is_refused() -> None:
    person = User.objects.create_user("a@example.com", name="A")
    timeline.record("record.checked", on=person, by=person, at=AT)
    with pytest.raises(Exception, match=r"append-only|flushed"):
        call_command("flush", interactive=False, verbosity=0)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_missing_trigger_is_named() -> None:
    assert append_only.missing(connection) == []
    with unlocked():
        assert "base_entry_no_delete" in append_only.missing(connection)
    assert append_only.missing(connection) == []
