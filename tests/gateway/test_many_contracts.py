"""Many contracts and subscriptions taken in at once come out as they would one by one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hourglass.base.models import Entry, User
from hourglass.customers import accounts
from hourglass.customers.models import Account
from hourglass.gateway.imports import known
from hourglass.gateway.models import ImportTrace
from hourglass.revenue.models import Contract, Line, Payment
from tests import world
from tests.conftest import NOON
from tests.gateway.test_many import brought

pytestmark = pytest.mark.django_db
CONTRACT = (
    "contract",
    "number",
    "external",
    "line",
    "amount",
    "currency",
    "starts_on",
    "months",
    "paid_amount",
    "paid_on",
)
CONTRACTS = st.tuples(
    st.sampled_from(["H-1", "H-2", "H-3", "old"]),
    st.sampled_from(["K1", "K1", "K2", "K9"]),
    st.sampled_from(["", "", "e1", "e9"]),
    st.sampled_from(["", "Pro", "Basic"]),
    st.sampled_from(["12000", "0.5", "-3", "9999999999999"]),
    st.sampled_from(["", "", "USD"]),
    st.sampled_from(["2026-01-15", "2025-03-31"]),
    st.sampled_from(["", "12", "7"]),
    st.sampled_from(["", "500", "0.001"]),
    st.sampled_from(["", "2026-02-01"]),
)
SUBSCRIPTION = ("subscription", "number", "line", "monthly", "starts_on", "ends_on", "months", "trial", "quantity")
SUBSCRIPTIONS = st.tuples(
    st.sampled_from(["", "S-1", "S-2", "old"]),
    st.sampled_from(["K1", "K1", "K2", "K9"]),
    st.sampled_from(["Pro", "Pro", "Basic"]),
    st.sampled_from(["100", "250.5"]),
    st.sampled_from(["2026-01-15", "2025-03-31"]),
    st.sampled_from(["", "", "2026-06-30", "2024-01-01"]),
    st.sampled_from(["", "12", "1"]),
    st.sampled_from(["", "yes"]),
    st.sampled_from(["", "3"]),
)


@pytest.fixture
def customers(cs_head: User, csm: User) -> None:
    """Customers with whom contracts are concluded."""
    first = world.account("仁康口腔", owner=csm, number="K1")
    accounts.link(first, source="crm", value="e1", by=cs_head, at=NOON)
    world.contract(world.account("瑞明", number="K2"), world.line(100, world.term("2026-01-01")), number="old")


def world_after(noun: str, columns: Sequence[str], sheets: Sequence[Sequence[Sequence[str]]], by: User) -> Any:
    """This function will take sheets in and describe the world afterwards; nothing of it stays."""
    lines = ("name", "recurrence", "quantity", "amount_minor", "annual_minor", "amount_currency", "discount", "version")
    with transaction.atomic():
        last = Entry.objects.unscoped(reason="test").order_by("pk").last()
        outcomes = [brought(rows, by, noun, columns, columns) for rows in sheets]
        contracts = Contract.objects.unscoped(reason="test").values_list(
            *("number", "account__name", "effective_from", "ends_on", "ended_on", "auto_renew", "owner", "currency"),
            *("signed_on", "created_at", "version"),
        )
        entries = Entry.objects.unscoped(reason="test").filter(pk__gt=last.pk if last else 0).said()
        traces = ImportTrace.objects.filter(import_of__made_by=by)
        after = {
            "outcomes": outcomes,
            "contracts": sorted(contracts, key=str),
            "lines": sorted(
                Line.objects.unscoped(reason="test").values_list("contract__number", "starts_on", "ends_on", *lines),
                key=str,
            ),
            "payments": sorted(
                Payment.objects.unscoped(reason="test").values_list("contract__number", "amount_minor", "paid_on")
            ),
            "accounts": sorted(
                Account.objects.unscoped(reason="test").values_list(
                    *("name", "recurring_minor", "due_on", "served_from", "served_until", "unpaid_since"),
                ),
                key=str,
            ),
            "entries": sorted(
                (entry.verb, entry.object_label, str(entry.old), str(entry.new))
                for entry in entries
                if not entry.verb.startswith("import")
            ),
            "traces": sorted((one.name, one.before, one.after, sorted(one.was)) for one in traces),
        }
        transaction.set_rollback(True)
    return after


def compare(noun: str, columns: Sequence[str], sheets: Sequence[Sequence[Sequence[str]]], by: User) -> None:
    together = world_after(noun, columns, sheets, by)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(known.NOUNS, noun, replace(known.NOUNS[noun], take_many=None))
        assert world_after(noun, columns, sheets, by) == together


quickly = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("customers")
@quickly
@given(st.lists(st.lists(CONTRACTS, min_size=1, max_size=7), min_size=1, max_size=2))
@example([[("H-1", "K1", "", "Pro", "12000", "", "2026-01-15", "", "500", "2026-02-01"),
           ("H-2", "K2", "", "", "12000", "USD", "2026-01-15", "7", "", "")]])  # fmt: skip
def test_many_contracts_come_out_as_one_by_one(cs_head: User, sheets: list[list[tuple[str, ...]]]) -> None:
    compare("contracts", CONTRACT, sheets, cs_head)


@pytest.mark.usefixtures("customers")
@quickly
@given(st.lists(st.lists(SUBSCRIPTIONS, min_size=1, max_size=7), min_size=1, max_size=2))
@example([[("S-1", "K1", "Pro", "100", "2026-01-15", "", "12", "", ""),
           ("S-2", "K2", "Pro", "100", "2026-01-15", "2026-06-30", "", "yes", "3")]] * 2)  # fmt: skip
def test_many_subscriptions_come_out_as_one_by_one(cs_head: User, sheets: list[list[tuple[str, ...]]]) -> None:
    compare("subscriptions", SUBSCRIPTION, sheets, cs_head)
