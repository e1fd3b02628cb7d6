"""Pages of failure: the right status, a way on, and nothing that needs what failed."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from hourglass.base.models import User
from hourglass.console.errors import failed


def bug(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def gone(_request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly")


for view in (bug, gone):
    view.login_required = False  # type: ignore[attr-defined]
urlpatterns = [path("bug/", bug), path("gone/", gone), path("", include("hourglass.config.urls"))]
handler500 = "hourglass.console.errors.failed"


@pytest.mark.urls("tests.console.test_errors")
@pytest.mark.parametrize(("address", "status"), [("/bug/", 500), ("/gone/", 503)])
def test_a_bug_is_500_and_a_lost_database_503(client: Client, db: None, address: str, status: int) -> None:
    client.raise_request_exception = False
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.content.decode().count("<h1>") == 1
    assert ("Retry-After" in answer) == (status == 503)


def test_a_failure_is_drawn_without_the_database(rf: RequestFactory) -> None:
    assert failed(rf.get("/")).status_code == 500


def test_a_page_that_is_not_there_keeps_the_shell_for_a_person(client: Client, someone: User) -> None:
    client.force_login(someone)
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "data-app" in answer.content.decode()


def test_a_stranger_gets_a_page_without_the_shell(client: Client, db: None) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "data-app" not in answer.content.decode()


def test_a_form_without_its_token_gets_a_page_that_says_so(someone: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(someone)
    answer = client.post("/preferences/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "503"])
def test_the_gallery_shows_every_page_of_failure(client: Client, someone: User, code: str) -> None:
    client.force_login(someone)
    assert client.get(f"/gallery/errors/{code}/").content.decode().count("<h1>") == 1
    assert client.get("/gallery/errors/402/").status_code == 404
