"""A whole import taken back: what it added and changed, never what others changed, once, and by who brought it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from hourglass.base import seals
from hourglass.base.models import Entry, Run, User
from hourglass.base.schedule import Work
from hourglass.customers import accounts, contacts, duplicates, touches
from hourglass.customers.models import Account, Contact, ExternalId
from hourglass.gateway.imports import returning, taking
from hourglass.gateway.imports.taking import ImportRefused
from hourglass.gateway.models import Fate, Import, ImportTrace, Policy, Stage
from hourglass.revenue import contracts
from hourglass.revenue.models import Contract, Line, Payment
from tests import world
from tests.conftest import NOON
from tests.gateway.test_imports import CONTRACTS, CUSTOMERS, again, bring, checked, counts, taken_in, work

__all__ = ["bring"]
LATER = NOON + timedelta(hours=1)
Bringing = Callable[..., Import]


def back(brought: Import) -> Import:
    """The import after it was taken back."""
    found = again(brought)
    returning.take_back(found, version=found.version, by=found.made_by, at=LATER)
    returning.give_back(Work(returning.RETURN, LATER, None, LATER, {"import": found.pk}))
    return again(found)


def sums(brought: Import) -> tuple[str, int, int]:
    return brought.stage, brought.returned, brought.kept


def kept(brought: Import) -> dict[str, str]:
    return {trace.name: trace.why for trace in returning.kept(brought)}


def test_road_05_undo_restores(bring: Bringing) -> None:
    world.account("仁康口腔", number="K1", city="绵阳")
    rows = "".join(f"N{number},Customer {number},X,\n" for number in range(95))
    faulty = "".join(f"F{number},Faulty {number},X,nobody\n" for number in range(4))
    text = "客户编号,客户名称,城市,owner\nK1,仁康口腔,成都,\n" + rows + faulty
    ended = taken_in(bring(text))
    assert counts(ended) == (95, 1, 0, 4)
    returned = back(ended)
    assert sums(returned) == (Stage.RETURNED, 96, 0)
    assert [(one.name, one.city) for one in Account.objects.all()] == [("仁康口腔", "绵阳")]


def test_what_was_taken_back_may_come_in_again(bring: Bringing) -> None:
    text = "Customer ID,name,number\nA-1,North,K1\n"
    first = taken_in(bring(text))
    back(first)
    assert (Account.objects.count(), ExternalId.objects.count()) == (0, 0)
    assert counts(taken_in(bring(text))) == (1, 0, 0, 0)


def test_what_somebody_changed_since_stays_and_is_named(bring: Bringing, cs_head: User) -> None:
    ended = taken_in(bring(CUSTOMERS + "K3,博爱,绵阳,z\nK4,安心,绵阳,z\n"))
    one, two, three = (Account.objects.get(number=number) for number in ("K1", "K2", "K3"))
    accounts.edit(one, version=one.version, by=cs_head, at=NOON, city="上海")
    contacts.add(two, "Li", by=cs_head, at=NOON)
    touches.log(three, channel="billing", by=cs_head, at=NOON)
    foreseen = returning.outlook(again(ended))
    assert ({name for name, _why in foreseen.kept}, foreseen.gone["account"]) == ({"仁康口腔", "瑞明眼科", "博爱"}, 1)
    returned = back(ended)
    assert sums(returned) == (Stage.RETURNED, 1, 3)
    assert set(kept(returned)) == {"仁康口腔", "瑞明眼科", "博爱"}
    assert {account.number for account in Account.objects.all()} == {"K1", "K2", "K3"}
    assert Contact.objects.get().account == two


def test_a_row_is_taken_back_as_a_whole_or_stays_as_a_whole(bring: Bringing, cs_head: User) -> None:
    ended = taken_in(bring("Customer ID,name\nA-1,North\n"))
    contacts.add(Account.objects.get(), "Li", by=cs_head, at=NOON)
    assert sums(back(ended)) == (Stage.RETURNED, 0, 1)
    assert ExternalId.objects.get().account == Account.objects.get()


def test_a_customer_of_several_rows_gets_back_what_it_was_before_the_first(bring: Bringing) -> None:
    world.account("North", number="K1", city="A")
    ended = taken_in(bring("number,name,city\nK1,North,B\nK1,North,C\nK2,South,D\nK2,South,E\n"))
    assert counts(ended) == (1, 3, 0, 0)
    assert sums(back(ended)) == (Stage.RETURNED, 2, 0)
    assert [(one.name, one.city) for one in Account.objects.all()] == [("North", "A")]


def test_who_saved_between_two_rows_of_an_import_keeps_what_they_saved(
    bring: Bringing, cs_head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each row is a portion of its own here, and somebody saves the customer after the first."""
    account = world.account("North", number="K1", city="A")
    monkeypatch.setattr(taking, "CHUNK", 1)
    keep = taking.traces.keep

    def meanwhile(*words: Any) -> None:
        keep(*words)
        one = Account.objects.get()
        if one.city == "B":
            accounts.edit(one, version=one.version, by=cs_head, at=NOON, region="R")

    monkeypatch.setattr(taking.traces, "keep", meanwhile)
    ended = taken_in(bring("number,name,city\nK1,North,B\nK1,North,C\n"))
    assert sums(back(ended)) == (Stage.RETURNED, 0, 1)
    account.refresh_from_db()
    assert (account.city, account.region) == ("C", "R")


