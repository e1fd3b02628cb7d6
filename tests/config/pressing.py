"""`python -m tests.config.pressing <kills>`: people who save forms while their web server is killed again and again.

The server is the real command on a port of its own. What it acknowledged is looked for in the database afterwards.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import django

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hourglass.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  settings load only after the engine
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from hourglass.base import people, roles  # noqa: E402
from hourglass.base.models import Channel, Entry, Role  # noqa: E402

TOKEN = "a" * 32
PEOPLE = 6
URL = "https://hooks.slack.com/services/T/B/x"


def logged_in() -> str:
    """This function will log an administrator in and return the cookies of the session."""
    roles.install_defaults(by="test", at=timezone.now())
    administrator = Role.objects.get(key="administrator")
    person = people.add("p@example.com", name="P", roles=[administrator], by="test", at=timezone.now())
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


@contextmanager
def server(port: int) -> Iterator[None]:
    """This function will run the web server until the end of the block, and kill it without a warning."""
    running = subprocess.Popen([sys.executable, "-m", "hourglass.config", "web", "--port", str(port)])
    try:
        yield
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()


class Person(threading.Thread):
    """Saves one form after the other and remembers which were acknowledged."""

    def __init__(self, number: int, port: int, cookies: str, end: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.cookies, self.end = number, port, cookies, end
        self.acknowledged: list[str] = []
        self.strange: list[int] = []

    def run(self) -> None:
        """This function will save until it is told to stop."""
        count = 0
        while not self.end.is_set():
            count += 1
            name = f"{self.number}-{count}"
            try:
                status = self.save(name)
            except (OSError, HTTPException):
                time.sleep(0.02)  # the server is dead; the form may or may not have been saved
                continue
            if status == 302:
                self.acknowledged.append(name)
            else:
                self.strange.append(status)

    def save(self, name: str) -> int:
        """This function will send the form and return the status of the answer."""
        form = {"csrfmiddlewaretoken": TOKEN, "name": name, "purpose": "staff", "url": URL}
        wire = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            wire.request(
                "POST",
                "/admin/channels/new/slack/",
                urlencode(form),
                {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"},
            )
            return wire.getresponse().status
        finally:
            wire.close()


def press(kills: int, port: int, crowd: list[Person]) -> int:
    """This function will start the server and kill it at a random moment of work, again and again."""
    served = 0
    for _kill in range(kills):
        before = sum(len(person.acknowledged) for person in crowd)
        with server(port):
            until = time.monotonic() + 30
            while sum(len(p.acknowledged) for p in crowd) == before and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(random.uniform(0, 0.5))
        served += sum(len(person.acknowledged) for person in crowd) > before
    return served


def main(kills: int) -> None:
    """This function will press, kill, and print what was acknowledged and what is there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    cookies, end = logged_in(), threading.Event()
    connection.close()
    crowd = [Person(number, port, cookies, end) for number in range(PEOPLE)]
    for person in crowd:
        person.start()
    served = press(kills, port, crowd)
    end.set()
    for person in crowd:
        person.join(timeout=15)
    acknowledged = {name for person in crowd for name in person.acknowledged}
    kept = set(Channel.objects.values_list("name", flat=True))
    recorded = Entry.objects.filter(verb="channel.added").count()
    answer = {
        "kills while working": served,
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - kept),
        "kept": len(kept),
        "recorded": recorded,
        "strange": Counter(status for person in crowd for status in person.strange),
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(int(sys.argv[1]))
