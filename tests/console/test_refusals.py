"""A rule's no becomes the form's message and 422, or 403; a bug stays a bug."""

import json
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.refusals import Forbidden, Refused
from hourglass.console.refusals import said_on, status_of, way_back


class NameForm(forms.Form):
    name = forms.CharField()


def verb(name: str) -> None:
    """This function will refuse as its name tells."""
    match name:
        case "field":
            raise Refused(_("Today"), field="name")
        case "elsewhere":
            raise Refused("No such field", field="other")
        case "form":
            raise Refused("Not on a Sunday")
        case "forbidden":
            raise Forbidden("Ask the owner")
        case "bug":
            raise RuntimeError("a bug")


def with_form(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if form.is_valid():
        with said_on(form):
            verb(form.cleaned_data["name"])
            return HttpResponse("done")
    return render(request, "403.html", {"errors": form.errors}, status=status_of(form))


def button(request: HttpRequest, name: str) -> HttpResponse:
    verb(name)
    return HttpResponse("done")


urlpatterns = [
    path("form/", with_form),
    path("button/<name>/", button),
    path("", include("hourglass.config.urls")),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.once]


@pytest.fixture
def page(client: Client, someone: User) -> Client:
    """A browser of a person who is logged in."""
    client.force_login(someone)
    return client


@pytest.mark.parametrize(
    ("name", "where", "message"),
    [("field", "name", "今日"), ("elsewhere", "__all__", "No such field"), ("form", "__all__", "Not on a Sunday")],
)
def test_a_refusal_becomes_the_forms_message(page: Client, name: str, where: str, message: str) -> None:
    answer = page.post("/form/", {"name": name})
    assert answer.status_code == 422
    assert answer.context["errors"] == {where: [message]}


def test_a_verb_that_is_done_is_answered_as_the_view_says(page: Client) -> None:
    assert page.post("/form/", {"name": "fine"}).content == b"done"


def test_a_form_is_422_only_after_it_was_sent(page: Client) -> None:
    assert page.get("/form/").status_code == 200
    assert page.post("/form/", {"name": ""}).status_code == 422


def test_forbidden_passes_the_form_and_is_403(page: Client) -> None:
    answer = page.post("/form/", {"name": "forbidden"})
    assert (answer.status_code, "Ask the owner" in answer.content.decode()) == (403, True)


def test_a_button_gets_a_page_with_the_message_and_the_way_back(page: Client) -> None:
    answer = page.post("/button/form/", headers={"Referer": "http://testserver/admin/roles/?page=2"})
    assert answer.status_code == 422
    assert "Not on a Sunday" in answer.content.decode()
    assert answer.context["back"] == "http://testserver/admin/roles/?page=2"


def test_htmx_gets_the_message_and_keeps_what_it_shows(page: Client) -> None:
    answer = page.post("/button/field/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")
    assert json.loads(answer["HX-Trigger"]) == {"refused": {"message": "今日"}}
    assert "<html" not in answer.content.decode()


def test_a_message_is_escaped(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise Refused("<script>alert(1)</script>")

    monkeypatch.setattr(f"{__name__}.verb", refuse)
    assert "<script>alert" not in page.post("/button/x/").content.decode()


@pytest.mark.parametrize("address", ["/form/", "/button/bug/"])
def test_a_bug_stays_a_bug(page: Client, address: str) -> None:
    with pytest.raises(RuntimeError, match="a bug"):
        page.post(address, {"name": "bug"})


@pytest.mark.parametrize("referer", ["https://elsewhere.example/", "javascript:alert(1)", "//elsewhere.example", ""])
def test_the_way_back_never_leaves_the_site(rf: Any, referer: str) -> None:
    assert way_back(rf.post("/x/", headers={"Referer": referer})) == "/"
