"""Poison values go through every address and every form field; nothing answers with a failure of ours.

Every answer must be below 500: a clear no, or the value is kept.
"""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, quote_from_bytes, unquote, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from pytest_django import DjangoDbBlocker

from hourglass.base import people, roles
from hourglass.base.models import Role, User
from tests.conftest import NOON
from tests.figures import Count

pytestmark = pytest.mark.django_db

POISON: dict[str, bytes] = {
    "NUL": b"\x00",
    "NUL inside": b"a\x00b",
    "half a character": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe",
    "65 bits": b"9223372036854775808",
    "65 bits below": b"-9223372036854775809",
    "5,000 digits": b"9" * 5000,
    "not a number": b"NaN",
    "infinity": b"-Infinity",
    "overflow": b"1e400",
    "year 1": b"0001-01-01T00:00:00+14:00",
    "year 9999": b"9999-12-31T23:59:59-14:00",
    "first day": b"0001-01-01",
    "long": b"x" * 20_000,
    "deep": b"[" * 5_000,
    "other digits": "١٢٣".encode(),
    "right to left": "a\u202eb\u200b\ufeff".encode(),
    "outside the plane": ("𠮷" * 400).encode(),
    "path": b"../../../../etc/passwd",
    "markup": b'"><script>alert(1)</script>{{ 7|add:7 }}{% load x %}',
    "statement": b"' OR 1=1; DROP TABLE base_user; --",
    "lines": b"a\r\nBcc: x@example.com\r\n\r\nb",
    "empty": b"",
}
IN_ADDRESSES = [name for name in POISON if name not in {"empty", "long", "deep"}]
# Values that reach the form and go into each of its fields; of the others, which the door or the parser answers, each
# form is given a few, and all of them together every one.
FIELD_BY_FIELD = {"65 bits", "overflow", "not a number", "year 1", "year 9999", "long", "outside the plane"}
OTHERS = [what for what in POISON if what not in FIELD_BY_FIELD]
# What is turned away whatever the address, and what a page itself answers.
AT_THE_DOOR, BEHIND_IT = ("NUL", "no UTF-8", "half a character"), ("5,000 digits", "65 bits", "year 9999", "lines")
SOME = 4  # of what is the same for every address, each address is sent as many, in turn
ALIKE = 4
QUERIES = ["q", "page", "sort", "next", "cursor", "tab", "since", "until", "id"]
TOKEN = "csrfmiddlewaretoken"  # nobody checks it here
LEFT_OUT = ("/accounts/logout/", "/static/", "/readyz")  # the last is red when the machine is


@dataclass
class Form:
    """A form of a page: where it is sent to and what it holds."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """Finds the links and forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: set[str] = set()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.add(given.get("href", ""))
        if tag == "form":
            self.forms.append(Form(given.get("action") or self.address, given.get("method", "get").lower()))
        for name in ("hx-post", "hx-delete", "hx-get"):
            if name in given:
                self.forms.append(Form(given[name], name.removeprefix("hx-")))
        if tag in {"input", "select", "textarea", "button"} and self.forms and given.get("name", TOKEN) != TOKEN:
            self.forms[-1].fields[given["name"]] = given.get("value", "")


def named(route: str) -> str:
    """This function will write a route as an address with its arguments in angle brackets."""
    return "/" + re.sub(r"\(\?P(<\w+>)[^)]*\)+", r"\1", re.sub(r"\^|\$|\\Z", "", route))


def addresses(resolver: Any, prefix: str = "") -> Iterator[str]:
    """This function will give every address of the product, with its arguments in angle brackets."""
    for pattern in resolver.url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        elif isinstance(pattern, URLPattern):
            yield named(here)


EVERY = [address for address in dict.fromkeys(addresses(get_resolver())) if not address.startswith(LEFT_OUT)]


def filled(address: str, value: str) -> str:
    """This function will put `value` into every argument of an address."""
    return re.sub(r"<[^>]+>", lambda _match: value, address)


