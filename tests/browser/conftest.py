"""A real Chromium in front of the real server, both in processes of their own: nothing of Django runs in the test."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.databases import copied, once, run_folder

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = ROOT / "var" / "screenshots"
MAIL = "admin@hourglass.example"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", MAC)
Opening = Callable[..., "Sight"]
# A machine that does much else at once is slow, not wrong.
expect.set_options(timeout=20_000)


@dataclass
class House:
    """The running product: where it answers, how its people log in, and the environment it runs in."""

    url: str
    password: str
    env: dict[str, str]

    def post(self, recipient: str) -> str:
        """This function will read the newest e-mail to `recipient` out of the outbox, as the worker would send it."""
        command = [sys.executable, "-m", "tests.browser.postbox", recipient]
        return subprocess.run(command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True).stdout


@dataclass
class Sight:
    """A page, and what went wrong on it: messages of the console, refusals of the policy, requests to elsewhere."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """This function will note every fault from now on."""
        page = self.page
        page.on("console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self.check)

    def check(self, request: Request) -> None:
        """This function will note a request that leaves the product."""
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(self.home):
            self.faults.append(f"request to {request.url}")

    def open(self, path: str) -> Page:
        """This function will open a page of the product."""
        self.page.goto(self.home + path)
        return self.page


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, pattern: Path, collected: Path) -> Path:
    """The folder of an installation with its demo, made once a run."""
    folder = run_folder(tmp_path_factory) / "furnished"
    with once(folder.parent, "furnished") as first:
        if first:
            folder.mkdir()
            copied(pattern, folder)
            (folder / "static").symlink_to(collected)
            subprocess.run([sys.executable, "-m", "tests.browser.house"], cwd=ROOT, env=environment(folder), check=True)
    return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    """This function will give the environment of a demo whose data is in `folder`."""
    env = os.environ | {"HOURGLASS_MODE": "demo", "HOURGLASS_DATA": str(folder)} | more
    env.pop("DATABASE_URL", None)
    return env


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[House]:
    """The product, served from a folder of its own."""
    folder = tmp_path_factory.mktemp("house") / "data"
    shutil.copytree(furnished, folder, symlinks=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"  # a passkey belongs to a name, not to a number
    env = environment(folder, HOURGLASS_URL=url)
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.house", str(port)], cwd=ROOT, env=env, stdout=log, stderr=log
        )
        try:
            wait_for(url, server, folder / "log")
            yield House(url, (folder / "demo-password").read_text().strip(), env)
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """This function will return once the server answers; one that ends or stays silent is an error."""
    until = time.monotonic() + 300
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(f"{url}/accounts/login/", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start: {log.read_text()}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker; its library's loop ends with it, so that no other test finds one."""
    found = next(filter(None, map(shutil.which, (os.environ.get("HOURGLASS_CHROMIUM", ""), *NAMES))), None)
    if found is None:
        pytest.skip("no Chromium: bin/browser installs one")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS.split())
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def state(house: House, browser: Browser) -> object:
    """The cookies of the administrator after log-in, so that each test need not log in again."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{house.url}/accounts/login/")
    page.fill("[name=login]", MAIL)
    page.fill("[name=password]", house.password)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("[data-app]")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def opening(house: House, browser: Browser, state: object) -> Iterator[Opening]:
    """A function that opens a context (logged in, unless told otherwise) and returns its page, watched for faults."""
    contexts: list[BrowserContext] = []

    def opened(width: int = 1440, height: int = 900, logged_in: bool = True, **more: object) -> Sight:
        options = {"viewport": {"width": width, "height": height}, "locale": "zh-CN", **more}
        context = browser.new_context(**options, storage_state=state if logged_in else None)  # type: ignore[arg-type]
        contexts.append(context)
        sight = Sight(context.new_page(), house.url)
        sight.watch()
        return sight

    yield opened
    for context in contexts:
        context.close()


def prefer(sight: Sight, **choices: str) -> None:
    """This function will keep preferences of the administrator, through the page that people use."""
    page = sight.open("/preferences/")
    for name, value in choices.items():
        if name == "shortcuts":
            page.set_checked("[name=shortcuts]", bool(value))
        else:
            page.check(f"input[name={name}][value={value}]")
    page.click("main button[type=submit]")
    page.wait_for_load_state()
