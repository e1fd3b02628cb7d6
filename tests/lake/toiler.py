"""A process that works on a lake until it is killed: `python -m tests.lake.toiler writer|keeper ROOT NOTES SEED`.

The writer appends batches and replaces days, and notes each as acknowledged only when the lake has returned. The keeper
compacts, closes and sweeps.
"""

import random
import sys
from datetime import timedelta
from pathlib import Path

from hourglass.lake import store
from hourglass.lake.tables import EVENTS, USAGE_DAILY
from tests.lake.history import DAY, days, events, usage

BATCH = 20


def batch(version: int) -> dict[str, list[object]]:
    """This function will make the rows of a version: whoever makes them again makes the same."""
    return events(range(version * BATCH, (version + 1) * BATCH), day=days(5)[version % 5], batch=version)


def write(lake: store.Lake, acknowledged: Path, chance: random.Random) -> None:
    """This function will append the next version, or replace a day by rows that say which replacement they are."""
    if chance.random() < 0.7:
        version = lake.applied(EVENTS, "inbox") + 1
        lake.append(EVENTS, batch(version), app="inbox", version=version)
        note(acknowledged, f"append {version}")
        return
    based_on, which = lake.version(EVENTS), chance.randrange(5)
    note(acknowledged, f"begin {which} {based_on}")
    lake.replace(
        USAGE_DAILY, usage(range(1, 9), day=days(5)[which], uses=based_on), days=[days(5)[which]], based_on=based_on
    )
    note(acknowledged, f"replace {which} {based_on}")


def keep(lake: store.Lake, chance: random.Random) -> None:
    """This function will do one of the works of maintenance."""
    table = chance.choice([EVENTS, USAGE_DAILY])
    work = chance.randrange(6)
    if work < 3:
        lake.compact(table, chance.choice(days(5)))
    elif work < 5:
        lake.close_month(table, DAY)
    else:
        lake.vacuum(retention=timedelta(0))


def note(acknowledged: Path, line: str) -> None:
    """This function will note a line, which a kill of this process leaves in place."""
    with acknowledged.open("a") as file:
        file.write(f"{line}\n")


def main(role: str, root: str, acknowledged: str, seed: str) -> None:
    """This function will toil without end."""
    chance = random.Random(int(seed))
    lake = store.open(root, memory="200MB")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        if role == "writer":
            write(lake, Path(acknowledged), chance)
        else:
            keep(lake, chance)


if __name__ == "__main__":
    main(*sys.argv[1:])
