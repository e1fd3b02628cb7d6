"""Dependencies point down: imports by import-linter, foreign keys here."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture.tree import ROOT, layers, write

pytestmark = pytest.mark.once

Model = type[models.Model]


def upward_keys(found: Iterable[Model], order: list[list[str]]) -> list[str]:
    """This function will name every relation that does not point to a lower layer or into its own package.

    Import-linter cannot see them, because a relation may name its target by a text.
    """
    depth = {f"hourglass.{package}": level for level, row in enumerate(order) for package in row}
    upward = []
    for model in found:
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and isinstance(field.related_model, type)):
                continue
            source, target = (owner._meta.app_config.name for owner in (model, field.related_model))
            if source in depth and target in depth and source != target and depth[source] >= depth[target]:
                upward.append(f"{model.__name__}.{field.name} -> {field.related_model.__name__}")
    return upward


def test_foreign_keys_point_down() -> None:
    assert upward_keys(apps.get_models(include_auto_created=True), layers()) == []


@isolate_apps("hourglass.base", "hourglass.console", "hourglass.gateway")
def test_a_key_that_points_up_or_sideways_is_caught() -> None:
    class Page(models.Model):
        class Meta:
            app_label = "console"

    class Key(models.Model):
        page = models.ForeignKey("console.Page", models.CASCADE)

        class Meta:
            app_label = "base"

    class Down(models.Model):
        key = models.ForeignKey("base.Key", models.CASCADE)
        own = models.ForeignKey("self", models.CASCADE)

        class Meta:
            app_label = "gateway"

    class Many(models.Model):
        pages = models.ManyToManyField("console.Page")

        class Meta:
            app_label = "gateway"

    assert upward_keys([Page, Key, Down, Many], layers()) == ["Key.page -> Page", "Many.pages -> Page"]
    sideways = [["base", "gateway"], ["console"]]
    assert upward_keys([Down], sideways) == ["Down.key -> Key"]


BREACHES = {
    "upward": ({"hourglass/base/bad.py": "import hourglass.console\n"}, "Dependencies point down"),
    "sideways": ({"hourglass/usage/bad.py": "from hourglass import voice\n"}, "Dependencies point down"),
    "a package without a layer": ({"hourglass/gossip/__init__.py": ""}, "Dependencies point down"),
    "a framework in a pure word": ({"hourglass/base/money.py": "import django.db\n"}, "Pure words know no framework"),
    "the lake's engine elsewhere": ({"hourglass/usage/bad.py": "import duckdb\n"}, "Only the lake opens the lake"),
}


@pytest.mark.parametrize("name", BREACHES)
def test_import_linter_catches(tmp_path: Path, name: str) -> None:
    files, contract = BREACHES[name]
    copy = copied(tmp_path)
    broken = run(write(copy, files))
    assert broken.returncode != 0
    assert contract in broken.stdout
    assert "BROKEN" in broken.stdout or "Missing layers" in broken.stdout + broken.stderr


def copied(folder: Path) -> Path:
    """This function will copy the product's Python files and its contracts."""
    shutil.copytree(
        ROOT / "hourglass",
        folder / "hourglass",
        ignore=lambda _at, names: [n for n in names if n in {"static", "locale"}],
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder)},
    )