def shared(address: str) -> str:
    """This function will give the address with its arguments in angle brackets, which many objects share."""
    try:
        return named(resolve(urlsplit(address).path).route)
    except Resolver404:
        return address


def some(values: Sequence[str], address: str, number: int = SOME) -> list[str]:
    """This function will give the values that are an address's turn."""
    first = EVERY.index(address) * number if address in EVERY else 0
    return [values[(first + step) % len(values)] for step in range(number)]


def local(link: str) -> str:
    """This function will give the path of a link within the product, or nothing."""
    parts = urlsplit(link)
    return "" if parts.netloc not in {"", "testserver"} or parts.scheme not in {"", "http"} else parts.path


class Walk:
    """Sends requests as one person, each undone afterwards, and remembers what failed."""

    def __init__(self, client: Client, person: User) -> None:
        self.client, self.person = client, person
        client.raise_request_exception = False
        client.force_login(person)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self.sent = 0
        self.failed: list[str] = []

    def send(self, what: str, method: str, address: str, **options: Any) -> Any:
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        with transaction.atomic():
            answer = self.client.generic(method.upper(), address, **options)
            transaction.set_rollback(True)
        self.sent += 1
        if answer.status_code >= 500:
            why = repr(answer.exc_info[1]) if getattr(answer, "exc_info", None) else ""
            self.failed.append(f"{method} {address[:80]} [{what}] {answer.status_code} {why}"[:300].strip())
        return answer

    def send_form(self, what: str, form: Form, name: str = "", value: bytes = b"") -> None:
        fields = {key: text.encode() for key, text in form.fields.items()} | ({name: value} if name else {})
        body = b"&".join(quote(key).encode() + b"=" + quote_from_bytes(text).encode() for key, text in fields.items())
        if form.method == "get":
            self.send(f"{name}: {what}", "get", f"{form.action.partition('?')[0]}?{body.decode()}")
        else:
            self.send(
                f"{name}: {what}", form.method, form.action, data=body, content_type="application/x-www-form-urlencoded"
            )

    def pages(self) -> dict[str, Page]:
        """Every page a person can reach by links, some of those that share an address, and those without arguments."""
        waiting = [address for address in EVERY if "<" not in address]
        found: dict[str, Page] = {}
        alike: Counter[str] = Counter()
        while waiting:
            address = waiting.pop()
            if address in found or not address.startswith("/") or address.startswith(LEFT_OUT):
                continue
            alike[shared(address)] += 1
            if alike[shared(address)] > ALIKE:
                continue
            found[address] = Page(address)
            answer = self.send("as it is", "get", address)
            if "html" in answer.get("Content-Type", "") and not answer.streaming:
                found[address].feed(answer.content.decode())
                waiting += [local(link) for link in found[address].links]
        return found


@dataclass
class Town:
    """Some people, and what an administrator among them finds along the links: pages, failures, and forms."""

    admin: User
    walk: Walk
    pages: dict[str, Page]
    forms: dict[str, list[Form]]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """The town is walked once for the module, for that takes seconds; what the tests do to it is undone after each."""
    quick = override_settings(
        ACCOUNT_RATE_LIMITS=False, SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"
    )
    with django_db_blocker.unblock(), transaction.atomic(), quick:
        logging.disable(logging.CRITICAL)
        cache.clear()
        walk = Walk(Client(), settled())
        pages = walk.pages()
        yield Town(walk.person, walk, pages, forms_of(pages))
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


def settled() -> User:
    """This function will add a team with its lead, a customer success manager of another, and an administrator."""
    roles.install_defaults(by="test", at=NOON)
    held = {role.key: role for role in Role.objects.all()}
    east, west = (people.add_team(name, by="test", at=NOON) for name in ("East", "West"))
    cast = [("lead", "cs_lead", east), ("other", "csm", west), ("admin", "administrator", None)]
    lead, _other, admin = (
        people.add(f"{name}@example.com", name=name.title(), roles=[held[role]], team=team, by="test", at=NOON)
        for name, role, team in cast
    )
    people.change_lead(east, to=lead, by="test", at=NOON)
    return User.objects.get(pk=admin.pk)


