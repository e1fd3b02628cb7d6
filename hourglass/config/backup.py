"""Database, lake, files and anchors of one moment, taken as one while the product works."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection

from hourglass.base import anchors
from hourglass.lake import copying
from hourglass.lake.store import Lake

MANIFEST = "backup.json"


class NoBackup(Exception):  # noqa: N818  an answer to whoever asked for one
    """Why there is no backup, in a sentence."""


class Dump(Protocol):
    """One kind of database, taken as it is at one moment."""

    def hold(self) -> None:
        """This function will fix the moment."""

    def finish(self) -> None:
        """This function will see that the database of that moment lies in the folder."""

    def close(self) -> None:
        """This function will let go of the moment."""


class Sqlite:
    """The whole file, written anew by the engine that the product brings."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "hourglass.sqlite3"

    def hold(self) -> None:
        """This function will write the file."""
        self._file.touch(mode=0o600)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self._file)])

    def finish(self) -> None:
        """This function will have nothing left to do."""

    def close(self) -> None:
        """This function will have nothing to let go of."""


class Postgres:
    """A dump of a snapshot that a transaction holds open, so that fixing the moment takes none."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("pg_dump")
        if not program:
            raise NoBackup("A backup of PostgreSQL needs pg_dump: install PostgreSQL's client programs.")
        self._program, self._file = program, folder / "hourglass.dump"
        self._holder = connection.copy()
        self._snapshot = ""

    def hold(self) -> None:
        """This function will begin the transaction and name its snapshot."""
        with self._holder.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            self._snapshot = cursor.fetchone()[0]

    def finish(self) -> None:
        """This function will dump that snapshot."""
        given = connection.get_connection_params()
        names = {"PGDATABASE": "dbname", "PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
        known = {name: str(given[key]) for name, key in names.items() if given.get(key)}
        command = [self._program, "--format=custom", f"--snapshot={self._snapshot}", f"--file={self._file}"]
        done = subprocess.run(command, env=known, check=False, capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            raise NoBackup(f"pg_dump failed: {done.stderr.strip()}")

    def close(self) -> None:
        """This function will end the transaction."""
        self._holder.close()


def take(lake: Lake, folder: Path, *, at: datetime) -> None:
    """This function will write a backup into a new folder; the manifest comes last, so without one it is none.

    The anchors come before the database and the uploaded files after it: no anchor speaks of what the database lacks,
    and no row names a file that the backup lacks. Raises `NoBackup` when a part fails, and leaves what it had written.
    """
    if folder.exists():
        raise NoBackup(f"{folder} is there already. Name a folder that is not.")
    folder.mkdir(mode=0o700, parents=True)
    if anchors.path().exists():
        shutil.copy2(anchors.path(), folder / "anchors.jsonl")
    dump: Dump = Sqlite(folder) if connection.vendor == "sqlite" else Postgres(folder)
    try:
        with copying.copied(lake, folder / "lake") as moment:
            dump.hold()
        dump.finish()
    except (copying.Broken, ValueError, OSError) as fault:
        raise NoBackup(str(fault)) from fault
    finally:
        dump.close()
    if (settings.DATA / "files").is_dir():
        shutil.copytree(settings.DATA / "files", folder / "files")
    versions = {table.name: version for table, version in moment.versions.items()}
    manifest = {"at": at.isoformat(), "database": connection.vendor, "lake": versions}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