def test_people_are_taken_back_with_what_they_were(bring: Bringing, cs_head: User) -> None:
    taken_in(bring(CUSTOMERS))
    before = contacts.add(Account.objects.get(number="K2"), "王强", by=cs_head, at=NOON, phone="1")
    ended = taken_in(bring("姓名,客户编号,电话\n李敏,K1,138\n王强,K2,139\n", "contacts"))
    assert Account.objects.get(number="K1").contact_count == 1
    assert sums(back(ended)) == (Stage.RETURNED, 2, 0)
    before.refresh_from_db()
    assert ([one.name for one in Contact.objects.all()], before.phone) == (["王强"], "1")
    assert Account.objects.get(number="K1").contact_count == 0


def test_contracts_are_taken_back_with_their_lines_and_the_record_tells_of_their_money(
    bring: Bringing, admin: User
) -> None:
    taken_in(bring(CUSTOMERS))
    ended = taken_in(bring(CONTRACTS, "contracts", by=admin))
    assert Account.objects.get(number="K1").recurring == world.yuan(15_600)
    assert sums(back(ended)) == (Stage.RETURNED, 2, 0)
    assert [model.objects.count() for model in (Contract, Line, Payment)] == [0, 0, 0]
    assert Account.objects.get(number="K1").recurring in {None, world.yuan(0)}
    voided = Entry.objects.get(verb="payment.voided")
    assert "12,000" in str(voided.old) or "12000" in str(voided.old)
    told = Entry.objects.filter(verb="contract.taken_back").order_by("pk")
    assert {entry.old["number"] for entry in told if entry.old} == {"HT-1", "HT-2"}
    assert counts(taken_in(bring(CONTRACTS, "contracts", by=admin))) == (3, 0, 0, 0)


def test_a_contract_for_which_other_money_arrived_stays_with_all_of_it(bring: Bringing, admin: User) -> None:
    taken_in(bring(CUSTOMERS))
    ended = taken_in(bring(CONTRACTS, "contracts", by=admin))
    one = Contract.objects.get(number="HT-1")
    contracts.pay(one, amount=world.yuan(5), on=NOON.date(), by=admin, at=NOON)
    assert [name for name, _why in returning.outlook(again(ended)).kept] == ["HT-1"]
    assert sums(back(ended)) == (Stage.RETURNED, 1, 1)
    assert [payment.voided_at for payment in one.payments.all()] == [None, None]


def test_customers_with_contracts_stay_until_the_contracts_are_taken_back(bring: Bringing, admin: User) -> None:
    customers = taken_in(bring(CUSTOMERS, by=admin))
    papers = taken_in(bring(CONTRACTS, "contracts", by=admin))
    assert len(returning.outlook(again(customers)).kept) == 2
    back(papers)
    assert returning.outlook(again(customers)).kept == []
    assert sums(back(customers)) == (Stage.RETURNED, 2, 0)


def test_what_rules_note_of_a_customer_by_themselves_does_not_keep_it(bring: Bringing) -> None:
    ended = taken_in(bring("name,city\nNorth,A\nNorth,B\n"))
    assert duplicates.of(name="North")
    assert sums(back(ended)) == (Stage.RETURNED, 2, 0)


def test_an_import_is_taken_back_once(bring: Bringing) -> None:
    returned = back(taken_in(bring(CUSTOMERS)))
    entries = Entry.objects.count()
    returning.give_back(Work(returning.RETURN, LATER, None, LATER, {"import": returned.pk}))
    with pytest.raises(ImportRefused):
        returning.take_back(again(returned), version=returned.version, by=returned.made_by, at=LATER)
    assert Entry.objects.count() == entries
    assert Run.objects.filter(job=returning.RETURN).count() == 1


