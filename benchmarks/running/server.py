"""The real server command on a free port of this machine, with a data folder that goes away afterwards."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

PASSWORD = "correct horse battery staple"
EMAIL = "bench0@example.com"


@dataclass(frozen=True)
class Server:
    """Where the product answers and how its commands reach the same data."""

    port: int
    env: dict[str, str]
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *args: str) -> str:
        """This function will run one command of the product on this installation and return what it printed."""
        return command(self.env, *args)

    def cpu(self) -> list[float]:
        """This function will give the seconds of processor time that each serving process has used, user and system.

        The kernel tells it in `/proc`, so the list is empty where there is none.
        """
        serving = family(self.pid) if Path("/proc/self/stat").exists() else []
        return [sum(times(pid)) / os.sysconf("SC_CLK_TCK") for pid in serving]

    def session(self, email: str = EMAIL, password: str = PASSWORD) -> str:
        """This function will log in through the log-in form and return the cookies as one header line."""
        cookies = CookieJar()
        browser = build_opener(HTTPCookieProcessor(cookies))
        page = browser.open(f"{self.url}/accounts/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "the log-in form carries no token"
        form = {"login": email, "password": password, "csrfmiddlewaretoken": token[1]}
        answer = browser.open(f"{self.url}/accounts/login/", urlencode(form).encode())
        assert "/accounts/login" not in answer.url, "the log-in was refused"
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)


def command(env: dict[str, str], *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hourglass.config", *args], env=env, check=True, capture_output=True, text=True
    )
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """This function will list a process and everything it started."""
    return [
        pid,
        *(one for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() for one in family(int(child))),
    ]


def times(pid: int) -> list[int]:
    """This function will give the ticks that a process spent in its own code and in the kernel."""
    after_the_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(ticks) for ticks in after_the_name[11:13]]


# Administrators see every place and every figure, so no person's page costs more than theirs.
PEOPLE = """
from django.utils import timezone
from hourglass.base import people, roles
from hourglass.base.models import Role
at = timezone.now()
roles.install_defaults(by="bench", at=at)
held = [Role.objects.get(key="administrator")]
for number in range({count}):
    people.add(
        f"bench{{number}}@example.com", name=f"基准 {{number}}", roles=held, password="{password}", by="bench", at=at
    )
"""


@contextmanager
def running(workers: int = 2, people: int = 1) -> Iterator[Server]:
    """This function will start the product with `workers` processes for that many people, and stop it at the end."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hourglass-bench-") as folder:
        env = os.environ | {"HOURGLASS_DATA": folder, "HOURGLASS_URL": f"http://127.0.0.1:{port}"}
        env.pop("HOURGLASS_MODE", None)
        for step in (["migrate", "-v0"], ["createcachetable", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            command(env, *step)
        command(env, "shell", "-v0", "-c", PEOPLE.format(count=people, password=PASSWORD))
        with Path(folder, "web.log").open("w") as log:
            web = subprocess.Popen(
                [sys.executable, "-m", "hourglass.config", "web", "--port", str(port), "--workers", str(workers)],
                env=env,
                stdout=log,
                stderr=log,
            )
        try:
            wait(port)
            yield Server(port, env, web.pid)
        finally:
            web.terminate()
            web.wait(30)


def wait(port: int, seconds: float = 120) -> None:
    """This function will return once somebody listens on `port`, and raise TimeoutError after `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")
