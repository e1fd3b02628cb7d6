"""Five guesses in five minutes, however many workers serve and whatever address the guesser claims (T40, T53)."""

import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.architecture.tree import ROOT
from tests.databases import copied

pytestmark = pytest.mark.once

WORKERS, GUESSES = 4, 60
EMAIL, PASSWORD = "nora@example.com", "a long winter evening"
MAKE = f"""
from django.utils import timezone
from hourglass.base import people, roles
roles.install_defaults(by="test", at=timezone.now())
for name in ("nora", "olga"):
    people.add(name + "@example.com", name=name, password={PASSWORD!r}, by="test", at=timezone.now())
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, pattern: Path) -> Iterator[str]:
    """The real server with four workers on a free port, over a database file of its own."""
    folder = tmp_path_factory.mktemp("brute")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"HOURGLASS_DATA": str(folder), "HOURGLASS_MODE": "test"}

    def command(*words: str) -> list[str]:
        return [sys.executable, "-m", "hourglass.config", *words]

    copied(pattern, folder)
    subprocess.run(command("shell", "-v0", "-c", MAKE), cwd=ROOT, env=environment, check=True, timeout=120)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command("web", "--port", str(port), "--workers", str(WORKERS)), cwd=ROOT, env=environment, stderr=log
        )
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(url, process, folder / "log")
            yield url
        finally:
            process.terminate()
            process.wait(30)


def wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the log-in page answers."""
    for _ in range(300):
        assert process.poll() is None, log.read_text()
        try:
            if requests.get(f"{url}/accounts/login/", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def guess(url: str, number: int, email: str, password: str) -> str:
    """Guess once in a browser of its own, and say what became of it."""
    browser = requests.Session()
    browser.headers["Accept-Language"] = "en"
    browser.headers["X-Forwarded-For"] = f"198.51.100.{number}"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(f"{url}/accounts/login/").text)
    assert token
    data = {"csrfmiddlewaretoken": token[1], "login": email, "password": password}
    answer = browser.post(f"{url}/accounts/login/", data, allow_redirects=False, timeout=60)
    if answer.status_code == 302:
        return "let in"
    if answer.status_code == 429 or "Too many attempts." in answer.text:
        return "turned away"
    assert "E-mail address or password is wrong." in answer.text, answer.text[-2000:]
    return "evaluated"


def test_sixty_guesses_at_once_against_four_workers(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadPoolExecutor(16) as threads:
        guesses = [threads.submit(guess, server, number, EMAIL, f"wrong {number}") for number in range(GUESSES)]
        became = Counter(one.result() for one in guesses)
    with capsys.disabled():
        print(f"\n{GUESSES} guesses against {WORKERS} workers: {dict(became)}")  # noqa: T201  the figure is the proof
    assert sum(became.values()) == GUESSES
    assert 1 <= became["evaluated"] <= 5
    assert became["let in"] == 0
    assert guess(server, 250, EMAIL, PASSWORD) == "turned away"
