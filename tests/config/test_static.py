"""Every static file can be collected, and our script modules find each other under their hashed names."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

pytestmark = pytest.mark.once


def test_modules_import_each_other_by_names_that_can_be_cached_for_ever(tmp_path: Path) -> None:
    storages = {"staticfiles": {"BACKEND": "hourglass.config.static.Storage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    (entry,) = tmp_path.glob("ui/js/ui.????????????.js")
    imported = re.findall(r'import\s*"\./([^"]+)"', entry.read_text())
    assert len(imported) >= 7
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name) for name in imported)
    assert all((entry.parent / name).exists() and (entry.parent / f"{name}.gz").exists() for name in imported)
