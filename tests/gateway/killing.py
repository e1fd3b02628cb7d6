"""`python -m tests.gateway.killing <kills>`: a sender that is killed again and again while messages are queued.

Half of the messages go to another system, half to a customer. A receiver in a process of its own keeps what arrives;
it answers after a moment, so that kills hit every point of sending. Prints what arrived and what the database says.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import django

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hourglass.config.settings")
django.setup()

from django.db import connection  # noqa: E402  models load only after the set-up
from django.utils import timezone  # noqa: E402

from hourglass.base import channels, outbox, people  # noqa: E402
from hourglass.base.models import Channel, Delivery  # noqa: E402
from hourglass.base.models.channels import Kind, Purpose  # noqa: E402
from hourglass.base.models.outbox import State  # noqa: E402
from hourglass.base.outbox import Message  # noqa: E402
from hourglass.gateway import sender  # noqa: E402
from hourglass.gateway.channels import webhook  # noqa: E402
from tests.base.outbox_world import stay_awake  # noqa: E402

A_ROUND = 3
outbox.LEASE = timedelta(seconds=1)
outbox.WAITS[:] = [0] * len(outbox.WAITS)


def receive(server: ThreadingHTTPServer, log: Path) -> None:
    """This function will keep the key and the number of every message, on disk before it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            key = body["data"]["text"] if "data" in body else body["markdown"]["content"].split("\n")[1]
            time.sleep(random.uniform(0, 0.01))
            with log.open("a") as kept:
                kept.write(f"{key} {self.headers.get('webhook-id', '-')}\n")
            time.sleep(random.uniform(0, 0.01))
            answer = b'{"errcode": 0}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError):  # the sender was killed
                super().handle()

    server.RequestHandlerClass = Handler
    server.serve_forever()


def fork(work: Any, *arguments: Any) -> int:
    """This function will do `work` in a process of its own."""
    connection.close()
    child = os.fork()
    if child:
        return child
    work(*arguments)
    os._exit(0)


def send_for_ever() -> None:
    """This function will send like the job does, without a pause."""
    while True:
        outbox.recover(at=timezone.now())
        if not sender.send_next(by=f"sender {os.getpid()}"):
            time.sleep(0.01)


def end(child: int) -> None:
    """This function will kill a process without a warning."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def roads(port: int) -> list[Channel]:
    """This function will add a channel to a system and one to customers."""
    person = people.add("p@example.com", name="P", roles=[], by="test", at=timezone.now())
    url = f"http://127.0.0.1:{port}/"
    made = [(Kind.WEBHOOK, Purpose.INTEGRATION), (Kind.WECOM, Purpose.CUSTOMER)]
    secrets = {"url": url, "secret": webhook.fresh()}
    return [
        channels.add(kind=kind, name=kind, purpose=purpose, options={}, secrets=secrets, by=person, at=timezone.now())
        for kind, purpose in made
    ]


def queue(channel: Channel, key: str) -> None:
    """This function will queue a message whose text is its key."""
    outbox.enqueue(
        Message("test.sent", "T", key),
        through=channel,
        purpose=Purpose(channel.purpose),
        key=key,
        at=timezone.now(),
    )


def kill_in_turn(kills: int, made: list[Channel]) -> None:
    """This function will queue messages and kill the sender at a random point, again and again."""
    for kill in range(kills):
        for number in range(A_ROUND):
            for channel in made:
                queue(channel, f"{channel.kind}-{kill}-{number}")
        child = fork(send_for_ever)
        time.sleep(random.uniform(0.02, 0.4))
        end(child)
        # The receiver is well, so a rest after failures would only make the proof longer.
        Channel.objects.update(rest_until=None, failures=0, disabled_at=None, disabled_by="")


def drain() -> None:
    """This function will let one sender do what is left."""
    child = fork(send_for_ever)
    limit = time.monotonic() + 900
    while Delivery.objects.open().exists() and time.monotonic() < limit:
        Channel.objects.update(rest_until=None, failures=0, disabled_at=None, disabled_by="")
        time.sleep(0.2)
    end(child)


def report(log: Path) -> dict[str, object]:
    """This function will compare what arrived with what the database says."""
    lines = [line.split() for line in log.read_text().splitlines()]
    arrived = Counter(key for key, _number in lines)
    rows = {row.key: row for row in Delivery.objects.all()}
    ours, theirs = (
        {key: row for key, row in rows.items() if (row.purpose == Purpose.CUSTOMER) == customer}
        for customer in (False, True)
    )
    uncertain = {key for key, row in theirs.items() if row.state == State.UNCERTAIN}
    return {
        "messages": len(rows),
        "not at an end": Delivery.objects.open().count() + Delivery.objects.dead().count(),
        "at least once": {
            "lost": len([key for key in ours if not arrived[key]]),
            "repeated": sum(arrived[key] - 1 for key in ours if arrived[key]),
            "numbers": len({tuple(line) for line in lines if line[0] in ours}),
            "sent": len([row for row in ours.values() if row.state == State.SENT]),
            "queued": len(ours),
        },
        "at most once": {
            "repeated": sum(arrived[key] - 1 for key in theirs if arrived[key]),
            "uncertain": len(uncertain),
            "uncertain but arrived": len([key for key in uncertain if arrived[key]]),
            "neither arrived nor uncertain": len([key for key in theirs if not arrived[key] and key not in uncertain]),
            "sent but never arrived": len(
                [key for key, row in theirs.items() if row.state == State.SENT and not arrived[key]]
            ),
            "queued": len(theirs),
        },
    }


def main(kills: int) -> None:
    """This function will kill, let the rest be sent, and print the comparison."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "arrived"
        log.touch()
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        server.daemon_threads = True
        stay_awake(timezone.now())
        made = roads(server.server_port)
        listener = fork(receive, server, log)
        try:
            kill_in_turn(kills, made)
            drain()
            answer = report(log)
        finally:
            end(listener)
            server.server_close()
    sys.stdout.write(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main(int(sys.argv[1]))
