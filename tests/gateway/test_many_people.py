"""Many people taken in at once come out as they would one by one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hourglass.base import roles
from hourglass.base.labels import Label
from hourglass.base.models import Entry, Role, User
from hourglass.base.permissions import Permission
from hourglass.customers import accounts, person_roles
from hourglass.customers.models import Account, Contact, Profile
from hourglass.gateway.imports import known, many_people
from hourglass.gateway.imports.nouns import Outcome, Taking
from hourglass.gateway.models import ImportTrace
from tests import world
from tests.conftest import NOON
from tests.gateway.test_many import brought

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "客户编号", "外部编号", "客户", "职务", "角色", "邮箱")
COLUMNS = ("name", "number", "external", "account", "job_title", "roles", "email")
ROW = st.tuples(
    st.sampled_from(["李敏", "李敏", "王芳", "Ann"]),
    st.sampled_from(["", "", "K1", "K2", "K9"]),
    st.sampled_from(["", "", "e1", "e9"]),
    st.sampled_from(["", "仁康口腔", "瑞明", "Twin", "Foreign"]),
    st.sampled_from(["", "院长", "前台"]),
    st.sampled_from(["", "", "boss", "user"]),
    st.sampled_from(["", "a@example.com", "b@example.com"]),
)
SHEETS = st.lists(st.lists(ROW, min_size=1, max_size=7), min_size=1, max_size=3)


@pytest.fixture
def customers(cs_head: User, csm: User) -> None:
    """Customers to whom people belong, and the roles that people have there."""
    first = world.account("仁康口腔", owner=csm, number="K1")
    accounts.link(first, source="crm", value="e1", by=cs_head, at=NOON)
    world.account("瑞明", owner=csm, number="K2")
    world.account("Twin", owner=csm, city="成都")
    world.account("Twin", owner=csm, city="武汉")
    world.account("Foreign")
    for key, level, duties in (("boss", 1, "Decides"), ("user", None, "")):
        label = Label(zh=key, en=key)
        person_roles.add(key=key, label=label, level=level, duties=duties, by=cs_head, at=NOON)


@pytest.fixture
def importer(lead: User, built_in: dict[str, Role], admin: User) -> User:
    """Somebody who imports and sees the customers of one team."""
    role = built_in["cs_lead"]
    codes = [*role.permissions, Permission.ACCOUNTS_IMPORT]
    roles.edit(role, version=role.version, permissions=codes, by=admin, at=NOON)
    return User.objects.get(pk=lead.pk)


def world_after(sheets: Sequence[Sequence[Sequence[str]]], by: User) -> dict[str, Any]:
    """This function will take sheets in and describe the world afterwards; nothing of it stays."""
    with transaction.atomic():
        last = Entry.objects.unscoped(reason="test").order_by("pk").last()
        outcomes = [brought(rows, by, "contacts", HEAD, COLUMNS) for rows in sheets]
        everyone = Contact.objects.unscoped(reason="test")
        fields = ("account__name", "name", "job_title", "roles", "email", "level", "is_buyer", "version", "created_at")
        entries = Entry.objects.unscoped(reason="test").filter(
            pk__gt=last.pk if last else 0, verb__startswith="contact"
        )
        traces = ImportTrace.objects.filter(import_of__made_by=by).values_list(
            "number", "name", "before", "after", "was"
        )
        profiles = Profile.objects.unscoped(reason="test").values_list(
            "contact__name", "duties", "to_verify", "version"
        )
        standings = Account.objects.unscoped(reason="test").values_list("name", "contact_count", "first_level_count")
        after = {
            "outcomes": outcomes,
            "people": sorted(everyone.values_list(*fields), key=str),
            "profiles": sorted(profiles, key=str),
            "accounts": sorted(standings),
            "entries": sorted((entry.verb, str(entry.old), str(entry.new)) for entry in entries.said()),
            "traces": sorted(traces, key=str),
        }
        transaction.set_rollback(True)
    return after


@pytest.mark.usefixtures("customers")
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SHEETS)
@example([[("李敏", "K1", "", "", "", "boss", ""), ("王芳", "K1", "", "", "", "user", "")]] * 2)
def test_many_people_come_out_as_one_by_one(importer: User, sheets: list[list[tuple[str, ...]]]) -> None:
    single = replace(known.CONTACTS, take_many=None)
    together = world_after(sheets, importer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(known.NOUNS, "contacts", single)
        assert world_after(sheets, importer) == together


@pytest.mark.usefixtures("customers")
def test_people_who_are_new_or_as_they_were_need_no_queries_of_their_own(cs_head: User) -> None:
    def asked(numbers: range, outcome: Outcome) -> int:
        rows = [[{"name": f"Person {n}", "number": "K1" if n % 2 else "K2", "roles": "boss"}] for n in numbers]
        with CaptureQueriesContext(connection) as queries:
            taken = many_people.take_contacts(rows, Taking(cs_head, NOON, "crm"))
        assert [came for came, _trace in taken] == [outcome] * len(rows)
        return len(queries)

    few, again = asked(range(5), Outcome.CREATED), asked(range(5), Outcome.SAME)
    assert asked(range(100, 115), Outcome.CREATED) <= few
    assert asked(range(100, 115), Outcome.SAME) <= again
