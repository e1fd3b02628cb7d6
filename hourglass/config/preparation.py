"""Preparing an installation: the database's tables, the cache's table and the static files, when something is new."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

STAMP = "prepared"


def prepare() -> bool:
    """This function will bring database and static files up to date, and tell whether there was anything to do."""
    stamp, now = settings.DATA / STAMP, fingerprint()
    if stamp.exists() and stamp.read_text() == now and has_tables():
        return False
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)
    return True


def has_tables() -> bool:
    """This function will tell whether the database is one that was prepared, not a new one in its place."""
    return "django_migrations" in connection.introspection.table_names()


def fingerprint() -> str:
    """This function will name the state of everything that preparation depends on."""
    digest = hashlib.sha256(f"{settings.DATABASE_URL} {settings.STATIC_ROOT}".encode())
    for path in sorted(sources()):
        found = path.stat()
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    """This function will give every migration and every static file."""
    for app in apps.get_app_configs():
        yield from Path(app.path).glob("migrations/*.py")
    for finder in get_finders():
        for name, storage in finder.list(None):
            yield Path(storage.path(name))
