"""Key persons: roles and levels, profiles, work, attitudes, questions, the liaison, who left, and the dossier."""

from datetime import date, timedelta
from typing import Any

import pytest

from hourglass.base.labels import Label
from hourglass.base.models import Delivery, Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import (
    accounts,
    contacts,
    dossier,
    inquiries,
    key_persons,
    merging,
    people,
    person_roles,
    touches,
)
from hourglass.customers.contacts import ContactRefused
from hourglass.customers.dossier import DossierRefused
from hourglass.customers.inquiries import InquiryRefused
from hourglass.customers.key_persons import KeyPersonRefused
from hourglass.customers.models import Account, Contact, Finding, Profile
from hourglass.customers.models.contacts import Level
from hourglass.customers.models.key_persons import Solvable, Stance, Will
from hourglass.customers.people import Why
from tests import world
from tests.conftest import NOON

WHO: dict[str, Any] = {"by": "test", "at": NOON}
TODAY = NOON.date()


@pytest.fixture
def account(csm: User) -> Account:
    return world.account("Harbour", owner=csm)


@pytest.fixture
def boss(account: Account) -> Contact:
    return contacts.add(account, "Ms Li", level=Level.FIRST, **WHO)


def role(key: str, level: int | None, **texts: str) -> Any:
    return person_roles.add(key=key, label=Label(key, key), level=level, **texts, **WHO)


def whys(account: Account, on: date = TODAY) -> list[tuple[Why, str]]:
    return [(alert.why, alert.contact.name) for alert in people.alerts([account], on=on)]


def at_level(contact: Contact) -> int | None:
    return Contact.objects.get(pk=contact.pk).level


def test_key_04_a_role_gives_its_level_and_the_highest_counts(account: Account) -> None:
    for key, level in (("owner", 1), ("doctor", 1), ("pharmacist", 2), ("guest", None)):
        role(key, level)
    assert contacts.add(account, "P", roles=["pharmacist"], **WHO).level == Level.SECOND
    both = contacts.add(account, "O", roles=["pharmacist", "owner", "doctor"], **WHO)
    assert (both.level, both.roles) == (Level.FIRST, ["pharmacist", "owner", "doctor"])
    assert contacts.add(account, "G", roles=["guest"], **WHO).level is None
    contacts.edit(both, version=0, roles=["pharmacist"], **WHO)
    assert at_level(both) == Level.SECOND
    contacts.edit(both, version=1, roles=["owner"], level=Level.SECOND, **WHO)
    assert at_level(both) == Level.SECOND


def test_key_11_a_role_begins_the_profile_and_its_draft_is_not_known_yet(account: Account) -> None:
    role("manager", 1, duties="Plans shifts\nWatches revenue", pains="Empty rooms")
    contact = contacts.add(account, "M", roles=["manager"], **WHO)
    profile = key_persons.profile_of(contact)
    assert (profile.duties, profile.to_verify) == ("Plans shifts\nWatches revenue", ["duties", "pains"])
    assert key_persons.known(profile) == []
    key_persons.describe(contact, version=profile.version, duties=profile.duties, **WHO)
    assert key_persons.known(key_persons.profile_of(contact)) == ["duties"]


def test_key_02_three_of_four_blocks_are_known_and_the_missing_one_is_told(boss: Contact, account: Account) -> None:
    key_persons.describe(boss, version=0, duties="D", goals="G", scenes="S", **WHO)
    known = key_persons.known(key_persons.profile_of(boss))
    assert len(known) / len(people.BLOCKS) == 0.75
    assert whys(account) == [(Why.UNKNOWN, "Ms Li")]
    key_persons.describe(boss, version=1, pains="P", **WHO)
    assert whys(account) == []


def test_key_02_after_the_first_months_missing_blocks_are_no_alert(boss: Contact, account: Account) -> None:
    touches.log(account, channel="call", contact=boss, by="test", at=NOON + timedelta(days=90))
    assert (Why.UNKNOWN, "Ms Li") not in whys(account, TODAY + timedelta(days=91))


