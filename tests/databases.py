"""The databases of a test run: one is migrated, all others are copies of it.

Every worker's own test database and every database that processes share begin as that copy, because running the
migrations takes longer than most tests together.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

PATTERN = "hourglass_pattern"
ROOT = Path(__file__).resolve().parent.parent
# What decides, beside migrations and models, how a migrated database looks.
MADE_BY = [ROOT / "hourglass/config/settings.py", ROOT / "requirements/run.txt", Path(__file__).resolve()]
KEPT = 2


@contextmanager
def once(folder: Path, name: str) -> Iterator[bool]:
    """This function will let one process of the run do something: it is told True, and the others wait and are not."""
    marker = folder / f"{name}-made"
    with (folder / f"{name}-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not marker.exists()
        marker.touch()


def run_folder(factory: pytest.TempPathFactory) -> Path:
    """This function will give the folder that all workers of this run share."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def of_what_migrations_read() -> str:
    """This function will give a digest of all that a migrated database is made of."""
    files = sorted({*ROOT.glob("hourglass/**/migrations/*.py"), *ROOT.glob("hourglass/**/models/*.py"), *MADE_BY})
    digest = hashlib.sha256()
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def make_pattern(path: Path, kept: Path) -> None:
    """This function will lay a migrated SQLite file at `path`: the one of an earlier run, if nothing changed since.

    `kept` is where runs leave it for those after them.
    """
    known = kept / f"{of_what_migrations_read()}.sqlite3"
    if not known.exists():
        migrate(f"sqlite:///{path}", path.parent)
        with sqlite3.connect(path) as made:
            made.execute("PRAGMA journal_mode = DELETE")
        made.close()
        for old in sorted(kept.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink()
        shutil.copyfile(path, known.with_suffix(".new"))
        known.with_suffix(".new").rename(known)
    else:
        shutil.copyfile(known, path)


@pytest.fixture(scope="session")
def pattern(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A migrated SQLite file; with PostgreSQL the database PATTERN stands in the server instead."""
    folder = run_folder(tmp_path_factory)
    path = folder / "pattern.sqlite3"
    with django_db_blocker.unblock(), once(folder, "pattern") as first:
        if first and connection.vendor == "sqlite":
            cache = getattr(request.config, "cache", None)  # pytest can run without one
            make_pattern(path, cache.mkdir("databases") if cache else folder)
        elif first:
            server(f'CREATE DATABASE "{PATTERN}"')
            migrate(address(PATTERN), folder)
    return path


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, pattern: Path) -> Iterator[None]:
    """The test database of this worker, as a copy instead of by migrations."""
    with django_db_blocker.unblock():
        outside = connection.settings_dict["NAME"]
        connection.close()
        name = connection.creation._get_test_db_name()
        if connection.vendor != "sqlite":
            name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
            server(f'CREATE DATABASE "{name}" TEMPLATE "{PATTERN}"')
        connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            with sqlite3.connect(pattern) as made:
                made.backup(connection.connection)
            made.close()
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = outside
        if connection.vendor != "sqlite":
            server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as production serves them: hashed names, packed, collected once a run."""
    folder = run_folder(tmp_path_factory) / "collected"
    with once(folder.parent, "collected") as first:
        if first:
            words = [sys.executable, "-m", "hourglass.config", "collectstatic", "--no-input", "-v", "0"]
            subprocess.run(
                words, env=os.environ | {"HOURGLASS_MODE": "demo", "HOURGLASS_DATA": str(folder)}, check=True
            )
    return folder / "static"


@pytest.fixture
def shared_database(db: None, tmp_path: Path, pattern: Path) -> Iterator[dict[str, str]]:
    """The environment for processes that share a new database of the kind under test."""
    if connection.vendor == "sqlite":
        yield environment(f"sqlite:///{copied(pattern, tmp_path)}", tmp_path)
        return
    name = f"hourglass_{uuid.uuid4().hex[:12]}"
    server(f'CREATE DATABASE "{name}" TEMPLATE "{PATTERN}"')
    yield environment(address(name), tmp_path)
    server(f'DROP DATABASE "{name}" WITH (FORCE)')


def copied(pattern: Path, folder: Path) -> Path:
    """This function will lay a migrated SQLite file where an installation whose data is in `folder` looks for it."""
    path = folder / "hourglass.sqlite3"
    shutil.copyfile(pattern, path)
    path.chmod(0o600)
    return path


def migrate(database: str, folder: Path) -> None:
    """This function will run the migrations, and make the table of the cache, as a new installation does."""
    for command in ("migrate", "createcachetable"):
        words = [sys.executable, "-m", "hourglass.config", command, "-v", "0"]
        subprocess.run(words, env=environment(database, folder), check=True)


def environment(database: str, folder: Path) -> dict[str, str]:
    """This function will give the environment of a process of the product that uses this database."""
    return os.environ | {"HOURGLASS_MODE": "test", "DATABASE_URL": database, "HOURGLASS_DATA": str(folder)}


def address(name: str) -> str:
    """This function will give the URL of another database of the PostgreSQL server under test."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def server(statement: str) -> None:
    """This function will run one statement on the PostgreSQL server, outside of the test databases."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connected:
        connected.execute(statement.encode())
