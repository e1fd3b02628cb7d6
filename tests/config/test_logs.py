"""Logs are one JSON object a line, say which request they belong to, and hold no secret."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as product
from django.contrib.auth.decorators import login_not_required
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from hourglass.base import correlation
from hourglass.base.models import User
from hourglass.config import logs

pytestmark = pytest.mark.once

CANARIES = {
    "password": "Canary-of-the-password",
    "new password": "Canary-of-a-new-password-2",
    "TOTP seed": "KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD",
    "recovery code": "canary-recovery-4711",
    "webhook secret": "whsec_Q2FuYXJ5T2ZBV2ViaG9vaw==",
    "bot address": "b0t-t0ken-c4n4ry-5d1f",
    "portal token": "pT7kQ2mX9vB4nL8wR3sY6zC1dF5gH0jA_-eUiOaPcan",
    "OIDC secret": "oidc-canary-secret",
    "SMTP password": "smtp-canary-password",
    "database password": "db-canary-password",
    "API key": "hg_live_canary4711",
    "session": "c4n4ry0session0key0of0a0person00",
    "CSRF token": "C4n4ryCsrfTokenC4n4ryCsrfToken4711C4n4ryCsrfTokenC4n4ryCsrfT0ken",
}


@login_not_required
def fail(request: HttpRequest) -> HttpResponse:
    """A bug whose message and whose log lines are full of secrets, as those of libraries are."""
    log = logging.getLogger("a.library")
    log.debug("headers %s", {"Authorization": "Bearer " + CANARIES["API key"], "Cookie": CANARIES["session"]})
    log.info("sending", extra={"totp_secret": CANARIES["TOTP seed"], "recovery_codes": [CANARIES["recovery code"]]})
    log.warning("POST https://qyapi.example/cgi-bin/webhook/send?key=%s", CANARIES["bot address"])
    log.warning("POST https://open.example/open-apis/bot/v2/hook/%s failed", CANARIES["bot address"])
    log.warning('{"client_secret": "%s", "csrfmiddlewaretoken": "%s"}', CANARIES["OIDC secret"], CANARIES["CSRF token"])
    log.error("GET /p/%s/", CANARIES["portal token"])
    log.error("signed with %s", CANARIES["webhook secret"])
    log.error("dsn postgres://hourglass:%s@db/hourglass", CANARIES["database password"])
    log.error("login refused by the mail server for %s", CANARIES["SMTP password"])
    password = request.POST.get("password", "")
    raise RuntimeError(f"could not log in with password={password!r} seed {CANARIES['TOTP seed']}")


urlpatterns = [path("fail/", fail), path("", include("hourglass.config.urls"))]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, at the most talkative level, written as production writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Lines(as_json=True, known=[CANARIES["SMTP password"], CANARIES["database password"]]))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def found_in(text: str) -> list[str]:
    """This function will name the canaries that got out."""
    return [name for name, canary in CANARIES.items() if canary in text]


@pytest.mark.urls(__name__)
def test_no_secret_reaches_logs_or_error_pages(
    client: Client, someone: User, lines: io.StringIO, settings: Any
) -> None:
    client.raise_request_exception = False
    someone.set_password(CANARIES["password"])
    someone.save()
    pages = []
    # A wrong password, a right one, and a forgotten one with its link.
    pages.append(client.post("/accounts/login/", {"login": someone.email, "password": CANARIES["new password"]}))
    pages.append(client.post("/accounts/login/", {"login": someone.email, "password": CANARIES["password"]}))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    pages.append(client.get("/"))
    client.logout()
    pages.append(client.post("/accounts/password/reset/", {"email": someone.email}))
    link = re.findall(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0]
    key = link.rstrip("/").rpartition("-")[2]
    pages.append(client.get(link, follow=True))
    # Addresses that do not exist, with secrets in them, and a bug.
    pages.append(client.get(f"/p/{CANARIES['portal token']}/?key={CANARIES['bot address']}"))
    client.cookies["sessionid"] = CANARIES["session"]
    pages.append(
        client.post("/fail/", {"password": CANARIES["password"], "csrfmiddlewaretoken": CANARIES["CSRF token"]})
    )
    assert pages[-1].status_code == 500

    written = lines.getvalue()
    assert len(written.splitlines()) > 15
    assert "could not log in" in written
    assert found_in(written) == []
    assert session not in written
    assert key not in written
    assert product.SECRET_KEY not in written
    assert found_in(pages[-1].content.decode()) == []
    # A page that repeats what a person typed may show an address, never a password.
    assert {"password", "new password"}.isdisjoint(found_in("".join(page.content.decode() for page in pages)))


def test_the_canaries_would_be_found(lines: io.StringIO) -> None:
    ours = next(handler for handler in logging.getLogger().handlers if getattr(handler, "stream", None) is lines)
    ours.setFormatter(logging.Formatter("%(message)s"))
    with pytest.raises(RuntimeError):
        fail(HttpRequest())
    assert len(found_in(lines.getvalue())) >= 9


def test_every_line_is_json_and_names_its_request(client: Client, someone: User, lines: io.StringIO) -> None:
    client.force_login(someone)
    answer = client.get("/")
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    line = next(line for line in found if line["event"] == "request")
    assert line | {"timestamp": "", "ms": 0} == {
        "event": "request",
        "level": "info",
        "logger": "hourglass.requests",
        "timestamp": "",
        "ms": 0,
        "method": "GET",
        "route": "",
        "status": 200,
        "person": someone.pk,
        "request": answer["X-Request-ID"],
    }


def test_the_line_holds_the_route_and_not_the_key(client: Client, db: None, lines: io.StringIO) -> None:
    client.get("/accounts/password/reset/key/1-abc-def/")
    routes = [json.loads(line).get("route") for line in lines.getvalue().splitlines()]
    assert any(route and "(?P<key>" in route for route in routes)
    assert "abc-def" not in lines.getvalue()


def test_each_request_has_its_own_id_and_leaves_none_behind(client: Client) -> None:
    one, two = client.get("/healthz"), client.get("/healthz")
    assert one["X-Request-ID"] != two["X-Request-ID"]
    assert correlation.get() == ""


@pytest.mark.parametrize(
    "text",
    [
        "account.renewed on account 4711 at 2026-11-23T12:00:00Z",
        "GET /admin/people/ 200 in 12 ms",
        "hourglass.base.management.commands.something_long_and_plain",
        "the token expired; the password is wrong",
        "https://example.com/a/b?page=2&sort=name",
        "续航 started on http://127.0.0.1:8000",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert logs.redact(text) == text


@pytest.mark.parametrize("as_json", [True, False])
def test_a_line_shows_what_the_code_gave_it(as_json: bool) -> None:
    record = logging.LogRecord("hourglass.x", logging.INFO, "x.py", 1, "sent %d", (3,), None)
    record.channel = "wecom"
    line = logs.Lines(as_json=as_json).format(record)
    assert "sent 3" in line
    assert "wecom" in line
    assert line.count("\n") == 0
