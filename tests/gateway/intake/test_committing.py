"""Group commit: what is acknowledged is on disk, whoever is killed."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from hourglass.config.settings import ROOT
from hourglass.gateway.intake.committing import Committer, Full

KILLS = min(int(os.environ.get("HOURGLASS_KILLS", "3")), 500)


@pytest.mark.kills
def test_use_14_every_acknowledged_event_reaches_the_lake_and_the_figures_once_and_no_other(
    shared_database: dict[str, str],
) -> None:
    command = [sys.executable, "-m", "tests.gateway.intake.killing", str(KILLS)]
    ran = subprocess.run(
        command, cwd=ROOT, env=shared_database, check=True, stdout=subprocess.PIPE, text=True, timeout=7200
    )
    sys.stdout.write(f"{ran.stdout}\n")
    told = json.loads(ran.stdout)
    assert told["kills while working"] == KILLS
    assert told["acknowledged"] > KILLS
    assert told["uses"] == told["acknowledged"]
    assert (told["lost"], told["doubled"], told["never acknowledged"], told["strange"]) == (0, 0, 0, {})


@pytest.mark.once
def test_what_comes_while_the_disk_is_busy_is_written_together() -> None:
    groups: list[list[int]] = []
    go = Event()

    def keep(things: Sequence[int]) -> None:
        go.wait(10)
        groups.append(list(things))

    async def send() -> None:
        committer = Committer(keep, weight=lambda _thing: 1, most=100, executor=ThreadPoolExecutor(1))
        first = asyncio.create_task(committer.kept(0))
        await asyncio.sleep(0.05)
        rest = [asyncio.create_task(committer.kept(number)) for number in range(1, 10)]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in rest)
        go.set()
        await asyncio.gather(first, *rest)

    asyncio.run(send())
    assert groups == [[0], list(range(1, 10))]


@pytest.mark.once
def test_no_more_waits_than_may_and_a_failure_reaches_all_whom_it_concerns() -> None:
    def keep(_things: Sequence[int]) -> None:
        raise ZeroDivisionError

    async def send() -> list[object]:
        committer = Committer(keep, weight=lambda thing: thing, most=10, executor=ThreadPoolExecutor(1))
        return list(await asyncio.gather(*(committer.kept(6) for _one in range(3)), return_exceptions=True))

    told = asyncio.run(send())
    assert [type(one) for one in told] == [ZeroDivisionError, Full, Full]