def test_of_two_who_describe_a_person_the_second_is_told(boss: Contact) -> None:
    key_persons.describe(boss, version=0, duties="D", **WHO)
    with pytest.raises(ChangedMeanwhile):
        key_persons.describe(boss, version=0, duties="E", **WHO)


def test_key_03_the_share_of_work_that_is_solved_in_full(boss: Contact) -> None:
    for solvable in (Solvable.YES, Solvable.YES, Solvable.YES, Solvable.PARTLY, Solvable.NO):
        key_persons.add_work(boss, "Writes records", solvable=solvable, feature="records", **WHO)
    rows = list(boss.work.unscoped(reason="a test"))
    assert key_persons.coverage(rows) == (3, 5)
    key_persons.edit_work(
        rows[4], description="Writes", solvable=Solvable.YES, feature="", version=0, by="test", at=NOON
    )
    key_persons.remove_work(rows[3], **WHO)
    assert key_persons.coverage(list(boss.work.unscoped(reason="a test"))) == (4, 4)


def judged(contact: Contact, stance: Stance, on: date) -> None:
    key_persons.judge(contact, stance, on=on, evidence="She said so", **WHO)


def test_key_01_a_first_level_person_who_turns_is_told_of_at_once(boss: Contact, account: Account) -> None:
    judged(boss, Stance.SUPPORTER, date(2026, 9, 10))
    assert Delivery.objects.filter(key__startswith="contact:").count() == 0
    judged(boss, Stance.SCEPTIC, TODAY)
    found = people.stands_of([boss], on=TODAY)[boss.pk]
    assert (found.current, found.trend) == (-1, -1)
    assert whys(account)[0] == (Why.TURNED, "Ms Li")
    assert Delivery.objects.filter(key__startswith="contact:").count() == 1
    assert Account.objects.get(pk=account.pk).attitude == -1
    judged(boss, Stance.CHAMPION, TODAY)
    assert (Why.TURNED, "Ms Li") not in whys(account)
    assert Account.objects.get(pk=account.pk).attitude == 2


def test_a_second_level_sceptic_is_no_alarm(account: Account) -> None:
    clerk = contacts.add(account, "C", level=Level.SECOND, **WHO)
    judged(clerk, Stance.OPPONENT, TODAY)
    assert whys(account) == []
    assert Account.objects.get(pk=account.pk).attitude is None


@pytest.mark.parametrize(
    ("on", "evidence", "field"), [(TODAY + timedelta(days=1), "E", "on"), (TODAY, "  ", "evidence")]
)
def test_key_01_an_attitude_has_a_day_that_has_come_and_evidence(
    boss: Contact, on: date, evidence: str, field: str
) -> None:
    with pytest.raises(KeyPersonRefused) as refused:
        key_persons.judge(boss, Stance.NEUTRAL, on=on, evidence=evidence, **WHO)
    assert refused.value.field == field


def test_key_05_willingness_and_key_06_workload_are_kept_with_their_days(boss: Contact) -> None:
    key_persons.ask_will(boss, Will.NO, on=TODAY, **WHO)
    key_persons.ask_workload(boss, 120, on=date(2026, 1, 1), **WHO)
    with pytest.raises(KeyPersonRefused):
        key_persons.ask_workload(boss, 1441, on=TODAY, **WHO)
    assert boss.wills.unscoped(reason="a test").get().will == Will.NO


def test_an_attitude_that_grew_old_is_taken_off_the_account(boss: Contact, account: Account) -> None:
    key_persons.judge(boss, Stance.SCEPTIC, on=TODAY, evidence="Said so", **WHO)
    assert people.publish_all(on=TODAY + timedelta(days=90)) == 0
    assert Account.objects.get(pk=account.pk).attitude == Stance.SCEPTIC
    assert people.publish_all(on=TODAY + timedelta(days=91)) == 1
    assert Account.objects.get(pk=account.pk).attitude is None


