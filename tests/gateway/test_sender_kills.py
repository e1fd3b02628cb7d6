"""kill -9 of the sender at any point: to systems nothing is lost, to customers nothing is repeated."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hourglass.config.settings import ROOT

pytestmark = [pytest.mark.kills, pytest.mark.once]

KILLS = int(os.environ.get("HOURGLASS_KILLS", "8"))


def product(folder: Path, *command: str) -> str:
    """This function will run a Python module on an installation of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOURGLASS_MODE": "test",
        "HOURGLASS_DATA": str(folder),
        "HOURGLASS_OUTGOING_LOOPBACK": "yes",
    }
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("kills")
    product(folder, "hourglass.config", "migrate", "-v0")
    told = product(folder, "tests.gateway.killing", str(KILLS))
    sys.stdout.write(told)
    return json.loads(told)


def test_every_message_came_to_an_end(report: Any) -> None:
    assert report["not at an end"] == 0


def test_what_systems_and_colleagues_get_is_never_lost(report: Any) -> None:
    told = report["at least once"]
    assert told["lost"] == 0
    assert told["sent"] == told["queued"]


def test_a_repeated_message_keeps_its_number(report: Any) -> None:
    assert report["at least once"]["numbers"] == report["at least once"]["queued"]


def test_what_a_customer_gets_is_never_repeated(report: Any) -> None:
    assert report["at most once"]["repeated"] == 0


def test_what_may_have_arrived_is_shown_to_a_person(report: Any) -> None:
    told = report["at most once"]
    assert told["neither arrived nor uncertain"] == 0
    assert told["sent but never arrived"] == 0
