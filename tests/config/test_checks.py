"""Unsafe settings do not start: each check by itself, and the real command as a person runs it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hourglass.config import checks
from tests.architecture.tree import ROOT
from tests.databases import copied

pytestmark = pytest.mark.once

KEY = "vMz2kQ8sT4xW6yB1nC3dF5gH7jL9pR0aEuIoPqSwXzVbNmKjHg"
SAFE = {
    "HOURGLASS_MODE": "production",
    "HOURGLASS_SECRET_KEY": KEY,
    "HOURGLASS_URL": "https://cs.example.com",
    "HOURGLASS_HOSTS": "cs.example.com",
    "HOURGLASS_TRUSTED_PROXIES": "127.0.0.1",
    "HOURGLASS_MAIL_URL": "submission://user:secret-of-mail@mail.example.com:587",
}
UNSAFE = {
    "E001": {"HOURGLASS_SECRET_KEY": ""},
    "E002": {"HOURGLASS_SECRET_KEY": "short"},
    "E004": {"HOURGLASS_DEBUG": "yes"},
    "E005": {"HOURGLASS_HOSTS": "*"},
    "E006": {"HOURGLASS_URL": "http://cs.example.com"},
    "E007": {"HOURGLASS_HOSTS": "other.example.com"},
    "E008": {"HOURGLASS_TRUSTED_PROXIES": "*"},
    "E009": {"HOURGLASS_MAIL_URL": "console:"},
}


def start(folder: Path, *command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """This function will run a command of the product as a production machine would."""
    environment = {"PATH": os.environ["PATH"], "HOURGLASS_DATA": str(folder / "data"), **SAFE, **changed}
    return subprocess.run(
        [sys.executable, "-m", "hourglass.config", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("number", ["E001", "E006"])
def test_the_real_server_does_not_start(tmp_path: Path, number: str) -> None:
    refused = start(tmp_path, "web", "--port", "1", **UNSAFE[number])
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: Hourglass does not start:\n- ")
    assert f"[hourglass.{number}]" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_names_every_reason_at_once_and_no_secret(tmp_path: Path) -> None:
    refused = start(
        tmp_path, "web", HOURGLASS_DEBUG="yes", HOURGLASS_URL="http://x", HOURGLASS_SECRET_KEY="s3cr3t-short"
    )
    assert {number for number in ("E002", "E004", "E006", "E007") if f"hourglass.{number}" in refused.stderr} == {
        "E002",
        "E004",
        "E006",
        "E007",
    }
    assert "s3cr3t" not in refused.stderr + refused.stdout
    assert "secret-of-mail" not in refused.stderr + refused.stdout


@pytest.mark.parametrize(
    ("name", "value"), [("HOURGLASS_MODE", "prod"), ("HOURGLASS_DEBUG", "perhaps"), ("HOURGLASS_LANGUAGE", "fr")]
)
def test_a_value_it_does_not_know_is_named_in_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    refused = start(tmp_path, "web", **{name: value})
    assert refused.returncode == 1
    assert refused.stderr.startswith("Hourglass does not start: ")
    assert name in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_demo_is_not_for_production(tmp_path: Path) -> None:
    refused = start(tmp_path, "demo")
    assert refused.returncode == 1
    assert "not for production" in refused.stderr


@pytest.fixture
def migrated(tmp_path: Path, pattern: Path) -> None:
    """An installation whose database is migrated."""
    (tmp_path / "data").mkdir(mode=0o700)
    copied(pattern, tmp_path / "data")


@pytest.mark.usefixtures("migrated")
def test_safe_settings_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        started = start(
            tmp_path, "web", "--port", str(taken.getsockname()[1])
        )  # gets as far as the port, which is taken
    assert "does not start" not in started.stderr
    assert "address already in use" in started.stderr


@pytest.mark.parametrize(("proxy", "status"), [("127.0.0.1", 200), ("192.0.2.7", 301)])
@pytest.mark.usefixtures("migrated")
def test_only_a_listed_proxy_is_believed(tmp_path: Path, collected: Path, proxy: str, status: int) -> None:
    (tmp_path / "data" / "static").symlink_to(collected)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "HOURGLASS_DATA": str(tmp_path / "data"),
        **SAFE,
        "HOURGLASS_TRUSTED_PROXIES": proxy,
    }
    command = [sys.executable, "-m", "hourglass.config", "web", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            answer = asked(
                port, {"Host": "cs.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
            )
        finally:
            server.terminate()
    assert answer == status


def asked(port: int, headers: dict[str, str]) -> int:
    """This function will ask for the log-in page as soon as the server listens, and return the status."""
    for _attempt in range(300):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/accounts/login/", headers=headers)
            return connection.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise TimeoutError


def test_kept_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    assert start(tmp_path, "createcachetable").returncode == 0  # what opens a database first makes its file
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "data").iterdir() if path.is_file()}
    assert modes["hourglass.sqlite3"] == "0o600"
    assert set(modes.values()) == {"0o600"}
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.fixture
def production(settings: Any, tmp_path: Path) -> Any:
    """The settings of a safe installation, to be made unsafe one by one."""
    settings.MODE, settings.DEBUG, settings.SECRET_KEY = "production", False, KEY
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.TRUSTED_PROXIES = (
        "https://x.example",
        ["x.example"],
        ["127.0.0.1"],
    )
    settings.MAIL = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
    settings.DATA, settings.SQLITE = tmp_path, False
    tmp_path.chmod(0o700)
    (tmp_path / ".env").touch(0o600)
    settings.ROOT = tmp_path
    return settings


def ids(check: Callable[..., Any]) -> list[str]:
    return [fault.id.removeprefix("hourglass.") for fault in check()]


def test_a_safe_installation_has_no_fault(production: Any) -> None:
    assert [number for check in checks.EVERY for number in ids(check)] == []
    checks.before_start()


CHANGES = [
    (checks.secret_key, "SECRET_KEY", "", ["E001"]),
    (checks.secret_key, "SECRET_KEY", "x" * 49, ["E002"]),
    (checks.secret_key, "SECRET_KEY", "ab" * 50, ["E002"]),
    (checks.addresses, "DEBUG", True, ["E004"]),
    (checks.addresses, "ALLOWED_HOSTS", ["*"], ["E005"]),
    (checks.addresses, "ALLOWED_HOSTS", [], ["E005", "E007"]),
    (checks.addresses, "SITE_URL", "http://x.example", ["E006"]),
    (checks.addresses, "SITE_URL", "https://y.example", ["E007"]),
    (checks.addresses, "TRUSTED_PROXIES", ["*"], ["E008"]),
    (checks.addresses, "TRUSTED_PROXIES", [], ["E016"]),
    (checks.mail, "MAIL", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, ["E009"]),
    (checks.mail, "MAIL", {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, ["E009"]),
    (checks.cache, "CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, ["E011"]),
]


@pytest.mark.parametrize(("check", "name", "value", "expected"), CHANGES)
@pytest.mark.filterwarnings("ignore:Overriding setting")
def test_each_fault_is_found(
    production: Any, check: Callable[..., Any], name: str, value: Any, expected: list[str]
) -> None:
    setattr(production, name, value)
    assert ids(check) == expected
    with pytest.raises(CommandError, match=expected[0]):
        checks.before_start()


def test_the_demos_key_is_refused(production: Any, tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch(0o600)
    (tmp_path / "secret-key").write_text(KEY + "\n")
    assert ids(checks.secret_key) == ["E003"]


def test_files_that_others_can_read_are_refused(production: Any, tmp_path: Path) -> None:
    (tmp_path / ".env").chmod(0o640)
    tmp_path.chmod(0o755)
    found = list(checks.file_modes())
    assert [fault.hint for fault in found] == [f"Run: chmod 700 {tmp_path}", f"Run: chmod 600 {tmp_path / '.env'}"]


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((3, 53, 0), True),
    ],
)
def test_it_knows_which_sqlite_is_sound(version: tuple[int, ...], sound: bool) -> None:
    assert checks.is_sound(version) is sound


def test_an_unsound_sqlite_is_refused(settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"journal_mode": "delete", "synchronous": 1, "mmap_size": 1024}
    monkeypatch.setattr(checks, "pragma", answers.get)
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 40, 1))
    assert ids(checks.sqlite) == ["E012", "E013", "E014", "E015"]


def test_the_products_sqlite_is_sound(db: None) -> None:
    assert ids(checks.sqlite) == []


def test_djangos_check_command_knows_ours(production: Any) -> None:
    production.DEBUG = True
    with pytest.raises(Exception, match=r"hourglass\.E004"):
        call_command("check")