def test_key_07_a_question_of_monday_is_overdue_on_thursday_morning(boss: Contact, account: Account) -> None:
    monday = date(2026, 11, 23)
    row = inquiries.ask(boss, "When does it come?", on=monday, topic="Insurance", **WHO)
    assert row.due_on == date(2026, 11, 25)
    assert (Why.OVERDUE, "Ms Li") not in whys(account, date(2026, 11, 25))
    assert (Why.OVERDUE, "Ms Li") in whys(account, date(2026, 11, 26))
    inquiries.answer(row, "In March", version=0, **WHO)
    assert (Why.OVERDUE, "Ms Li") not in whys(account, date(2026, 11, 26))


def test_key_07_an_answer_is_confirmed_and_stays(boss: Contact) -> None:
    row = inquiries.ask(boss, "When?", on=TODAY, **WHO)
    for text in ("", "  "):
        with pytest.raises(InquiryRefused):
            inquiries.answer(row, text, version=0, **WHO)
    with pytest.raises(InquiryRefused):
        inquiries.confirm(row, version=0, **WHO)
    inquiries.answer(row, "In March", version=0, **WHO)
    inquiries.confirm(row, version=1, **WHO)
    with pytest.raises(InquiryRefused):
        inquiries.answer(row, "In May", version=2, **WHO)


def test_key_07_who_was_not_heard_of_is_told_by_level(account: Account) -> None:
    for name, level in (("One", Level.FIRST), ("Two", Level.SECOND), ("None", None)):
        contact = contacts.add(account, name, level=level, **WHO)
        key_persons.describe(contact, version=0, duties="D", goals="G", scenes="S", pains="P", **WHO)
        touches.log(account, channel="call", contact=contact, by="test", at=NOON)
    told = [whys(account, TODAY + timedelta(days=days)) for days in (30, 31, 60, 61)]
    assert told == [[], [(Why.SILENT, "One")], [(Why.SILENT, "One")], [(Why.SILENT, "One"), (Why.SILENT, "Two")]]


def test_a_mailing_is_no_talk_with_a_person(boss: Contact, account: Account) -> None:
    touches.log(account, channel="visit", contact=boss, by="test", at=NOON - timedelta(days=2))
    touches.log(account, channel="visit", contact=boss, by="test", at=NOON - timedelta(days=9))
    assert Contact.objects.get(pk=boss.pk).touched_at == NOON - timedelta(days=2)


def test_key_09_a_second_liaison_makes_the_first_one_a_deputy(boss: Contact, account: Account) -> None:
    other = contacts.add(account, "Mr Wang", **WHO)
    contacts.name_liaison(boss, version=0, **WHO)
    contacts.name_liaison(other, version=0, **WHO)
    told = {one.name: (one.is_liaison, one.is_deputy) for one in Contact.objects.all()}
    assert told == {"Ms Li": (False, True), "Mr Wang": (True, False)}


def test_key_12_who_left_is_missed_until_somebody_follows(boss: Contact, account: Account) -> None:
    contacts.edit(boss, version=0, chain_place=1, concern="Cost", **WHO)
    contacts.name_liaison(boss, version=1, **WHO)
    contacts.leave(boss, on=TODAY, version=2, reason="New job", **WHO)
    assert whys(account) == [(Why.LEFT, "Ms Li")]
    assert people.successor_due(boss) == date(2026, 11, 26)
    assert Delivery.objects.filter(key__contains=":left:").count() == 1
    found = Account.objects.get(pk=account.pk)
    assert (found.contact_count, found.first_level_count) == (0, 0)
    with pytest.raises(ContactRefused):
        contacts.name_liaison(boss, version=3, **WHO)
    heir = contacts.add(account, "Mr Wang", level=Level.SECOND, **WHO)
    contacts.follow(heir, gone=boss, version=0, **WHO)
    assert heir.chain_place == 1
    assert whys(account) == []
    third = contacts.add(account, "X", **WHO)
    with pytest.raises(ContactRefused):
        contacts.follow(third, gone=boss, version=0, **WHO)
    with pytest.raises(ContactRefused):
        contacts.follow(third, gone=heir, version=0, **WHO)


