"""kill -9 of the web server while people save: what was acknowledged is there, and the record with it."""

import json
import os
import subprocess
import sys

import pytest

from hourglass.config.settings import ROOT

pytestmark = pytest.mark.kills

KILLS = min(int(os.environ.get("HOURGLASS_KILLS", "3")), 200)


def product(environment: dict[str, str], *command: str) -> str:
    """This function will run a Python module on the database of `environment`."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_that_was_acknowledged_is_lost(shared_database: dict[str, str]) -> None:
    told = json.loads(product(shared_database, "tests.config.pressing", str(KILLS)))
    sys.stdout.write(f"{told}\n")
    assert told["kills while working"] == KILLS
    assert told["acknowledged"] > KILLS
    assert told["lost"] == 0
    assert told["strange"] == {}
    assert told["recorded"] == told["kept"], "a row without its entry in the record"
    product(shared_database, "hourglass.config", "audit", "verify")
