"""Promise: a batch of 10,000 rows is answered with a receipt for each, and pages stay quick meanwhile.

The scale stands in the name of the measurement: `rows_10000`. Runs on SQLite, or on the database of DATABASE_URL.
"""

import argparse
import http.client
import json
import statistics
import threading
import time
from typing import Any

from benchmarks.running.server import EMAIL, Server, running

TOKEN = """
from django.utils import timezone
from hourglass.base import configuration, keys
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.gateway.rules import REQUESTS_A_MINUTE
now = timezone.now()
configuration.change(
    REQUESTS_A_MINUTE, 100_000, effective_from=configuration.today(now), reason="load", by="command:bench", at=now
)
person = User.objects.get(email="MAIL")
print(keys.create_token("bench", permissions=list(Permission.values), by=person, at=now)[1])
"""


def asked(server: Server, secret: str, method: str, path: str, body: Any = None) -> tuple[dict[str, Any], float]:
    """This function will make one request over a connection of its own, and tell how many seconds it took."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=900)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    start = time.perf_counter()
    connection.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    content = json.loads(answer.read())
    assert answer.status < 300, (answer.status, content)
    return content, time.perf_counter() - start


def rows(noun: str, number: int) -> list[dict[str, Any]]:
    """This function will make rows; every hundredth has a fault."""
    made: dict[str, Any] = {
        "accounts": lambda n: {"external": f"A-{n}", "name": f"客户{n}" if n % 100 else "", "city": "成都"},
        "contacts": lambda n: {"external": f"A-{n}", "name": f"李{n}" if n % 100 else "", "phone": str(n)},
        "contracts": lambda n: {
            "contract": f"HT-{n}", "external": f"A-{n}", "amount": "12000" if n % 100 else "lots",
            "starts_on": "2026-01-01",
        },
    }  # fmt: skip
    return [made[noun](n) for n in range(number)]


def pages_meanwhile(server: Server, secret: str, ended: threading.Event, took: list[float]) -> None:
    """This function will ask for pages until the batch is done."""
    while not ended.is_set():
        took.append(asked(server, secret, "GET", "accounts?limit=50")[1] * 1000)
        time.sleep(0.05)


def measure(server: Server, secret: str, noun: str, number: int, word: str) -> None:
    """This function will send a batch while somebody reads pages."""
    ended, took = threading.Event(), list[float]()
    reader = threading.Thread(target=pages_meanwhile, args=(server, secret, ended, took))
    reader.start()
    try:
        answer, seconds = asked(server, secret, "POST", f"{noun}/batch", {"source": "crm", "rows": rows(noun, number)})
    finally:
        ended.set()
        reader.join()
    counts = {name: value for name, value in answer.items() if name != "receipts" and value}
    assert len(answer["receipts"]) == number
    p95 = statistics.quantiles(took, n=20)[18] if len(took) > 1 else took[0]
    print(
        f"rows_{number} {noun}, {word}: {seconds:.1f} s, {number / seconds:.0f} rows/s, {counts};"
        f" pages meanwhile p95 {p95:.0f} ms ({len(took)})",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=10_000)
    options.add_argument("--only", default="", help="one noun")
    args = options.parse_args()
    nouns = [noun for noun in ("accounts", "contacts", "contracts") if args.only in {"", noun}]
    with running(1) as server:
        secret = server.command("shell", "-v0", "-c", TOKEN.replace("MAIL", EMAIL)).split()[-1]
        for noun in nouns:
            measure(server, secret, noun, args.rows, "new")
        measure(server, secret, nouns[0], args.rows, "again")
        took = [asked(server, secret, "GET", "accounts?limit=500")[1] * 1000 for _ in range(40)]
        print(f"rows_{args.rows} a page of 500: p50 {statistics.median(took):.0f} ms")


if __name__ == "__main__":
    main()
