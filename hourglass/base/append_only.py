"""Tables that the database itself lets grow and nothing else: the triggers, for SQLite and PostgreSQL.

Migrations install them and `hourglass audit verify` checks that they are there. A later migration that changes one of
these tables on SQLite rebuilds it, which drops its triggers, so it has to call `guard` again.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guarded:
    """One append-only table: its keys, and the only update it allows, as SQL over OLD and NEW."""

    table: str
    keys: tuple[str, ...]
    allowed: str = ""


ENTRY = Guarded("base_entry", ("id",))
SEAL = Guarded("base_seal", ("position", "entry_id"))
# A text may lose everything it says, once, when an entry says why. What remains is the digest, on the entry.
TEXT = Guarded(
    "base_entrytext",
    ("entry_id",),
    allowed=(
        "OLD.erasure_id IS NULL AND NEW.erasure_id IS NOT NULL AND NEW.entry_id = OLD.entry_id "
        "AND NEW.salt = '' AND NEW.label = '' AND NEW.reason = '' AND NEW.note = '' "
        "AND NEW.old IS NULL AND NEW.new IS NULL"
    ),
)
GUARDED = (ENTRY, TEXT, SEAL)


def triggers(guarded: Guarded, vendor: str) -> dict[str, str]:
    """This function will return the table's triggers: name to the SQL that makes it."""
    return _sqlite(guarded) if vendor == "sqlite" else _postgresql(guarded)


def guard(connection: BaseDatabaseWrapper, *tables: Guarded) -> None:
    """This function will install the triggers of `tables`, replacing older ones."""
    unguard(connection, *tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSAL)
        for guarded in tables:
            for statement in triggers(guarded, connection.vendor).values():
                cursor.execute(statement)


def unguard(connection: BaseDatabaseWrapper, *tables: Guarded) -> None:
    """This function will remove the triggers of `tables`; only tests and a migration that is undone may."""
    with connection.cursor() as cursor:
        for guarded in tables:
            for name in triggers(guarded, connection.vendor):
                where = "" if connection.vendor == "sqlite" else f" ON {guarded.table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """This function will name the triggers that should guard the record and do not."""
    wanted = {name for guarded in GUARDED for name in triggers(guarded, connection.vendor)}
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED[connection.vendor])
        return sorted(wanted.difference(name for (name,) in cursor.fetchall()))


def _sqlite(guarded: Guarded) -> dict[str, str]:
    table = guarded.table
    allowed = f" WHEN NOT ({guarded.allowed})" if guarded.allowed else ""
    taken = " OR ".join(f"{key} = NEW.{key}" for key in guarded.keys)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return {
        f"{table}_no_update": f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}{allowed} {refuse}",
        f"{table}_no_delete": f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        # INSERT OR REPLACE deletes the old row without firing its DELETE trigger.
        f"{table}_no_replace": (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  the names are this file's own
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) {refuse}"
        ),
    }


def _postgresql(guarded: Guarded) -> dict[str, str]:
    table = guarded.table
    allowed = f" WHEN (NOT ({guarded.allowed}))" if guarded.allowed else ""
    refuse = "EXECUTE FUNCTION hourglass_append_only()"
    made = {
        f"{table}_no_update": f"BEFORE UPDATE ON {table} FOR EACH ROW{allowed} {refuse}",
        f"{table}_no_delete": f"BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    }
    # ALWAYS: also for a session that poses as a replica, which ordinary triggers ignore.
    return {
        name: f"CREATE TRIGGER {name} {body}; ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
        for name, body in made.items()
    }


_INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # Only what is enabled ALWAYS; a trigger that somebody switched off is missing.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'",
}
_REFUSAL = """
CREATE OR REPLACE FUNCTION hourglass_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
