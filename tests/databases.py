"""Databases for tests that need processes or many connections: a fresh, migrated one of the kind under test."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def shared_database(db: None, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment for processes that share a new database of the kind under test."""
    template = tmp_path_factory.getbasetemp() / "database-template"
    template.mkdir(exist_ok=True)
    with fresh_database(tmp_path, template) as environment:
        yield environment


@contextmanager
def fresh_database(folder: Path, template: Path) -> Iterator[dict[str, str]]:
    """This function will give the environment for processes that share a new, migrated database in `folder`.

    `template` is a place that lasts for the test session; the migrations run once and later databases are copies.
    """
    if connection.vendor == "sqlite":
        pattern = template / "template.sqlite3"
        if not pattern.exists():
            _migrate({"DATABASE_URL": f"sqlite:///{pattern}", "HOURGLASS_DATA": str(template)})
        shutil.copy(pattern, folder / "hourglass.sqlite3")
        yield _environment({"DATABASE_URL": f"sqlite:///{folder / 'hourglass.sqlite3'}", "HOURGLASS_DATA": str(folder)})
        return
    # The session's own test database has connections, so it cannot be a template: one more is made beside it.
    pattern_name = f"template_{template.name.replace('-', '_')}_{os.getpid()}"
    marker = template / "template-made"
    if not marker.exists():
        _sql(f'CREATE DATABASE "{pattern_name}"')
        _migrate({"DATABASE_URL": _url(pattern_name), "HOURGLASS_DATA": str(template)})
        marker.touch()
    name = f"hourglass_{uuid.uuid4().hex[:12]}"
    _sql(f'CREATE DATABASE "{name}" TEMPLATE "{pattern_name}"')
    try:
        yield _environment({"DATABASE_URL": _url(name), "HOURGLASS_DATA": str(folder)})
    finally:
        _sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def _environment(own: dict[str, str]) -> dict[str, str]:
    return os.environ | {"HOURGLASS_MODE": "test"} | own


def _migrate(own: dict[str, str]) -> None:
    for command in (["migrate"], ["createcachetable"]):
        subprocess.run(
            [sys.executable, "-m", "hourglass.config", *command, "-v", "0"], env=_environment(own), check=True
        )


def _url(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def _sql(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement.encode())
