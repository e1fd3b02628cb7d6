"""Promise: durable intake of batches is several times what an ordinary view takes, and near what no disk would allow.

16 clients send batches of 100 events as fast as they are answered, in turn to the door, to the same work as an ordinary
Django view, and to the door without durability; then single events. Ratios come from one run; the figures are events
and requests a second. Runs on SQLite, or on the database of DATABASE_URL.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.running.server import command, free_port

KEY = """
from django.utils import timezone
from hourglass.base import configuration
from hourglass.gateway.rules import EVENTS_A_SECOND
from hourglass.usage import sources
now = timezone.now()
configuration.change(
    EVENTS_A_SECOND, 10_000_000, effective_from=configuration.today(now), reason="load", by="command:bench", at=now
)
source = sources.add("bench", by="command:bench", at=now)
print(sources.make_key(source, by="command:bench", at=now)[1])
"""
FORMS = {
    "door": "hourglass.config.asgi:application",
    "plain": "benchmarks.running.doors:plain",
    "loose": "benchmarks.running.doors:loose",
}
WORDS = {"door": "durable door", "plain": "plain Django view", "loose": "door without durability"}


def body(number: int) -> bytes:
    """This function will write a batch as a client does."""
    one = {
        "type": "track", "event": "Report Exported", "userId": "user-1", "timestamp": "2026-11-22T14:21:24.302Z",
        "properties": {"rows": 10, "kind": "monthly"}, "integrations": {}, "anonymousId": None,
        "context": {"groupId": "acme", "library": {"name": "analytics-python", "version": "2.4.0"}},
    }  # fmt: skip
    items = [{**one, "messageId": f"0b6f2f4e-7f0d-4bb5-9d93-{place:012d}"} for place in range(number)]
    return json.dumps({"batch": items, "sentAt": "2026-11-22T14:21:25.302Z"}).encode()


def wired(key: str, content: bytes) -> bytes:
    """This function will write a request as it goes over the wire."""
    basic = b64encode(f"{key}:".encode()).decode()
    head = (
        f"POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {basic}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


async def client(port: int, request: bytes, until: float) -> int:
    """This function will send one request after the other and count those that were answered 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    while time.monotonic() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(int(length.partition(b":")[2]))
        done += 1
    writer.close()
    return done


async def pressed(port: int, request: bytes, clients: int, seconds: float) -> float:
    """This function will tell how many requests a second are answered."""
    start = time.monotonic()
    done = await asyncio.gather(*(client(port, request, start + seconds) for _one in range(clients)))
    return sum(done) / (time.monotonic() - start)


@contextmanager
def serving(form: str, environment: dict[str, str]) -> Iterator[int]:
    """This function will serve one of the forms on a free port."""
    port = free_port()
    words = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error", "--lifespan", "off"]
    running = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", FORMS[form], *words, "--no-access-log"], env=environment | {"DOOR": form}
    )
    try:
        for _time in range(600):
            try:
                asyncio.run(asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 1))
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait()


def measure(environment: dict[str, str], key: str, *, number: int, clients: int, seconds: float, rounds: int) -> None:
    """This function will press each form in turn and print the medians and their ratios."""
    request = wired(key, body(number))
    rates: dict[str, list[float]] = {form: [] for form in FORMS}
    for _round in range(rounds):
        for form in FORMS:
            with serving(form, environment) as port:
                asyncio.run(pressed(port, request, clients, 1.0))
                rates[form].append(asyncio.run(pressed(port, request, clients, seconds)))
    medians = {form: statistics.median(found) for form, found in rates.items()}
    for form, rate in medians.items():
        print(
            f"c={clients} batch_{number} {WORDS[form]}: {rate:.0f} requests/s, {rate * number:.0f} events/s", flush=True
        )
    print(
        f"c={clients} batch_{number} ratios: door/plain {medians['door'] / medians['plain']:.2f},"
        f" door/no durability {medians['door'] / medians['loose']:.2f}",
        flush=True,
    )


def main() -> None:
    """This function will run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"HOURGLASS_MODE": "test", "HOURGLASS_DATA": folder}
        command(environment, "migrate", "-v", "0")
        command(environment, "createcachetable")
        key = command(environment, "shell", "-v", "0", "-c", KEY).strip().splitlines()[-1]
        for number in (100, 1):
            measure(
                environment, key, number=number, clients=options.clients, seconds=options.seconds, rounds=options.rounds
            )


if __name__ == "__main__":
    main()
