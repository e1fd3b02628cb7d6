"""Pages of lists: every row once, in the order in which rows came in, whatever comes in meanwhile."""

import pytest

from hourglass.base.models import User
from tests import world
from tests.gateway.api.machine import Machine, machine_of


def test_every_row_comes_once_also_while_rows_come_in(machine: Machine) -> None:
    first = [world.account().pk for _ in range(7)]
    seen: list[int] = []
    path, added = "accounts?limit=3", []
    while path:
        page = machine.get(path).body
        seen += [one["id"] for one in page["data"]]
        if page["next"] and len(added) < 3:
            added.append(world.account().pk)
        path = page["next"]
    assert seen == first + added


def test_the_last_page_has_no_next_one_also_when_it_is_full(machine: Machine) -> None:
    for _ in range(4):
        world.account()
    page = machine.get("accounts?limit=2").body
    last = machine.get(page["next"]).body
    assert (len(last["data"]), last["next"]) == (2, None)


def test_the_next_page_keeps_the_filter(machine: Machine, csm: User) -> None:
    wanted = [world.account(owner=csm).pk for _ in range(3)]
    world.account()
    page = machine.get("accounts?owner=csm@example.com&limit=2").body
    rest = machine.get(page["next"]).body
    assert [one["id"] for one in [*page["data"], *rest["data"]]] == wanted


@pytest.mark.parametrize("change", [lambda cursor: cursor[:-1], lambda cursor: "x" + cursor, lambda _cursor: "1"])
def test_a_cursor_that_nobody_here_wrote_is_refused(machine: Machine, change: object) -> None:
    for _ in range(3):
        world.account()
    cursor = machine.get("accounts?limit=2").body["next"].partition("cursor=")[2]
    assert machine.get(f"accounts?cursor={cursor}").status == 200
    answer = machine.get(f"accounts?cursor={change(cursor)}")  # type: ignore[operator]
    assert (answer.kind, answer.fields) == ("invalid", ["cursor"])


def test_a_cursor_of_one_list_is_none_of_another(machine: Machine) -> None:
    for _ in range(3):
        world.account()
    cursor = machine.get("accounts?limit=2").body["next"].partition("cursor=")[2]
    assert machine.get(f"contacts?cursor={cursor}").kind == "invalid"


def test_a_cursor_of_somebody_else_opens_no_more_than_one_sees(machine: Machine, csm: User, other_csm: User) -> None:
    for _ in range(3):
        world.account(owner=other_csm)
    own = world.account(owner=csm)
    cursor = machine.get("accounts?limit=1").body["next"].partition("cursor=")[2]
    page = machine_of(csm).get(f"accounts?cursor={cursor}").body
    assert [one["id"] for one in page["data"]] == [own.pk]


def test_a_page_costs_the_same_queries_however_long_it_is(
    machine: Machine, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        world.account()
    machine.get("accounts")
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        machine.get("accounts?limit=30")
