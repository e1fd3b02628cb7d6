"""Other machines are reached through gateway.http alone, and mail servers through the mail adapter alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hourglass

pytestmark = pytest.mark.once

ROOT = Path(hourglass.__file__).parent

# What can open a connection, and the modules that may.
CLIENTS = {
    "aiohttp": (),
    "ftplib": (),
    "http.client": (),
    "httpx": (),
    "requests": ("gateway/http.py",),
    "requests_hardened": ("gateway/http.py",),
    "smtplib": ("gateway/channels/email.py",),
    "socket": ("gateway/http.py",),
    "telnetlib": (),
    "urllib.request": (),
    "urllib3": ("gateway/http.py",),
    "xmlrpc": (),
}


def imported(source: str) -> Iterator[str]:
    """Every dotted name that `source` imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def breaches(path: str, source: str) -> list[str]:
    return sorted(
        {
            client
            for name in imported(source)
            for client, allowed in CLIENTS.items()
            if (name == client or name.startswith(f"{client}.")) and path not in allowed
        }
    )


def test_no_other_module_opens_connections() -> None:
    found = {
        path: wrong
        for file in ROOT.rglob("*.py")
        if (wrong := breaches(path := file.relative_to(ROOT).as_posix(), file.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "client"),
    [
        ("import requests", "requests"),
        ("from urllib import request", "urllib.request"),
        ("def f():\n    import urllib.request as u", "urllib.request"),
        ("from http.client import HTTPSConnection", "http.client"),
        ("import socket", "socket"),
        ("from requests.adapters import HTTPAdapter", "requests"),
    ],
)
def test_a_breach_is_caught(source: str, client: str) -> None:
    assert breaches("console/views/today.py", source) == [client]


def test_parsing_an_address_is_no_breach() -> None:
    assert breaches("console/views/today.py", "from urllib.parse import urlsplit\nfrom http import HTTPStatus") == []
