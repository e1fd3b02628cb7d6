"""Files taken in: guessed, checked without a trace, taken in once, by who may, and told row by row."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from hourglass.base import roles
from hourglass.base.labels import Label
from hourglass.base.models import Entry, Run, User
from hourglass.base.refusals import Forbidden
from hourglass.base.schedule import Work
from hourglass.customers import accounts, person_roles
from hourglass.customers.models import Account, Contact, ExternalId
from hourglass.gateway.imports import taking
from hourglass.gateway.imports.known import NOUNS
from hourglass.gateway.imports.nouns import names_of
from hourglass.gateway.imports.taking import ImportRefused
from hourglass.gateway.models import Import, ImportRow, Mapping, Policy, Stage
from hourglass.revenue.models import Contract
from tests import outside, world
from tests.conftest import NOON

CUSTOMERS = "客户编号,客户名称,城市,备注\nK1,仁康口腔,成都,x\nK2,瑞明眼科,武汉,y\n"
Bringing = Callable[..., Import]


@pytest.fixture
def bring(cs_head: User) -> Bringing:
    """A function that brings a file of the head of customer success."""

    def brought(text: str, noun: str = "accounts", by: User = cs_head) -> Import:
        return taking.bring(noun, "file.csv", text.encode(), by=by, at=NOON)

    return brought


def work(brought: Import) -> Work:
    return Work("imports", NOON, None, NOON, {"import": brought.pk})


def again(brought: Import) -> Import:
    return Import.objects.get(pk=brought.pk)


def checked(brought: Import, source: str = "crm", **words: Any) -> Import:
    """The import after its columns were named as guessed and its rows checked."""
    found = again(brought)
    taking.name_columns(found, found.columns, source=source, version=found.version, by=found.made_by, at=NOON, **words)
    taking.check(work(found))
    return again(found)


def run(brought: Import, policy: Policy = Policy.GOOD) -> Import:
    found = again(brought)
    taking.start(found, policy=policy, version=found.version, by=found.made_by, at=NOON)
    taking.run(work(found))
    return again(found)


def taken_in(brought: Import, policy: Policy = Policy.GOOD) -> Import:
    return run(checked(brought), policy)


def counts(brought: Import) -> tuple[int, int, int, int]:
    return brought.created, brought.updated, brought.same, brought.faulty


def faults(brought: Import) -> dict[int, list[Any]]:
    return {row.number: row.faults for row in ImportRow.objects.filter(import_of=brought).exclude(faults=[])}


def test_columns_are_guessed_in_both_languages(bring: Bringing) -> None:
    assert bring(CUSTOMERS).columns == ["number", "name", "city", ""]
    assert bring("Account Name,Customer ID,Industry\nN,1,x\n").columns == ["name", "external", "industry"]
    people = bring("姓名,客户名称,手机号,职务\n李敏,仁康口腔,138,院长\n", "contacts")
    assert people.columns == ["name", "account", "phone", "job_title"]


def test_customers_come_in_and_a_second_time_nothing_is_doubled(bring: Bringing) -> None:
    first = taken_in(bring(CUSTOMERS))
    assert (first.stage, counts(first)) == (Stage.DONE, (2, 0, 0, 0))
    assert {(one.number, one.name, one.city) for one in Account.objects.all()} == {
        ("K1", "仁康口腔", "成都"),
        ("K2", "瑞明眼科", "武汉"),
    }
    second = taken_in(bring(CUSTOMERS.replace("武汉", "汉口")))
    assert counts(second) == (0, 1, 1, 0)
    assert Account.objects.count() == 2


def test_blank_cells_leave_values_alone(bring: Bringing) -> None:
    taken_in(bring(CUSTOMERS))
    taken_in(bring("客户编号,客户名称,城市\nK1,仁康口腔,\n"))
    assert Account.objects.get(number="K1").city == "成都"


def test_customers_are_found_again_by_what_the_source_calls_them(bring: Bringing) -> None:
    taken_in(bring("Customer ID,Name\nA-1,North\n"))
    again_ = taken_in(bring("Customer ID,Name\nA-1,North & Sons\n"))
    assert counts(again_) == (0, 1, 0, 0)
    assert ExternalId.objects.get().account.name == "North & Sons"


def test_checking_leaves_no_trace_and_tells_each_fault(bring: Bringing) -> None:
    entries = Entry.objects.count()
    text = "name,owner,city\nNorth,nobody,x\n,head@example.com,y\nSouth,head@example.com," + "z" * 81 + "\n"
    found = checked(bring(text))
    assert (Account.objects.count(), Entry.objects.count()) == (0, entries + 1)  # that the file was brought
    assert (found.stage, found.faulty) == (Stage.CHECKED, 3)
    told = faults(found)
    assert [fault[0] for fault in told[2]] == ["owner"]
    assert [fault[0] for fault in told[3]] == ["name"]
    assert [fault[0] for fault in told[4]] == ["city"]


def test_all_rows_or_none(bring: Bringing) -> None:
    found = checked(bring("name,owner\nNorth,\nSouth,gone@example.com\n"))
    assert found.faulty == 0, "that nobody has this address shows only when it is taken in"
    ended = run(found, Policy.ALL)
    assert (ended.stage, counts(ended), Account.objects.count()) == (Stage.DONE, (0, 0, 0, 1), 0)
    assert "gone@example.com" in faults(ended)[3][0][1]


def test_the_rows_without_faults_alone(bring: Bringing) -> None:
    ended = taken_in(bring("name,owner\nNorth,\nSouth,gone@example.com\nWest,\n"))
    assert counts(ended) == (2, 0, 0, 1)
    assert {one.name for one in Account.objects.all()} == {"North", "West"}


def test_all_rows_are_not_offered_where_some_have_faults(bring: Bringing) -> None:
    found = checked(bring("name,owner\nNorth,x\n"))
    with pytest.raises(ImportRefused):
        taking.start(found, policy=Policy.ALL, version=found.version, by=found.made_by, at=NOON)


def test_people_come_in_at_their_customers(bring: Bringing) -> None:
    taken_in(bring(CUSTOMERS))
    text = "姓名,客户编号,客户名称,邮箱,采购方\n李敏,K1,,li@example.com,是\n王强,,瑞明眼科,,否\n赵云,K9,,,\n"
    ended = taken_in(bring(text, "contacts"))
    assert counts(ended) == (2, 0, 0, 1)
    people = {one.name: (one.account.number, one.is_buyer, one.email) for one in Contact.objects.all()}
    assert people == {"李敏": ("K1", True, "li@example.com"), "王强": ("K2", False, "")}
    changed = taken_in(bring("姓名,客户编号,电话\n李敏,K1,138\n", "contacts"))
    assert counts(changed) == (0, 1, 0, 0)


def test_a_customer_name_that_several_have_is_not_guessed(bring: Bringing) -> None:
    for city in ("A", "B"):
        world.account("North", city=city)
    ended = taken_in(bring("name,customer\nLi,North\n", "contacts"))
    assert counts(ended) == (0, 0, 0, 1)


CONTRACTS = (
    "合同编号,客户编号,产品,金额,开始日期,到期日期,数量,已付金额,付款日期\n"
    "HT-1,K1,标准版,12000,2026-01-01,2026-12-31,2,12000,2026-01-05\n"
    'HT-2,K2,标准版,"9,800.00",2026/3/1,,1,,\n'
    "HT-1,K1,营销,3600,2026年1月1日,2026年12月31日,1,,\n"
)


def test_contracts_come_in_with_their_lines_and_payment(bring: Bringing, admin: User) -> None:
    taken_in(bring(CUSTOMERS))
    ended = taken_in(bring(CONTRACTS, "contracts", by=admin))
    assert counts(ended) == (3, 0, 0, 0)
    one = Contract.objects.get(number="HT-1")
    assert [(line.name, line.amount, line.quantity) for line in one.lines.order_by("pk")] == [
        ("标准版", world.yuan(12_000), 2),
        ("营销", world.yuan(3_600), 1),
    ]
    assert one.payments.get().paid_on == date(2026, 1, 5)
    two = Contract.objects.get(number="HT-2")
    assert (two.lines.get().ends_on, two.lines.get().amount) == (date(2027, 2, 28), world.yuan(9_800))
    assert Account.objects.get(number="K1").recurring == world.yuan(15_600)
    doubled = taken_in(bring(CONTRACTS, "contracts", by=admin))
    assert (counts(doubled), Contract.objects.count()) == ((0, 0, 0, 3), 2)


@pytest.mark.parametrize(
    ("head", "first", "second", "says"),
    [
        ("客户编号", "K1", "K2", "不同的客户"),
        ("客户编号", "K1", "K9", "找不到对应客户"),
        ("客户编号,签约日期", "K1,2026-01-01", "K1,2026-01-02", "签约日期不同"),
        ("客户编号,已付金额", "K1,100", "K1,", "金额和日期"),
        ("客户编号,付款日期", "K1,2026-01-05", "K1,", "金额和日期"),
        ("客户编号,折扣", "K1,12.345", "K1,", "最多两位小数"),
        ("客户编号,折扣", "K1,101", "K1,", "0 到 100"),
        ("客户编号,期限", "K1,0", "K1,", "至少为 1"),
        ("客户编号,数量", "K1,0", "K1,", "至少为 1"),
    ],
)
def test_what_a_contract_file_cannot_mean_is_refused_and_nothing_guessed(
    bring: Bringing, admin: User, head: str, first: str, second: str, says: str
) -> None:
    taken_in(bring(CUSTOMERS))
    text = f"合同编号,产品,金额,开始日期,{head}\nH,一,1,2026-01-01,{first}\nH,二,1,2026-01-01,{second}\n"
    ended = taken_in(bring(text, "contracts", by=admin))
    assert says in str(faults(ended))
    assert not Contract.objects.exists()


def test_later_rows_of_a_contract_may_leave_out_what_the_first_one_says(bring: Bringing, admin: User) -> None:
    taken_in(bring(CUSTOMERS))
    head = "合同编号,产品,金额,开始日期,客户编号,签约日期"
    text = f"{head}\nH,一,1,2026-01-01,K1,\nH,二,1,2026-01-01,,2025-12-30\n"
    assert counts(taken_in(bring(text, "contracts", by=admin))) == (2, 0, 0, 0)
    one = Contract.objects.get()
    assert (one.account.number, one.signed_on, one.lines.count()) == ("K1", date(2025, 12, 30), 2)


def test_who_may_not_confirm_payments_brings_none(bring: Bringing) -> None:
    taken_in(bring(CUSTOMERS))
    ended = taken_in(bring(CONTRACTS, "contracts"))
    assert (counts(ended), [one.number for one in Contract.objects.all()]) == ((1, 0, 0, 2), ["HT-2"])


def test_a_customer_of_somebody_else_is_refused_and_stays_as_it_is(
    bring: Bringing, csm: User, other_csm: User, built_in: dict[str, Any]
) -> None:
    importing = roles.create(
        name_zh="导", name_en="Imports", permissions=["accounts.import", "accounts.edit", "accounts.view"], reach="own",
        by="test", at=NOON,
    )  # fmt: skip
    roles.grant(importing, to=other_csm, by="test", at=NOON)
    other = User.objects.get(pk=other_csm.pk)
    accounts.add("North", number="K1", owner=csm, by="test", at=NOON)
    ended = taken_in(bring("number,name,city\nK1,North,Changed\n", by=other))
    assert (counts(ended), Account.objects.get().city) == ((0, 0, 0, 1), "")


def test_only_who_may_import_brings_a_file_and_only_they_decide(bring: Bringing, csm: User, admin: User) -> None:
    with pytest.raises(Forbidden):
        bring(CUSTOMERS, by=csm)
    found = checked(bring(CUSTOMERS))
    with pytest.raises(ImportRefused):
        taking.start(found, policy=Policy.ALL, version=found.version, by=admin, at=NOON)


@pytest.mark.parametrize(
    "columns",
    [["name", "name", "", ""], ["", "", "", ""], ["moon", "name", "", ""]],
    ids=["twice", "missing", "unknown"],
)
def test_columns_are_named_once_and_what_is_needed_is_there(bring: Bringing, columns: list[str]) -> None:
    brought = bring(CUSTOMERS)
    with pytest.raises(ImportRefused):
        taking.name_columns(brought, columns, source="", version=0, by=brought.made_by, at=NOON)


@pytest.mark.parametrize("text", ["name\n", "name,name\nA,B\n"])
def test_a_file_without_rows_or_with_two_columns_of_one_name_is_refused(bring: Bringing, text: str) -> None:
    with pytest.raises(ImportRefused):
        bring(text)


def test_a_reading_of_columns_is_kept_for_the_next_file(bring: Bringing) -> None:
    checked(bring(CUSTOMERS), keep_as="CRM")
    kept = Mapping.objects.get(name="CRM")
    assert kept.fields == {"客户编号": "number", "客户名称": "name", "城市": "city"}


def test_what_was_taken_in_before_a_crash_is_not_taken_in_again(
    bring: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "name\n" + "".join(f"Customer {number}\n" for number in range(5))
    found = checked(bring(text))
    taking.start(found, policy=Policy.GOOD, version=found.version, by=found.made_by, at=NOON)
    monkeypatch.setattr(taking, "CHUNK", 2)
    publish = taking._take
    rounds: list[int] = []

    def crash(*words: Any, **more: Any) -> None:
        rounds.append(1)
        if len(rounds) == 2:
            raise KeyboardInterrupt
        publish(*words, **more)

    monkeypatch.setattr(taking, "_take", crash)
    with pytest.raises(KeyboardInterrupt):
        taking.run(work(found))
    assert Account.objects.count() == 2
    taking.run(work(found))
    assert (Account.objects.count(), counts(again(found))) == (5, (5, 0, 0, 0))
    taking.run(work(found))
    assert Account.objects.count() == 5


def test_a_cancelled_import_takes_in_nothing_more(bring: Bringing) -> None:
    found = checked(bring(CUSTOMERS))
    taking.start(found, policy=Policy.GOOD, version=found.version, by=found.made_by, at=NOON)
    taking.cancel(again(found), version=again(found).version, by=found.made_by, at=NOON)
    taking.run(work(found))
    assert (again(found).stage, Account.objects.count()) == (Stage.CANCELLED, 0)
    with pytest.raises(ImportRefused):
        taking.cancel(again(found), version=again(found).version, by=found.made_by, at=NOON)


def test_who_reads_the_audit_record_sees_every_import_and_others_their_own(
    bring: Bringing, csm: User, executive: User
) -> None:
    brought = bring(CUSTOMERS)
    assert list(Import.objects.visible_to(executive)) == [brought]
    assert list(Import.objects.visible_to(csm)) == []


def test_a_check_and_a_run_are_queued_once_each(bring: Bringing) -> None:
    taken_in(bring(CUSTOMERS))
    assert [run.job for run in Run.objects.filter(job__startswith="imports.").order_by("pk")] == [
        "imports.check",
        "imports.run",
    ]


def test_roles_of_people_are_read_by_their_names(bring: Bringing) -> None:
    person_roles.add(key="boss", label=Label("院长", "Director"), level=1, by="test", at=NOON)
    taken_in(bring(CUSTOMERS))
    taken_in(bring("name,number,role\nLi,K1,院长\nWang,K1,director\n", "contacts"))
    assert {one.level for one in Contact.objects.all()} == {1}


def test_the_accounts_of_a_real_file_come_in_as_they_are_guessed_and_once(bring: Bringing) -> None:
    text = (outside.folder("ravenstack") / "ravenstack_accounts.csv").read_text()
    first = bring(text)
    assert dict(zip(first.head, first.columns, strict=True))["account_id"] == "external"
    assert counts(taken_in(first)) == (500, 0, 0, 0)
    one = Account.objects.get(name="Company_0")
    assert (one.industry, one.region) == ("EdTech", "US")
    assert ExternalId.objects.get(account=one).value == "A-2e4581"
    assert counts(taken_in(bring(text))) == (0, 0, 500, 0)


def test_every_field_has_words_and_no_word_names_two_of_them() -> None:
    for language in ("en", "zh-hans"):
        with override(language):
            for noun in NOUNS.values():
                names = [word for field in noun.fields for word in names_of(field)]
                assert sorted(names) == sorted(set(names)), noun.key
