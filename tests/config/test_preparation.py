"""Preparation runs when something is new, and costs nothing when nothing is."""

from pathlib import Path

import pytest
from pytest_django import Settings

from hourglass.config import preparation


@pytest.fixture
def commands(db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    settings.DATA = tmp_path
    called: list[str] = []
    monkeypatch.setattr(preparation, "call_command", lambda name, **_options: called.append(name))
    return called


def test_the_first_start_prepares_everything(commands: list[str]) -> None:
    assert preparation.prepare()
    assert commands == ["migrate", "createcachetable", "collectstatic"]


def test_a_second_start_has_nothing_to_do(commands: list[str]) -> None:
    preparation.prepare()
    assert not preparation.prepare()
    assert len(commands) == 3


def test_a_new_file_is_noticed(commands: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    preparation.prepare()
    new = tmp_path / "0099_new.py"
    new.touch()
    monkeypatch.setattr(preparation, "sources", lambda: [new])
    assert preparation.prepare()
    assert not preparation.prepare()
    new.write_text("changed")
    assert preparation.prepare()


def test_another_or_an_empty_database_is_noticed(
    commands: list[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    preparation.prepare()
    settings.DATABASE_URL = "sqlite:///elsewhere"
    assert preparation.prepare()
    monkeypatch.setattr(preparation, "has_tables", lambda: False)
    assert preparation.prepare()


def test_migrations_and_static_files_count() -> None:
    names = {path.name for path in preparation.sources()}
    assert {"0001_people.py", "0006_jobs.py"} <= names
    assert any(name.endswith(".css") for name in names)