def test_who_left_by_mistake_is_there_again(boss: Contact, account: Account) -> None:
    contacts.leave(boss, on=TODAY, version=0, **WHO)
    with pytest.raises(ContactRefused):
        contacts.leave(boss, on=TODAY, version=1, **WHO)
    contacts.come_back(boss, version=1, **WHO)
    assert Account.objects.get(pk=account.pk).first_level_count == 1


def test_the_share_of_first_level_roles_that_were_heard_of(account: Account) -> None:
    role("owner", 1)
    role("doctor", 1)
    role("clerk", 2)
    heard = contacts.add(account, "O", roles=["owner"], **WHO)
    contacts.add(account, "D", roles=["doctor"], **WHO)
    touches.log(account, channel="call", contact=heard, **WHO)
    found = people.coverage(account, at=NOON)
    assert (found.numerator, found.denominator) == (1, 2)
    assert people.coverage(account, at=NOON + timedelta(days=31)).numerator == 0


def test_key_13_twelve_findings_on_five_of_seven_topics(account: Account) -> None:
    topics = [dossier.add_topic(key=f"t{number}", label=Label("题", "T"), **WHO) for number in range(7)]
    for number in range(12):
        dossier.find(account, topics[number % 5], "F", on=TODAY, **WHO)
    chapters = dossier.chapters(Finding.objects.unscoped(reason="a test"))
    assert dossier.coverage(chapters, at=NOON).percent() == "71.4%"
    assert [chapter.topic.key for chapter in chapters if not chapter.findings] == ["t5", "t6"]


def test_key_13_a_finding_is_replaced_once_and_stays_readable(account: Account, csm: User) -> None:
    topic = dossier.add_topic(key="t", label=Label("题", "T"), **WHO)
    first = dossier.find(account, topic, "F", on=TODAY, **WHO)
    dossier.find(account, topic, "G", on=TODAY, replaces=first, by=csm, at=NOON)
    with pytest.raises(DossierRefused):
        dossier.find(account, topic, "H", on=TODAY, replaces=first, **WHO)
    assert Finding.objects.get(pk=first.pk).text == "F"
    with pytest.raises(DossierRefused):
        dossier.find(account, topic, " ", on=TODAY, **WHO)


def test_only_who_works_on_a_customer_tells_of_its_people(boss: Contact, other_csm: User, executive: User) -> None:
    before = Entry.objects.count()
    for person in (other_csm, executive):
        for act in (
            lambda: key_persons.judge(boss, Stance.NEUTRAL, on=TODAY, evidence="E", by=person, at=NOON),  # noqa: B023
            lambda: inquiries.ask(boss, "Q", on=TODAY, by=person, at=NOON),  # noqa: B023
            lambda: contacts.leave(boss, on=TODAY, version=0, by=person, at=NOON),  # noqa: B023
        ):
            with pytest.raises(Forbidden):
                act()
    assert Entry.objects.count() == before


def test_a_merge_takes_people_with_all_that_is_known_of_them(account: Account, boss: Contact, csm: User) -> None:
    key_persons.describe(boss, version=0, duties="D", **WHO)
    judged(boss, Stance.SCEPTIC, TODAY)
    winner = accounts.add("Harbour 2", owner=csm, **WHO)
    merging.merge(account, into=winner, versions=(account.version, winner.version), reason="Same", by="test", at=NOON)
    assert Profile.objects.get(contact=boss).duties == "D"
    assert Account.objects.get(pk=winner.pk).attitude == -1
    assert whys(winner)[0] == (Why.TURNED, "Ms Li")


def test_two_roles_do_not_share_a_key(account: Account) -> None:
    role("x", 1)
    with pytest.raises(person_roles.PersonRoleRefused):
        role("x", 2)
