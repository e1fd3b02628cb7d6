"""Promise: every page answers within 60 ms at the 95th percentile for 20 people at once on two cores.

Each person is an administrator with a log-in and a connection of their own that is kept open. People read: they ask
again after a pause that is random, one second in the mean (`--think`). With `--think 0` each asks again at once, which
measures how many pages a second the machine can make, and the queue in front of them. Times are taken at the client,
so they hold the queue, the server's work and the loopback; the client runs on the same cores as the server.

What else the machine does moves these times, but hardly the processor time that the server spent on one page.
"""

import argparse
import asyncio
import random
import statistics
import time

from benchmarks.running.server import Server, running

PATHS = ["/", "/preferences/", "/admin/", "/admin/people/"]


async def person(server: Server, cookies: str, path: str, until: float, think: float) -> list[float]:
    """One connection that asks again and again; returns the milliseconds of each answer."""
    await pause(think)  # people do not come in the same instant
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookies}\r\n\r\n".encode()
    took = []
    while time.perf_counter() < until:
        start = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("http/1.1 200"), head.splitlines()[0]
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        await reader.readexactly(length)
        took.append((time.perf_counter() - start) * 1000)
        await pause(think)
    writer.close()
    return took


async def pause(think: float) -> None:
    """A random while, `think` seconds in the mean; the server keeps a silent connection for five."""
    if think:
        await asyncio.sleep(min(random.expovariate(1 / think), 4))


async def crowd(server: Server, sessions: list[str], path: str, seconds: float, think: float) -> list[float]:
    until = time.perf_counter() + seconds
    answers = await asyncio.gather(*(person(server, cookies, path, until, think) for cookies in sessions))
    return sorted(took for answer in answers for took in answer)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=20)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--think", type=float, default=1.0)
    options.add_argument("paths", nargs="*", default=PATHS)
    args = options.parse_args()
    with running(args.workers, args.people) as server:
        sessions = [server.session(f"bench{number}@example.com") for number in range(args.people)]
        for path in args.paths:
            asyncio.run(crowd(server, sessions, path, 2, 0))
            before = server.cpu()
            took = asyncio.run(crowd(server, sessions, path, args.seconds, args.think))
            p50, p95 = statistics.quantiles(took, n=20)[9], statistics.quantiles(took, n=20)[18]
            print(
                f"{path}  {args.people} people  {args.workers} workers  {len(took) / args.seconds:.0f} pages/s  "
                f"p50 {p50:.1f} ms  p95 {p95:.1f} ms  max {took[-1]:.1f} ms  {spent(before, server.cpu(), len(took))}"
            )


def spent(before: list[float], after: list[float], pages: int) -> str:
    """This function will tell the processor time of one page, and how the processes shared the work."""
    used = [later - earlier for earlier, later in zip(before, after, strict=True)]
    whole = sum(used) or 1
    shares = "/".join(f"{share / whole:.0%}" for share in used if share / whole > 0.02)
    return f"CPU {whole / pages * 1000:.1f} ms a page ({shares})" if used else ""


if __name__ == "__main__":
    main()
