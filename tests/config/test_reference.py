"""The reference pages say what the code says, and every setting says what it is for."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from hourglass.config import reference
from tests.architecture.tree import ROOT, modules, write

pytestmark = pytest.mark.once

SETTINGS = ROOT / "hourglass" / "config" / "settings.py"


def undocumented(source: str) -> list[str]:
    """This function will name every setting without a meaning."""
    return [setting.name for setting in reference.settings_read(source) if len(setting.meaning) < 20]


def read_elsewhere(root: Path) -> list[str]:
    """This function will name every module but the settings that reads the environment."""
    return [
        f"{module.name}:{node.lineno}"
        for module in modules(root)
        if module.name != "hourglass/config/settings.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and not is_the_name_of_the_settings(module.text.splitlines()[node.lineno - 1])
    ]


def is_the_name_of_the_settings(line: str) -> bool:
    return 'environ.setdefault("DJANGO_SETTINGS_MODULE"' in line


def test_every_setting_is_documented() -> None:
    assert undocumented(SETTINGS.read_text()) == []
    assert len(reference.settings_read(SETTINGS.read_text())) >= 15


def test_the_environment_is_read_in_one_place() -> None:
    assert read_elsewhere(ROOT) == []


def test_an_undocumented_setting_is_caught() -> None:
    source = (
        '#: Says what it is for, at length.\nA = env.str("A", "x")\nB = env.bool("B", False) or env.list("C", [])\n'
    )
    assert undocumented(source) == ["B", "C"]


def test_a_setting_read_elsewhere_is_caught(tmp_path: Path) -> None:
    write(tmp_path, {"hourglass/usage/a.py": 'import os\n\nos.environ["A"]\nos.getenv("B")\n'})
    assert read_elsewhere(tmp_path) == ["hourglass/usage/a.py:3", "hourglass/usage/a.py:4"]


def test_a_setting_is_read_with_kind_default_and_meaning() -> None:
    source = (
        '#: One\n#: and two.\nA: list[str] = env.list("A", ["x", "y"])\nB = env.int("B", 3)\nC = env.str("C", f())\n'
    )
    assert reference.settings_read(source) == [
        reference.Setting("A", "list", "`x` `y`", "One and two."),
        reference.Setting("B", "number", "`3`", ""),
        reference.Setting("C", "text", "", ""),
    ]


def test_the_reference_pages_are_up_to_date() -> None:
    call_command("reference", "--check")


def test_a_stale_page_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"hourglass/config/settings.py", "docs/reference/spec-items.txt", "docs/reference/partials.toml"}
    write(tmp_path, {name: (ROOT / name).read_text() for name in kept})
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    call_command("reference")
    call_command("reference", "--check")
    (tmp_path / "docs" / "reference" / "settings.md").write_text("old")
    with pytest.raises(CommandError, match=r"settings\.md"):
        call_command("reference", "--check")