def forms_of(pages: dict[str, Page]) -> dict[str, list[Form]]:
    """This function will give one of each form, by the address that it is sent to."""
    found = {
        (shared(form.action), form.method, *sorted(form.fields)): form
        for page in pages.values()
        for form in page.forms
        if form.action.startswith("/") and not form.action.startswith(LEFT_OUT)
    }
    forms: dict[str, list[Form]] = defaultdict(list)
    for (address, *_rest), form in found.items():
        forms[address].append(form)
    return forms


@pytest.fixture
def walk(town: Town) -> Walk:
    """An administrator among the town, with no limits of guesses in the way."""
    return Walk(Client(), town.admin)


def test_every_page_is_found_and_every_form_is_sent_to_an_address(town: Town, count: Count) -> None:
    count("poison", {"pages": len(town.pages), "requests to find them": town.walk.sent})
    assert "\n".join(town.walk.failed) == ""
    assert set(town.forms) - set(EVERY) == set()
    assert sum(len(forms) for forms in town.forms.values()) >= 5


@pytest.mark.parametrize("address", EVERY)
def test_every_value_is_answered(town: Town, walk: Walk, count: Count, address: str) -> None:
    send_in_arguments(walk, address)
    send_in_queries(walk, address)
    forms = town.forms.get(address, [])
    for form in forms:
        send_in_fields(walk, form)
    fields = sum(len(form.fields) for form in forms)
    count("poison", {"addresses": 1, "forms": len(forms), "fields": fields, "requests": walk.sent})
    assert "\n".join(walk.failed) == ""


def send_in_arguments(walk: Walk, address: str) -> None:
    """This function will put every value into the arguments of an address that takes it, and one that it does not."""
    taken, refused = [], []
    for what in IN_ADDRESSES if "<" in address else []:
        path = filled(address, quote_from_bytes(POISON[what], safe=""))
        door = what in AT_THE_DOOR or shared(unquote(path, errors="replace")) == address
        (taken if door else refused).append((what, path))
    for what, path in taken + refused[:1]:
        walk.send(what, "get", path)
        if what in {"65 bits", "year 9999", "statement"}:
            walk.send(what, "post", path)


def send_in_queries(walk: Walk, address: str) -> None:
    """This function will put values into the query that follows an address: under the names that it reads."""
    plain = filled(address, "1")
    values = {what: quote_from_bytes(POISON[what], safe="") for what in (*AT_THE_DOOR, *BEHIND_IT)}
    [door] = some(AT_THE_DOOR, address, 1)
    walk.send(f"query: {door}", "get", f"{plain}?q={values[door]}")
    walk.send(f"query name: {door}", "get", f"{plain}?{values[door]}=1")
    with names_read() as read:
        walk.send("query names", "get", plain + "?" + "&".join(f"{values[what]}=1" for what in BEHIND_IT))
    for what in BEHIND_IT if read else ():
        query = "&".join(f"{name}={values[what]}" for name in sorted({*read, *QUERIES}))
        walk.send(f"query: {what}", "get", f"{plain}?{query}")


@contextmanager
def names_read() -> Iterator[set[str]]:
    """This function will tell under which names a page looks into what it was sent."""
    names: set[str] = set()

    def noting(method: Callable[..., Any]) -> Callable[..., Any]:
        def noted(self: QueryDict, name: Any, *rest: Any, **words: Any) -> Any:
            names.add(str(name))
            return method(self, name, *rest, **words)

        return noted

    with pytest.MonkeyPatch.context() as patch:
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            patch.setattr(QueryDict, method, noting(getattr(QueryDict, method)))
        yield names


def send_in_fields(walk: Walk, form: Form) -> None:
    """This function will put values into the fields of a form, one after the other."""
    walk.send_form("as it is", form)
    for number, name in enumerate(form.fields):
        for what in [*FIELD_BY_FIELD, *some(OTHERS, shared(form.action))] if number == 0 else FIELD_BY_FIELD:
            walk.send_form(what, form, name, POISON[what])


