"""The product that clients send to: the real server on a port of its own, its sources, and what reached the lake.

`python -m tests.gateway.intake.serving keys <source>...` makes sources and prints their write keys; `... flush` brings
the inbox to the lake and prints every event that is there, in order of time, with the name of its source; `... bought
<source>` adds a customer, whose identifier is GROUP, with a feature told by the event USE; and `... used` brings the
inbox to the lake, gathers and rolls up its days, and prints the messages of all events and how many uses they make.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from http.client import HTTPConnection
from typing import Any

from hourglass.config.settings import ROOT

GROUP, USE = "clinic-1", "use"


@contextmanager
def server(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """This function will run the web server until the end of the block, and kill it without a warning."""
    words = [sys.executable, "-m", "hourglass.config", "web", "--port", str(port)]
    running = subprocess.Popen(words, cwd=ROOT, env=environment)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def answers(port: int, seconds: float = 60) -> None:
    """This function will wait until a server answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as wire:
                wire.request("OPTIONS", "/v1/batch")
                wire.getresponse().read()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    """This function will give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def told(environment: dict[str, str], *words: str) -> Any:
    """This function will run this module on the database of `environment` and give what it prints."""
    command = [sys.executable, "-m", "tests.gateway.intake.serving", *words]
    ran = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, timeout=600)
    return json.loads(ran.stdout)


def buy(source: str, at: datetime) -> None:
    """This function will add a customer that a source calls GROUP, and a feature that the event USE means."""
    from hourglass.customers import accounts, products  # noqa: PLC0415
    from hourglass.usage import features  # noqa: PLC0415

    account = accounts.add("Clinic", by="test", at=at)
    accounts.link(account, source=source, value=GROUP, by="test", at=at)
    product = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=at)
    module = products.add_module(product, name_zh="门诊", name_en="Visits", by="test", at=at)
    feature = features.add(module, name_zh=USE, name_en=USE, key=USE, core=True, by="test", at=at)
    features.listen(feature, USE, by="test", at=at)


def main(what: str, *words: str) -> None:
    """This function will do what the module is asked for."""
    import django  # noqa: PLC0415

    import hourglass.config  # noqa: F401, PLC0415  the fixed SQLite engine takes its place before Django loads

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hourglass.config.settings")
    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from hourglass.lake.tables import EVENTS  # noqa: PLC0415
    from hourglass.usage import flushing, memory, rolling, sources, upkeep  # noqa: PLC0415
    from hourglass.usage.models import Source  # noqa: PLC0415

    if what == "keys":
        added = [sources.add(name, by="test", at=timezone.now()) for name in words]
        secrets = [sources.make_key(source, by="test", at=timezone.now())[1] for source in added]
        sys.stdout.write(json.dumps(secrets))
        return
    if what == "bought":
        buy(words[0], timezone.now())
        sys.stdout.write("null")
        return
    while flushing.flush(at=timezone.now()) is not None:
        pass
    if what == "used":
        upkeep.compact()
        rolling.roll_touched(at=timezone.now())
        spans = dict.fromkeys(("events", "usage_daily"), (None, None))
        messages = memory.engine().run("select message from events", lake=memory.lake(), spans=spans)
        [[uses]] = memory.engine().run("select sum(uses) from usage_daily", lake=memory.lake(), spans=spans)
        sys.stdout.write(json.dumps({"messages": [row[0] for row in messages], "uses": int(uses or 0)}))
        return
    names = dict(Source.objects.values_list("pk", "name"))
    sql = "select source_id, event, user_id, group_id from events order by ts_ms, event"
    rows = memory.engine().run(sql, lake=memory.lake(), spans={EVENTS.name: (None, None)})
    sys.stdout.write(json.dumps([(names[source], *row) for source, *row in rows]))


if __name__ == "__main__":
    main(*sys.argv[1:])
