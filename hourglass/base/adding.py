"""Adding and changing many rows at once, column by column: `bulk_create` and `bulk_update` at a fraction of their time.

Django's own ask of every value of every row how its field is written. Here each column is asked once: words pass, a
value that comes again is written as before, and a column that nobody names is its default. What is added goes through
Django's own statement, and what is changed through one that is prepared once; both read the same on every database.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

AT_ONCE = 500  # rows that one statement adds at most
WORDS = (models.CharField, models.TextField)


def add_rows(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> list[Any]:
    """This function will add rows to the table of `model`, and return their keys in the order of the rows.

    `columns` gives by the name of a column ("owner_id") its values, as many for each; other columns take their default.
    What only `save` would do, such as stamping a field with the time, is not done.

    :raises IntegrityError: a row breaks a constraint; none is added.
    """
    connection = connections[router.db_for_write(model)]
    number = len(next(iter(columns.values())))
    fields = [field for field in model._meta.concrete_fields if not _numbered(field) or field.attname in columns]
    if unknown := set(columns) - {field.attname for field in fields}:
        raise ValueError(f"No such column: {sorted(unknown)}")
    written = [_written(field, columns.get(field.attname), number, connection) for field in fields]
    rows = list(zip(*written, strict=True))
    if model._meta.pk.attname in columns:
        keys = list(columns[model._meta.pk.attname])
        _execute(connection, model, fields, rows, ())
    else:
        keys = [key for (key,) in _execute(connection, model, fields, rows, (model._meta.pk,))]
    return keys


def change_rows(model: type[models.Model], keys: Sequence[Any], columns: Mapping[str, Sequence[Any]]) -> None:
    """This function will give the rows of `keys` other values: those of `columns`, by name, in the same order."""
    connection = connections[router.db_for_write(model)]
    fields = {field.attname: field for field in model._meta.concrete_fields}
    written = [_written(fields[name], values, len(keys), connection) for name, values in columns.items()]
    quoted = connection.ops.quote_name
    sets = ", ".join(f"{quoted(str(fields[name].column))} = %s" for name in columns)
    table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
    statement = f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608  names of our own models, quoted
    with transaction.atomic(using=connection.alias, savepoint=False), connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*written, keys, strict=True)))


def _numbered(field: "models.Field[Any, Any]") -> bool:
    """This function will tell whether the database gives the field its number."""
    return isinstance(field, models.AutoField | models.BigAutoField)


def _written(
    field: "models.Field[Any, Any]", values: Sequence[Any] | None, number: int, connection: BaseDatabaseWrapper
) -> Sequence[Any]:
    """This function will write the values of one column as the database takes them."""

    def write(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if values is None:
        varies = callable(field.default) and field.default not in {dict, list}
        return (
            [write(field.get_default()) for _row in range(number)] if varies else [write(field.get_default())] * number
        )
    if isinstance(field, WORDS) and all(type(value) is str for value in values):
        return values
    once: Callable[[Any], Any] = write if isinstance(field, models.JSONField) else lru_cache(maxsize=None)(write)
    return [once(value) for value in values]


def _execute(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    fields: Sequence["models.Field[Any, Any]"],
    rows: Sequence[Sequence[Any]],
    returning: Sequence[Any],
) -> Iterable[Any]:
    ops: Any = connection.ops
    found: list[Any] = []
    size = min(AT_ONCE, max(1, ops.bulk_batch_size(fields, rows)))
    with transaction.atomic(using=connection.alias, savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            cursor.execute(_statement(connection, model, fields, len(some), returning), list(chain.from_iterable(some)))
            found += ops.fetch_returned_insert_rows(cursor) if returning else ()
    return found


def _statement(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    fields: Sequence["models.Field[Any, Any]"],
    number: int,
    returning: Sequence[Any],
) -> str:
    ops: Any = connection.ops
    names = ", ".join(ops.quote_name(field.column) for field in fields)
    values = ops.bulk_insert_sql(fields, [["%s"] * len(fields)] * number)
    back, _parameters = ops.return_insert_columns(returning) if returning else ("", ())
    return f"{ops.insert_statement()} {ops.quote_name(model._meta.db_table)} ({names}) {values} {back}".rstrip()
