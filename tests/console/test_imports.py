"""The pages on which files are brought, their columns named, and their rows taken in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hourglass.base.models import User
from hourglass.base.schedule import Work
from hourglass.customers import accounts
from hourglass.customers.models import Account
from hourglass.gateway.imports import returning, taking
from hourglass.gateway.models import Import, ImportRow, Stage
from tests.conftest import NOON

TEXT = "客户编号,客户名称,城市\nK1,North,=1+1\nK2,,X\n"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), override("en"):
        yield


@pytest.fixture
def hers(client: Client, cs_head: User) -> Client:
    cs_head.language = "en"
    cs_head.save(update_fields=["language"])
    client.force_login(cs_head)
    return client


def upload(client: Client, data: bytes, noun: str = "accounts") -> Any:
    return client.post("/imports/", {"noun": noun, "file": SimpleUploadedFile("a.csv", data)})


def name_columns(client: Client, brought: Import, *columns: str, **more: Any) -> Any:
    fields = {f"column-{place}": key for place, key in enumerate(columns)}
    return client.post(reverse("import-columns", args=[brought.pk]), {**fields, "version": brought.version, **more})


def test_a_file_goes_from_upload_to_report(hers: Client) -> None:
    assert upload(hers, TEXT.encode("gb18030")).status_code == 302
    brought = Import.objects.get()
    page = hers.get(reverse("import", args=[brought.pk])).content.decode()
    assert 'value="number" selected' in page, "the columns are guessed"
    assert "North" in page
    assert name_columns(hers, brought, "number", "name", "city", source="crm").status_code == 302
    taking.check(Work("imports.check", NOON, None, NOON, {"import": brought.pk}))
    told = hers.get(reverse("import", args=[brought.pk])).content.decode()
    assert "1 rows can be taken in, 1 have faults" in told
    assert "This is needed." in told
    brought.refresh_from_db()
    start = reverse("import-start", args=[brought.pk])
    assert hers.post(start, {"policy": "all", "version": brought.version}).status_code == 422
    assert hers.post(start, {"policy": "good", "version": brought.version}).status_code == 302
    assert 'hx-trigger="every 1s"' in hers.get(reverse("import", args=[brought.pk])).content.decode()
    taking.run(Work("imports.run", NOON, None, NOON, {"import": brought.pk}))
    assert (
        "1 added, 0 changed, 0 unchanged, 1 with faults"
        in hers.get(reverse("import", args=[brought.pk])).content.decode()
    )
    assert Account.objects.get().city == "=1+1"
    assert "a.csv" in hers.get("/imports/").content.decode()


def test_the_rows_with_faults_leave_as_a_file_without_formulas(hers: Client) -> None:
    upload(hers, b"name,owner\n=cmd,x\n")
    brought = Import.objects.get()
    name_columns(hers, brought, "name", "owner")
    taking.check(Work("imports.check", NOON, None, NOON, {"import": brought.pk}))
    answer: Any = hers.get(reverse("import-faults", args=[brought.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=cmd" in text
    assert "This is no e-mail address." in text


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"name\n", b"PK\x03\x04broken", b"a,a\n1,2\n"])
def test_a_file_that_is_no_table_gets_its_form_back(hers: Client, data: bytes) -> None:
    answer = upload(hers, data)
    assert (answer.status_code, Import.objects.count()) == (422, 0)
    assert 'class="err"' in answer.content.decode()


@pytest.mark.parametrize("columns", [("name", "name", ""), ("", "", ""), ("moon", "name", "")])
def test_columns_that_cannot_be_get_their_form_back(hers: Client, columns: tuple[str, ...]) -> None:
    upload(hers, TEXT.encode())
    assert name_columns(hers, Import.objects.get(), *columns).status_code == 422
    assert Import.objects.get().stage == Stage.UPLOADED


def test_a_reading_that_was_kept_is_used_for_another_file(hers: Client) -> None:
    upload(hers, "甲,乙\nNorth,1\n".encode())
    first = Import.objects.get()
    assert name_columns(hers, first, "name", "number", keep_as="Ours").status_code == 302
    upload(hers, "乙,甲\n2,South\n".encode())
    second = Import.objects.order_by("-pk")[0]
    page = hers.get(reverse("import", args=[second.pk])).content.decode()
    assert "Ours" in page
    kept = hers.get(reverse("import", args=[second.pk]) + "?reading=1").content.decode()
    assert kept.count("selected") >= 2


def test_an_import_is_cancelled_once(hers: Client) -> None:
    upload(hers, TEXT.encode())
    brought = Import.objects.get()
    address = reverse("import-cancellation", args=[brought.pk])
    assert hers.post(address, {"version": brought.version}).status_code == 302
    assert hers.post(address, {"version": brought.version + 1}).status_code == 422


def test_rows_are_forgotten_after_a_while_and_the_sum_stays(hers: Client) -> None:
    upload(hers, TEXT.encode())
    later = NOON + timedelta(days=91)
    assert taking.forget(Work("imports.forget", NOON, None, NOON)) == 0
    assert taking.forget(Work("imports.forget", later, None, later)) == 2
    assert (ImportRow.objects.count(), Import.objects.get().total) == (0, 2)
    assert hers.get(reverse("import", args=[Import.objects.get().pk])).status_code == 200


def done(client: Client) -> Import:
    """An import of two customers that has ended."""
    upload(client, b"number,name\nK1,North\nK2,South\n")
    brought = Import.objects.get()
    name_columns(client, brought, "number", "name")
    job = Work("imports", NOON, None, NOON, {"import": brought.pk})
    taking.check(job)
    brought.refresh_from_db()
    client.post(reverse("import-start", args=[brought.pk]), {"policy": "all", "version": brought.version})
    taking.run(job)
    brought.refresh_from_db()
    return brought


def test_an_ended_import_is_taken_back_after_a_preview_and_what_stays_is_named(hers: Client, cs_head: User) -> None:
    brought = done(hers)
    south = Account.objects.get(number="K2")
    accounts.edit(south, version=0, by=cs_head, at=NOON, city="X")
    address = reverse("import-return", args=[brought.pk])
    assert address in hers.get(reverse("import", args=[brought.pk])).content.decode()
    preview = hers.get(address).content.decode()
    assert "1 cannot be taken back" in preview
    assert "Somebody changed it since." in preview
    assert Account.objects.count() == 2
    assert hers.post(address, {"version": brought.version}).status_code == 302
    working = hers.get(reverse("import", args=[brought.pk])).content.decode()
    assert "0 / 2" in working
    assert reverse("import-cancellation", args=[brought.pk]) not in working
    returning.give_back(Work("imports.return", NOON, None, NOON, {"import": brought.pk}))
    told = hers.get(reverse("import", args=[brought.pk])).content.decode()
    assert "1 taken back, 1 could not be taken back" in told
    assert "South" in told
    assert address not in told
    assert hers.post(address, {"version": brought.version + 2}).status_code == 422


def test_an_import_that_was_looked_at_too_early_is_not_taken_back(hers: Client) -> None:
    brought = done(hers)
    address = reverse("import-return", args=[brought.pk])
    assert hers.post(address, {"version": brought.version - 1}).status_code == 422
    assert hers.post(address, {"version": "x"}).status_code == 422
    assert Account.objects.count() == 2