def test_an_import_that_has_not_ended_or_left_nothing_is_not_taken_back(bring: Bringing) -> None:
    found = checked(bring(CUSTOMERS))
    with pytest.raises(ImportRefused):
        returning.take_back(found, version=found.version, by=found.made_by, at=LATER)
    taken_in(bring(CUSTOMERS))
    same = taken_in(bring(CUSTOMERS))
    assert counts(same) == (0, 0, 2, 0)
    with pytest.raises(ImportRefused):
        returning.take_back(same, version=same.version, by=same.made_by, at=LATER)


def test_another_person_takes_nothing_back(bring: Bringing, admin: User) -> None:
    ended = taken_in(bring(CUSTOMERS))
    with pytest.raises(ImportRefused):
        returning.take_back(ended, version=ended.version, by=admin, at=LATER)
    assert Account.objects.count() == 2


def test_what_a_cancelled_import_took_in_is_taken_back(bring: Bringing, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(bring("name\nNorth\nSouth\nWest\n"))
    taking.start(found, policy=Policy.GOOD, version=found.version, by=found.made_by, at=NOON)
    monkeypatch.setattr(taking, "CHUNK", 1)
    portions = taking.portions

    def cancelled(*words: Any) -> Iterator[Any]:
        for number, portion in enumerate(portions(*words), start=1):
            if number == 3:
                one = again(found)
                taking.cancel(one, version=one.version, by=one.made_by, at=NOON)
            yield portion

    monkeypatch.setattr(taking, "portions", cancelled)
    taking.run(work(found))
    assert (again(found).stage, Account.objects.count()) == (Stage.CANCELLED, 2), "the third is not taken in any more"
    assert sums(back(found)) == (Stage.RETURNED, 2, 0)
    assert Account.objects.count() == 0


def test_what_was_taken_back_before_a_crash_is_not_looked_at_again(
    bring: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = taken_in(bring("name\n" + "".join(f"Customer {number}\n" for number in range(5))))
    monkeypatch.setattr(returning, "PORTION", 2)
    monkeypatch.setattr(returning, "HOLD", 60)
    give_back = returning._give_back_row
    rounds: list[int] = []

    def crash(*words: Any) -> None:
        rounds.append(1)
        if len(rounds) == 4:
            raise KeyboardInterrupt
        give_back(*words)

    monkeypatch.setattr(returning, "_give_back_row", crash)
    returning.take_back(again(ended), version=again(ended).version, by=ended.made_by, at=LATER)
    asked = Work(returning.RETURN, LATER, None, LATER, {"import": ended.pk})
    with pytest.raises(KeyboardInterrupt):
        returning.give_back(asked)
    assert (Account.objects.count(), again(ended).looked_at) == (3, 2)
    returning.give_back(asked)
    assert (Account.objects.count(), sums(again(ended))) == (0, (Stage.RETURNED, 5, 0))


def test_others_wait_for_no_more_than_a_row_that_takes_long(bring: Bringing, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = taken_in(bring("name\n" + "".join(f"Customer {number}\n" for number in range(5))))
    monkeypatch.setattr(returning, "HOLD", 0)
    some, held = returning._give_back_some, []

    def counted(*words: Any) -> Any:
        held.append(len(done := some(*words)))
        return done

    monkeypatch.setattr(returning, "_give_back_some", counted)
    assert sums(back(ended)) == (Stage.RETURNED, 5, 0)
    assert held == [1] * 5


def test_each_step_back_is_told_with_its_reason_and_sealed(bring: Bringing) -> None:
    ended = taken_in(bring(CUSTOMERS))
    key = Account.objects.get(number="K1").pk
    back(ended)
    story = Entry.objects.filter(about=str(key)).order_by("pk")
    assert [entry.verb for entry in story] == ["account.added", "account.taken_back"]
    assert "file.csv" in story[1].reason
    assert seals.seal(at=LATER) == Entry.objects.count()


def test_traces_are_forgotten_with_the_rows(bring: Bringing) -> None:
    ended = taken_in(bring(CUSTOMERS))
    late = NOON + timedelta(days=91)
    taking.forget(Work("imports.forget", late, None, late))
    assert not ImportTrace.objects.filter(fate=Fate.OPEN).exists()
    with pytest.raises(ImportRefused):
        returning.take_back(again(ended), version=again(ended).version, by=ended.made_by, at=late)
