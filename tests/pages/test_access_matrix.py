"""Every address, every method, every member of the cast, every object: nobody gets further than the table says."""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hourglass.base import keys, people, roles
from hourglass.base.builtin import ROLES
from hourglass.base.models import Entry, Role, Team, User
from hourglass.base.permissions import Permission, Reach
from hourglass.console import access
from hourglass.customers import accounts, stores
from hourglass.customers.models import Account, Duty
from hourglass.revenue import contracts
from tests import world
from tests.conftest import NOON, Casting
from tests.figures import Count
from tests.pages.access import EVERYONE, LIBRARY, LIBRARY_OBJECTS, LIBRARY_OPEN, MISSING, PUBLIC, TABLE, Row

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
DONE = {200, 204, 302, 409, 422}
MANAGER = ("people.view", "people.manage", "keys.manage")
CAST = ("csm", "lead", "other_csm", "cs_head", "admin", "agent", "executive", "someone", "leaver", "manager")


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every address of the product."""
    for pattern in (resolver or get_resolver()).url_patterns:
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
) -> dict[str, User | None]:
    """The cast by name, and beside the built-in roles one who manages the people and keys of one team only."""
    manager = cast("manager", team=east)
    role = roles.create(
        name_zh="组长", name_en="Head of team", permissions=MANAGER, reach=Reach.TEAM, by=admin, at=NOON
    )
    roles.grant(role, to=manager, by=admin, at=NOON)
    manager = User.objects.get(pk=manager.pk)
    for owner in (manager, admin):
        people.invite(f"by-{owner.pk}@example.com", by=owner, team=owner.team, at=NOON)
        keys.create_token("Report", permissions=[], by=owner, at=NOON)
    keys.create_write_key("Web app", by=admin, at=NOON)
    for owner in (csm, other_csm):
        furnish(accounts.add(f"Customer of {owner}", owner=owner, by="test", at=NOON), owner)
    roles.create(name_zh="空", name_en="Empty", permissions=[], reach=Reach.OWN, by=admin, at=NOON)
    members = [csm, lead, other_csm, cs_head, admin, agent, executive, someone, leaver, manager]
    prefetch_related_objects(members, "roles")  # the table is asked thousands of times
    return {"stranger": None, **dict(zip(CAST, members, strict=True))}


def furnish(account: Account, owner: User) -> None:
    """Gives a customer one of everything that belongs to one; it widens nobody's sight."""
    accounts.add_member(account, owner, duty=Duty.RENEWAL, by="test", at=NOON)
    accounts.link(account, source="billing", value=str(account.pk), by="test", at=NOON)
    stores.add(account, "Harbour", by="test", at=NOON)
    contract = world.contract(account, world.line(12_000, world.term("2026-01-15"), quantity=2))
    contracts.pay(contract, amount=world.yuan(12_000), on=NOON.date(), by="test", at=NOON)


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
    if owner is MISSING:
        return False
    return bool(keys_held & everything) or bool(keys_held & teamwide and person.team and person.team == owner.team)


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
    if not sees(person, owner):
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


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every refusal is decided anew, but its page, which says the same to a person whatever they asked, is drawn once.

    The lines in the log about thousands of refusals are left out.
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
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("who", ["stranger", *CAST])
def test_nobody_gets_further_than_the_table_says(
    company: dict[str, User | None], quick: None, count: Count, who: str
) -> None:
    person, client = company[who], client_of(company[who])
    cells: Counter[str] = Counter()
    wrong: list[str] = []
    for name, row in TABLE.items():
        for words, owner in row.objects():
            path = reverse(name, kwargs=words)
            for method in METHODS:
                says = expected(row, person, method, owner)
                found = became(requested(client, method, path))
                cells[found] += 1
                if found != says and not (says == "answered" and not found.startswith("status 5")):
                    wrong.append(f"{method} {path}: {found}, not {says}")
    count("access matrix", {"cells": cells.total(), **cells})
    assert wrong == [], f"{who}:\n" + "\n".join(wrong)
    assert cells.total() >= len(METHODS) * len(TABLE)


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


def test_no_get_changes_state(company: dict[str, User | None]) -> None:
    client = client_of(company["admin"])
    before = fingerprint()
    for name, row in TABLE.items():
        for words, _ in row.objects():
            client.get(reverse(name, kwargs=words))
    after = fingerprint()
    assert {label for label in before if before[label] != after[label]} == set()


def test_every_unsafe_address_wants_the_token_of_a_form(company: dict[str, User | None]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(company["admin"])  # type: ignore[arg-type]
    for name, row in TABLE.items():
        for words, _ in row.objects():
            answer = client.post(reverse(name, kwargs=words))
            assert answer.status_code == 403, name


CHANGES = [name for name, row in TABLE.items() if row.body is not None]


def test_every_change_leaves_an_entry(company: dict[str, User | None]) -> None:
    client = client_of(company["admin"])
    silent = []
    for name in CHANGES:
        row = TABLE[name]
        words = next(words for words, owner in row.objects() if owner != company["admin"] or name.startswith("token"))
        with transaction.atomic():
            before = Entry.objects.count()
            client.post(reverse(name, kwargs=words), row.body)
            entries = Entry.objects.order_by("pk")[before:]
            if not entries or any(entry.actor != company["admin"] for entry in entries):
                silent.append(name)
            transaction.set_rollback(True)
    assert silent == []


def test_no_secret_stands_in_a_page(company: dict[str, User | None]) -> None:
    admin = company["admin"]
    assert admin
    secrets = [admin.stamp, admin.password]
    secrets += [row.digest for model in ("Invitation", "ServiceToken", "WriteKey") for row in rows(model)]
    client = client_of(admin)
    for name, row in TABLE.items():
        for words, _ in row.objects():
            page = client.get(reverse(name, kwargs=words))
            text = page.getvalue().decode(errors="replace")
            assert not [secret for secret in secrets if secret in text], name


def rows(model: str) -> list[Any]:
    return list(apps.get_model("base", model)._base_manager.all())
