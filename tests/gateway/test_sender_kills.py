"""kill -9 of the sender at any point: to systems nothing is lost, to customers nothing is repeated."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.kills

KILLS = os.environ.get("HOURGLASS_KILLS", "8")


def test_nothing_is_lost_and_nothing_reaches_a_customer_twice(shared_database: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.gateway.killing", KILLS],
        env=shared_database | {"HOURGLASS_OUTGOING_LOOPBACK": "yes"},
        check=False,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    sys.stdout.write(done.stdout)
    told = json.loads(done.stdout)
    assert told["not at an end"] == 0

    others = told["at least once"]
    assert others["lost"] == 0
    assert others["sent"] == others["queued"]
    assert others["numbers"] == others["queued"], "a repetition came under another number"

    customers = told["at most once"]
    assert customers["repeated"] == 0
    assert customers["neither arrived nor uncertain"] == 0
    assert customers["sent but never arrived"] == 0
