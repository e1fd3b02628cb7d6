"""The pages about a customer's people."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.customers import contacts, dossier, key_persons, person_roles
from hourglass.customers.models import Account, Contact, Finding, Inquiry, PersonRole, ResearchTopic, WorkItem
from hourglass.customers.models.key_persons import Solvable, Stance
from tests import world
from tests.conftest import NOON

WHO: dict[str, Any] = {"by": "test", "at": NOON}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), override("en"):
        yield


@pytest.fixture
def account(csm: User) -> Account:
    return world.account("Harbour", owner=csm)


@pytest.fixture
def boss(account: Account) -> Contact:
    return contacts.add(account, "Ms Li", level=1, **WHO)


@pytest.fixture
def hers(client: Client, csm: User) -> Client:
    csm.language = "en"
    csm.save(update_fields=["language"])
    client.force_login(csm)
    return client


def post(client: Client, address: str, *keys: int, **data: Any) -> Any:
    return client.post(reverse(address, args=keys), data)


def page(client: Client, address: str, *keys: int) -> str:
    answer = client.get(reverse(address, args=keys))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_person_is_added_with_roles_and_stands_on_the_map(hers: Client, account: Account) -> None:
    person_roles.add(key="boss", label=Label("老板", "Boss"), level=1, duties="Decides", **WHO)
    assert post(hers, "customer-person-new", account.pk, name=" ", version=0).status_code == 422
    added = post(hers, "customer-person-new", account.pk, name="Ms Li", roles="boss", chain_place=1, concern="Cost")
    contact = Contact.objects.get()
    assert (added.status_code, contact.level, contact.roles) == (302, 1, ["boss"])
    told = page(hers, "customer-people", account.pk)
    assert "Ms Li" in told
    assert "Cost" in told
    assert "To verify" in page(hers, "customer-person", account.pk, contact.pk)


def test_a_person_is_changed_and_the_second_editor_is_told(hers: Client, account: Account, boss: Contact) -> None:
    data = {"name": "Ms Li", "job_title": "Owner", "level": 2, "version": 0}
    assert post(hers, "customer-person-edit", account.pk, boss.pk, **data).status_code == 302
    stale = post(hers, "customer-person-edit", account.pk, boss.pk, **data | {"job_title": "Doctor"})
    assert stale.status_code == 422
    assert "Doctor" in stale.content.decode(), "what was typed is kept"
    boss.refresh_from_db()
    assert (boss.job_title, boss.level) == ("Owner", 2)


def test_key_01_an_attitude_is_judged_and_its_fall_is_seen(hers: Client, account: Account, boss: Contact) -> None:
    assert post(hers, "customer-person-attitudes", account.pk, boss.pk, stance=1, on="2026-11-01").status_code == 422
    for stance, on in ((1, "2026-11-01"), (-1, "2026-11-20")):
        data = {"stance": stance, "on": on, "evidence": "She said so"}
        assert post(hers, "customer-person-attitudes", account.pk, boss.pk, **data).status_code == 302
    told = page(hers, "customer-people", account.pk)
    assert "Ms Li: Sceptic" in told
    assert "Falling" in told
    assert "Ms Li: Sceptic" in page(hers, "customer", account.pk)


def test_key_02_and_03_what_is_known_of_somebodys_work(hers: Client, account: Account, boss: Contact) -> None:
    data = {"duties": "D", "goals": "G", "scenes": "S", "version": 0}
    assert post(hers, "customer-person-profile", account.pk, boss.pk, **data).status_code == 302
    assert "75 % known" in page(hers, "customer-person", account.pk, boss.pk)
    work = {"description": "Writes records", "solvable": "yes", "version": 0}
    assert post(hers, "customer-person-work", account.pk, boss.pk, **work).status_code == 302
    row = WorkItem.objects.get()
    changed = post(hers, "customer-person-work-item", account.pk, boss.pk, row.pk, **work | {"solvable": "no"})
    assert changed.status_code == 302
    assert "0 of 1 solved" in page(hers, "customer-person", account.pk, boss.pk)
    assert post(hers, "customer-person-work-removal", account.pk, boss.pk, row.pk).status_code == 302
    assert not WorkItem.objects.exists()


def test_key_05_and_06_what_somebody_said(hers: Client, account: Account, boss: Contact) -> None:
    data = {"will": "no", "on": "2026-11-20"}
    assert post(hers, "customer-person-willingness", account.pk, boss.pk, **data).status_code == 302
    for minutes, on in ((120, "2026-01-01"), (80, "2026-11-01")):
        said = {"minutes": minutes, "on": on}
        assert post(hers, "customer-person-workload", account.pk, boss.pk, **said).status_code == 302
    assert "33.3%" in page(hers, "customer-person", account.pk, boss.pk)


def test_key_07_a_question_is_asked_answered_and_confirmed(hers: Client, account: Account, boss: Contact) -> None:
    asked = {"question": "When?", "on": "2026-11-16", "topic": "Insurance"}
    assert post(hers, "customer-person-questions", account.pk, boss.pk, **asked).status_code == 302
    row = Inquiry.objects.get()
    assert "Overdue since 11-18" in page(hers, "customer-person", account.pk, boss.pk)
    early = post(hers, "customer-person-confirmation", account.pk, boss.pk, row.pk)
    assert early.status_code == 422
    answered = post(hers, "customer-person-answer", account.pk, boss.pk, row.pk, text="In March", version=0)
    assert answered.status_code == 302
    assert post(hers, "customer-person-confirmation", account.pk, boss.pk, row.pk).status_code == 302
    assert Inquiry.objects.get().confirmed_at == NOON


def test_key_08_the_record_of_six_people_has_a_row_each_and_marks_what_is_not_known(
    hers: Client, account: Account
) -> None:
    for number in range(6):
        contacts.add(account, f"=P{number}", **WHO)
    answer: Any = hers.get(reverse("customer-people-file", args=[account.pk]))
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 7
    assert all(len(row.split(",")) == 19 for row in rows)
    assert "'=P0" in rows[1], "nothing in it is a formula"
    assert rows[1].count("—") == 17


def test_key_09_the_liaison_changes_by_a_button(hers: Client, account: Account, boss: Contact) -> None:
    other = contacts.add(account, "Mr Wang", **WHO)
    for contact in (boss, other):
        assert post(hers, "customer-person-liaison", account.pk, contact.pk).status_code == 302
    assert [one.name for one in Contact.objects.filter(is_liaison=True)] == ["Mr Wang"]
    assert "Deputy" in page(hers, "customer-people", account.pk)


def test_key_12_somebody_leaves_comes_back_and_is_followed(hers: Client, account: Account, boss: Contact) -> None:
    keys = (account.pk, boss.pk)
    assert post(hers, "customer-person-leaving", *keys, on="2026-11-30", version=0).status_code == 422
    assert post(hers, "customer-person-leaving", *keys, on="2026-11-20", version=0).status_code == 302
    assert "Ms Li has left on 2026-11-20" in page(hers, "customer-people", account.pk)
    assert post(hers, "customer-person-return", *keys).status_code == 302
    boss.refresh_from_db()
    assert boss.left_on is None
    contacts.leave(boss, on=NOON.date(), version=boss.version, **WHO)
    heir = contacts.add(account, "Mr Wang", **WHO)
    assert post(hers, "customer-person-predecessor", account.pk, heir.pk, gone=boss.pk, version=0).status_code == 302
    assert Contact.objects.get(pk=heir.pk).succeeds == boss


def test_people_of_another_customer_are_not_there(hers: Client, boss: Contact, csm: User) -> None:
    other = world.account(owner=csm)
    assert hers.get(reverse("customer-person", args=[other.pk, boss.pk])).status_code == 404
    assert post(hers, "customer-person-liaison", other.pk, boss.pk).status_code == 404


def test_key_11_roles_are_set_up_in_the_administration(client: Client, cs_head: User) -> None:
    client.force_login(cs_head)
    data = {"key": "boss", "name_zh": "老板", "name_en": "Boss", "level": 1, "duties": "Decides"}
    assert post(client, "contact-role-new", **data).status_code == 302
    assert post(client, "contact-role-new", **data).status_code == 422
    role = PersonRole.objects.get()
    changed = post(client, "contact-role", role.pk, **data | {"level": 2, "version": 0})
    assert (changed.status_code, PersonRole.objects.get().level) == (302, 2)
    assert post(client, "contact-role", role.pk, **data | {"version": 0, "level": 1}).status_code == 422
    assert post(client, "contact-role-retirement", role.pk).status_code == 302
    assert PersonRole.objects.get().retired_at == NOON


def test_key_13_findings_stand_in_the_dossier_by_topic(client: Client, account: Account, cs_head: User) -> None:
    cs_head.language = "en"
    cs_head.save(update_fields=["language"])
    client.force_login(cs_head)
    for key in ("one", "two"):
        assert post(client, "research-topics", key=key, name_zh="题", name_en=f"Topic {key}").status_code == 302
    assert post(client, "research-topics", key="one", name_zh="题", name_en="T").status_code == 422
    topic = ResearchTopic.objects.get(key="one")
    data = {"topic": topic.pk, "text": "They count by hand", "on": "2026-11-20"}
    assert post(client, "customer-findings", account.pk, **data).status_code == 302
    assert post(client, "customer-findings", account.pk, **data | {"text": ""}).status_code == 422
    assert Finding.objects.count() == 1
    told = page(client, "dossier")
    assert "They count by hand" in told
    assert "50.0%" in told


def test_the_empty_tab_says_why_it_matters(hers: Client, account: Account) -> None:
    assert "Nobody is known yet" in page(hers, "customer-people", account.pk)


def test_an_attitude_that_is_outdated_says_so(hers: Client, account: Account, boss: Contact) -> None:
    key_persons.judge(boss, Stance.CHAMPION, on=NOON.date().replace(month=3), evidence="E", **WHO)
    assert "outdated" in page(hers, "customer-people", account.pk)


def test_key_10_the_report_keeps_buyers_and_users_apart(hers: Client, account: Account, boss: Contact) -> None:
    contacts.edit(boss, version=0, is_buyer=True, is_user=True, **WHO)
    key_persons.describe(boss, version=0, pains="Queues at noon", **WHO)
    key_persons.ask_workload(boss, 120, on=date(2026, 1, 1), **WHO)
    key_persons.ask_workload(boss, 80, on=date(2026, 11, 1), **WHO)
    shown = page(hers, "customer-people-report", account.pk)
    assert [shown.count(text) for text in ("Queues at noon", "33.3%")] == [2, 2]


def test_key_03_work_by_role_names_what_is_not_solved(hers: Client, boss: Contact, other_csm: User) -> None:
    person_roles.add(key="boss", label=Label("老板", "Boss"), level=1, **WHO)
    contacts.edit(boss, version=0, roles=["boss"], **WHO)
    key_persons.add_work(boss, "Sees every branch", solvable=Solvable.NO, **WHO)
    key_persons.add_work(boss, "Reads figures", solvable=Solvable.YES, **WHO)
    shown = page(hers, "dossier-work")
    assert ("Boss" in shown, "50.0%" in shown) == (True, True)
    assert ("Sees every branch" in shown, "Reads figures" in shown) == (True, False)
    hers.force_login(other_csm)
    assert "Sees every branch" not in page(hers, "dossier-work")


def test_key_13_the_dossier_of_an_earlier_day(hers: Client, account: Account) -> None:
    topic = dossier.add_topic(key="t", label=Label("题", "T"), **WHO)
    dossier.find(account, topic, "They close at noon", on=NOON.date(), **WHO)
    assert "They close at noon" in page(hers, "dossier")
    earlier = hers.get(reverse("dossier"), {"on": "2026-11-22"}).content.decode()
    assert ("They close at noon" in earlier, "As it was known on 2026-11-22" in earlier) == (False, True)
    assert hers.get(reverse("dossier"), {"on": "yesterday"}).status_code == 422
