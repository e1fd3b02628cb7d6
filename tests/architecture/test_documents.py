"""What the documents say exists: commands, files, settings; and the licence is the licence."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.core.management import get_commands

from hourglass.config.reference import settings_read
from tests.architecture.tree import ROOT, write

pytestmark = pytest.mark.once

AGPL = "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"
COMMAND = re.compile(r"bin/hourglass ([a-z_]+)")
SCRIPT = re.compile(r"(?<![\w./-])(?:/srv/hourglass/)?bin/([a-z]+)")
VARIABLE = re.compile(r"\b(HOURGLASS_[A-Z_]+|DATABASE_URL)\b")
FILE = re.compile(r"`((?:hourglass|tests|docs|bin|config|console|base)/[\w./-]+\.\w+)`")
OF_THE_SCRIPTS = {"HOURGLASS_CHROMIUM", "HOURGLASS_KILLS"}


def documents(root: Path) -> Iterable[Path]:
    """This function will give the pages people read: those at the root, the guides, concepts and decisions."""
    yield from sorted(root.glob("*.md"))
    yield from sorted(path for path in (root / "docs").rglob("*.md") if path.parent.name != "reference")


def unknown(root: Path, commands: Iterable[str], variables: Iterable[str]) -> list[str]:
    """This function will name every command, script, variable and file that a document speaks of and nobody has."""
    found = []
    for path in documents(root):
        text = path.read_text()
        lost = [f"command {name}" for name in COMMAND.findall(text) if name not in commands]
        lost += [f"script {name}" for name in SCRIPT.findall(text) if not (root / "bin" / name).exists()]
        lost += [f"variable {name}" for name in VARIABLE.findall(text) if name not in variables]
        lost += [
            f"file {name}"
            for name in FILE.findall(text)
            if not (root / name).exists() and not (root / "hourglass" / name).exists()
        ]
        found += [f"{path.relative_to(root).as_posix()}: {what}" for what in dict.fromkeys(lost)]
    return found


def test_documents_name_only_what_exists() -> None:
    read = settings_read((ROOT / "hourglass" / "config" / "settings.py").read_text())
    variables = {setting.name for setting in read} | OF_THE_SCRIPTS
    assert unknown(ROOT, get_commands(), variables) == []


def test_what_does_not_exist_is_caught(tmp_path: Path) -> None:
    text = (
        "bin/hourglass web, bin/hourglass fly, bin/run, `bin/walk`, HOURGLASS_A, HOURGLASS_B, `base/a.py` `base/b.py`"
    )
    write(tmp_path, {"README.md": text, "bin/run": "", "bin/hourglass": "", "hourglass/base/a.py": ""})
    lost = ["command fly", "script walk", "variable HOURGLASS_B", "file base/b.py"]
    assert unknown(tmp_path, ["web"], ["HOURGLASS_A"]) == [f"README.md: {what}" for what in lost]


def test_both_services_are_described() -> None:
    guide = (ROOT / "docs" / "guides" / "run-in-production.md").read_text()
    assert {"web", "worker", "migrate", "createcachetable", "collectstatic", "ready"} <= {*COMMAND.findall(guide)}


def test_every_decision_is_listed_and_has_its_three_parts() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text()
    for path in sorted(folder.glob("[0-9]*.md")):
        text = path.read_text()
        assert path.name in listed
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Why the question came up",
            "What we decided",
            "What follows",
        ]
        assert 10 <= len(text.splitlines()) <= 40


def test_the_licence_is_the_licence() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == AGPL
