"""Every address, every method, every member of the cast, every object: nobody gets further than the table says."""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from hourglass.base.builtin import ROLES
from hourglass.base.models import Entry, Role, Team, User
from hourglass.base.models.invitations import InvitationQuerySet
from hourglass.base.models.keys import ServiceTokenQuerySet
from hourglass.base.models.people import PeopleQuerySet
from hourglass.base.models.timeline import EntryQuerySet
from hourglass.base.permissions import Permission, Reach
from hourglass.console import access
from hourglass.customers.models.accounts import AccountQuerySet
from hourglass.customers.models.saved_views import SavedViewQuerySet
from tests.conftest import Casting
from tests.figures import Count
from tests.pages.access import EVERYONE, LIBRARY, LIBRARY_OBJECTS, LIBRARY_OPEN, MACHINES, MISSING, PUBLIC, TABLE, Row
from tests.pages.furnished import CANARY, MANAGER, furnish, furnish_customers, managers

BY_SECRET = {"portal-form", "portal-goals"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HARMFUL = ("GET", "POST")
DONE = {200, 204, 302, 409, 422}
CAST = ("csm", "lead", "other_csm", "cs_head", "admin", "agent", "executive", "someone", "leaver", "manager")


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every address that people open."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if str(pattern.pattern) == MACHINES:
            continue
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def unlisted(names: set[str | None]) -> set[str | None]:
    """Names that neither the table nor the library's lists know."""
    return {name for name in names if name is not None and name not in TABLE and not name.startswith(LIBRARY)}


@pytest.fixture
def company(  # noqa: PLR0917  the whole cast
    cast: Casting,
    csm: User,
    lead: User,
    other_csm: User,
    cs_head: User,
    admin: User,
    agent: User,
    executive: User,
    someone: User,
    leaver: User,
    east: Team,
    west: Team,
) -> dict[str, User | None]:
    """The cast by name, one who manages the people and keys of one team only, and things of every kind."""
    owners = managers(cast, east, west, by=admin, at=timezone.now())
    furnish(owners, by=admin, at=timezone.now())
    furnish_customers(csm, other_csm)
    members = [csm, lead, other_csm, cs_head, admin, agent, executive, someone, leaver, owners[0]]
    prefetch_related_objects(members, "roles")  # the table is asked thousands of times
    return {"stranger": None, **dict(zip(CAST, members, strict=True))}


def holds(person: User, code: str) -> bool:
    """Whether the table of roles gives a person a permission, read without the product's own answer."""
    given = {role.key: set(role.permissions) for role in ROLES} | {"head-of-team": set(MANAGER), "empty": set()}
    given[Role.ADMINISTRATOR] = set(Permission)
    return code == EVERYONE or any(code in given[role.key] for role in person.roles.all())


def sees(person: User, owner: User | None) -> bool:
    """Whether a person sees what belongs to somebody, told by teams and roles."""
    if owner is None or owner == person:
        return True
    keys_held = {role.key for role in person.roles.all()}
    everything = {role.key for role in ROLES if role.reach == Reach.ALL}
    teamwide = {role.key for role in ROLES if role.reach == Reach.TEAM} | {"head-of-team"}
    return bool(keys_held & everything) or bool(keys_held & teamwide and person.team and person.team == owner.team)


def finds(row: Row, person: User, owner: User | None) -> bool:
    """Whether what belongs to somebody is there for a person, at this address."""
    if owner is MISSING:
        return False
    if row.alone:
        return owner == person or bool(row.beyond and holds(person, row.beyond))
    return sees(person, owner)


def expected(row: Row, person: User | None, method: str, owner: User | None) -> str:
    """What the table says becomes of a request."""
    if row.needs == PUBLIC:
        return "answered" if method in row.methods.split() else "refused method"
    if person is None or not person.is_active:
        return "sent to log in"
    if not holds(person, row.needs):
        return "forbidden"
    if method not in row.methods.split():
        return "refused method"
    if not finds(row, person, owner):
        # Somebody without the right to change learns by a 403 or a 404, but never more.
        return "not found"
    return "done" if holds(person, row.code(method)) else "forbidden"


def became(answer: Any) -> str:
    """What became of a request, in the words of the table."""
    if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next="):
        return "sent to log in"
    words = {403: "forbidden", 404: "not found", 405: "refused method"}
    return words.get(answer.status_code, "done" if answer.status_code in DONE else f"status {answer.status_code}")


def client_of(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def requested(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """One request, whose traces are undone."""
    if method != "POST":
        return client.generic(method, path)
    with transaction.atomic():
        answer = client.post(path, body or {})
        transaction.set_rollback(True)
    return answer


def test_every_address_is_listed_and_every_row_is_an_address() -> None:
    names = {pattern.name for pattern in patterns()}
    assert unlisted(names) == set()
    assert set(TABLE) - names == set()
    assert names >= LIBRARY_OPEN


def test_an_unlisted_address_is_found() -> None:
    assert unlisted({"people", "mfa_index", "moon-landing", None}) == {"moon-landing"}


@dataclass
class Found:
    """What became of every request, counted, and those that became something else than the table says."""

    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def asked_for(row: Row, methods: Sequence[str]) -> Iterator[tuple[dict[str, Any], User | None, str]]:
    """Every object of an address with every method; what the address never takes is asked of one object only."""
    for number, (words, owner) in enumerate(row.objects()):
        for method in methods:
            if not number or method in {*HARMFUL, *row.methods.split()}:
                yield words, owner, method


def walked(names: Iterable[str], person: User | None, methods: Sequence[str] = METHODS, until: str = "") -> Found:
    """Every object of these addresses, asked for by every method; `until` something wrong of that kind was found."""
    found, client = Found(), client_of(person)
    for name in names:
        row = TABLE[name]
        for words, owner, method in asked_for(row, methods):
            path = reverse(name, kwargs=words)
            says = expected(row, person, method, owner)
            came = became(requested(client, method, path))
            found.cells[came] += 1
            if came != says and not (says == "answered" and not came.startswith("status 5")):
                found.wrong.append(f"{method} {path}: {came}, not {says}")
                if until and until in found.wrong[-1]:
                    return found
    return found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every refusal is decided anew, but its page, which says the same to a person whatever they asked, is drawn once.

    The lines in the log about thousands of refusals are left out, and nobody's session is looked up thousands of times.
    """
    drawn: dict[tuple[Any, str], bytes] = {}
    draw = access.render

    def once(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
        key = (request.user.pk, template)
        if key not in drawn:
            drawn[key] = draw(request, template, status=status).content
        return HttpResponse(drawn[key], status=status)

    monkeypatch.setattr(access, "render", once)
    logging.disable(logging.CRITICAL)
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"):
        yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", ["stranger", *CAST])
def test_nobody_gets_further_than_the_table_says(
    company: dict[str, User | None], quick: None, count: Count, who: str
) -> None:
    found = walked(TABLE, company[who])
    count("access matrix", {"cells": found.cells.total(), **found.cells})
    assert found.wrong == [], f"{who}:\n" + "\n".join(found.wrong)
    assert found.cells.total() >= len(METHODS) * len(TABLE)


def view_of(name: str) -> URLPattern:
    """The address called `name`."""
    return next(pattern for pattern in patterns() if pattern.name == name)


def test_a_view_that_lost_its_permission_is_seen(
    company: dict[str, User | None], quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = {}
    for name, row in TABLE.items():
        if row.needs in (PUBLIC, EVERYONE):
            continue
        with monkeypatch.context() as patch:
            lose_permission(view_of(name), patch)
            if answers := overlooked(name, row, without(row, company)):
                unseen[name] = answers
    assert unseen == {}


def overlooked(name: str, row: Row, people: Iterable[User]) -> Counter[str]:
    """What became of requests to a view without its guard, unless one of them shows that it is missing.

    The hole lets somebody in who is not meant to be there, or the verb behind the view refuses as well. What has an
    owner stays hidden from who does not see them, but the answer is another one than the table says.
    """
    everybodys = all(owner is None for _words, owner in row.objects())
    answers = Counter[str]()
    for person in people:
        shown = ": done, not forbidden" if everybodys else ", not "
        found = walked([name], person, HARMFUL, until=shown)
        if any(shown in cell for cell in found.wrong):
            return Counter()
        answers += found.cells
    refused = set(answers) - {"refused method"} == {"forbidden"}
    return Counter() if refused else answers or Counter(["nobody was asked"])


def without(row: Row, company: dict[str, User | None]) -> list[User]:
    """Three people, from one who sees everybody to one who sees nobody, as far as they may not be at an address."""
    people = [company[who] for who in ("executive", "csm", "someone")]
    return [person for person in people if person and not holds(person, row.needs)]


def lose_permission(address: URLPattern, patch: pytest.MonkeyPatch) -> None:
    """Leave the view at an address without its guard."""
    bare = address.callback.__wrapped__  # type: ignore[attr-defined]
    patch.setattr(bare, "needs", (), raising=False)
    patch.setattr(address, "callback", bare)


@pytest.mark.parametrize(
    ("queryset", "name", "method"),
    [
        (PeopleQuerySet, "person", "GET"),
        (InvitationQuerySet, "invitation-withdrawal", "POST"),
        (ServiceTokenQuerySet, "token-revocation", "POST"),
        (AccountQuerySet, "customer", "GET"),
        (SavedViewQuerySet, "view", "GET"),
        (EntryQuerySet, "entry", "GET"),
    ],
)
def test_rows_that_lost_their_owner_are_seen(
    company: dict[str, User | None], monkeypatch: pytest.MonkeyPatch, queryset: Any, name: str, method: str
) -> None:
    monkeypatch.setattr(queryset, "within_reach", lambda self, _user: self.all())
    assert any(walked([name], company[who], [method]).wrong for who in ("manager", "csm"))


@pytest.mark.parametrize("who", ["stranger", "leaver"])
def test_the_librarys_pages_want_a_person(company: dict[str, User | None], quick: None, count: Count, who: str) -> None:
    client, cells = client_of(company[who]), 0
    for pattern in patterns():
        if not pattern.name or not pattern.name.startswith(LIBRARY) or pattern.name in LIBRARY_OPEN:
            continue
        path = reverse(pattern.name, kwargs=LIBRARY_OBJECTS.get(pattern.name, {}))
        for method in METHODS:
            cells += 1
            assert became(requested(client, method, path)) == "sent to log in", (path, method)
    count("access matrix", {"cells of the library's pages": cells})
    assert cells > len(METHODS)


def fingerprint() -> dict[str, str]:
    """A digest of every table but those of sessions and counts."""
    left_out = {"sessions.Session", "usersessions.UserSession"}
    return {
        model._meta.label: hashlib.sha256(repr(list(model._base_manager.order_by("pk").values())).encode()).hexdigest()
        for model in apps.get_models()
        if model._meta.label not in left_out
    }


def test_reading_every_page_changes_nothing_and_shows_no_secret(company: dict[str, User | None], quick: None) -> None:
    admin = company["admin"]
    assert admin
    secrets = [admin.stamp, admin.password, CANARY, "whsec_canary"]
    secrets += [row.digest for model in ("Invitation", "ServiceToken", "WriteKey") for row in rows(model)]
    client, before = client_of(admin), fingerprint()
    for name, row in TABLE.items():
        for words, _ in row.objects():
            text = client.get(reverse(name, kwargs=words)).getvalue().decode(errors="replace")
            assert not [secret for secret in secrets if secret in text], name
    after = fingerprint()
    assert {label for label in before if before[label] != after[label]} == set()


def test_every_unsafe_address_wants_the_token_of_a_form(company: dict[str, User | None]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(company["admin"])  # type: ignore[arg-type]
    for name, row in TABLE.items():
        words, _owner = next(iter(row.objects()))
        answer = client.post(reverse(name, kwargs=words))
        # The secret in the address is all that opens these pages, and no browser adds one by itself.
        assert answer.status_code == (404 if name in BY_SECRET else 403), name


CHANGES = [name for name, row in TABLE.items() if row.body is not None]


def test_every_change_leaves_an_entry(company: dict[str, User | None]) -> None:
    client = client_of(company["admin"])
    silent = []
    for name in CHANGES:
        row = TABLE[name]
        # What is one's own alone is changed by its owner; of anything else somebody else's is taken.
        own = [words for words, owner in row.objects() if row.alone and owner == company["admin"]]
        others = (words for words, owner in row.objects() if owner != company["admin"] or name.startswith("token"))
        words = own[0] if own else next(others)
        with transaction.atomic():
            before = Entry.objects.count()
            client.post(reverse(name, kwargs=words), row.body)
            entries = Entry.objects.order_by("pk")[before:]
            if not entries or any(entry.actor != company["admin"] for entry in entries):
                silent.append(name)
            transaction.set_rollback(True)
    assert silent == []


def rows(model: str) -> list[Any]:
    return list(apps.get_model("base", model)._base_manager.all())
