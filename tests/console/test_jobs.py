"""The pages of jobs: who sees them, what they say, and what people can do there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings

from hourglass.base import jobs, planning, running
from hourglass.base.cadence import Cadence, Cron, Every
from hourglass.base.models import Run, User, Watermark
from hourglass.console import cadences
from tests.base.schedules import HOUR
from tests.conftest import Casting


@pytest.fixture
def admin(client: Client, cast: Casting, settings: Settings) -> User:
    settings.SCHEDULE = "tests.base.schedules.JOBS"
    person = cast("admin", "administrator")
    client.force_login(person)
    return person


@pytest.fixture
def letter(admin: User) -> Run:
    jobs.enqueue("never", payload={"file": 7, "api_key": "sk-very-secret"}, at=timezone.now())
    run = running.claim_next(by="anna", at=timezone.now())
    assert run is not None
    with pytest.raises(running.Permanent) as raised:
        running.perform(run, clock=timezone.now)
    running.failed(run, at=timezone.now(), error=raised.value)
    return run


PAGES = ["/admin/jobs/", "/admin/jobs/each/", "/admin/dead-letters/"]


@pytest.mark.parametrize("page", PAGES)
def test_whoever_may_see_jobs_sees_them(client: Client, admin: User, page: str) -> None:
    planning.plan(at=timezone.now())
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_csm_may_not_see_them(client: Client, csm: User, page: str) -> None:
    client.force_login(csm)
    assert client.get(page).status_code == 403


def test_a_missing_worker_is_told_until_one_lives(client: Client, admin: User) -> None:
    assert "没有工作进程在运行" in client.get("/admin/jobs/").content.decode()
    jobs.sign_of_life("house-1", at=timezone.now())
    page = client.get("/admin/jobs/").content.decode()
    assert "没有工作进程在运行" not in page
    assert "house-1" in page
    jobs.last_words("house-1", at=timezone.now())
    assert "没有工作进程在运行" in client.get("/admin/jobs/").content.decode()


def test_a_late_job_is_told_with_its_delay(client: Client, admin: User) -> None:
    Watermark.objects.create(job="each", at=timezone.now() - timedelta(hours=30))
    page = client.get("/admin/jobs/").content.decode()
    assert "逾期" in page
    assert "1 天" in page


def test_the_list_takes_the_same_queries_however_many_runs(
    client: Client, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    for job in ("each", "latest", "skip", "once"):
        Run.objects.bulk_create(Run(job=job, due_at=now, created_at=now, done_at=now, attempts=1) for _n in range(30))
    with django_assert_max_num_queries(22):
        client.get("/admin/jobs/")


@pytest.mark.parametrize("key", ["nothing", "..", "x" * 500])
def test_an_unknown_job_is_not_found(client: Client, admin: User, key: str) -> None:
    assert client.get(f"/admin/jobs/{key}/").status_code == 404
    assert client.post(f"/admin/jobs/{key}/runs/").status_code == 404


def test_a_job_can_be_run_now_and_not_twice(client: Client, admin: User) -> None:
    assert client.post("/admin/jobs/once/runs/").status_code == 302
    assert Run.objects.get(job="once").asked_by == admin
    assert client.post("/admin/jobs/once/runs/").status_code == 422


def test_a_job_can_be_set_back_with_a_reason(client: Client, admin: User) -> None:
    day = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
    Watermark.objects.create(job="each", at=day)
    sent = {"to": f"{day:%Y-%m-%d} 18:00", "reason": "a wrong figure"}  # in Shanghai
    answer = client.post("/admin/jobs/each/watermark/", sent)
    assert answer.status_code == 302
    assert Watermark.objects.get(job="each").at == day - timedelta(hours=2)


@pytest.mark.parametrize(
    "sent",
    [
        {"to": "2026-03-03 18:00", "reason": ""},
        {"to": "yesterday", "reason": "why"},
        {"to": "0001-01-01 00:00", "reason": "why"},
        {"to": "9999-12-31 23:59", "reason": "why"},
        {},
    ],
)
def test_bad_input_is_answered_on_the_form(client: Client, admin: User, sent: dict[str, str]) -> None:
    Watermark.objects.create(job="each", at=datetime(2026, 3, 3, 12, tzinfo=UTC))
    answer = client.post("/admin/jobs/each/watermark/", sent)
    assert answer.status_code == 422
    assert "<form" in answer.content.decode()
    assert Watermark.objects.get(job="each").round == 1


def test_a_dead_letter_shows_its_error_and_hides_its_secrets(client: Client, letter: Run) -> None:
    assert "no such address" in client.get("/admin/dead-letters/").content.decode()
    page = client.get(f"/admin/dead-letters/{letter.pk}/").content.decode()
    assert "Permanent: no such address" in page
    assert "sk-very-secret" not in page


def test_a_dead_letter_is_tried_again_with_a_reason(client: Client, letter: Run) -> None:
    address = f"/admin/dead-letters/{letter.pk}/retry/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "mended"}).status_code == 302
    letter.refresh_from_db()
    assert letter.dead_at is None
    assert client.post(address, {"reason": "mended"}).status_code == 404


def test_a_dead_letter_is_discarded_once(client: Client, letter: Run) -> None:
    address = f"/admin/dead-letters/{letter.pk}/discard/"
    assert client.post(address, {"reason": "not needed"}).status_code == 302
    assert client.post(address, {"reason": "not needed"}).status_code == 422
    assert client.get(f"/admin/dead-letters/{letter.pk}/").status_code == 200


def test_a_run_that_was_never_given_up_is_no_letter(client: Client, admin: User) -> None:
    run = jobs.enqueue("once", payload={}, at=timezone.now())
    assert client.get(f"/admin/dead-letters/{run.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("cadence", "chinese", "english"),
    [
        (None, "按需运行", "When it is asked for"),
        (Every(timedelta(seconds=5)), "每 5 秒", "Every 5 seconds"),
        (Every(timedelta(minutes=10)), "每 10 分钟", "Every 10 minutes"),
        (Every(HOUR), "每 1 小时", "Every hour"),
        (Every(timedelta(days=2)), "每 2 天", "Every 2 days"),
        (Cron("17 3 * * *"), "每天 03:17", "Every day at 03:17"),
        (Cron("5 * * * *"), "每小时第 5 分", "Every hour at minute 5"),
        (Cron("*/15 * * * *"), "每 15 分钟", "Every 15 minutes"),
        (Cron("0 3 * * MON"), "0 3 * * MON", "0 3 * * MON"),
        (Cron("0 1-3 * * *"), "0 1-3 * * *", "0 1-3 * * *"),
    ],
)
def test_a_cadence_is_said_in_words(cadence: Cadence | None, chinese: str, english: str) -> None:
    with override("zh-hans"):
        assert cadences.words(cadence) == chinese
    with override("en"):
        assert cadences.words(cadence) == english
