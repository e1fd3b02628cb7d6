"""A person of a product is forgotten wherever events go, and an older backup does not bring them back (TRUST T50)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override

from hourglass.base.models import Entry, Run, User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.base.schedule import Work
from hourglass.customers import contacts
from hourglass.usage import erasing, ingest, jobs, mapping, memory, restating, upkeep
from hourglass.usage.ingest import Turned
from hourglass.usage.messages import Message
from hourglass.usage.models import Batch, Claim, Erasure, ProductUser, Quarantined, Source
from tests import world
from tests.conftest import NOON
from tests.usage.conftest import Sending, flush_all, in_lake
from tests.usage.test_flushing import track

MARK = "mei-secret"
EMAIL = "mei@secret.example"


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def mei(data: Path, send: Sending, source: Source, admin: User) -> ProductUser:
    """Somebody who visited before she logged in, whom a person mapped, and of whom an event was turned away."""
    source.kept = ["who"]
    source.save()
    send(track("visit", "1", anonymous=f"{MARK}-visitor"), track("other", "2", user="u2"))
    send(
        Message("identify", user=MARK, anonymous=f"{MARK}-visitor", traits={"name": "梅", "email": EMAIL}),
        track("use", "3", user=MARK, properties={"who": EMAIL}),
        track("use", user="u2"),
        track("use", user=MARK),
    )
    raw = b'{"userId":"' + MARK.encode() + b'","event":""}'
    turned = (
        Turned("event", "no name", "segment", "track", None, raw),
        Turned("event", "", "segment", "", None, b"{}"),
    )
    ingest.keep([ingest.Arrival(source.pk, NOON, 0, b"[]", turned)])
    flush_all()
    user = ProductUser.objects.get(key=MARK)
    mapping.map_user(user, world.account(), version=0, by=admin, at=NOON)
    restating.restate()
    user.refresh_from_db()
    return user


def ask(user: ProductUser, by: User, **words: Any) -> Erasure:
    return erasing.ask(user, **{"version": user.version, "reason": "demanded", "by": by, "at": NOON} | words)


def files_with(folder: Path, *marks: str) -> list[Path]:
    every = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in every if any(mark.encode() in path.read_bytes() for mark in marks)]


def test_t50_a_person_is_gone_from_pages_record_inbox_quarantine_and_lake(
    mei: ProductUser, admin: User, data: Path
) -> None:
    assert len(in_lake()) == 5
    erasure = ask(mei, admin)
    assert not ProductUser.objects.filter(key__contains=MARK).exists()
    told = Entry.objects.unscoped(reason="test").filter(object_type="usage.productuser", object_id=str(mei.pk))
    assert [(entry.text.label, entry.text.new) for entry in told] == [("", None)]
    jobs.erase(Work(erasing.JOB, NOON, None, NOON, Run.objects.get(job=erasing.JOB).payload))
    assert in_lake() == [("other",), ("use",)]
    assert {row.key for row in ProductUser.objects.all()} == {"u2"}
    assert not any(MARK in bytes(row.body).decode() or EMAIL in bytes(row.body).decode() for row in Batch.objects.all())
    assert [bytes(row.body) for row in Quarantined.objects.all()] == [b"{}"]
    assert files_with(data / "lake", MARK, EMAIL) == []
    erasure.refresh_from_db()
    assert (erasure.keys, erasure.done_at is not None, mei.pk in erasure.users, len(erasure.users)) == (
        [],
        True,
        True,
        2,
    )
    assert MARK not in erasing.path().read_text()
    erasing.carry_out(erasure, at=NOON)
    assert erasing.path().read_text().count("\n") == 1


def test_what_stays_keeps_its_place_and_is_not_counted_twice(mei: ProductUser, admin: User) -> None:
    erasing.carry_out(ask(mei, admin), at=NOON)
    assert upkeep.refill(at=NOON) == 0
    assert in_lake() == [("other",), ("use",)]


def test_what_waits_in_the_inbox_and_a_flush_that_was_begun_do_not_bring_anybody_back(
    mei: ProductUser, admin: User, send: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_arguments: object, **_words: object) -> None:
        raise Killed

    send(track("late", "7", user=MARK))
    with monkeypatch.context() as patch:
        patch.setattr(memory.lake(), "append", die)
        with pytest.raises(Killed):
            flush_all()
    erasure = ask(mei, admin)
    send(track("later", "8", user=MARK))
    send(track("mine", "9", user="u2"))
    erasing.carry_out(erasure, at=NOON)
    flush_all()
    assert in_lake() == [("mine",), ("other",), ("use",)]
    send(track("anew", "10", user=MARK))
    flush_all()
    assert len(in_lake()) == 4


def test_the_contact_stays_and_claims_go(mei: ProductUser, admin: User, send: Sending) -> None:
    assert mei.account
    person = contacts.add(mei.account, "Mei", by="test", at=NOON)
    mapping.map_user(mei, mei.account, contact=person, version=mei.version, by=admin, at=NOON)
    mei.refresh_from_db()
    send(Message("alias", user="u2", previous=MARK))
    flush_all()
    assert Claim.objects.count() == 1
    erasing.carry_out(ask(mei, admin), at=NOON)
    person.refresh_from_db()
    assert (person.name, Claim.objects.count()) == ("Mei", 0)


def test_a_restored_backup_forgets_again(mei: ProductUser, admin: User, data: Path) -> None:
    row, visitor = ProductUser.objects.get(pk=mei.pk), mei.merged.get()
    kept = [(batch.pk, bytes(batch.body)) for batch in Batch.objects.all()]
    assert erasing.repeat(at=NOON) == 0
    erasing.carry_out(ask(mei, admin), at=NOON)
    assert erasing.repeat(at=NOON) == 0
    for pk, body in kept:
        Batch.objects.filter(pk=pk).update(body=body)
    row.save(force_insert=True)
    visitor.save(force_insert=True)
    assert erasing.repeat(at=NOON) == 1
    assert not ProductUser.objects.filter(pk__in=[row.pk, visitor.pk]).exists()
    assert not any(MARK.encode() in bytes(batch.body) for batch in Batch.objects.all())
    assert erasing.repeat(at=NOON) == 0


def test_it_wants_a_reason_the_present_version_and_the_permission(mei: ProductUser, admin: User, csm: User) -> None:
    with override("en"), pytest.raises(erasing.ErasureRefused, match="ground"):
        ask(mei, admin, reason=" ")
    with pytest.raises(ChangedMeanwhile):
        ask(mei, admin, version=99)
    with pytest.raises(Forbidden):
        ask(mei, csm)
    assert ProductUser.objects.filter(key=MARK).exists()
    assert not connection.needs_rollback
