"""Pages by where the last one ended: every row once, in order, forwards and back, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from hourglass.base.models import User
from hourglass.console.lists import keyset
from hourglass.console.lists.keyset import CursorRefused, Order
from hourglass.customers.models import Account
from tests.conftest import NOON

VALUES = st.fixed_dictionaries(
    {
        "order_key": st.sampled_from(["", "a", "a b", "ab", "B", "ren", "仁"]),
        "due_on": st.none() | st.sampled_from([date(2026, 1, 31), date(2026, 2, 1), date(2027, 1, 1)]),
        "recurring_minor": st.none() | st.integers(-2, 2) | st.just(2**62),
        "touched_at": st.none() | st.sampled_from([datetime(2026, 1, 1, 0, 0, 0, n, tzinfo=UTC) for n in (0, 1, 1000)]),
        "store_count": st.integers(0, 3),
        "start_provisional": st.booleans(),
        "owned": st.booleans(),
    }
)
ORDERS = st.builds(
    Order,
    st.sampled_from(["order_key", "due_on", "recurring_minor", "touched_at", "store_count", "owner__name"]),
    st.booleans(),
)


def walk(order: Order, size: int, start: str = "", *, back: bool = False) -> Iterator[list[Any]]:
    """This function will turn pages until there is none."""
    cursor, first = start, True
    while first or cursor:
        page = keyset.fetch(
            Account.objects.all(), order, size=size, after="" if back else cursor, before=cursor if back else ""
        )
        first, cursor = False, page.previous if back else page.next
        yield page.rows
        if not back and not cursor:
            return


def last_cursor(order: Order, size: int) -> str:
    """This function will give the way back from the last page."""
    page = keyset.fetch(Account.objects.all(), order, size=size)
    while page.next:
        page = keyset.fetch(Account.objects.all(), order, size=size, after=page.next)
    return page.previous


@pytest.mark.django_db
@given(rows=st.lists(VALUES, max_size=12), order=ORDERS, size=st.integers(1, 5))
@settings(max_examples=60)
def test_walking_all_pages_meets_every_row_once_in_order_forwards_and_back(
    rows: list[dict[str, Any]], order: Order, size: int
) -> None:
    with transaction.atomic():
        owner = User.objects.create_user("owner@example.com", name="某人")
        made = [{name: value for name, value in row.items() if name != "owned"} for row in rows]
        owners = [owner if row["owned"] else None for row in rows]
        Account.objects.bulk_create(
            Account(name=f"A{n}", created_at=NOON, owner=who, **row)
            for n, (row, who) in enumerate(zip(made, owners, strict=True))
        )
        forwards = [row for page in walk(order, size) for row in page]
        start = last_cursor(order, size)
        back = list(walk(order, size, start, back=True)) if start else []
        before = [row for page in reversed(back) for row in page]
        told = expected(order)
        transaction.set_rollback(True)
    assert [row.pk for row in forwards] == told
    assert before == forwards[: len(before)]
    assert len(forwards) - len(before) == ((len(rows) - 1) % size + 1 if rows else 0)


def expected(order: Order) -> list[int]:
    """This function will sort the whole table in one go: rows with a value first, ties and the others by key."""
    sign = "-" if order.descending else ""
    every = list(Account.objects.order_by(f"{sign}{order.path}", f"{sign}pk").values_list("pk", order.path))
    known = [key for key, value in every if value not in (None, "")]
    return known + sorted((key for key, value in every if value in (None, "")), reverse=order.descending)


def test_a_page_in_the_middle_is_found_without_reading_those_before(db: None) -> None:
    Account.objects.bulk_create(Account(name=f"A{n}", order_key=f"a{n:03}", created_at=NOON) for n in range(30))
    order = Order("order_key")
    page = keyset.fetch(Account.objects.all(), order, size=10)
    with CaptureQueriesContext(connection) as queries:
        page = keyset.fetch(Account.objects.all(), order, size=10, after=page.next)
    assert [row.order_key for row in page.rows] == [f"a{n:03}" for n in range(10, 20)]
    assert len(queries) == 1
    assert "OFFSET" not in queries[0]["sql"]


def test_a_row_that_came_meanwhile_moves_no_other_row(db: None) -> None:
    Account.objects.bulk_create(Account(name=name, order_key=name, created_at=NOON) for name in "bdfhj")
    order = Order("order_key")
    page = keyset.fetch(Account.objects.all(), order, size=2)
    Account.objects.bulk_create(Account(name=name, order_key=name, created_at=NOON) for name in "ac")
    after = keyset.fetch(Account.objects.all(), order, size=2, after=page.next)
    assert [row.name for row in after.rows] == ["f", "h"]
    back = keyset.fetch(Account.objects.all(), order, size=2, before=after.previous)
    assert [row.name for row in back.rows] == ["c", "d"]


@pytest.mark.parametrize("cursor", ["", "x", "WzEsMl0:abc", "a:b:c"])
def test_a_cursor_nobody_wrote_is_refused(cursor: str, db: None) -> None:
    Account.objects.bulk_create(Account(name=name, order_key=name, created_at=NOON) for name in "ab")
    written = keyset.fetch(Account.objects.all(), Order("order_key"), size=1).next
    for forged in (cursor or written[:-1], written.replace(":", "x:", 1)):
        with pytest.raises(CursorRefused):
            keyset.fetch(Account.objects.all(), Order("order_key"), size=1, after=forged)


def test_the_cursor_of_another_order_is_refused(db: None) -> None:
    Account.objects.bulk_create(Account(name=name, order_key=name, created_at=NOON) for name in "ab")
    written = keyset.fetch(Account.objects.all(), Order("order_key"), size=1).next
    with pytest.raises(CursorRefused):
        keyset.fetch(Account.objects.all(), Order("due_on"), size=1, after=written)


def test_an_order_by_rows_of_another_table_is_no_order(db: None) -> None:
    with pytest.raises(FieldDoesNotExist):
        keyset.field_of(Account, "members")
