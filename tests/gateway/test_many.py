"""Many customers taken in at once come out as they would one by one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hourglass.base.models import Entry, EntryText, User
from hourglass.customers.models import Account, ExternalId
from hourglass.gateway.imports import known, many, taking
from hourglass.gateway.imports.nouns import Outcome, Taking
from hourglass.gateway.models import ImportRow, Policy
from tests import world
from tests.conftest import NOON
from tests.gateway.test_imports import run, work

pytestmark = pytest.mark.django_db
HEAD = ("客户名称", "客户编号", "外部编号", "统一社会信用代码", "城市", "负责人邮箱")
ROW = st.tuples(
    st.sampled_from(["仁康口腔", "仁康 口腔", "Harbour", "HARBOUR", "瑞明", "。", "明德", "嘉安"]),
    st.sampled_from(["", "", "K1", "K2", "K3"]),
    st.sampled_from(["", "", "e1", "e2", "e3"]),
    st.sampled_from(["", "", "R1", "R2"]),
    st.sampled_from(["", "成都", "武汉"]),
    st.sampled_from(["", "", "csm@example.com", "CSM@example.com", "nobody@example.com"]),
)
SHEETS = st.lists(st.lists(ROW, min_size=1, max_size=7), min_size=1, max_size=3)


COLUMNS = ["name", "number", "external", "registration", "city", "owner"]


def brought(
    rows: Sequence[Sequence[str]],
    by: User,
    noun: str = "accounts",
    head: Sequence[str] = HEAD,
    columns: Sequence[str] = COLUMNS,
) -> list[tuple[str, Any]]:
    """This function will take a sheet in, and return what became of each row."""
    text = "\n".join(",".join(row) for row in (head, *rows))
    found = taking.bring(noun, "file.csv", text.encode(), by=by, at=NOON)
    taking.name_columns(found, columns, source="crm", version=found.version, by=by, at=NOON)
    taking.check(work(found))
    run(found, Policy.GOOD)
    return list(ImportRow.objects.filter(import_of=found).order_by("number").values_list("outcome", "faults"))


def world_after(sheets: Sequence[Sequence[Sequence[str]]], by: User) -> dict[str, Any]:
    """This function will take sheets in and describe the world afterwards; nothing of it stays."""
    with transaction.atomic():
        outcomes = [brought(rows, by) for rows in sheets]
        everyone = Account.objects.unscoped(reason="test")
        fields = (
            "name",
            "number",
            "registration",
            "city",
            "owner__name",
            "name_key",
            "search_key",
            "order_key",
            "version",
        )
        after = {
            "outcomes": outcomes,
            "accounts": sorted(everyone.values_list(*fields), key=str),
            "links": sorted(ExternalId.objects.unscoped(reason="test").values_list("value", "account__name")),
        }
        transaction.set_rollback(True)
    return after


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SHEETS)
@example(
    [[("Harbour", "K1", "e1", "", "", ""), ("HARBOUR", "K2", "", "", "", "")], [("Harbour", "K1", "e1", "", "", "")]]
)
@example([[("瑞明", "K1", "", "R1", "", ""), ("明德", "K1", "", "R1", "", "")], [("明德", "", "e1", "R1", "武汉", "")]])
def test_many_at_once_come_out_as_one_by_one(cs_head: User, csm: User, sheets: list[list[tuple[str, ...]]]) -> None:
    single = replace(known.ACCOUNTS, take_many=None)
    together = world_after(sheets, cs_head)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(known.NOUNS, "accounts", single)
        assert world_after(sheets, cs_head) == together


def test_what_is_new_and_what_is_as_it_was_needs_no_queries_of_its_own(cs_head: User) -> None:
    def rows(count: int, start: int = 0) -> list[dict[str, str]]:
        numbers = range(start, start + count)
        return [{"name": f"Customer {n}", "number": f"K{n}", "external": f"e{n}", "city": "Rome"} for n in numbers]

    def asked(values: list[dict[str, str]], outcome: Outcome) -> int:
        with CaptureQueriesContext(connection) as queries:
            taken = many.take_accounts([[row] for row in values], Taking(cs_head, NOON, "crm"))
        assert [came for came, _trace in taken] == [outcome] * len(values)
        return len(queries)

    few, again = asked(rows(5), Outcome.CREATED), asked(rows(5), Outcome.SAME)
    assert asked(rows(15, 100), Outcome.CREATED) <= few
    assert asked(rows(15, 100), Outcome.SAME) <= again


def test_each_customer_of_many_has_an_entry_that_verifies(cs_head: User) -> None:
    before = Entry.objects.count()
    values = [{"name": f"Customer {n}", "number": f"K{n}", "external": f"e{n}"} for n in range(3)]
    many.take_accounts([[row] for row in values], Taking(cs_head, NOON, "crm"))
    entries = list(Entry.objects.unscoped(reason="test").order_by("pk")[before:])
    assert [entry.verb for entry in entries] == ["account.added"] * 3
    account = Account.objects.unscoped(reason="test").get(number="K0")
    assert (entries[0].object_id, entries[0].about) == (str(account.pk),) * 2
    assert entries[0].new == {"name": "Customer 0", "number": "K0", "source": "crm", "value": "e0"}
    assert entries[0].text_digest == EntryText.objects.get(pk=entries[0].pk).compute_digest()


def test_a_customer_of_somebody_else_is_left_for_the_way_that_refuses_it(csm: User, other_csm: User) -> None:
    world.account("Harbour", owner=other_csm, number="K1")
    values = [{"name": "Harbour", "number": "K1"}]
    assert many.take_accounts([values], Taking(csm, NOON, "crm")) == [(None, None)]
