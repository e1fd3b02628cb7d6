"""What refuses to start: settings that would lose data or let strangers in."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import connection

# The first releases of each SQLite line in which a write that meets a checkpoint loses nothing.
SOUND_SQLITE = [(3, 44, 6), (3, 50, 7), (3, 51, 3)]
FULL = 2


def before_start() -> None:
    """This function will refuse to start, and name every reason, when a check of the product fails."""
    faults = [fault for check in EVERY for fault in check() if isinstance(fault, Error)]
    if faults:
        reasons = "\n".join(f"- {fault.msg} {fault.hint} [{fault.id}]" for fault in faults)
        raise CommandError(f"Hourglass does not start:\n{reasons}")


def in_production(check: Callable[..., Iterator[CheckMessage]]) -> Callable[..., list[CheckMessage]]:
    """This function will make a check that has nothing to say about the demo and the tests."""

    def checked(**_options: Any) -> list[CheckMessage]:
        return list(check()) if settings.MODE == "production" else []

    checked.__name__ = check.__name__
    return checked


def everywhere(check: Callable[..., Iterator[CheckMessage]]) -> Callable[..., list[CheckMessage]]:
    """This function will make a check of every mode."""

    def checked(**_options: Any) -> list[CheckMessage]:
        return list(check())

    checked.__name__ = check.__name__
    return checked


def fault(number: int, message: str, *, hint: str) -> Error:
    """This function will make the error `hourglass.E<number>`; `hint` names the way out."""
    return Error(message, hint=hint, id=f"hourglass.E{number:03}")


@in_production
def secret_key() -> Iterator[CheckMessage]:
    """This function will find a missing, weak or borrowed secret key."""
    hint = "Set HOURGLASS_SECRET_KEY to 50 random characters or more and keep them as you keep the backup."
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        yield fault(1, "The secret key is missing.", hint=hint)
        return
    if len(key) < 50 or len({*key}) < 10:
        yield fault(2, "The secret key is too short or too regular.", hint=hint)
    demo = settings.DATA / "secret-key"
    if demo.exists() and demo.read_text().strip() == key:
        yield fault(3, "The secret key is the one the demo made for itself.", hint=hint)


@in_production
def addresses() -> Iterator[CheckMessage]:
    """This function will find settings that show too much or listen to everybody."""
    if settings.DEBUG:
        yield fault(4, "Details of errors would be shown to everybody.", hint="Unset HOURGLASS_DEBUG.")
    if "*" in settings.ALLOWED_HOSTS or not settings.ALLOWED_HOSTS:
        yield fault(5, "Every host name would be answered.", hint="Name yours in HOURGLASS_HOSTS.")
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        yield fault(6, "Passwords would travel unencrypted.", hint="Set HOURGLASS_URL to an https:// address.")
    if site.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield fault(7, "The site does not answer to its own address.", hint="Add its host to HOURGLASS_HOSTS.")
    if not settings.TRUSTED_PROXIES:
        hint = "Name the proxy that ends TLS in HOURGLASS_TRUSTED_PROXIES, for example 127.0.0.1."
        yield fault(
            16, "Nobody is believed that a request came by TLS, so each would be redirected for ever.", hint=hint
        )
    if "*" in settings.TRUSTED_PROXIES:
        yield fault(8, "Everybody could claim any address.", hint="Name your proxies in HOURGLASS_TRUSTED_PROXIES.")


@in_production
def mail() -> Iterator[CheckMessage]:
    """This function will find mail that reaches nobody."""
    if settings.MAIL["EMAIL_BACKEND"] != "django.core.mail.backends.smtp.EmailBackend":
        hint = "Set HOURGLASS_MAIL_URL to your mail server, for example submission://user:password@host:587."
        yield fault(9, "Mail would be printed or dropped instead of sent.", hint=hint)


@in_production
def file_modes() -> Iterator[CheckMessage]:
    """This function will find files that other users of the machine can read."""
    kept = [settings.DATA, settings.DATA / "secret-key", settings.ROOT / ".env"]
    if settings.SQLITE:
        name = str(settings.DATABASES["default"]["NAME"])
        kept += [Path(name + journal) for journal in ("", "-wal", "-shm")]
    for path in kept:
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            mode = "700" if path.is_dir() else "600"
            yield fault(10, f"Other users of the machine can read {path}.", hint=f"Run: chmod {mode} {path}")


@everywhere
def cache() -> Iterator[CheckMessage]:
    """This function will find a cache that each process has for itself, which multiplies every limit of guesses."""
    if settings.CACHES["default"]["BACKEND"].rpartition(".")[2] in {"LocMemCache", "DummyCache", "FileBasedCache"}:
        yield fault(11, "Limits of guesses would count per process.", hint="Use the database or Redis as the cache.")


@everywhere
def sqlite() -> Iterator[CheckMessage]:
    """This function will find an SQLite that may lose what it has acknowledged."""
    if not settings.SQLITE:
        return
    if not is_sound(sqlite3.sqlite_version_info):
        hint = "Reinstall the locked packages: pysqlite3 brings a sound engine. Or set DATABASE_URL to PostgreSQL."
        yield fault(12, f"SQLite {sqlite3.sqlite_version} can lose committed writes.", hint=hint)
    hint = "Leave the OPTIONS of the database in hourglass/config/settings.py as they are."
    if pragma("journal_mode") not in {"wal", "memory"}:
        yield fault(13, "SQLite does not write ahead, so readers would stop writers.", hint=hint)
    if int(pragma("synchronous")) < FULL:
        yield fault(14, "SQLite may lose acknowledged writes when the power fails.", hint=hint)
    if int(pragma("mmap_size") or 0) > 0:
        yield fault(15, "SQLite maps its file into memory, which makes damage likelier.", hint=hint)


def is_sound(version: tuple[int, ...]) -> bool:
    """This function will tell whether an SQLite has the repair of the bug that loses writes at a checkpoint."""
    return any(version >= first and version[:2] == first[:2] for first in SOUND_SQLITE) or version >= SOUND_SQLITE[-1]


def pragma(name: str) -> Any:
    """This function will read one pragma of the connection we work with."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return row[0] if row else None


EVERY = [secret_key, addresses, mail, file_modes, cache, sqlite]
