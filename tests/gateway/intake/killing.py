"""`python -m tests.gateway.intake.killing <kills>`: clients that send while the server and the jobs are killed.

A client sends one batch until it is acknowledged, as the real ones do, and only then the next, while a process flushes,
gathers days and rolls them up. In the end the lake must hold every acknowledged event once, and no other, and the daily
use must count each once.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter
from hashlib import blake2b
from http.client import HTTPConnection, HTTPException

from hourglass.config.settings import ROOT
from tests.gateway.intake.serving import GROUP, USE, free_port, server, told

CLIENTS, EVENTS = 4, 20
FLUSHING = """
import itertools, os, time, django, hourglass.config
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hourglass.config.settings")
django.setup()
from django.utils import timezone
from hourglass.usage import flushing, rolling, upkeep
for turn in itertools.count():
    if flushing.flush(at=timezone.now()) is None:
        time.sleep(0.02)
    if turn % 3 == 0:
        upkeep.compact()
    if turn % 3 == 1:
        rolling.roll_touched(at=timezone.now())
"""


class Client(threading.Thread):
    """Sends batch after batch, each until it is acknowledged."""

    def __init__(self, number: int, port: int, key: str, end: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.end = number, port, end
        self.headers = {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode()}
        self.acknowledged: list[str] = []
        self.strange: list[int] = []
        self.tries = 0

    def run(self) -> None:
        """This function will send until it is told to end, and what it began with to its end."""
        count = 0
        while not self.end.is_set():
            count += 1
            names = [f"{self.number}-{count}-{place}" for place in range(EVENTS)]
            context = {"groupId": GROUP}
            items = [
                {"type": "track", "event": USE, "messageId": name, "userId": "u", "context": context} for name in names
            ]
            body = json.dumps({"batch": items})
            while not self.sent(body):
                time.sleep(0.02)
            self.acknowledged += names

    def sent(self, body: str) -> bool:
        """This function will send once and tell whether it was acknowledged."""
        self.tries += 1
        wire = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            wire.request("POST", "/v1/batch", body, self.headers)
            answer = wire.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return False
        finally:
            wire.close()
        if answer.status != 200:
            self.strange.append(answer.status)
        return answer.status == 200


def flusher(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """This function will start a process that flushes."""
    return subprocess.Popen([sys.executable, "-c", FLUSHING], cwd=ROOT, env=environment)


def grown(crowd: list[Client], before: int) -> bool:
    """This function will wait until more is acknowledged than before, up to a minute."""
    until = time.monotonic() + 60
    while sum(len(client.acknowledged) for client in crowd) <= before:
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def known_as(name: str) -> int:
    """This function will give the number by which the lake knows a message of the one source."""
    digest = blake2b(f"1:{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def main(kills: int) -> None:
    """This function will send, kill, and print what was acknowledged and what is in the lake."""
    environment, port = dict(os.environ), free_port()
    [key] = told(environment, "keys", "Killed")
    told(environment, "bought", "Killed")
    end = threading.Event()
    crowd = [Client(number, port, key, end) for number in range(CLIENTS)]
    for client in crowd:
        client.start()
    worked, flushing = 0, flusher(environment)
    for kill in range(kills):
        before = sum(len(client.acknowledged) for client in crowd)
        with server(environment, port):
            worked += grown(crowd, before)
            time.sleep(random.uniform(0, 0.4))
            if kill % 2:
                flushing.send_signal(signal.SIGKILL)
                flushing.wait()
        if kill % 2:
            flushing = flusher(environment)
    with server(environment, port):
        grown(crowd, sum(len(client.acknowledged) for client in crowd))
        end.set()
        for client in crowd:
            client.join(timeout=60)
    flushing.kill()
    flushing.wait()
    sent = Counter(known_as(name) for client in crowd for name in client.acknowledged)
    used = told(environment, "used")
    there = Counter(used["messages"])
    answer = {
        "kills while working": worked,
        "acknowledged": len(sent),
        "sent again": sum(client.tries for client in crowd) - len(sent) // EVENTS,
        "lost": len(sent.keys() - there.keys()),
        "doubled": sum(number - 1 for number in there.values()),
        "never acknowledged": len(there.keys() - sent.keys()),
        "uses": used["uses"],
        "strange": Counter(status for client in crowd for status in client.strange),
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(int(sys.argv[1]))
