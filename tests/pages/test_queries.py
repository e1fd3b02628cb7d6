"""Every page asks the database a bounded number of times, and not more often the more rows it shows.

A page that asks once more for each row is quick in a demo and slow after a year. What a page may ask stands here, so
that asking more is a decision and not an accident.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hourglass.base import jobs, keys, people, roles
from hourglass.base.models import Role, Run, Team, User
from hourglass.base.permissions import Reach
from hourglass.console import sessions
from hourglass.customers import accounts, saved_views, stores
from hourglass.customers.conditions.tree import ALWAYS
from hourglass.customers.models import Account, Duty
from tests import world
from tests.base.outbox_world import channel, queued
from tests.conftest import NOON
from tests.pages.access import MISSING, PUBLIC, TABLE
from tests.pages.furnished import JOB, furnish, furnish_customers

# Four of them belong to every page: the session, the person, their roles, and the configuration of the workspace.
MOST = 12
# Pages that tell of many things at once. Every other page keeps to MOST.
BUDGETS = {
    "today": 26,
    "admin": 19,
    "archives": 15,
    "contract-edit": 15,
    "customer": 18,
    "customer-people": 13,
    "customer-person": 17,
    "customers": 22,
    "figures": 16,
    "figures-cash": 16,
    "figures-credited": 13,
    "figures-due": 13,
    "figures-owners": 19,
    "figures-what-if": 15,
    "figures-worth": 16,
    "import-return": 69,
    "person": 14,
    "renewal": 19,
    "segments": 15,
}
# Each saved view is a tab that counts what its own condition finds.
GROWS = {"customers": 1}
# No pages: a download, and parts that show a failure or a message on purpose.
LEFT_OUT = {"about-source", "gallery-error", "gallery-toast", "gallery-undo"}
_numbers = count(1)
Asked = dict[str, list[str]]


@pytest.fixture(autouse=True)
def one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk of minutes on a busy machine must not find the session noting, once a minute, that it is in use."""
    monkeypatch.setattr(sessions, "GRAIN", 3600)


@pytest.fixture
def grow(csm: User, admin: User, west: Team, built_in: dict[str, Role]) -> Callable[[], None]:
    """A function that adds one more of everything that a page lists, to a world that has one already."""
    furnish([], by=admin, at=timezone.now())
    furnish_customers(csm, admin)
    first = Account.objects.unscoped(reason="a test").order_by("pk")[0]

    def add() -> None:
        number = next(_numbers)
        team = people.add_team(f"Team {number}", by=admin, at=NOON)
        lead = people.add(
            f"p{number}@example.com", name=f"P {number}", roles=[built_in["csm"]], team=team, by=admin, at=NOON
        )
        people.change_lead(team, to=lead, by=admin, at=NOON)
        people.invite(f"i{number}@example.com", team=team, by=admin, at=timezone.now())
        roles.create(name_zh=f"角{number}", name_en=f"R {number}", permissions=[], reach=Reach.OWN, by=admin, at=NOON)
        keys.create_token(f"Token {number}", permissions=[], by=admin, at=NOON)
        keys.create_write_key(f"Source {number}", by=admin, at=NOON)
        queued(channel(admin, NOON, name=f"Channel {number}"), NOON, key=f"more {number}")
        for state in ({}, {"dead_at": NOON, "error": "E"}, {"done_at": NOON}):
            run = jobs.enqueue(JOB, payload={}, at=NOON)
            Run.objects.filter(pk=run.pk).update(**state)
        jobs.sign_of_life(f"worker-{number}", at=timezone.now())
        saved_views.add("customers", f"View {number}", condition=ALWAYS, by=admin, at=NOON)
        accounts.add_member(first, lead, duty=Duty.RENEWAL, by="test", at=NOON)
        accounts.link(first, source=f"source-{number}", value="1", by="test", at=NOON)
        stores.add(first, f"Store {number}", by="test", at=NOON)
        for account in (first, world.account(owner=lead)):
            world.contract(account, world.line(1000, world.term("2026-01-01")))

    return add


def pages(person: User) -> Iterator[tuple[str, str]]:
    """Every page that has something to show to a person, with an address of it."""
    for name, row in TABLE.items():
        if "GET" in row.methods and row.needs != PUBLIC and name not in LEFT_OUT:
            there = [words for words, owner in row.objects() if owner != MISSING and (not row.alone or owner == person)]
            if there:
                yield name, reverse(name, kwargs=there[0])


def asked(client: Client, addresses: Mapping[str, str]) -> Asked:
    """What each page asks the database, once the session is under way; a page that only refuses is left out."""
    found = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
        if answer.status_code == 200:
            found[name] = [query["sql"] for query in seen]
    return found


def beyond(found: Asked, budgets: Mapping[str, int]) -> list[str]:
    """The pages that ask more often than they may, with what they ask."""
    return [
        f"{name} asks {len(queries)} times, {budgets.get(name, MOST)} are allowed:\n" + "\n".join(queries)
        for name, queries in found.items()
        if len(queries) > budgets.get(name, MOST)
    ]


def growing(few: Asked, many: Asked, *, times: int, grows: Mapping[str, int]) -> list[str]:
    """The pages that ask more often when there are `times` more of everything, with the last of what they ask."""
    return [
        f"{name} asks {len(few[name])} times of few rows and {len(queries)} times of more: {queries[-1]}"
        for name, queries in many.items()
        if len(queries) > len(few[name]) + times * grows.get(name, 0)
    ]


def test_every_page_keeps_to_its_queries_however_many_rows_there_are(
    client: Client, admin: User, grow: Callable[[], None]
) -> None:
    client.force_login(admin)
    grow()
    addresses = dict(pages(admin))
    few = asked(client, addresses)
    for _time in range(3):
        grow()
    many = asked(client, addresses)
    assert "\n".join(growing(few, many, times=3, grows=GROWS)) == ""
    assert "\n".join(beyond(few, BUDGETS)) == ""
    assert len(many) > 60


def test_a_budget_is_no_larger_than_its_page_needs_and_names_a_page(
    client: Client, admin: User, grow: Callable[[], None]
) -> None:
    client.force_login(admin)
    grow()
    found = asked(client, dict(pages(admin)))
    assert set(BUDGETS) <= set(found)
    assert {name: most for name, most in BUDGETS.items() if most > len(found[name]) + 2 or most <= MOST} == {}


def test_a_page_that_asks_too_much_or_for_every_row_is_found() -> None:
    few, many = {"list": ["a"] * 5, "page": ["a"]}, {"list": ["a"] * 8, "page": ["a"]}
    found = ["list asks 5 times of few rows and 8 times of more: a"]
    assert growing(few, many, times=3, grows={}) == found
    assert growing(few, many, times=2, grows={"list": 1}) == found
    assert growing(few, many, times=3, grows={"list": 1}) == []
    assert growing(few, few, times=3, grows={}) == []
    assert [line.splitlines()[0] for line in beyond(many, {"list": 7})] == ["list asks 8 times, 7 are allowed:"]
    assert beyond(many, {}) == []
