"""Rules know no HTTP, no clock and no signals; ruff says so, and is shown to."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules, write

pytestmark = pytest.mark.once

BANNED = {
    "HTTP": "from django.http import HttpResponse\n\nHttpResponse()\n",
    "rendering": "from django.shortcuts import render\n\nrender()\n",
    "Django's clock": "from django.utils import timezone\n\ntimezone.now()\n",
    "the clock": "from datetime import datetime\n\ndatetime.now()\n",
    "today": "import datetime\n\ndatetime.date.today()\n",
    "seconds": "import time\n\ntime.time()\n",
    "the database's clock": "from django.db.models.functions import Now\n\nNow()\n",
    "signals": "from django.dispatch import receiver\n\nreceiver()\n",
    "model signals": "from django.db.models.signals import post_save\n\npost_save.connect(print)\n",
}
RULES = "hourglass/revenue/contracts.py"


def banned(folder: Path, name: str) -> bool:
    """This function will tell whether ruff refuses the imports of one file."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    ruff = Path(sys.executable).with_name("ruff")
    found = subprocess.run(
        [ruff, "check", "--no-cache", "--select", "TID251", name],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.returncode != 0 and "TID251" in found.stdout


@pytest.mark.parametrize("what", BANNED)
def test_rules_may_not_use(tmp_path: Path, what: str) -> None:
    assert banned(write(tmp_path, {RULES: BANNED[what]}), RULES)


@pytest.mark.parametrize("name", ["hourglass/console/views/a.py", "hourglass/base/jobs.py"])
def test_delivery_and_jobs_may(tmp_path: Path, name: str) -> None:
    assert not banned(write(tmp_path, {name: BANNED["Django's clock"]}), name)


# Libraries for log-in make people too, and know no `at`.
MAY_READ_THE_CLOCK = {"hourglass/base/models/people.py"}


def hidden_clocks(root: Path) -> list[str]:
    """This function will name every place where a model reads the clock by itself, which no import shows."""
    return [
        f"{module.name}:{node.value.lineno} {node.arg}"
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}
    ]


def test_no_model_reads_the_clock_by_itself() -> None:
    assert [found for found in hidden_clocks(ROOT) if found.split(":")[0] not in MAY_READ_THE_CLOCK] == []


def test_a_hidden_clock_is_caught(tmp_path: Path) -> None:
    write(tmp_path, {"hourglass/revenue/models.py": "at = models.DateTimeField(auto_now=True)\n"})
    assert hidden_clocks(tmp_path) == ["hourglass/revenue/models.py:1 auto_now"]