MULTIPART = "multipart/form-data; boundary=b"
BODIES = {
    "broken multipart": (MULTIPART, b"--b\r\nContent-Disposition: form-data; name=x"),
    "multipart without a boundary": ("multipart/form-data", b"--b--"),
    "a long boundary": (f"multipart/form-data; boundary={'b' * 300}", b"--b--"),
    "a hostile file name": (
        MULTIPART,
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="..\\..\\a\x00b"\r\n\r\nx\r\n--b--\r\n',
    ),
    "a NUL in a part": (MULTIPART, b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\na\x00b\r\n--b--\r\n'),
    "no UTF-8": ("application/x-www-form-urlencoded", b"name=\xff\xfe&\xff=1"),
    "too many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000))),
    "an unknown charset": ("application/x-www-form-urlencoded; charset=nonsense", b"name=1"),
    "deep JSON": ("application/json", b"[" * 50_000),
    "no JSON": ("application/json", b"\xff{"),
    "nothing said": ("", b"\x00\x01"),
}


@pytest.mark.parametrize("name", BODIES)
def test_broken_bodies_are_answered(walk: Walk, count: Count, name: str) -> None:
    content_type, body = BODIES[name]
    for address in [address for address in EVERY if name in some(list(BODIES), address)]:
        walk.send(name, "post", filled(address, "1"), data=body, content_type=content_type)
    count("poison", {"requests": walk.sent})
    assert "\n".join(walk.failed) == ""


HEADERS = {
    "a cookie with a NUL": {"HTTP_COOKIE": 'hourglass="a\\000b"; csrftoken="\\000"'},
    "a long cookie": {"HTTP_COOKIE": "hourglass=" + "x" * 5000},
    "bytes in a cookie": {"HTTP_COOKIE": "hourglass=\xff\xfe; theme=\xed\xa0\x80; nav=\xff"},
    "bytes in headers": {"HTTP_ACCEPT_LANGUAGE": "\xff", "HTTP_REFERER": "\xff\xfe", "HTTP_USER_AGENT": "\xff"},
    "a hostile language": {"HTTP_ACCEPT_LANGUAGE": "zh-" + "a-" * 3000},
    "a hostile referer": {"HTTP_REFERER": "http://[::1"},
    "a hostile host": {"HTTP_HOST": "a\x00b"},
    "htmx with nonsense": {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[", "HTTP_HX_TARGET": "\xff"},
    "a forwarded address": {"HTTP_X_FORWARDED_FOR": "\xff, 1.2.3.999"},
    "an odd date": {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 99999 99:99:99 GMT", "HTTP_IF_NONE_MATCH": '"\xff'},
}


@pytest.mark.parametrize("name", HEADERS)
def test_odd_headers_are_answered(walk: Walk, name: str) -> None:
    for address in ("/", "/admin/", "/preferences/", "/accounts/login/", "/healthz", "/nowhere/"):
        walk.cookies = {} if "HTTP_COOKIE" in HEADERS[name] else walk.cookies
        walk.client.cookies.clear()
        walk.send(name, "get", address, **HEADERS[name])
        walk.send(name, "post", address, data=b"", content_type="application/x-www-form-urlencoded", **HEADERS[name])
    assert "\n".join(walk.failed) == ""


def test_a_text_no_database_can_keep_is_answered_400(walk: Walk) -> None:
    for address in ("/?q=%00", "/%00/"):
        assert walk.send("NUL", "get", address).status_code == 400
    body = "application/x-www-form-urlencoded"
    assert walk.send("NUL", "post", "/preferences/", data=b"name=%00", content_type=body).status_code == 400


def test_the_walk_would_notice_a_failure(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hourglass.config.doors.texts_of", lambda _request: int("no number"))
    walk.send("anything", "get", "/preferences/")
    assert len(walk.failed) == 1
    assert walk.failed[0].startswith("get /preferences/ [anything] 500 ValueError")
