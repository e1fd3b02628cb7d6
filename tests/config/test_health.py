"""Probes tell whether we live and whether we can work, and tell strangers nothing else."""

import shutil
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from hourglass.base import jobs
from hourglass.base.models import User
from hourglass.config import health

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _path: Usage(10**10, 10**10 - 5 * health.MEGABYTE, 5 * health.MEGABYTE)
    )


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    def fail(*args: Any, **options: Any) -> None:
        raise OperationalError("unable to open database file")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", fail)
        yield


@pytest.mark.once
def test_healthz_asks_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_is_green_when_all_is_well(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "well": False})  # no worker lives
    jobs.sign_of_life("one", at=timezone.now())
    assert client.get("/readyz").json() == {"ready": True, "well": True}


def test_a_silent_worker_is_told_and_takes_no_page_from_anybody(client: Client, admin: User) -> None:
    jobs.sign_of_life("one", at=timezone.now() - timedelta(hours=1))
    client.force_login(admin)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["findings"]["worker"] == {"well": False, "seen": "0 alive, 0 jobs late, 0 dead letters"}


def test_readyz_is_red_when_a_migration_is_missing(client: Client, db: None) -> None:
    MigrationRecorder.Migration.objects.filter(app="base").order_by("-id")[:1].get().delete()
    assert client.get("/readyz").status_code == 503
    assert health.migrations().seen == "1 missing"


def test_readyz_is_red_when_the_disk_is_full(client: Client, db: None, full_disk: None) -> None:
    assert client.get("/readyz").status_code == 503
    assert health.disk().seen == "5 MB free of 9536 MB"


def test_readyz_is_red_without_a_database(client: Client, no_database: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "well": False})


def test_a_stranger_and_a_person_without_the_right_see_no_details(client: Client, someone: User) -> None:
    assert "findings" not in client.get("/readyz").json()
    client.force_login(someone)
    assert "findings" not in client.get("/readyz").json()


def test_who_may_see_jobs_sees_what_was_found(client: Client, admin: User, full_disk: None) -> None:
    client.force_login(admin)
    findings = client.get("/readyz").json()["findings"]
    assert findings["disk"] == {"well": False, "seen": "5 MB free of 9536 MB"}
    assert findings["database"] == {"well": True, "seen": connection.vendor}


@pytest.mark.once
def test_the_command_says_it_on_the_machine(db: None, full_disk: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError):
        call_command("ready")
    assert "NOT WELL  disk: 5 MB free" in capsys.readouterr().out


@pytest.mark.once
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_are_not_sent_to_tls(client: Client, db: None, settings: Any, address: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address).status_code == 200
