"""Nobody writes a whole row that was there before: it may hold what somebody else changed meanwhile."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules, write

pytestmark = pytest.mark.once

SAYS_WHAT = {"update_fields", "force_insert"}


def whole_rows(root: Path) -> list[str]:
    """This function will name every place that saves a row without saying which fields, or that it is new."""
    return [
        f"{module.name}:{node.lineno} {ast.unparse(node)}"
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"save", "asave"}
        and not ast.unparse(node.func.value).startswith("super()")
        and SAYS_WHAT.isdisjoint(word.arg for word in node.keywords)
    ]


def test_every_save_says_what_it_writes() -> None:
    assert whole_rows(ROOT) == []


def test_a_save_of_everything_is_caught(tmp_path: Path) -> None:
    text = "def rename(team, name):\n    team.name = name\n    team.save()\n    team.save(update_fields=['name'])\n"
    assert whole_rows(write(tmp_path, {"hourglass/base/teams.py": text})) == ["hourglass/base/teams.py:3 team.save()"]
